package ablation

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"
)

// Trial is the first argument of the command where it is the side with the instrumented
// model in it. After it come the number of mutants, and how much of the ladder is
// climbed, where 0 is all of it.
const Trial = "trial"

// patience is how long one action may take: a mutant may never leave a loop.
const patience = 20 * time.Second

// Serve is that side. It reads numbers of mutants, one a line, and writes what is noticed
// of each as a line of JSON. A mutant in which an action does not end, which nobody can
// stop, ends the process.
func Serve(args []string, in io.Reader, out io.Writer) error {
	judge, err := arguments(args)
	if err != nil {
		return err
	}
	answer := json.NewEncoder(out)
	go func() {
		watch(judge.tried.Load, judge.busy.Load, patience)
		f, err := judge.endless()
		if err == nil {
			err = answer.Encode(f)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "ablate:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}()
	for lines := bufio.NewScanner(in); lines.Scan(); {
		mutant, err := strconv.Atoi(lines.Text())
		if err != nil {
			return err
		}
		f, err := judge.Judge(mutant)
		if err != nil {
			return err
		}
		if err := answer.Encode(f); err != nil {
			return err
		}
	}
	return nil
}

func arguments(args []string) (*Judge, error) {
	if len(args) != 2 {
		return nil, errors.New("usage: trial COUNT RUNGS")
	}
	count, err := strconv.Atoi(args[0])
	if err != nil {
		return nil, err
	}
	ladder := Ladder()
	rungs, err := strconv.Atoi(args[1])
	if err != nil || rungs < 0 || rungs > len(ladder) {
		return nil, fmt.Errorf("no %s rungs: %w", args[1], errors.Join(err, errors.ErrUnsupported))
	}
	if rungs > 0 {
		ladder = ladder[:rungs]
	}
	return NewJudge(count, ladder), nil
}

// watch returns when an exploration has stood still for so long. It lasts as long as the
// process otherwise.
func watch(tried func() int64, busy func() bool, patience time.Duration) {
	ticks := time.NewTicker(patience)
	defer ticks.Stop()
	for before := int64(-1); ; {
		<-ticks.C
		now := tried()
		if busy() && now == before {
			return
		}
		before = now
	}
}

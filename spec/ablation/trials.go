package ablation

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
)

// Trials is the command, built once more, with the instrumented model in it.
type Trials struct {
	Binary string
	count  int // the mutants that it has
	rungs  int // how much of the ladder it climbs; 0 is all
}

// NewTrials builds it into a folder. The model is that of the project at root.
func NewTrials(root, folder string, model *Instrumented) (*Trials, error) {
	t := &Trials{Binary: filepath.Join(folder, "trial"), count: len(model.Mutants)}
	return t, model.Build(root, folder, []string{"build"}, "-o", t.Binary, "./spec/ablation/ablate")
}

// command starts it with one processor: several of them run side by side.
func (t *Trials) command() *exec.Cmd {
	c := exec.Command(t.Binary, Trial, strconv.Itoa(t.count), strconv.Itoa(t.rungs))
	c.Env = append(os.Environ(), "GOMAXPROCS=1")
	c.Stderr = os.Stderr
	return c
}

// Judge judges mutants in as many processes as are asked for. done is called, by one
// goroutine at a time, when one is judged; when it fails no more are begun.
func (t *Trials) Judge(mutants []Mutant, processes int, done func(m Mutant, f Finding) error) error {
	jobs := make(chan Mutant)
	var group sync.WaitGroup
	var lock sync.Mutex
	failed := make([]error, processes)
	for i := range processes {
		group.Go(func() {
			failed[i] = t.serve(jobs, func(m Mutant, f Finding) error {
				lock.Lock()
				defer lock.Unlock()
				return done(m, f)
			})
			for range jobs { // a process that cannot go on must not keep the others
			}
		})
	}
	for _, m := range mutants {
		jobs <- m
	}
	close(jobs)
	group.Wait()
	return errors.Join(failed...)
}

// serve has one process after another judge the jobs: one that met a mutant which does
// not end says so and is no more.
func (t *Trials) serve(jobs <-chan Mutant, done func(Mutant, Finding) error) error {
	var p *process
	for m := range jobs {
		if p == nil {
			var err error
			if p, err = t.start(); err != nil {
				return err
			}
		}
		f, err := p.judge(m)
		if err == nil {
			err = done(m, f)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", m.Name, errors.Join(err, p.end()))
		}
		if f.What == endless {
			if err := p.end(); err != nil {
				return err
			}
			p = nil
		}
	}
	return p.end()
}

// process is one trial under way.
type process struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

func (t *Trials) start() (*process, error) {
	p := &process{command: t.command()}
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReader(out)
	if p.in, err = p.command.StdinPipe(); err != nil {
		return nil, err
	}
	return p, p.command.Start()
}

// judge asks for one mutant.
func (p *process) judge(m Mutant) (Finding, error) {
	var f Finding
	if _, err := fmt.Fprintln(p.in, m.Number); err != nil {
		return f, err
	}
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		return f, err
	}
	return f, json.Unmarshal(line, &f)
}

// end waits for the process, which ends when nothing more is asked.
func (p *process) end() error {
	if p == nil {
		return nil
	}
	return errors.Join(p.in.Close(), p.command.Wait())
}

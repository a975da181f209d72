// Command traces holds the two ways to follow a trace against each other: the follower of
// the checker, and TLC with spec/Trace.tla. "traces write" records short runs, spoils
// copies of them by one record each, has the follower judge them all, and leaves a file
// for TLC of each in a folder. "traces compare" takes what TLC then said of them.
// scripts/tlc traces does both. "traces tell" writes the traces of a file, as `ostlife lustre
// --trace` and `ostlife run --trace` leave them, for TLC: one file for each node and target.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Exit codes.
const (
	disagree = 1
	badUsage = 2
)

// errDisagree says that the two do not say the same.
var errDisagree = errors.New("the two disagree")

func main() {
	switch err := run(os.Args[1:], os.Stdin, os.Stdout); {
	case errors.Is(err, errDisagree):
		os.Exit(disagree)
	case err != nil:
		fmt.Fprintln(os.Stderr, "traces:", err)
		os.Exit(badUsage)
	}
}

// run is the command, with its arguments and streams.
func run(args []string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("traces", flag.ContinueOnError)
	seeds := flags.Int("runs", 8, "runs to record")
	each := flags.Int("each", 3, "copies of each run to spoil in each way")
	if len(args) < 2 {
		return errors.New("traces write|compare FOLDER, or traces tell FOLDER TRACE")
	}
	if err := flags.Parse(args[2:]); err != nil {
		return err
	}
	switch args[0] {
	case "write":
		return write(args[1], *seeds, *each)
	case "compare":
		return compare(args[1], in, out)
	case "tell":
		return pairs(args[1], flags.Arg(0), out)
	}
	return fmt.Errorf("no such verb: %s", args[0])
}

// verdict is what the follower said of one file.
type verdict struct {
	Kind     string `json:"kind"` // right, or how it was spoiled
	Record   string `json:"record"`
	Rejected string `json:"rejected,omitempty"` // why; empty if it was followed to its end
}

// index is the file of a folder that has the verdicts, by the files' names.
const index = "verdicts.json"

// write makes the folder's files.
func write(folder string, runs, each int) error {
	verdicts := map[string]verdict{}
	for _, c := range cases(runs, each) {
		name := fmt.Sprintf("trace-%04d.tla", len(verdicts))
		verdicts[name] = c.verdict
		if err := os.WriteFile(filepath.Join(folder, name), []byte(c.text), 0o600); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(verdicts, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, index), text, 0o600)
}

// tally counts one kind of trace.
type tally struct{ all, both, neither, follower, tlc int }

// compare reads what scripts/tlc follow said, a line a file, and prints what came of it.
// It is a disagreement if a right trace is rejected by either, or a spoiled one by TLC
// alone: TLC is shown less, so the follower may see more.
func compare(folder string, said io.Reader, out io.Writer) error {
	verdicts, err := readIndex(folder)
	if err != nil {
		return err
	}
	counts, wrong, alone := map[string]*tally{}, []string{}, map[string]int{}
	for lines := bufio.NewScanner(said); lines.Scan(); {
		path, rest, _ := strings.Cut(lines.Text(), " ")
		v, ok := verdicts[filepath.Base(path)]
		if !ok {
			return fmt.Errorf("nobody knows %q", lines.Text())
		}
		delete(verdicts, filepath.Base(path))
		accepted := strings.HasPrefix(strings.TrimSpace(rest), "followed")
		n := counts[v.Kind]
		if n == nil {
			n = &tally{}
			counts[v.Kind] = n
		}
		n.count(v.Rejected != "", !accepted)
		switch {
		case !accepted && (v.Rejected == "" || v.Kind == right), accepted && v.Kind == right && v.Rejected != "":
			wrong = append(wrong, fmt.Sprintf("%s (%s %s): TLC %s, follower %q", path, v.Kind, v.Record, strings.TrimSpace(rest), v.Rejected))
		case accepted && v.Rejected != "":
			alone[v.Kind+" "+v.Record]++
		}
	}
	if len(verdicts) > 0 {
		return fmt.Errorf("TLC said nothing of %d files", len(verdicts))
	}
	tell(out, counts, wrong, alone)
	if len(wrong) > 0 {
		return errDisagree
	}
	return nil
}

func (n *tally) count(follower, tlc bool) {
	n.all++
	switch {
	case follower && tlc:
		n.both++
	case follower:
		n.follower++
	case tlc:
		n.tlc++
	default:
		n.neither++
	}
}

func readIndex(folder string) (map[string]verdict, error) {
	text, err := os.ReadFile(filepath.Join(folder, index))
	if err != nil {
		return nil, err
	}
	var verdicts map[string]verdict
	if err := json.Unmarshal(text, &verdicts); err != nil {
		return nil, fmt.Errorf("%s: %w", index, err)
	}
	return verdicts, nil
}

// tell prints the table, what the follower alone rejected, and the disagreements.
func tell(out io.Writer, counts map[string]*tally, wrong []string, alone map[string]int) {
	fmt.Fprintf(out, "%-10s %7s %14s %16s %14s %9s\n", "", "traces", "both follow", "both reject", "follower only", "TLC only")
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		n := counts[kind]
		fmt.Fprintf(out, "%-10s %7d %14d %16d %14d %9d\n", kind, n.all, n.neither, n.both, n.follower, n.tlc)
	}
	for _, what := range slices.Sorted(maps.Keys(alone)) {
		fmt.Fprintf(out, "only the follower rejects: %d times %s\n", alone[what], what)
	}
	for _, w := range wrong {
		fmt.Fprintln(out, "DISAGREE:", w)
	}
}

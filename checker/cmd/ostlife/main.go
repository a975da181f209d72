// Command ostlife runs the implementation and judges what it did, judges histories that
// others recorded, and explores the model.
//
//	ostlife run        runs many short histories, or one on real goroutines, and judges them
//	ostlife check      judges histories and traces from files
//	ostlife explore    visits every reachable state of the model
//	ostlife lustre     tells what happened on real Lustre nodes
//	ostlife version    names the build
//
// What was found goes to standard output: as text, or with --json as one JSON document.
// Progress and complaints go to standard error; there is no progress unless it is a
// terminal. The same command with the same seed prints the same bytes, real runs apart.
//
// # Exit codes
//
//	0   everything that was asked holds
//	1   a violation was found
//	2   bad usage, or input that is unreadable or malformed
//	75  undecided: a bound, a time-out or a signal ended it before a violation was found
//
// Of several verdicts the worst counts: violated, malformed, undecided, ok. An output
// that cannot be written makes an ok undecided.
//
// A first SIGINT or SIGTERM ends a command in good order: its files are whole, and it
// answers 75 unless it has found a violation. A second one ends it at once.
//
// Of lustre, 0 is also that the records do not tell, which its first line says, and 2 that
// nothing in them was recognised.
//
// # The JSON document
//
//	command  text    "run", "check" or "explore"
//	verdict  text    "ok", "undecided", "malformed" or "violated": the worst of the reports
//	exit     number  the exit code
//	folder   text    of run: where its files are
//	reports  list    what was judged, as package ostlife/checker/report describes it
//
// The document of lustre is described by checker/records/show/schema.json; that of version has command, version, revision, modified, go and modules.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"ostlife/checker/report"
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // a verdict whose reader has left is told by the exit code
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal does what it does without us
	os.Exit(execute(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}

// execute runs one command and gives its exit code.
func execute(ctx context.Context, args []string, s streams) int {
	t := newTeller(s)
	root := newRoot(t)
	root.SetArgs(args)
	command, err := root.ExecuteContextC(ctx)
	if err != nil {
		fmt.Fprintf(s.err, "ostlife: %v\n", err)
		fmt.Fprintf(s.err, "'%s --help' tells what it takes.\n", command.CommandPath())
		return report.Malformed.ExitCode()
	}
	if t.out.err != nil {
		fmt.Fprintf(s.err, "ostlife: %v\n", t.out.err)
		t.verdict = max(t.verdict, report.Undecided)
	}
	return t.verdict.ExitCode()
}

func newRoot(t *teller) *cobra.Command {
	root := &cobra.Command{
		Use:   "ostlife",
		Short: "The life cycle of an OST as a Lustre node sees it: run it, check it, explore it",
		Long: `ostlife holds the statements of one design against each other: it runs a concurrent
implementation and judges its histories, and it explores a model of it.

Exit codes: 0 holds, 1 violated, 2 bad usage or malformed input, 75 undecided.`,
		Example:       "  ostlife run\n  ostlife check ostlife-run-0001/history.jsonl\n  ostlife explore --defect late-reply",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return errors.New("a command is missing: run, check, explore, lustre or version")
		},
	}
	root.SetOut(t.out)
	root.SetErr(t.streams.err)
	root.AddCommand(newRunCommand(t), newCheckCommand(t), newExploreCommand(t), newSchedulesCommand(t), newLustreCommand(t), newVersionCommand(t))
	root.SetHelpCommand(newHelpCommand(root))
	root.InitDefaultCompletionCmd()
	if c, _, err := root.Find([]string{"completion"}); err == nil {
		c.RunE = func(*cobra.Command, []string) error { return errors.New("a shell is missing") }
	}
	return root
}

// newHelpCommand is cobra's but for its exit code where there is nothing to help with.
func newHelpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Help about any command",
		RunE: func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err == nil && len(rest) > 0 {
				err = fmt.Errorf("there is no help about %q", rest[0])
			}
			if err != nil {
				return err
			}
			return c.Help()
		},
	}
}

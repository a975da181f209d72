// Command agree reads the graph that TLC dumps from standard input and writes what
// it is into the manifest that the Go explorer is held against. It is scripts/tlc
// that runs it:
//
//	agree -config 1x1-new-F1 -output tlc.log -manifest spec/counts.json < graph.dot
//
// The exit code is 0, or 2 if the input is not understood or not whole.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"ostlife/spec/tlc"
)

const badInput = 2

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "agree:", err)
		os.Exit(badInput)
	}
}

// run is the command, with its arguments and streams.
func run(args []string, dot io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("agree", flag.ContinueOnError)
	config := flags.String("config", "", "name of the configuration, MC-<name>.cfg")
	differs := flags.String("differs-from", "", "configuration that it must differ from")
	command := flags.String("command", "", "command to note in the manifest")
	output := flags.String("output", "", "file with what TLC printed, whole when the graph ends")
	manifest := flags.String("manifest", "", "manifest to write the row into")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *config == "" || *output == "" || *manifest == "" {
		return fmt.Errorf("-config, -output and -manifest are needed")
	}
	graph, err := tlc.ReadDot(dot)
	if err != nil {
		return fmt.Errorf("%s: %w", *config, err)
	}
	said, err := os.ReadFile(*output)
	if err != nil {
		return err
	}
	row, err := tlc.Counted(*config, graph, string(said))
	if err != nil {
		return err
	}
	row.Command, row.DiffersFrom = *command, *differs
	if err := tlc.WriteRow(*manifest, row); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %d states, %d labelled edges, %d generated, depth %d\n",
		row.Config, row.States, row.Edges, row.Generated, row.Depth)
	return err
}

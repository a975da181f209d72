package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"ostlife/checker/history"
	"ostlife/model/lustre"
	"ostlife/spec/tlc"
)

// pair is one node's view of one target.
type pair struct {
	node   lustre.Node
	target lustre.Target
}

// pairs writes what each node of a trace did with each target as a file for TLC, and prints
// their names. A node that never connected to a target did nothing that can be followed.
func pairs(folder, file string, out io.Writer) error {
	trace, err := read(file)
	if err != nil {
		return err
	}
	var order []pair
	seen := map[pair]bool{}
	for i := range trace {
		if p := (pair{trace[i].Node, trace[i].Target}); trace[i].Action == lustre.ActConnectSend && !seen[p] {
			seen[p] = true
			order = append(order, p)
		}
	}
	for _, p := range order {
		name := filepath.Join(folder, fmt.Sprintf("%s-%s-%s.tla", filepath.Base(file), p.node, p.target))
		if err := os.WriteFile(name, []byte(tlc.Trace(trace, p.node, p.target)), 0o600); err != nil {
			return err
		}
		fmt.Fprintln(out, name)
	}
	return nil
}

// read gives the records of a trace file.
func read(name string) ([]lustre.TraceRecord, error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	reader, err := history.NewTraceReader(in, name, history.Limits{})
	if err != nil {
		return nil, err
	}
	var trace []lustre.TraceRecord
	for {
		entry, err := reader.Next()
		switch {
		case err == io.EOF:
			return trace, nil
		case err != nil:
			return nil, err
		}
		trace = append(trace, entry.Record)
	}
}

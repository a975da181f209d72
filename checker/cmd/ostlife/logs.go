package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"ostlife/checker/history"
	"ostlife/checker/records/render"
)

// The names of a node's files, behind its own.
const (
	debugLogSuffix = ".dk"
	stateSuffix    = ".state"
)

// writeLustreLogs writes what the nodes of a kept run would have left behind had they been
// Lustre's: of each a debug log, and the state files of its imports.
func writeLustreLogs(traceFile, folder string) error {
	nodes, err := recordedNodes(traceFile)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, h := range nodes {
		if err := saveWith(filepath.Join(folder, h.Host+debugLogSuffix), h.DebugLog); err != nil {
			return err
		}
		err := saveWith(filepath.Join(folder, h.Host+stateSuffix), func(w io.Writer) error { return stateFiles(w, h) })
		if err != nil {
			return err
		}
	}
	return nil
}

// stateFiles writes the state files of the imports that are there, one after the other.
func stateFiles(w io.Writer, h *render.History) error {
	for i := range h.Imports {
		if h.Imports[i].Gone {
			continue
		}
		if err := h.StateFile(w, i, true); err != nil {
			return err
		}
	}
	return nil
}

// recordedNodes reads a trace file.
func recordedNodes(name string) ([]*render.History, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := history.NewTraceReader(f, name, history.Limits{})
	if err != nil {
		return nil, err
	}
	nodes := render.NewRecorder()
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nodes.Nodes(), nil
		}
		if err != nil {
			return nil, err
		}
		if e.Step == history.Acted {
			nodes.Record(&e.Record)
		}
	}
}

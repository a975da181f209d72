package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"ostlife/checker/harness"
	"ostlife/checker/report"
)

// The names of a run's files, beside those of package harness.
const (
	pictureFile  = "history.html"
	summaryFile  = "summary.json"
	foundPlan    = "found-plan.json" // of a violation before it was shrunk
	foundHistory = "found-history.jsonl"
	foundTrace   = "found-trace.jsonl"
)

// maxFolders is how many folders with a number of their own there can be in one place.
const maxFolders = 9999

// newFolder makes the folder that was asked for, which must be new or empty, or one with
// the next number.
func newFolder(asked string) (string, error) {
	if asked != "" {
		return asked, emptyFolder(asked)
	}
	for n := 1; n <= maxFolders; n++ {
		name := fmt.Sprintf("ostlife-run-%04d", n)
		err := os.Mkdir(name, 0o755)
		if !errors.Is(err, fs.ErrExist) {
			return name, err
		}
	}
	return "", fmt.Errorf("there are %d folders ostlife-run-* here already: name one with --out", maxFolders)
}

func emptyFolder(name string) error {
	if err := os.MkdirAll(name, 0o755); err != nil {
		return err
	}
	files, err := os.ReadDir(name)
	if err == nil && len(files) > 0 {
		err = fmt.Errorf("--out %s: the folder is not empty", name)
	}
	return err
}

// kept is a history whose files are in a run's folder.
type kept struct {
	outcome harness.Outcome
	verdict harness.Verdict
	trace   *collector
}

// files says which of them a history gets.
type files struct{ plan, history, trace string }

var (
	finalFiles = files{harness.PlanFile, harness.HistoryFile, harness.TraceFile}
	foundFiles = files{foundPlan, foundHistory, foundTrace}
)

// keep runs a plan and keeps what it did in the folder: the plan before it runs, the
// history and the trace while it runs, before it is judged.
func keep(folder string, names files, p harness.Plan, o harness.Options, how harness.JudgeOptions) (*kept, error) {
	text, err := p.Encode()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(folder, names.plan), text, 0o644); err != nil {
		return nil, err
	}
	k := &kept{trace: &collector{}}
	o.Trace = k.trace.add
	err = saveWith(filepath.Join(folder, names.history), func(to io.Writer) error {
		o.History = to
		return saveWith(filepath.Join(folder, names.trace), func(to io.Writer) (err error) {
			o.TraceFile = to
			k.outcome, err = harness.Run(p, o)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	k.verdict = harness.Judge(&k.outcome, how)
	return k, nil
}

// draw makes the picture of a run that is kept, under what is told of it.
func (k *kept) draw(folder string, r report.Report) error {
	p := report.Page{Report: r, History: k.outcome.History, Trace: k.trace.records, Linear: k.verdict.Linear}
	return savePage(filepath.Join(folder, pictureFile), p)
}

// savePage makes a file of a picture.
func savePage(name string, p report.Page) error {
	return saveWith(name, func(w io.Writer) error { return report.WriteHTML(w, p) })
}

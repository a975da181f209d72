package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"ostlife/checker/harness"
)

// The names of a run's files, beside harness.PlanFile and harness.HistoryFile.
const (
	pictureFile  = "history.html"
	summaryFile  = "summary.json"
	foundPlan    = "found-plan.json" // of a violation before it was shrunk
	foundHistory = "found-history.jsonl"
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
type files struct{ plan, history, picture string }

var finalFiles = files{harness.PlanFile, harness.HistoryFile, pictureFile}

// keep runs a plan and keeps what it did in the folder: the plan before it runs, the
// history while it runs, before it is judged.
func keep(folder string, names files, p harness.Plan, o harness.Options, how harness.JudgeOptions) (*kept, error) {
	text, err := p.Encode()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(folder, names.plan), text, 0o644); err != nil {
		return nil, err
	}
	file, err := os.Create(filepath.Join(folder, names.history))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	k := &kept{trace: &collector{}}
	o.History, o.Trace = file, k.trace.add
	if k.outcome, err = harness.Run(p, o); err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	k.verdict = harness.Judge(&k.outcome, how)
	if names.picture != "" {
		err = saveWith(filepath.Join(folder, names.picture), k.verdict.Linear.WriteHTML)
	}
	return k, err
}

package harness

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// The names that a run's files have in their folder.
const (
	PlanFile    = "plan.json"
	HistoryFile = "history.jsonl"
	TraceFile   = "trace.jsonl"
)

// Save writes the plan into a folder, which it makes if need be, and returns the file's
// path. It is done before the run, so that a run that kills its process can be told.
func (p *Plan) Save(folder string) (string, error) {
	b, err := p.Encode()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	path := filepath.Join(folder, PlanFile)
	return path, os.WriteFile(path, b, 0o644)
}

// Load reads a plan's file. What is wrong with it is told with the file's name.
func Load(path string) (Plan, error) {
	f, err := os.Open(path)
	if err != nil {
		return Plan{}, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxPlanBytes+1))
	if err != nil {
		return Plan{}, err
	}
	if len(b) > MaxPlanBytes {
		return Plan{}, fmt.Errorf("%s: more than %d bytes", path, MaxPlanBytes)
	}
	p, err := Decode(b)
	if err != nil {
		return Plan{}, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

// Command is the one that runs the plan again, from its file.
func (p *Plan) Command(file string) string { return "ostlife run --plan " + file }

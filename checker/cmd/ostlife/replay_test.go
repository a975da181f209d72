package main

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// replayOf gives the command that a text names.
func replayOf(t *testing.T, text string) string {
	t.Helper()
	_, after, ok := strings.Cut(text, "to see it again:\n")
	line, _, _ := strings.Cut(after, "\n")
	if !ok || strings.TrimSpace(line) == "" {
		t.Fatalf("no command is named:\n%s", text)
	}
	return strings.TrimSpace(line)
}

// shell runs a command as one that was pasted.
func shell(t *testing.T, folder, line string) ended {
	t.Helper()
	c := exec.Command("sh", "-c", line)
	c.Dir = folder
	return finish(t, c, c.Run)
}

// table gives the first table of a text.
func table(text string) string {
	_, after, _ := strings.Cut(text, "\n  step  ")
	rows, _, _ := strings.Cut(after, "\n\n")
	return rows
}

// lookEvery is how often a test looks whether a command has come far enough.
const lookEvery = 5 * time.Millisecond

// interrupted sends a signal to a command as soon as it has come far enough.
func interrupted(t *testing.T, folder string, ready func() bool, signal os.Signal, args ...string) ended {
	t.Helper()
	c := exec.Command(binary, args...)
	c.Dir = folder
	return finish(t, c, func() error {
		if err := c.Start(); err != nil {
			return err
		}
		done := make(chan error, 1)
		go func() { done <- c.Wait() }()
		look := time.NewTicker(lookEvery)
		defer look.Stop()
		for !ready() {
			select {
			case err := <-done:
				return err
			case <-look.C:
			}
		}
		if err := c.Process.Signal(signal); err != nil {
			return err
		}
		return <-done
	})
}

// TestOutputThatNobodyTakes: a verdict that could not be told is not ok, and a violation
// stays one.
func TestOutputThatNobodyTakes(t *testing.T) {
	folder := t.TempDir()
	save(t, folder, "good", good)
	save(t, folder, "violated", violated)
	for name, exit := range map[string]int{"good": 75, "violated": 1} {
		t.Run(name, func(t *testing.T) {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			r.Close()
			defer w.Close()
			c := exec.Command(binary, "check", name)
			c.Dir, c.Stdout = folder, w
			var complaint strings.Builder
			c.Stderr = io.MultiWriter(&complaint)
			_ = c.Run() // the exit code says it
			if c.ProcessState.ExitCode() != exit || !strings.Contains(complaint.String(), "broken pipe") {
				t.Errorf("%v: %s", c.ProcessState, complaint.String())
			}
		})
	}
}

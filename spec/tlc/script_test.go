package tlc

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// script runs scripts/tlc with a java that prints a line and ends with the code, and
// gives what it wrote and its own exit code.
func script(t *testing.T, javaCode string, jar string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	folder := t.TempDir()
	java := "#!/bin/sh\necho 'Error: Invariant NeverEvicted is violated.'\nexit " + javaCode + "\n"
	if err := os.WriteFile(filepath.Join(folder, "java"), []byte(java), 0o700); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("bash", append([]string{"../../scripts/tlc"}, args...)...)
	c.Env = append(os.Environ(), "PATH="+folder+":"+os.Getenv("PATH"), "TLA2TOOLS="+jar, "TMPDIR="+folder)
	var out, errs strings.Builder
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 1 {
		t.Errorf("%d things are left in the temporary folder, %v", len(left), err)
	}
	return out.String(), errs.String(), c.ProcessState.ExitCode()
}

// TestScript: a check of what has to hold, or has to fail, gives the right exit code
// for each of TLC's, and what keeps TLC from running is said.
func TestScript(t *testing.T) {
	const jar = "../counts.json" // any file that is there
	for _, row := range []struct {
		name, java, jar, args string
		code                  int
		stdout, stderr        string
	}{
		{"holds", "0", jar, "check 1x1-new-F1", 0, "1x1-new-F1                       holds", ""},
		{"does not hold", "12", jar, "check 1x1-new-F1", 1, "WRONG: TLC ended with code 12", ""},
		{"TLC fails", "1", jar, "check 1x1-new-F1", 1, "WRONG: TLC ended with code 1", ""},
		{"fails as it should", "12", jar, "check reach-evicted", 0, "fails, as it should: Invariant NeverEvicted is violated", ""},
		{"fails as a step should", "13", jar, "check wrong-ping", 0, "fails, as it should", ""},
		{"does not fail", "0", jar, "check reach-evicted", 1, "WRONG: a counterexample was expected", ""},
		{"fails otherwise", "150", jar, "check reach-evicted", 1, "WRONG: TLC ended with code 150", ""},
		{"one of two is wrong", "0", jar, "check reach-evicted 1x1-new-F1", 1, "holds", ""},
		{"file names", "0", jar, "check spec/MC-1x1-new-F1.cfg", 0, "holds", ""},
		{"no jar named", "0", "", "check", 0, "", "SKIPPED: TLC was not run: TLA2TOOLS is not set"},
		{"jar not there", "0", "none.jar", "check", 2, "", "TLA2TOOLS names none.jar, which is not there"},
		{"one of two jars not there", "0", jar + ":none.jar", "check", 2, "", "names none.jar"},
		{"no such configuration", "0", jar, "check 9x9", 2, "", "there is no spec/MC-9x9.cfg"},
		{"large ones, all or none", "0", jar, "large 1x1-new-F1", 2, "", "large takes no configurations"},
		{"nothing to follow", "0", jar, "follow", 2, "", "follow needs traces"},
		{"no such trace", "0", jar, "follow none.tla", 2, "", "there is no none.tla"},
		{"no verdict on a trace", "0", jar, "follow script_test.go", 1, "script_test.go", ""},
		{"no such command", "0", jar, "chek", 2, "", "scripts/tlc [-n] check"},
		{"help", "0", "", "help", 0, "scripts/tlc [-n] check", ""},
		{"commands only", "1", "", "-n check 1x1-new-F1", 0, "-config MC-1x1-new-F1.cfg -workers", ""},
		{"commands only, with a dump", "1", "", "-n agree 1x1-new-F1", 0, "-workers 1 -dump dot,actionlabels", ""},
		{"no graph", "0", jar, "agree 1x1-new-F1", 1, "1x1-new-F1: WRONG: no graph", "the file ends too early"},
	} {
		t.Run(row.name, func(t *testing.T) {
			stdout, stderr, code := script(t, row.java, row.jar, strings.Fields(row.args)...)
			if code != row.code || !strings.Contains(stdout, row.stdout) || !strings.Contains(stderr, row.stderr) {
				t.Errorf("code %d\n%s\n%s", code, stdout, stderr)
			}
		})
	}
}

// TestScriptChecksEverything: without arguments every configuration is checked that
// has something to judge, the large ones and liveness by commands of their own.
func TestScriptChecksEverything(t *testing.T) {
	small, _, _ := script(t, "0", "", "-n", "check")
	large, _, _ := script(t, "0", "", "-n", "large")
	live, _, _ := script(t, "0", "", "-n", "live")
	stdout := small + large + live
	files, err := filepath.Glob("../MC-*.cfg")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text := read(t, filepath.Base(file))
		judges := strings.Contains(text, "\nINVARIANTS\n") || strings.Contains(text, "\nPROPERTIES\n") ||
			strings.Contains(text, "\nPOSTCONDITION ")
		if judges != strings.Contains(stdout, filepath.Base(file)+" ") {
			t.Errorf("%s: judges something is %t", filepath.Base(file), judges)
		}
	}
}

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ostlife/checker/history"
)

// binary is the command, built once for all tests.
var binary string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		folder, err := os.MkdirTemp("", "ostlife")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(folder)
		binary = filepath.Join(folder, "ostlife")
		if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "%v: %s\n", err, out)
			return 1
		}
		return m.Run()
	}())
}

// ended is what a command did.
type ended struct {
	exit     int
	out, err string
	memory   int64 // the most that it had resident, in bytes
}

// call runs the command in a folder.
func call(t *testing.T, folder string, stdin io.Reader, args ...string) ended {
	t.Helper()
	c := exec.Command(binary, args...)
	c.Dir, c.Stdin = folder, stdin
	return finish(t, c, c.Run)
}

// finish waits for a command and takes what it did.
func finish(t *testing.T, c *exec.Cmd, wait func() error) ended {
	t.Helper()
	var out, complaints bytes.Buffer
	c.Stdout, c.Stderr = &out, &complaints
	err := wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return ended{c.ProcessState.ExitCode(), out.String(), complaints.String(), resident(c.ProcessState)}
}

// want complains unless a command answered so.
func (e ended) want(t *testing.T, exit int, parts ...string) {
	t.Helper()
	if e.exit != exit {
		t.Errorf("exit %d, want %d\n%s%s", e.exit, exit, e.out, e.err)
	}
	for _, part := range parts {
		if !strings.Contains(e.out+e.err, part) {
			t.Errorf("%q is not told:\n%s%s", part, e.out, e.err)
		}
	}
	if strings.Contains(e.err, "goroutine ") || strings.Contains(e.err, "panic") {
		t.Errorf("the command itself panicked:\n%s", e.err)
	}
}

// read decodes a document of --json, and refuses fields that none should have.
func (e ended) read(t *testing.T) (d map[string]any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(e.out))
	if err := decoder.Decode(&d); err != nil {
		t.Fatalf("%v: %s", err, e.out)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		t.Errorf("something follows the document: %v", err)
	}
	return d
}

// save writes a file into a folder and gives its path.
func save(t *testing.T, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// histories for the tests of check.
const (
	header = `{"format":"ostlife-history","version":1,"mode":"controlled","seed":1,"bounds":{},"design":"rfc","defects":[]}` + "\n"
	added  = `{"seq":1,"time":0,"op":1,"client":0,"event":"call","kind":"add","target":0,"uuid":"A"}` + "\n" +
		`{"seq":2,"time":0,"op":1,"client":0,"event":"ok","position":1}` + "\n"
	connected = `{"seq":3,"time":0,"op":2,"client":0,"event":"call","kind":"connect","node":0,"target":0}` + "\n" +
		`{"seq":4,"time":0,"op":2,"client":0,"event":"ok","instance":1}` + "\n"
	evicted = `{"seq":5,"time":0,"op":3,"client":1,"event":"call","kind":"evict","node":0,"target":0}` + "\n" +
		`{"seq":6,"time":0,"op":3,"client":1,"event":"ok","instance":1}` + "\n"
	again = `{"seq":7,"time":0,"op":4,"client":0,"event":"call","kind":"connect","node":0,"target":0}` + "\n" +
		`{"seq":8,"time":0,"op":4,"client":0,"event":"ok","instance":1}` + "\n"

	good     = header + added + connected
	violated = header + added + connected + evicted + again // the instance was dropped
)

// forked is a violation that two orders come as near to: an ADD of unknown outcome may
// have taken the place of the one that is known.
const forked = header + added +
	`{"seq":3,"time":0,"op":2,"client":0,"event":"call","kind":"deactivate","target":0}` + "\n" +
	`{"seq":4,"time":0,"op":2,"client":0,"event":"ok","position":2}` + "\n" +
	`{"seq":5,"time":0,"op":3,"client":1,"event":"call","kind":"add","target":0,"uuid":"A"}` + "\n" +
	`{"seq":6,"time":0,"op":4,"client":0,"event":"call","kind":"remove","target":0}` + "\n" +
	`{"seq":7,"time":0,"op":4,"client":0,"event":"ok","position":3}` + "\n" +
	`{"seq":8,"time":0,"op":5,"client":0,"event":"call","kind":"add","target":0,"uuid":"A"}` + "\n" +
	`{"seq":9,"time":0,"op":5,"client":0,"event":"ok","position":4}` + "\n" +
	`{"seq":10,"time":0,"op":6,"client":0,"event":"call","kind":"remove","target":0}` + "\n" +
	`{"seq":11,"time":0,"op":6,"client":0,"event":"ok","position":5}` + "\n"

// readable complains unless a file holds a valid history.
func readable(t *testing.T, path string) *history.History {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h, err := history.Read(f, path, history.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// The command must not carry the testing package, whose flags and panics are not its
// own; testing/synctest needs it.
func TestNoTestingInTheCommand(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	for _, d := range deps {
		if d == "testing" || strings.HasPrefix(d, "testing/") {
			t.Errorf("the command depends on %s", d)
		}
	}
	if !strings.Contains(string(out), "porcupine") {
		t.Error("the list of dependencies is not what it should be")
	}
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCheck judges files by themselves.
func TestCheck(t *testing.T) {
	long := header + strings.Repeat("x", 100<<10) + "\n"
	lines := strings.SplitAfter(good, "\n")
	for _, row := range []struct {
		name, text string
		exit       int
		says       string
	}{
		{"good", good, 0, "ok: h.jsonl"},
		{"violated", violated, 1, "rule instance-dropped (C2.4)"},
		{"cut between lines", strings.Join(lines[:3], ""), 0, "complete      no"},
		{"empty", "", 2, "h.jsonl:1:1: empty"},
		{"cut in a line", good[:len(good)-5], 2, "h.jsonl:5:"},
		{"garbage", "\x00\xff garbage\n", 2, "h.jsonl:1:2: byte 0xff"},
		{"no newline at all", strings.Repeat("y", 2<<20), 2, "h.jsonl:1:"},
		{"lines swapped", lines[0] + lines[2] + lines[1] + lines[3] + lines[4], 2, "h.jsonl:2:"},
		{"header missing", strings.Join(lines[1:], ""), 2, "h.jsonl:1:"},
		{"nothing to judge", header, 2, "h.jsonl:"},
		{"huge line", long, 2, "h.jsonl:2:"},
	} {
		t.Run(row.name, func(t *testing.T) {
			folder := t.TempDir()
			save(t, folder, "h.jsonl", row.text)
			e := call(t, folder, nil, "check", "h.jsonl")
			e.want(t, row.exit, row.says)
			if row.exit == 2 && (e.out != "" || !strings.HasPrefix(e.err, "h.jsonl:")) {
				t.Errorf("a malformed file is for standard error, its place first:\n%s%s", e.out, e.err)
			}
			if piped := call(t, folder, strings.NewReader(row.text), "check", "-"); piped.exit != e.exit {
				t.Errorf("exit %d from standard input, %d from the file", piped.exit, e.exit)
			}
		})
	}
}

// TestCheckUnopenable: a file that cannot be read is named.
func TestCheckUnopenable(t *testing.T) {
	folder := t.TempDir()
	call(t, folder, nil, "check", "missing.jsonl").want(t, 2, "missing.jsonl")
	call(t, folder, nil, "check", ".").want(t, 2, "is a directory")
}

// TestCheckManyFiles: each is judged, and the worst verdict is the exit code.
func TestCheckManyFiles(t *testing.T) {
	folder := t.TempDir()
	save(t, folder, "good", good)
	save(t, folder, "violated", violated)
	save(t, folder, "empty", "")
	for _, row := range []struct {
		args string
		exit int
	}{
		{"good good", 0},
		{"good --max-operations 1", 75},
		{"empty good", 2},
		{"good violated empty", 1},
		{"good empty --max-operations 1", 2},
		{"violated good", 1},
	} {
		t.Run(row.args, func(t *testing.T) {
			e := call(t, folder, nil, append([]string{"check"}, strings.Fields(row.args)...)...)
			e.want(t, row.exit)
			if strings.Contains(row.args, "violated") {
				e.want(t, row.exit, "violated: violated", "ok: good")
			}
		})
	}
}

// TestCheckLimits: what goes beyond a limit is undecided, and the limit is named.
func TestCheckLimits(t *testing.T) {
	folder := t.TempDir()
	save(t, folder, "h", violated)
	for limit, n := range map[string]int{"operations": 3, "clients": 1} {
		t.Run(limit, func(t *testing.T) {
			e := call(t, folder, nil, "check", "h", "--max-"+limit, fmt.Sprint(n))
			e.want(t, 75, fmt.Sprintf("more than %d %s: beyond the limit", n, limit))
			call(t, folder, nil, "check", "h", "--max-"+limit, fmt.Sprint(n+1)).want(t, 1)
		})
	}
	call(t, folder, nil, "check", "h", "--timeout", "1ns").want(t, 75, "the time is over")
}

// TestCheckHTML draws the same page every time, whatever the verdict.
func TestCheckHTML(t *testing.T) {
	folder := t.TempDir()
	save(t, folder, "h", forked)
	pages := map[string]bool{}
	for range 8 { // the orders come at random: all alike by chance is rare
		call(t, folder, nil, "check", "h", "--html", "h.html").want(t, 1)
		page, err := os.ReadFile(filepath.Join(folder, "h.html"))
		if err != nil || !bytes.Contains(page, []byte("</html>")) {
			t.Fatalf("%v: %d bytes", err, len(page))
		}
		pages[string(page)] = true
	}
	if len(pages) != 1 {
		t.Errorf("%d pages of one history", len(pages))
	}
	call(t, folder, nil, "check", "h", "--html", "no/such/h.html").want(t, 1, "no/such/h.html")
	save(t, folder, "good", good)
	call(t, folder, nil, "check", "good", "--html", "no/such/h.html").want(t, 2, "no/such/h.html")
}

// TestCheckJSON prints one document for all files.
func TestCheckJSON(t *testing.T) {
	folder := t.TempDir()
	save(t, folder, "good", good)
	save(t, folder, "violated", violated)
	save(t, folder, "empty", "")
	e := call(t, folder, nil, "check", "--json", "good", "violated", "empty")
	e.want(t, 1, "empty:1:1: ")
	d := e.read(t)
	if d["command"] != "check" || d["verdict"] != "violated" || d["exit"] != 1.0 {
		t.Errorf("document %v", d)
	}
	var verdicts []any
	for _, r := range d["reports"].([]any) {
		verdicts = append(verdicts, r.(map[string]any)["verdict"])
	}
	if got := fmt.Sprint(verdicts); got != "[ok violated malformed]" {
		t.Errorf("verdicts %s", got)
	}
}

// The replay command of a verdict is one that a shell takes, whatever the file's name.
func TestCheckReplay(t *testing.T) {
	folder := t.TempDir()
	save(t, folder, "it's a history", violated)
	e := call(t, folder, nil, "check", "it's a history")
	e.want(t, 1)
	again := shell(t, folder, replayOf(t, e.out))
	if again.exit != 1 || again.out != e.out {
		t.Errorf("exit %d:\n%s%s", again.exit, again.out, again.err)
	}
}

// TestCheckStops: a signal ends the wait for an input that does not come.
func TestCheckStops(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, complaints strings.Builder
	exit := execute(ctx, []string{"check", "-"}, streams{r, &out, &complaints})
	ended{exit, out.String(), complaints.String(), 0}.want(t, 75, "stopped by a signal")
}

// endless gives so many bytes of garbage, in lines if asked for.
type endless struct {
	left int
	line string
}

func (e *endless) Read(b []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(b) && n < e.left {
		n += copy(b[n:], e.line)
	}
	n = min(n, e.left)
	e.left -= n
	return n, nil
}

// maxResident is what reading whatever input may take.
const maxResident = 200 << 20

// TestCheckEndlessInput: much garbage costs little memory and time.
func TestCheckEndlessInput(t *testing.T) {
	call1 := `{"seq":%d,"time":0,"op":%d,"client":%d,"event":"call","kind":"connect","node":0,"target":0}` + "\n"
	for name, in := range map[string]io.Reader{
		"no newline":     &endless{200 << 20, "x"},
		"many lines":     io.MultiReader(strings.NewReader(header), &endless{200 << 20, strings.Repeat("y", 60<<10) + "\n"}),
		"much of nested": &endless{200 << 20, "[{"},
		"open calls":     io.MultiReader(strings.NewReader(header), &calls{format: call1}),
	} {
		t.Run(name, func(t *testing.T) {
			e := call(t, t.TempDir(), in, "check", "-")
			if e.exit != 2 && e.exit != 75 {
				t.Errorf("exit %d: %s", e.exit, e.err)
			}
			if e.memory > maxResident {
				t.Errorf("%d MB resident", e.memory>>20)
			}
		})
	}
}

// calls gives calls that never return, each of a client of its own.
type calls struct {
	format string
	n      int
	rest   []byte
}

func (c *calls) Read(b []byte) (int, error) {
	if len(c.rest) == 0 {
		if c.n == 1<<21 {
			return 0, io.EOF
		}
		c.n++
		c.rest = fmt.Appendf(nil, c.format, c.n, c.n, c.n)
	}
	n := copy(b, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

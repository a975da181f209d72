package main

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ostlife/checker/records/show"
)

// stateOf is a state file whose ring has those states.
func stateOf(states ...string) string {
	var b strings.Builder
	b.WriteString("osc.demo-OST0002-osc-ffff9a0011223344.state=\ncurrent_state: " + states[len(states)-1] + "\nstate_history:\n")
	for _, s := range states {
		b.WriteString(" - [ 1787650001, " + s + " ]\n")
	}
	return b.String()
}

// The records of nodes that the tests give to lustre.
var (
	legalState   = stateOf("CONNECTING", "FULL", "DISCONN", "CONNECTING", "RECOVER", "FULL")
	illegalState = stateOf("CONNECTING", "DISCONN", "FULL")
	lostLine     = "[ 5012.118204] Lustre: demo-OST0002-osc-ffff9a0011223344: Connection to demo-OST0002 (at 10.9.8.7@tcp) was lost; in progress operations using this service will wait for recovery to complete\n"
	invalidFile  = "osc.demo-OST0002-osc-ffff9a0011223344.active=0\n"
)

// TestLustre: the verdict comes first, and the exit code is as documented.
func TestLustre(t *testing.T) {
	for _, row := range []struct {
		name, text string
		exit       int
		first      string
		says       string
	}{
		{"conforms", legalState, 0, "conforms: 5 changes of state are legal", "C2.1c, C2.4"},
		{"violates", illegalState, 1, "violates: 1 change of state is not legal", "rule enter-full"},
		{"cannot tell", lostLine, 0, "cannot tell: ", "What is missing"},
		{"findings change nothing", legalState + invalidFile, 0, "conforms: ", "deactivated by the administrator, not lost"},
		{"empty", "", 2, "", "empty"},
		{"prose", "Is OST0002 down?\nI think so.\n", 2, "", "nothing was recognised"},
		{"binary", "\x7fELF\x00\x01\xff\xfe\x00\n\x00\x00", 2, "", "nothing was recognised"},
		{"one endless line", strings.Repeat("x", 3<<20), 2, "", "nothing was recognised"},
	} {
		t.Run(row.name, func(t *testing.T) {
			folder := t.TempDir()
			save(t, folder, "records", row.text)
			e := call(t, folder, nil, "lustre", "records")
			e.want(t, row.exit, row.says)
			if !strings.HasPrefix(e.out, row.first) || row.exit == 2 && e.out != "" {
				t.Errorf("it begins otherwise:\n%s", e.out)
			}
			if strings.Contains(e.out, "\x1b") {
				t.Error("colour without a terminal")
			}
			piped := call(t, folder, strings.NewReader(row.text), "lustre", "-")
			if piped.exit != e.exit {
				t.Errorf("exit %d from standard input, %d from the file", piped.exit, e.exit)
			}
			document := call(t, folder, nil, "lustre", "--json", "records")
			if document.exit != e.exit {
				t.Errorf("exit %d with --json, %d without", document.exit, e.exit)
			}
			var d show.Document
			if row.exit != 2 && (json.Unmarshal([]byte(document.out), &d) != nil || d.Exit != row.exit || !strings.HasPrefix(row.first, string(d.Verdict))) {
				t.Errorf("the document:\n%s", document.out)
			}
		})
	}
}

// TestLustreFolder reads a folder of everything, packed and junk, and a file that is not
// there beside one that is.
func TestLustreFolder(t *testing.T) {
	folder := t.TempDir()
	inner := filepath.Join(folder, "node", "logs")
	if err := os.MkdirAll(inner, 0o755); err != nil {
		t.Fatal(err)
	}
	save(t, inner, "junk", "\x00\x01\x02")
	save(t, inner, "empty", "")
	save(t, inner, "state", legalState)
	file, err := os.Create(filepath.Join(inner, "console.gz"))
	if err != nil {
		t.Fatal(err)
	}
	packed := gzip.NewWriter(file)
	if _, err := packed.Write([]byte(lostLine)); err != nil {
		t.Fatal(err)
	}
	if packed.Close() != nil || file.Close() != nil {
		t.Fatal("not written")
	}
	call(t, folder, nil, "lustre", "node").want(t, 0, "4 files", "empty is empty", "lost; requests wait")
	call(t, folder, nil, "lustre", "node", "missing").want(t, 0, "missing: no such file")
	call(t, folder, nil, "lustre", "missing").want(t, 2, "missing: no such file")
	call(t, folder, nil, "lustre", filepath.Join("node", "logs", "junk")).want(t, 2, "nothing was recognised")
}

// TestLustreFiles writes a page and a trace, which check takes.
func TestLustreFiles(t *testing.T) {
	folder := t.TempDir()
	save(t, folder, "state", legalState)
	call(t, folder, nil, "lustre", "--html", "page.html", "--trace", "trace.jsonl", "state").want(t, 0, "conforms")
	page, err := os.ReadFile(filepath.Join(folder, "page.html"))
	if err != nil || !strings.Contains(string(page), "demo-OST0002") {
		t.Errorf("the page: %v", err)
	}
	call(t, folder, nil, "check", "trace.jsonl").want(t, 0, "ok: trace.jsonl")
	save(t, folder, "broken", stateOf("CONNECTING", "FULL", "DISCONN", "CONNECTING", "REPLAY", "CONNECTING"))
	call(t, folder, nil, "lustre", "--trace", "broken.jsonl", "broken").want(t, 0, "C2.4, C2.5")
	call(t, folder, nil, "check", "broken.jsonl").want(t, 1, "ConnectSend")
	save(t, folder, "mdt", strings.ReplaceAll(legalState, "osc.demo-OST0002-osc", "mdc.demo-MDT0000-mdc"))
	call(t, folder, nil, "lustre", "--trace", "mdt.jsonl", "mdt", "state").want(t, 0, "1 more imports show changes of state and are not in mdt.jsonl")
	save(t, folder, "console", lostLine)
	call(t, folder, nil, "lustre", "--trace", "none.jsonl", "console").want(t, 0, "has no action")
	call(t, folder, nil, "lustre", "--html", "missing/page.html", "state").want(t, 2, "missing/page.html")
}

// TestLustreUnread shows what is not understood, on request.
func TestLustreUnread(t *testing.T) {
	folder := t.TempDir()
	save(t, folder, "records", lostLine+"what is this\n")
	if e := call(t, folder, nil, "lustre", "--unread", "records"); !strings.Contains(e.err, "records:2: what is this") {
		t.Errorf("it does not show it: %s", e.err)
	}
	if e := call(t, folder, nil, "lustre", "records"); e.err != "" {
		t.Errorf("it shows it unasked: %s", e.err)
	}
	call(t, folder, nil, "lustre", "--events", "--max-imports", "1", "records").want(t, 0, "1 not understood")
}

// TestLustreTime: who is given no time cannot tell.
func TestLustreTime(t *testing.T) {
	folder := t.TempDir()
	save(t, folder, "records", legalState)
	call(t, folder, nil, "lustre", "--timeout", "1ns", "records").want(t, 75, "undecided")
}

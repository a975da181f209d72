package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ostlife/checker/history"
	"ostlife/model/lustre"
)

// TestPairs: each node's connection with a target has a file of its own, and what never
// connected has none.
func TestPairs(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "trace.jsonl")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	w, err := history.NewTraceWriter(out, file, history.Header{Mode: history.Controlled, Plan: []byte("{}"),
		Bounds: map[string]int64{}, Design: "rfc", Defects: []string{}})
	if err != nil {
		t.Fatal(err)
	}
	records := []lustre.TraceRecord{
		{Action: lustre.ActLogAdd, Target: 1, Position: 1, Taken: true},
		{Action: lustre.ActConfigAdd, Target: 1, Slot: 1, Position: 1, LOV: lustre.LOVTrace{Position: 1, Present: true}},
		{Action: lustre.ActConfigAdd, Node: 1, Target: 1, Slot: 1, Position: 1, LOV: lustre.LOVTrace{Position: 1, Present: true}},
		{Action: lustre.ActConnectSend, Node: 1, Target: 1, Slot: 1, Import: lustre.ImportTrace{State: lustre.Connecting}},
	}
	for i := range records {
		records[i].Stamp = uint64(i + 1)
		if err := w.Record(&records[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	if err := run([]string{"tell", folder, file}, nil, &said); err != nil {
		t.Fatal(err)
	}
	want := filepath.Join(folder, "trace.jsonl-client1-OST0001.tla")
	text, err := os.ReadFile(want)
	if err != nil || said.String() != want+"\n" || strings.Count(string(text), "action|->") != 2 {
		t.Errorf("%v, it said %q, wrote\n%s", err, said.String(), text)
	}
	for _, wrong := range [][]string{{"tell", folder, filepath.Join(folder, "none")}, {"tell", folder, want}, {"tell"}} {
		if run(wrong, nil, &said) == nil {
			t.Errorf("%v is taken", wrong)
		}
	}
}

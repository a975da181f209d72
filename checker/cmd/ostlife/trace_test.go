package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ostlife/checker/harness"
	"ostlife/model/lustre"
)

// traces for the tests of check.
const (
	traceHeader = `{"format":"ostlife-trace","version":1,"mode":"controlled","seed":1,"bounds":{},"design":"rfc","defects":[]}` + "\n"
	logAdd      = `{"seq":1,"action":"LogAdd","position":1,"taken":true}` + "\n"
	logRemove   = `{"seq":2,"action":"LogRemove","position":2,"taken":true}` + "\n"
	traceEnd    = `{"action":"end","records":2}` + "\n"

	violatedTrace = traceHeader + logAdd + logRemove + traceEnd // it was not deactivated
)

// TestCheckTrace judges traces by themselves.
func TestCheckTrace(t *testing.T) {
	for _, row := range []struct {
		name, text string
		args       string
		exit       int
		says       string
	}{
		{"good", traceHeader + logAdd, "", 0, "complete             no"},
		{"violated", violatedTrace, "", 1, "rule RemoveOnlyDeactivated (C3.3)"},
		{"more than one", traceHeader + logAdd + logRemove + strings.NewReplacer("2", "3").Replace(logRemove), "", 1, "properties are broken 1 more time"},
		{"used after it was freed", traceHeader + logAdd + `{"action":"used","seq":7,"what":"a reply on a freed import"}` + "\n", "", 1, "a reply on a freed import"},
		{"no action", traceHeader, "", 2, "t.jsonl:1:1: no action"},
		{"cut in a line", violatedTrace[:len(violatedTrace)-5], "", 2, "t.jsonl:4:25: the line is cut short"},
		{"unknown action", traceHeader + strings.Replace(logAdd, "LogAdd", "LogDel", 1), "", 2, `t.jsonl:2:19: action: "LogDel" is unknown`},
		{"unknown format", strings.Replace(traceHeader, "trace", "track", 1) + logAdd, "", 2, "t.jsonl:1:11: format"},
		{"endless line", traceHeader + strings.Repeat("x", 100<<10), "", 2, "t.jsonl:2:"},
		{"too many", violatedTrace, "--max-records 1", 75, "t.jsonl:3: more than 1 records: beyond the limit"},
		{"no time", traceHeader + logAdd, "--timeout 1ns", 75, "the time is over after 0 records"},
		{"a picture", violatedTrace, "--html t.html", 1, "rule RemoveOnlyDeactivated (C3.3)"},
	} {
		t.Run(row.name, func(t *testing.T) {
			folder := t.TempDir()
			save(t, folder, "t.jsonl", row.text)
			args := append([]string{"check"}, strings.Fields(row.args)...)
			e := call(t, folder, nil, append(args, "t.jsonl")...)
			e.want(t, row.exit, row.says)
			if row.exit == 2 && (e.out != "" || !strings.HasPrefix(e.err, "t.jsonl:")) {
				t.Errorf("a malformed file is for standard error, its place first:\n%s%s", e.out, e.err)
			}
			if piped := call(t, folder, strings.NewReader(row.text), append(args, "-")...); piped.exit != e.exit {
				t.Errorf("exit %d from standard input, %d from the file", piped.exit, e.exit)
			}
		})
	}
}

// TestCheckHistoryAndTrace: of a history and a trace the worse verdict counts.
func TestCheckHistoryAndTrace(t *testing.T) {
	folder := t.TempDir()
	save(t, folder, "good", good)
	save(t, folder, "bad", violated)
	save(t, folder, "good-trace", traceHeader+logAdd)
	save(t, folder, "bad-trace", violatedTrace)
	save(t, folder, "cut-trace", violatedTrace[:len(violatedTrace)-1])
	for args, exit := range map[string]int{
		"good good-trace": 0, "good bad-trace": 1, "bad good-trace": 1, "good cut-trace": 2, "cut-trace bad": 1,
		"good-trace good --max-operations 1": 75, "good cut-trace bad-trace --max-operations 1": 1,
	} {
		t.Run(args, func(t *testing.T) {
			call(t, folder, nil, append([]string{"check"}, strings.Fields(args)...)...).want(t, exit)
		})
	}
	d := call(t, folder, nil, "check", "--json", "good", "bad-trace").read(t)
	if r := fmt.Sprint(d["reports"]); d["exit"] != 1.0 || !strings.Contains(r, "trace_records:2") {
		t.Errorf("document %v", d)
	}
}

// TestTraceOfARunIsToldAgain: what run finds in a trace, check finds in its file, with
// the same story; before the plan was shrunk and after.
func TestTraceOfARunIsToldAgain(t *testing.T) {
	folder := t.TempDir()
	defect := string(lustre.DefectActiveFirst)
	first := call(t, folder, nil, "run", "--defect", defect, "--out", "o")
	first.want(t, 1)
	again := call(t, folder, nil, "check", "o/"+harness.TraceFile)
	again.want(t, 1, "rule ActiveImpliesReady")
	if table(again.out) != table(first.out) || table(first.out) == "" {
		t.Errorf("the trace tells another story:\n%s", again.out)
	}
	call(t, folder, nil, "check", "o/"+foundTrace).want(t, 1, "rule ActiveImpliesReady")
	call(t, folder, nil, "check", "o/"+harness.HistoryFile).want(t, 0) // which is why there is a trace
}

// TestRealTraceIsJudgedAgain: the command that a real run names shows what it found.
func TestRealTraceIsJudgedAgain(t *testing.T) {
	folder := t.TempDir()
	first := call(t, folder, nil, "run", "--real", "--operations", "40", "--defect", string(lustre.DefectActiveFirst))
	first.want(t, 1, "rule ActiveImpliesReady", "check ostlife-run-0001/history.jsonl ostlife-run-0001/trace.jsonl")
	shell(t, folder, strings.Replace(replayOf(t, first.out), "go run ostlife/checker/cmd/ostlife", binary, 1)).want(t, 1, "rule ActiveImpliesReady")
	alone := call(t, folder, nil, "run", "--real", "--operations", "10", "--properties=false", "--json")
	if strings.Contains(alone.out, harness.TraceFile) {
		t.Errorf("the trace was not judged, and is named:\n%s", alone.out)
	}
	if _, err := os.Stat(filepath.Join(folder, "ostlife-run-0002", harness.TraceFile)); err != nil {
		t.Error(err)
	}
}

// TestCheckEndlessTrace: a long trace costs no memory.
func TestCheckEndlessTrace(t *testing.T) {
	e := call(t, t.TempDir(), io.MultiReader(strings.NewReader(traceHeader), &calls{format: `{"seq":%d,"action":"ConnectSend","current":{"count":%d},"object":%d}` + "\n"}), "check", "-")
	e.want(t, 1)
	if e.memory > maxResident {
		t.Errorf("%d MB resident", e.memory>>20)
	}
}

package history_test

import (
	"bytes"
	"fmt"

	"ostlife/checker/history"
	"ostlife/model/lustre"
)

// A run records its trace, in whatever order its goroutines come; who judges it takes it
// from the file.
func ExampleTraceRecorder() {
	var file bytes.Buffer
	w, err := history.NewTraceWriter(&file, "trace.jsonl", history.Header{Mode: history.Controlled, Seed: 7, Design: "rfc"})
	if err != nil {
		fmt.Println(err)
		return
	}
	r := history.NewTraceRecorder(w)
	r.Record(lustre.TraceRecord{Stamp: 3, Action: lustre.ActLoss, Target: 2, Slot: 1, Import: lustre.ImportTrace{State: lustre.Disconn}})
	r.Record(lustre.TraceRecord{Stamp: 1, Action: lustre.ActEvict, Target: 2, Instance: 4, Taken: true})
	r.Skip(2) // an operation of the history has it
	if err := r.Close(); err != nil {
		fmt.Println(err)
	}
	fmt.Print(file.String())

	_, trace, err := history.Open(&file, "trace.jsonl", history.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	entry, err := trace.Next()
	fmt.Println(entry.Record.Action, entry.Record.Instance, err)
	// Output:
	// {"format":"ostlife-trace","version":1,"mode":"controlled","seed":7,"bounds":{},"design":"rfc","defects":[]}
	// {"seq":1,"action":"Evict","target":2,"instance":4,"taken":true}
	// {"seq":3,"action":"Loss","target":2,"slot":1,"import":{"state":"DISCONN"}}
	// {"action":"end","records":2}
	// Evict 4 <nil>
}

package history_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"ostlife/checker/history"
	"ostlife/model/lustre"
)

// A run records what its clients do; a checker reads it back.
func Example() {
	var file bytes.Buffer
	w, err := history.NewWriter(&file, history.Header{Mode: history.Controlled, Seed: 7, Design: "rfc"})
	if err != nil {
		fmt.Println(err)
		return
	}
	var stamp atomic.Uint64
	r := history.NewRecorder(w, func() uint64 { return stamp.Add(1) }, func() time.Duration { return 0 })

	connect, _ := r.Begin(0, history.Operation{Kind: history.Connect, Node: 0, Target: 2})
	evict, _ := r.Begin(1, history.Operation{Kind: history.Evict, Node: 0, Target: 2})
	_ = r.End(connect, history.OK, history.Result{Instance: 4})
	_ = r.Fault("loss", 0, 2, "the reply to the eviction")
	_ = r.End(evict, history.Info, history.Result{})
	again, _ := r.Begin(1, history.Operation{Kind: history.Remove, Node: 0, Target: 2}) // under a new number: see client 2
	_ = r.End(again, history.Fail, history.Result{Refusal: lustre.ErrBusy})
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	fmt.Print(file.String())

	h, err := history.Read(&file, "run.jsonl", history.Limits{})
	fmt.Println(len(h.Operations), h.Complete, err)
	// Output:
	// {"format":"ostlife-history","version":1,"mode":"controlled","seed":7,"bounds":{},"design":"rfc","defects":[]}
	// {"seq":1,"time":0,"op":1,"client":0,"event":"call","kind":"connect","node":0,"target":2}
	// {"seq":2,"time":0,"op":2,"client":1,"event":"call","kind":"evict","node":0,"target":2}
	// {"seq":3,"time":0,"op":1,"client":0,"event":"ok","instance":4}
	// {"seq":4,"time":0,"event":"fault","fault":"loss","node":0,"target":2,"detail":"the reply to the eviction"}
	// {"seq":5,"time":0,"op":2,"client":1,"event":"info"}
	// {"seq":6,"time":0,"op":3,"client":2,"event":"call","kind":"remove","target":2}
	// {"seq":7,"time":0,"op":3,"client":2,"event":"fail","error":"busy"}
	// {"seq":8,"event":"end","operations":3}
	// 3 true <nil>
}

// What is no history is told where it goes wrong.
func ExampleRead_malformed() {
	_, err := history.Read(strings.NewReader(`{"format":"ostlife-history","version":2}`+"\n"), "run.jsonl", history.Limits{})
	fmt.Println(err)
	// Output: run.jsonl:1:39: version: 2 is unknown, known is 1
}

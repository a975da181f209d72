package linear_test

import (
	"fmt"
	"strings"

	"ostlife/checker/history"
	"ostlife/checker/linear"
)

// A history is read and judged. Its last connect reports an instance that was evicted
// before it was called.
func ExampleCheck() {
	file := `{"format":"ostlife-history","version":1,"mode":"controlled","seed":7,"bounds":{},"design":"rfc","defects":[]}
{"seq":1,"time":0,"op":1,"client":0,"event":"call","kind":"add","target":0,"uuid":"OST0000_UUID"}
{"seq":2,"time":0,"op":1,"client":0,"event":"ok","position":1}
{"seq":3,"time":0,"op":2,"client":0,"event":"call","kind":"connect","node":0,"target":0}
{"seq":4,"time":0,"op":2,"client":0,"event":"ok","instance":1}
{"seq":5,"time":0,"op":3,"client":1,"event":"call","kind":"evict","node":0,"target":0}
{"seq":6,"time":0,"op":3,"client":1,"event":"ok","instance":1}
{"seq":7,"time":0,"op":4,"client":0,"event":"call","kind":"connect","node":0,"target":0}
{"seq":8,"time":0,"op":4,"client":0,"event":"ok","instance":1}
{"seq":9,"event":"end","operations":4}
`
	h, err := history.Read(strings.NewReader(file), "late-reply.jsonl", history.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	v := linear.Check(h, linear.Options{})
	fmt.Println(v.Result)
	for _, x := range v.Violations {
		fmt.Printf("%s: operation %d, %s\n", x.Partition, x.First.ID, linear.Describe(&x.First))
		fmt.Printf("%s (%s): %s\n", x.Rule, x.Rule.Clause(), x.Rule.Sentence())
		for _, way := range x.DeadEnds[0].Ways {
			fmt.Printf("%s: %s\n", linear.Describe(&way.Operation), way.Reason)
		}
	}
	// Output:
	// violated
	// OST0000 at client0: operation 4, connect = 1
	// instance-dropped (C2.4): An instance that the OST has dropped is never given again.
	// connect = 1: instance 1, which the OST has dropped
}

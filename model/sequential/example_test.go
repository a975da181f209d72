package sequential_test

import (
	"fmt"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// A reply of an older connection is taken late: the node reports an instance that the
// OST has dropped.
func Example() {
	s := sequential.Init()
	for _, op := range []struct {
		in  sequential.Input
		out sequential.Output
	}{
		{sequential.Input{Operation: sequential.Add, UUID: 1}, sequential.Output{Position: 1}},
		{sequential.Input{Operation: sequential.Connect}, sequential.Output{Instance: 1}},
		{sequential.Input{Operation: sequential.Status}, sequential.Output{
			Status: lustre.Status{Position: 1, Present: true, Active: 1}}},
		{sequential.Input{Operation: sequential.Evict}, sequential.Output{Instance: 1}},
		{sequential.Input{Operation: sequential.Connect}, sequential.Output{Instance: 1}},
	} {
		next, reason := sequential.Step(s, op.in, op.out)
		if reason.Rule != sequential.Accepted {
			fmt.Printf("%s: %s (%s): %s\n", op.in.Operation, reason.Rule, reason.Rule.Clause(), reason)
			break
		}
		fmt.Printf("%s: %s\n", op.in.Operation, next)
		s = next
	}
	// Output:
	// add: log empty* ADD@1
	// connect: log empty* ADD@1; export 1 sure
	// status: log ADD@1*; export 1 sure; active 1
	// evict: log ADD@1*; export 1 gone; active 1
	// connect: instance-dropped (C2.4): instance 1, which the OST has dropped
}

package records_test

import (
	"context"
	"fmt"
	"strings"

	"ostlife/checker/records"
)

// A mail with a wrapped line of the debug log, a console's, and an import's state file: what
// it is goes by what is in it.
func ExampleReader_Read() {
	const mail = `> 00000100:00080000:3.0:1787650001.104511:0:4211:0:(import.c:64:import_set_state_nolock())
> 00000000a1b2c3d4 demo-OST0002_UUID: changing import state from FULL to DISCONN
[87885.6] LustreError: 167-0: demo-OST0002-osc-MDT0000: This client was evicted by demo-OST0002; in progress operations using this service will fail.
Since then it hangs:
osp.demo-OST0002-osc-MDT0000.state=
current_state: EVICTED
state_history:
 - [ 1787650001, DISCONN ]
 - [ 1787650009, EVICTED ]
`
	sum, err := new(records.Reader).Read(context.Background(), []string{"-"}, strings.NewReader(mail), func(r records.Record) error {
		switch r := r.(type) {
		case *records.Transition:
			fmt.Printf("%v to %d: %s from %v to %v at %v\n", r.First, r.Last.Line, r.Target, r.Left, r.Now, r.Stamp)
		case *records.Message:
			fmt.Printf("%v: %s: %s %s\n", r.First, r.What, r.Device, r.Target)
		case *records.StateFile:
			fmt.Printf("%v: %s is %v, with %d states before\n", r.First, r.Device, r.Current, len(r.History)-1)
		case *records.Gap:
			fmt.Printf("%v: %d lines not understood\n", r.First, r.Lines)
		}
		return nil
	})
	fmt.Println(sum.All(), err)
	// Output:
	// -:1 to 2: demo-OST0002_UUID from FULL to DISCONN at 2026-08-25 09:26:41.104511Z
	// -:3: evicted: demo-OST0002-osc-MDT0000 demo-OST0002
	// -:4: 1 lines not understood
	// -:6: demo-OST0002-osc-MDT0000 is EVICTED, with 1 states before
	// {7 1 1 4} <nil>
}

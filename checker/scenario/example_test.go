package scenario_test

import (
	"fmt"

	"ostlife/checker/scenario"
)

// A client is evicted while it has dirty data, on the implementation and on the model; then
// the same story with an expectation that is wrong.
func Example() {
	const story = `# id: recovery-small 18b
cluster clients=1 targets=1

write client0 OST0000 7
evict(OST0000, client0)
wait until history client0 OST0000 has EVICTED FULL
s = sync client0 OST0000
expect s refused dropped
`
	s, err := scenario.Parse("story", story)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, on := range []scenario.On{scenario.Controlled, scenario.Model} {
		r, err := scenario.Run(s, scenario.Options{On: on, Seed: 1})
		fmt.Println(on, r.Holds(), err)
	}
	r, _ := scenario.Run(s.Inverted(8), scenario.Options{Seed: 1})
	fmt.Println(r.Failure)
	// Output:
	// the implementation, controlled true <nil>
	// the model true <nil>
	// line 8: expect s refused dropped: expected not s refused dropped, seen refused dropped
}

package harness

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ostlife/checker/history"
	"ostlife/model/lustre"
)

// Program is a small program: one node, one target in a known state, and clients that
// each call one thing at the same moment.
type Program struct {
	From    State
	Calls   []Do
	Defects []lustre.Defect
}

// Bounds of a small program.
const (
	MaxCalls     = 4      // clients
	ProgramSteps = 20_000 // of one schedule; it takes some hundred
)

// Programs gives the small programs of those calls: one from each state in which one of
// them is called.
func Programs(calls []Do) ([]Program, error) {
	if len(calls) < 1 || len(calls) > MaxCalls {
		return nil, fmt.Errorf("%d calls at once, want 1 to %d", len(calls), MaxCalls)
	}
	var list []Program
	for _, do := range calls {
		row, err := callOf(do)
		if err != nil {
			return nil, err
		}
		for _, from := range row.from {
			if !slices.ContainsFunc(list, func(p Program) bool { return p.From == from }) {
				list = append(list, Program{From: from, Calls: calls})
			}
		}
	}
	return list, nil
}

// Pair names what is called at once: "connect|evict".
func Pair(calls []Do) string {
	var words []string
	for _, do := range calls {
		words = append(words, string(do))
	}
	return strings.Join(words, "|")
}

// String names the program: "connect|evict from connected".
func (p *Program) String() string { return Pair(p.Calls) + " from " + string(p.From) }

// Plan gives the program as a plan, which runs under the first choice, and the moment at
// which its clients call.
func (p *Program) Plan() (Plan, time.Duration, error) {
	plan := Plan{
		Format: Format, Version: Version, Mode: history.Controlled, Nodes: 1, Targets: 1,
		Picker: Picker{Kind: PickFirst}, Added: []lustre.Target{0},
		Clients: make([][]Step, len(p.Calls)), Defects: p.Defects, LimitSteps: ProgramSteps,
	}
	meets := beNobody
	for _, do := range p.Calls {
		row, err := callOf(do)
		if err != nil {
			return Plan{}, 0, err
		}
		meets = max(meets, row.beside)
	}
	plan.Network.LateUS = p.From.lateBy(meets.at()).Microseconds()
	plan.Clients[0] = p.From.before()
	for c, do := range p.Calls {
		row, _ := callOf(do)
		step := row.with
		step.Do, step.AtUS = do, meets.at().Microseconds()
		if step.Value > 0 {
			step.Value += uint64(c) // no two write the same
		}
		if step.Node.MDS() {
			plan.MDSs = 1
		}
		plan.Clients[c] = append(plan.Clients[c], step)
	}
	return plan, meets.at(), plan.Check()
}

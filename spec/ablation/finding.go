package ablation

import "fmt"

// How says by what a mutant is noticed.
type How uint8

// The ways to be noticed, the weakest first.
const (
	Survives   How = iota // by nothing
	ByGraph               // the graph is not the one that TLC finds in the TLA+ modules
	ByCoverage            // an action is never taken, or a witness never reached
	ByError               // the model does what no model may: it panics, changes the state before, does not end
	ByProperty            // a property is violated
	ByTest                // of a rule: a test fails
)

// String gives the word of the page.
func (h How) String() string {
	return [...]string{"survives", "graph", "coverage", "error", "property", "test"}[h]
}

// Finding is the strongest that was noticed of a mutant.
type Finding struct {
	How   How
	What  string `json:",omitempty"` // the property, the action, what the error says, the package of the test
	Scope string `json:",omitempty"`
	Steps int    `json:",omitempty"` // of the story of a violation

	// Matters is false where the design never comes to a place at which the mutant would
	// do anything else.
	Matters bool
}

// String says what was noticed, and where.
func (f Finding) String() string {
	switch {
	case !f.Matters:
		return "survives: it never comes to matter"
	case f.How == Survives && f.What == "":
		return "survives: nothing is different"
	case f.Scope == "":
		return fmt.Sprintf("%s: %s", f.How, f.What)
	case f.How == ByProperty:
		return fmt.Sprintf("%s: %s, %d steps, %s", f.How, f.What, f.Steps, f.Scope)
	}
	return fmt.Sprintf("%s: %s, %s", f.How, f.What, f.Scope)
}

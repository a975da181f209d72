package report

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Report is what is told about one thing that was judged.
type Report struct {
	Verdict    Verdict   `json:"verdict"`
	Subject    string    `json:"subject"`
	Why        string    `json:"why,omitempty"` // of Undecided and Malformed, and what an OK depends on
	Facts      Facts     `json:"facts,omitempty"`
	Levels     []int     `json:"levels,omitempty"` // of an exploration: states by level
	Violations []Finding `json:"violations,omitempty"`
}

// Finding is one violation.
type Finding struct {
	Sentence string `json:"sentence"`
	Rule     string `json:"rule,omitempty"`
	Clause   string `json:"clause,omitempty"`
	Demand   string `json:"demand,omitempty"` // what the rule demands, or why it is there
	Table    *Table `json:"table,omitempty"`
	Notes    []Note `json:"notes,omitempty"`
	Replay   string `json:"replay,omitempty"` // the command that shows it again
}

// Note is something more about a finding.
type Note struct {
	Title string   `json:"title"`
	Lines []string `json:"lines"`
}

// Fact is a name with a number, a text, a yes or no, or a list of texts.
type Fact struct {
	Name  string
	Value any
}

// Facts is a list of facts, which keeps its order in JSON too.
type Facts []Fact

// Add appends a fact.
func (f *Facts) Add(name string, value any) { *f = append(*f, Fact{name, value}) }

// MarshalJSON gives one object, its fields in the order of the list. A blank in a name
// becomes an underline.
func (f Facts) MarshalJSON() ([]byte, error) {
	var buf bytes.Buffer
	buf.WriteByte('{')
	for i, fact := range f {
		if i > 0 {
			buf.WriteByte(',')
		}
		for j, part := range []any{strings.ReplaceAll(fact.Name, " ", "_"), fact.Value} {
			if j > 0 {
				buf.WriteByte(':')
			}
			text, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			buf.Write(text)
		}
	}
	buf.WriteByte('}')
	return buf.Bytes(), nil
}

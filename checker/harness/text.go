package harness

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"ostlife/model/lustre"
)

// Encode gives the plan as text: a line for each field, and one for each step, so that
// a step can be taken out by hand. The same plan gives the same bytes.
func (p *Plan) Encode() ([]byte, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("{")
	for i, f := range p.fields() {
		value, err := json.Marshal(f.value)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%s\n  %q: ", separator(i), f.name)
		if clients, ok := f.value.([][]Step); ok {
			value, err = encodeClients(clients)
		}
		if err != nil {
			return nil, err
		}
		b.Write(value)
	}
	b.WriteString("\n}\n")
	return b.Bytes(), nil
}

// named is a field of the plan's object.
type named struct {
	name  string
	value any
}

// fields lists the fields in the file's order.
func (p *Plan) fields() []named {
	list := []named{
		{"format", p.Format}, {"version", p.Version}, {"mode", p.Mode}, {"seed", p.Seed},
		{"nodes", p.Nodes}, {"targets", p.Targets}, {"mdss", p.MDSs}, {"picker", p.Picker}, {"network", p.Network},
		{"added", append([]lustre.Target{}, p.Added...)}, {"clients", p.Clients},
	}
	if p.Disks {
		list = append(list, named{"disks", true})
	}
	if len(p.Defects) > 0 {
		list = append(list, named{"defects", p.Defects})
	}
	return append(list, named{"limit_steps", p.LimitSteps})
}

func encodeClients(clients [][]Step) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("[")
	for c, steps := range clients {
		b.WriteString(separator(c) + "\n    [")
		for i := range steps {
			line, err := json.Marshal(&steps[i])
			if err != nil {
				return nil, err
			}
			b.WriteString(separator(i) + "\n      ")
			b.Write(line)
		}
		b.WriteString("\n    ]")
	}
	b.WriteString("\n  ]")
	return b.Bytes(), nil
}

func separator(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

// Decode reads a plan. A field that is unknown or there twice, a second value, and
// whatever [Plan.Check] refuses are errors; those of the text name line and column.
func Decode(b []byte) (Plan, error) {
	if at, err := oneObject(b); err != nil {
		return Plan{}, located(b, at, err)
	}
	var p Plan
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Plan{}, located(b, d.InputOffset(), err)
	}
	return p, p.Check()
}

// oneObject makes sure of what the decoder would let pass: names of fields that are
// there twice or in capitals, null, and what follows the object.
func oneObject(b []byte) (at int64, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	var open []map[string]bool // the names seen in each object that is open; nil for a list
	name := false              // a name comes next
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && len(open) == 0 && d.InputOffset() > 0:
			return 0, nil
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return int64(len(b)), io.ErrUnexpectedEOF
		case err != nil:
			return d.InputOffset(), err
		}
		top := len(open) - 1
		switch text, isText := token.(string); {
		case token == nil:
			return d.InputOffset(), errors.New("null has no place here")
		case name && isText && (open[top][text] || strings.ToLower(text) != text):
			return d.InputOffset(), fmt.Errorf("field %.40q is unknown or there twice", text)
		case name && isText:
			open[top][text] = true
			name = false
			continue
		case token == json.Delim('{'):
			open = append(open, map[string]bool{})
		case token == json.Delim('['):
			open = append(open, nil)
		case token == json.Delim('}'), token == json.Delim(']'):
			open = open[:top]
		}
		if len(open) == 0 && d.More() {
			return d.InputOffset(), errors.New("something follows the plan")
		}
		name = len(open) > 0 && open[len(open)-1] != nil
	}
}

// located tells line and column of what was not liked.
func located(b []byte, offset int64, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	}
	before := b[:min(max(offset, 0), int64(len(b)))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return &PlanError{fmt.Sprintf("%d:%d", line, max(column-1, 1)), err.Error()}
}

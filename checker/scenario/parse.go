package scenario

import (
	"fmt"
	"strconv"
	"strings"
)

// Bounds of a file.
const (
	MaxBytes  = 1 << 20
	MaxRepeat = 10_000  // of one repeat
	MaxSteps  = 100_000 // with every repeat written out
)

// header is how the first line of every file begins.
const header = "# id:"

// line is one line of a file, cut into tokens.
type line struct {
	tokens []token
	number int
	length int
}

// end is behind the last byte of the line.
func (l line) end() Place { return Place{l.number, l.length + 1} }

// parser reads one file.
type parser struct {
	scenario *Scenario
	lines    []line
	at       int
	loops    map[string]string // by variable: its value just now
	results  map[string]bool   // names of results that the lines before this one have given
	marks    map[string]bool
	blocks   map[string]bool
	steps    int
}

// Parse reads a scenario. The name is what errors call the file. An error is an [Error].
func Parse(name, text string) (*Scenario, error) {
	p := &parser{
		scenario: &Scenario{File: name, Cluster: standard},
		loops:    map[string]string{}, results: map[string]bool{}, marks: map[string]bool{}, blocks: map[string]bool{},
	}
	s := p.scenario
	err := p.file(text)
	if err != nil {
		err.File = name
		return nil, err
	}
	return s, nil
}

func (p *parser) file(text string) *Error {
	if len(text) > MaxBytes {
		return &Error{Place: Place{1, 1}, What: fmt.Sprintf("the file has %d bytes, at most %d are read", len(text), MaxBytes)}
	}
	s := p.scenario
	s.lines = strings.Split(text, "\n")
	id, ok := strings.CutPrefix(strings.TrimSpace(s.lines[0]), header)
	if s.ID = strings.TrimSpace(id); !ok || s.ID == "" {
		return &Error{Place: Place{1, 1}, What: fmt.Sprintf("the first line is not %q and the id of a test", header)}
	}
	for i, text := range s.lines {
		list, err := tokens(strings.TrimSuffix(text, "\r"), i+1)
		if err == nil {
			list, err = plain(list)
		}
		if err != nil {
			return err
		}
		if len(list) > 0 {
			p.lines = append(p.lines, line{list, i + 1, len(strings.TrimRight(text, " \t\r"))})
		}
	}
	if err := p.cluster(); err != nil {
		return err
	}
	steps, err := p.block(line{})
	if err != nil {
		return err
	}
	if s.Steps = steps; len(s.Expectations()) == 0 {
		return &Error{Place: Place{len(s.lines), 1}, What: "nothing is expected: it could not fail"}
	}
	return nil
}

// cluster reads the cluster line, which is the first that is no comment.
func (p *parser) cluster() *Error {
	c := &p.scenario.Cluster
	if len(p.lines) == 0 || p.lines[0].tokens[0].text != "cluster" {
		at := Place{len(p.scenario.lines), 1}
		if len(p.lines) > 0 {
			at = p.lines[0].tokens[0].Place
		}
		return &Error{Place: at, What: "the first line that is no comment is not: " + verbNamed("cluster").Form}
	}
	l := p.lines[0]
	p.at = 1
	p.scenario.outside = []string{"cluster"}
	for rest := l.tokens[1:]; len(rest) > 0; rest = rest[3:] {
		switch {
		case len(rest) < 3 || rest[1].text != "=":
			return &Error{Place: rest[0].Place, What: fmt.Sprintf("%q has no value: %s", rest[0].text, verbNamed("cluster").Form)}
		case !c.setting(rest[0].text, rest[2].text):
			return &Error{Place: rest[0].Place, What: fmt.Sprintf("a cluster has no %s=%s: %s", rest[0].text, rest[2].text, verbNamed("cluster").Form)}
		}
	}
	if c.Added < 0 {
		c.Added = c.Targets
	}
	if c.Added > c.Targets {
		return &Error{Place: l.tokens[0].Place, What: fmt.Sprintf("%d targets are added of %d", c.Added, c.Targets)}
	}
	return nil
}

// block reads lines to the end of a block that was opened by a line, or of the file.
func (p *parser) block(opened line) ([]Step, *Error) {
	var list []Step
	for p.at < len(p.lines) {
		l := p.lines[p.at]
		p.at++
		if l.tokens[0].text == "end" {
			if len(opened.tokens) == 0 {
				return nil, &Error{Place: l.tokens[0].Place, What: "end ends nothing"}
			}
			if len(l.tokens) > 1 {
				return nil, &Error{Place: l.tokens[1].Place, What: fmt.Sprintf("%q is too much: end", l.tokens[1].text)}
			}
			return list, nil
		}
		steps, err := p.statement(l)
		if err != nil {
			return nil, err
		}
		list = append(list, steps...)
	}
	if len(opened.tokens) > 0 {
		return nil, &Error{Place: opened.tokens[0].Place, What: opened.tokens[0].text + " has no end"}
	}
	return list, nil
}

// statement reads one line, and the block behind it if it opens one.
func (p *parser) statement(l line) ([]Step, *Error) {
	l.tokens = p.written(l.tokens)
	if l.tokens[0].text == "repeat" {
		return p.repeat(l)
	}
	if p.steps++; p.steps > MaxSteps {
		return nil, &Error{Place: l.tokens[0].Place, What: fmt.Sprintf("with every repeat written out there are more than %d steps", MaxSteps)}
	}
	step, err := p.step(l)
	if err != nil {
		return nil, err
	}
	return []Step{step}, nil
}

// written puts the values of loop variables in.
func (p *parser) written(list []token) []token {
	if len(p.loops) == 0 {
		return list
	}
	out := make([]token, len(list))
	for i, t := range list {
		out[i] = t
		parts := strings.Split(t.text, "$")
		for j, part := range parts[1:] {
			name := p.variable(part)
			if name == "" {
				parts[j+1] = "$" + part
			} else {
				parts[j+1] = p.loops[name] + part[len(name):]
			}
		}
		out[i].text = strings.Join(parts, "")
	}
	return out
}

// variable finds the loop variable that a text begins with, the longest of several.
func (p *parser) variable(text string) string {
	end := strings.IndexAny(text+".", "._-")
	for ; end > 0; end-- {
		if _, ok := p.loops[text[:end]]; ok {
			return text[:end]
		}
	}
	return ""
}

// repeat writes a block out as often as its line says.
func (p *parser) repeat(l line) ([]Step, *Error) {
	args, err := p.scenario.Cluster.fit(verbNamed("repeat").Form, l.tokens, l.end())
	if err != nil {
		return nil, err
	}
	p.scenario.outside = []string{"cluster", "repeat", "end"}
	count := args["COUNT"].Number
	if count < 1 || count > MaxRepeat {
		return nil, &Error{Place: args["COUNT"].Place, What: fmt.Sprintf("%d times, want 1 to %d", count, MaxRepeat)}
	}
	var list []Step
	body, variable := p.at, args.text("NAME")
	outer, nested := p.loops[variable]
	first := uint64(1)
	if args.has("VALUE") {
		first = args["VALUE"].Number
	}
	for n := range count {
		p.at = body
		if variable != "" {
			p.loops[variable] = strconv.FormatUint(first+n, 10)
		}
		steps, err := p.block(l)
		if err != nil {
			return nil, err
		}
		list = append(list, steps...)
	}
	delete(p.loops, variable)
	if nested {
		p.loops[variable] = outer
	}
	return list, nil
}

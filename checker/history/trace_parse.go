package history

import "slices"

// traceMark says where a field was seen last: in which line, counted by the parser, and
// at which column its value is.
type traceMark struct {
	line   uint64
	column int
}

// traceParser reads lines into one place, so that a line costs no memory.
type traceParser struct {
	line    traceLine
	lines   uint64
	marks   []traceMark // by field, and then by group
	scanner scanner
}

func newTraceParser() *traceParser {
	return &traceParser{marks: make([]traceMark, traceFieldCount+len(traceGroups))}
}

// parse reads a line, without its newline, and holds it to what lines of its action
// may have.
func (p *traceParser) parse(line []byte) error {
	if err := checkText(line); err != nil {
		return err
	}
	p.lines++
	p.line = traceLine{}
	p.scanner = scanner{line: line}
	if err := p.object(0); err != nil {
		return err
	}
	if err := p.scanner.end(); err != nil {
		return err
	}
	return p.proper()
}

// object reads the fields of one group.
func (p *traceParser) object(group int) error {
	g, next := &traceGroups[group], 0
	return p.scanner.object(func(name []byte, column int) error {
		i := g.find(name, next)
		if i < 0 {
			return p.inner(group, name, column)
		}
		next = i + 1
		f := &g.fields[i]
		if !p.mark(g.first + i) {
			return wrong(column, "field %q is there twice", name)
		}
		return within(f.parse(&p.scanner, &p.line), f.name)
	})
}

// inner reads an object inside of a line.
func (p *traceParser) inner(outer int, name []byte, column int) error {
	if outer == 0 {
		for i := 1; i < len(traceGroups); i++ {
			if traceGroups[i].name != string(name) {
				continue
			}
			if !p.mark(traceFieldCount + i) {
				return wrong(column, "field %q is there twice", name)
			}
			return within(p.object(i), traceGroups[i].name)
		}
	}
	return wrong(column, "field %.40q is unknown", name)
}

// mark notes that a field is here; false if it was there before.
func (p *traceParser) mark(i int) bool {
	m := &p.marks[i]
	if m.line == p.lines {
		return false
	}
	*m = traceMark{p.lines, p.scanner.pos + 1}
	return true
}

func (p *traceParser) has(i int) bool { return p.marks[i].line == p.lines }

// proper makes sure that a line has the fields that it must have, and none that has no
// place in it.
func (p *traceParser) proper() error {
	switch p.line.Action {
	case endWord:
		p.line.column = p.marks[traceRecords].column
		return p.only(traceAction, traceRecords)
	case usedWord:
		return p.only(traceAction, traceSeq, traceNode, traceTarget, traceWhat)
	case restWord:
		return p.without(traceSeq, traceTime, traceWhat, traceRecords)
	case "":
		return p.missing(traceAction)
	}
	if !p.has(traceSeq) {
		return p.missing(traceSeq)
	}
	p.line.column = p.marks[traceSeq].column
	return p.without(traceWhat, traceRecords)
}

// only makes sure that no other fields than those listed are there.
func (p *traceParser) only(list ...int) error {
	for i := range p.marks {
		if p.has(i) && !slices.Contains(list, i) {
			return p.misplaced(i)
		}
	}
	return nil
}

// without makes sure that fields are not there.
func (p *traceParser) without(list ...int) error {
	for _, i := range list {
		if p.has(i) {
			return p.misplaced(i)
		}
	}
	return nil
}

func (p *traceParser) missing(i int) error {
	return wrong(1, "field %q is missing", traceGroups[0].fields[i].name)
}

func (p *traceParser) misplaced(i int) error {
	return wrong(p.marks[i].column, "%s: field %q has no place here", p.line.Action, traceFieldName(i))
}

// traceFieldName gives the name of a field, or of a group behind the fields.
func traceFieldName(i int) string {
	if i >= traceFieldCount {
		return traceGroups[i-traceFieldCount].name
	}
	g := len(traceGroups) - 1
	for traceGroups[g].first > i {
		g--
	}
	return traceGroups[g].fields[i-traceGroups[g].first].name
}

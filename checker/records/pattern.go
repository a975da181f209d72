package records

import "bytes"

// A pattern is how the wording of a message is written down: literal text with variables.
//
//	{name}   a word without blanks
//	{#name}  a whole number
//	{*name}  any text, up to what follows; at the end, all that is left
//	|        what is before it tells the message; what follows completes it
//
// A text matches when the pattern is its beginning, so that a message may have grown at
// its end. A text that ends before the pattern does was cut or wrapped.
type pattern struct {
	parts  []part
	enough int // so many parts tell the message
}

// part is a literal, or a variable and the literal that ends it.
type part struct {
	kind    byte // 0 a literal alone, ' ' a word, '#' a number, '*' any text
	name    string
	literal string
}

// fit is how well a text fits a pattern.
type fit uint8

// The fits, worse first.
const (
	fitNone  fit = iota
	fitShort     // the text ends before it is clear what it says
	fitCut       // it is clear, but the end is missing
	fitOpen      // whole, but the last variable may go on in the next line
	fitWhole
)

// maxValues is how many variables a pattern may have.
const maxValues = 10

// values are what the variables of a pattern stand for, in their order. They point into
// the text.
type values struct {
	n      int
	names  [maxValues]string
	values [maxValues][]byte
}

func (v *values) add(name string, value []byte) {
	if name != "" && v.n < maxValues {
		v.names[v.n], v.values[v.n] = name, value
		v.n++
	}
}

// compile reads a pattern. It is only called for the tables of this package.
func compile(text string) pattern {
	var p pattern
	p.enough = -1
	for len(text) > 0 {
		switch text[0] {
		case '|':
			p.enough, text = len(p.parts), text[1:]
			continue
		case '{':
			end := bytes.IndexByte([]byte(text), '}')
			name, kind := text[1:end], byte(' ')
			if len(name) > 0 && (name[0] == '#' || name[0] == '*') {
				kind, name = name[0], name[1:]
			}
			literal := upTo(text[end+1:])
			p.parts = append(p.parts, part{kind, name, literal})
			text = text[end+1+len(literal):]
		default:
			literal := upTo(text)
			p.parts = append(p.parts, part{literal: literal})
			text = text[len(literal):]
		}
	}
	if p.enough < 0 {
		p.enough = len(p.parts)
	}
	return p
}

// upTo is text up to the next variable or mark.
func upTo(text string) string {
	for i := 0; i < len(text); i++ {
		if text[i] == '{' || text[i] == '|' {
			return text[:i]
		}
	}
	return text
}

// match fits a text to the pattern and gives what its variables stand for.
func (p *pattern) match(text []byte, v *values) fit {
	v.n = 0
	for i := range p.parts {
		rest, got := p.parts[i].match(text, v)
		switch {
		case got == fitNone && i >= p.enough:
			return fitCut // it goes on in another way than we know
		case got == fitNone:
			return fitNone
		case got == fitShort && i >= p.enough:
			return fitCut
		case got == fitShort:
			return fitShort
		}
		text = rest
		if i == len(p.parts)-1 && got == fitOpen {
			return fitOpen
		}
	}
	return fitWhole
}

// match takes the part from the beginning of text.
func (p *part) match(text []byte, v *values) (rest []byte, got fit) {
	if p.kind == 0 {
		return literal(text, p.literal)
	}
	if p.literal == "" {
		return p.last(text, v)
	}
	end := bytes.Index(text, []byte(p.literal))
	if end < 0 {
		value := text[:len(text)-overlap(text, p.literal)]
		if p.kind == '*' || p.valid(value) || len(value) == 0 || p.kind == '#' && len(value) == 1 && value[0] == '-' {
			return nil, fitShort
		}
		return nil, fitNone
	}
	if !p.valid(text[:end]) {
		return nil, fitNone
	}
	v.add(p.name, text[:end])
	return text[end+len(p.literal):], fitWhole
}

// last takes a variable that ends the pattern.
func (p *part) last(text []byte, v *values) (rest []byte, got fit) {
	end := len(text)
	if p.kind != '*' {
		end = wordEnd(text)
	}
	value := text[:end]
	if p.kind == ' ' {
		value = bytes.TrimRight(value, ".,;:")
	}
	if p.kind == '#' {
		value = value[:numberEnd(value)]
	}
	if len(text) == 0 {
		return nil, fitShort
	}
	if !p.valid(value) {
		return nil, fitNone
	}
	v.add(p.name, value)
	if len(value) == len(text) && p.kind != '*' {
		return nil, fitOpen
	}
	return text[end:], fitWhole
}

// literal takes a literal from the beginning of text.
func literal(text []byte, want string) (rest []byte, got fit) {
	if len(text) >= len(want) {
		if string(text[:len(want)]) == want {
			return text[len(want):], fitWhole
		}
		return nil, fitNone
	}
	if string(text) == want[:len(text)] {
		return nil, fitShort
	}
	return nil, fitNone
}

// valid is whether a value is what the variable may stand for.
func (p *part) valid(value []byte) bool {
	switch p.kind {
	case '#':
		return len(value) > 0 && numberEnd(value) == len(value)
	case ' ':
		return len(value) > 0 && bytes.IndexByte(value, ' ') < 0
	}
	return true
}

// overlap is how much of the end of text the literal begins with.
func overlap(text []byte, literal string) int {
	for k := min(len(text), len(literal)-1); k > 0; k-- {
		if string(text[len(text)-k:]) == literal[:k] {
			return k
		}
	}
	return 0
}

// wordEnd is where the first word of text ends.
func wordEnd(text []byte) int {
	for i, c := range text {
		if c == ' ' || c == '\t' {
			return i
		}
	}
	return len(text)
}

// numberEnd is where the whole number that text begins with ends: 0 where there is none.
func numberEnd(text []byte) int {
	i := 0
	if i < len(text) && text[i] == '-' {
		i++
	}
	digits := i
	for i < len(text) && text[i] >= '0' && text[i] <= '9' {
		i++
	}
	if i == digits {
		return 0
	}
	return i
}

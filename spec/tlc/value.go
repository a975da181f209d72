package tlc

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
)

// maxDepth bounds how deep values may be nested: a state of the design needs seven.
const maxDepth = 32

// SyntaxError says where a state that TLC printed is not understood.
type SyntaxError struct {
	Offset int    // in bytes from the start of the state's text
	Want   string // what should have been there
}

// Error names the place and what was expected there.
func (e *SyntaxError) Error() string { return fmt.Sprintf("state, byte %d: want %s", e.Offset, e.Want) }

// Canonical gives the canonical text of a state as TLC prints it, a conjunction of
// "variable = value": a record of all variables. Records, tuples, sets, functions,
// strings, integers, booleans and model values are understood. A function over
// 1 .. n is a tuple, as it is in TLA+. The error is a *SyntaxError.
func Canonical(state []byte) ([]byte, error) {
	p := parser{text: state}
	var variables []field
	for p.skip(); p.at < len(p.text); p.skip() {
		if err := p.expect(`/\`); err != nil {
			return nil, err
		}
		f, err := p.field("=", 0)
		if err != nil {
			return nil, err
		}
		variables = append(variables, f)
	}
	if len(variables) == 0 {
		return nil, &SyntaxError{0, "a variable"}
	}
	return record(variables), nil
}

// parser reads TLA+ values; at is where it is in the text.
type parser struct {
	text []byte
	at   int
}

// field is a name, or a function's argument, with its value, both canonical.
type field struct{ key, value []byte }

func (p *parser) skip() {
	for p.at < len(p.text) && bytes.IndexByte([]byte(" \n\t\r"), p.text[p.at]) >= 0 {
		p.at++
	}
}

// accept takes the token if it is next.
func (p *parser) accept(token string) bool {
	p.skip()
	if !bytes.HasPrefix(p.text[p.at:], []byte(token)) {
		return false
	}
	p.at += len(token)
	return true
}

func (p *parser) expect(token string) error {
	if !p.accept(token) {
		return p.want(strconv.Quote(token))
	}
	return nil
}

func (p *parser) want(what string) error { return &SyntaxError{p.at, what} }

// word takes letters, digits, underscores and a leading minus: a name or a number.
func (p *parser) word() ([]byte, error) {
	p.skip()
	start := p.at
	for p.at < len(p.text) && isWord(p.text[p.at], p.at == start) {
		p.at++
	}
	if p.at == start {
		return nil, p.want("a name, a number or a value")
	}
	return p.text[start:p.at], nil
}

func isWord(c byte, first bool) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || first && c == '-'
}

func (p *parser) field(sign string, depth int) (f field, err error) {
	if f.key, err = p.word(); err != nil {
		return f, err
	}
	if err = p.expect(sign); err != nil {
		return f, err
	}
	f.value, err = p.value(depth + 1)
	return f, err
}

func (p *parser) value(depth int) ([]byte, error) {
	if depth > maxDepth {
		return nil, p.want(fmt.Sprintf("at most %d levels", maxDepth))
	}
	p.skip()
	switch {
	case p.accept("<<"):
		list, err := p.list(">>", depth)
		return wrap("<<", list, ",", ">>"), err
	case p.accept("{"):
		list, err := p.list("}", depth)
		slices.SortFunc(list, bytes.Compare)
		return wrap("{", list, ",", "}"), err
	case p.accept("["):
		return p.fields(depth)
	case p.accept("("):
		return p.function(depth)
	case p.accept(`"`):
		return p.quoted()
	}
	return p.word()
}

// list takes values with commas between them, and the token that ends them.
func (p *parser) list(end string, depth int) (list [][]byte, err error) {
	if p.accept(end) {
		return nil, nil
	}
	for {
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		if !p.accept(",") {
			return list, p.expect(end)
		}
	}
}

func (p *parser) fields(depth int) ([]byte, error) {
	var fields []field
	for {
		f, err := p.field("|->", depth)
		if err != nil {
			return nil, err
		}
		fields = append(fields, f)
		if !p.accept(",") {
			return record(fields), p.expect("]")
		}
	}
}

// function takes what follows the parenthesis of (x :> a @@ y :> b).
func (p *parser) function(depth int) ([]byte, error) {
	var fields []field
	for {
		key, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		if err := p.expect(":>"); err != nil {
			return nil, err
		}
		value, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		fields = append(fields, field{key, value})
		if !p.accept("@@") {
			return mapping(fields), p.expect(")")
		}
	}
}

// quoted takes a string after its opening quote. The design's strings hold no
// quote and no backslash.
func (p *parser) quoted() ([]byte, error) {
	n := bytes.IndexAny(p.text[p.at:], "\"\\")
	if n < 0 || p.text[p.at+n] != '"' {
		return nil, p.want("the end of the string")
	}
	start := p.at - 1
	p.at += n + 1
	return p.text[start:p.at], nil
}

func record(fields []field) []byte {
	slices.SortFunc(fields, func(a, b field) int { return bytes.Compare(a.key, b.key) })
	return wrap("[", joined(fields, "|->"), ",", "]")
}

// mapping is a tuple if the arguments are 1 to n.
func mapping(fields []field) []byte {
	tuple := make([][]byte, len(fields))
	for _, f := range fields {
		n, err := strconv.Atoi(string(f.key))
		if err != nil || n < 1 || n > len(fields) || tuple[n-1] != nil {
			slices.SortFunc(fields, func(a, b field) int { return bytes.Compare(a.key, b.key) })
			return wrap("(", joined(fields, ":>"), "@@", ")")
		}
		tuple[n-1] = f.value
	}
	return wrap("<<", tuple, ",", ">>")
}

func joined(fields []field, sign string) [][]byte {
	list := make([][]byte, len(fields))
	for i, f := range fields {
		list[i] = bytes.Join([][]byte{f.key, f.value}, []byte(sign))
	}
	return list
}

func wrap(open string, list [][]byte, sep, end string) []byte {
	return append(append([]byte(open), bytes.Join(list, []byte(sep))...), end...)
}

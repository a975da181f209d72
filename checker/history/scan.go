package history

import (
	"bytes"
	"encoding/json"
	"math"
	"unicode/utf8"
)

// scanner walks through one line of JSON, from left to right. It is here, and not
// encoding/json, because a line may neither name a field twice nor leave open where
// its flaw is.
type scanner struct {
	line []byte
	pos  int // of the next byte
}

// checkText finds bytes that are not UTF-8, and U+FFFD, which stands where such
// bytes were lost: two UUIDs must not become equal on their way through a file.
func checkText(line []byte) error {
	if utf8.Valid(line) && !bytes.Contains(line, []byte("\uFFFD")) {
		return nil
	}
	at := bytes.IndexRune(line, utf8.RuneError)
	if _, size := utf8.DecodeRune(line[at:]); size == 1 {
		return wrong(at+1, "byte 0x%02x is not UTF-8", line[at])
	}
	return wrong(at+1, "U+FFFD stands for text that was lost")
}

// peek skips white space and gives the next byte, or 0 at the end of the line.
func (s *scanner) peek() byte {
	for ; s.pos < len(s.line); s.pos++ {
		switch c := s.line[s.pos]; c {
		case ' ', '\t', '\r':
		default:
			return c
		}
	}
	return 0
}

// unexpected says what is here instead of what was wanted.
func (s *scanner) unexpected(wanted string) error {
	switch c := s.peek(); {
	case s.pos == len(s.line):
		return wrong(s.pos+1, "want %s, found the end of the line", wanted)
	case c == '"':
		return wrong(s.pos+1, "want %s, found text", wanted)
	case c == '-', '0' <= c && c <= '9':
		return wrong(s.pos+1, "want %s, found a number", wanted)
	default:
		r, _ := utf8.DecodeRune(s.line[s.pos:])
		return wrong(s.pos+1, "want %s, found %q", wanted, r)
	}
}

// take steps over c if it is next.
func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.pos++
	return true
}

// want steps over c, which must be next.
func (s *scanner) want(c byte) error {
	if !s.take(c) {
		return s.unexpected("'" + string(c) + "'")
	}
	return nil
}

// end makes sure that nothing follows.
func (s *scanner) end() error {
	if s.peek(); s.pos < len(s.line) {
		return s.unexpected("the end of the line")
	}
	return nil
}

// object walks through an object; member is called behind each colon, with the name
// and its column, and must step over the value.
func (s *scanner) object(member func(name []byte, column int) error) error {
	if err := s.want('{'); err != nil {
		return err
	}
	if s.take('}') {
		return nil
	}
	for {
		s.peek()
		column := s.pos + 1
		name, err := s.text()
		if err != nil {
			return err
		}
		if err := s.want(':'); err != nil {
			return err
		}
		s.peek()
		if err := member(name, column); err != nil {
			return err
		}
		if !s.take(',') {
			return s.want('}')
		}
	}
}

// list walks through a list; element must step over one value.
func (s *scanner) list(element func() error) error {
	if err := s.want('['); err != nil {
		return err
	}
	if s.take(']') {
		return nil
	}
	for {
		s.peek()
		if err := element(); err != nil {
			return err
		}
		if !s.take(',') {
			return s.want(']')
		}
	}
}

// text gives the bytes that a string stands for. They are only good until the line
// is gone.
func (s *scanner) text() ([]byte, error) {
	if s.peek() != '"' {
		return nil, s.unexpected("text")
	}
	start, escaped := s.pos, false
	for i := start + 1; i < len(s.line); i++ {
		switch c := s.line[i]; {
		case c == '"':
			s.pos = i + 1
			if !escaped {
				return s.line[start+1 : i], nil
			}
			return unescape(s.line[start:s.pos], start+1)
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			return nil, wrong(i+1, "byte 0x%02x in text must be escaped", c)
		}
	}
	return nil, wrong(start+1, "this text has no end")
}

// unescape decodes a string that holds escapes and begins at the column.
func unescape(quoted []byte, column int) ([]byte, error) {
	var text string
	if json.Unmarshal(quoted, &text) != nil {
		return nil, wrong(column, "an escape in this text is not JSON's")
	}
	if checkText([]byte(text)) != nil {
		return nil, wrong(column, "an escape in this text stands for no character")
	}
	return []byte(text), nil
}

// isNumber says whether c occurs in numbers.
func isNumber(c byte) bool {
	return '0' <= c && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'
}

// number steps over a number, which begins here, and gives its bytes.
func (s *scanner) number() ([]byte, error) {
	start := s.pos
	for s.pos < len(s.line) && isNumber(s.line[s.pos]) {
		s.pos++
	}
	raw := s.line[start:s.pos]
	if !json.Valid(raw) {
		return nil, wrong(start+1, "%.40q is not a JSON number", raw)
	}
	return raw, nil
}

// whole gives a number that has neither sign nor fraction nor exponent.
func (s *scanner) whole() (uint64, error) {
	if c := s.peek(); c != '-' && (c < '0' || c > '9') {
		return 0, s.unexpected("a whole number")
	}
	start, value := s.pos, uint64(0)
	for ; s.pos < len(s.line) && '0' <= s.line[s.pos] && s.line[s.pos] <= '9'; s.pos++ {
		digit := uint64(s.line[s.pos] - '0')
		if value > (math.MaxUint64-digit)/10 {
			return 0, wrong(start+1, "this number is above %d", uint64(math.MaxUint64))
		}
		value = value*10 + digit
	}
	zeros := s.pos > start+1 && s.line[start] == '0'
	if !zeros && (s.pos == len(s.line) || !isNumber(s.line[s.pos])) {
		return value, nil
	}
	s.pos = start
	raw, err := s.number()
	if err != nil {
		return 0, err
	}
	return 0, wrong(start+1, "want a whole number from 0, found %.40s", raw)
}

// boolean steps over true or false.
func (s *scanner) boolean() (bool, error) {
	s.peek()
	for _, row := range []struct {
		word  string
		value bool
	}{{"true", true}, {"false", false}} {
		if bytes.HasPrefix(s.line[s.pos:], []byte(row.word)) {
			s.pos += len(row.word)
			return row.value, nil
		}
	}
	return false, s.unexpected("true or false")
}

// skip steps over any value, no deeper than depth, and gives its bytes.
func (s *scanner) skip(depth int) ([]byte, error) {
	c, start := s.peek(), s.pos
	var err error
	switch {
	case depth == 0 && (c == '{' || c == '['):
		return nil, wrong(start+1, "deeper than %d objects and lists", MaxDepth)
	case c == '{':
		seen := map[string]bool{}
		err = s.object(func(name []byte, column int) error {
			if seen[string(name)] {
				return wrong(column, "field %.40q is there twice", name)
			}
			seen[string(name)] = true
			_, err := s.skip(depth - 1)
			return err
		})
	case c == '[':
		err = s.list(func() error {
			_, err := s.skip(depth - 1)
			return err
		})
	case c == '"':
		_, err = s.text()
	case c == 't', c == 'f':
		_, err = s.boolean()
	case c == 'n' && bytes.HasPrefix(s.line[s.pos:], []byte("null")):
		s.pos += len("null")
	case isNumber(c):
		_, err = s.number()
	default:
		err = s.unexpected("a value")
	}
	return s.line[start:s.pos], err
}

// appendText appends text as a JSON string. It escapes no more than it must, so that
// the same text is the same bytes for good.
func appendText(buf []byte, text string) []byte {
	const digits = "0123456789abcdef"
	buf = append(buf, '"')
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"', c == '\\':
			buf = append(buf, '\\', c)
		case c < ' ':
			buf = append(buf, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			buf = append(buf, c)
		}
	}
	return append(buf, '"')
}

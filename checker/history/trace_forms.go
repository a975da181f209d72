package history

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"ostlife/model/lustre"
)

// traceField is one field of a trace: how its value is written and read. A zero is
// not written.
type traceField struct {
	name string
	key  string // as it stands in a line, behind a comma

	append func(buf []byte, key string, l *traceLine) ([]byte, error)
	parse  func(s *scanner, l *traceLine) error

	// What its value may be; the schema says the same.
	form  form
	low   int64  // of a number
	high  uint64 // of a number, or of the bytes of a text
	words []string
}

// whole is a type whose values are whole numbers.
type whole interface {
	~int | ~int64 | ~uint16 | ~uint32 | ~uint64
}

// numberField is a field that holds a number.
func numberField[T whole](name string, at func(*traceLine) *T) traceField {
	f := traceField{name: name, form: number, high: uint64(^T(0))}
	if ^T(0) < 0 {
		f.low, f.high = math.MinInt64, math.MaxInt64
	}
	signed := f.low < 0
	f.append = func(buf []byte, key string, l *traceLine) ([]byte, error) {
		switch v := *at(l); {
		case v == 0:
			return buf, nil
		case signed:
			return strconv.AppendInt(append(buf, key...), int64(v), 10), nil
		default:
			return strconv.AppendUint(append(buf, key...), uint64(v), 10), nil
		}
	}
	low, high := f.low, f.high
	f.parse = func(s *scanner, l *traceLine) error {
		column := s.pos + 1
		negative := signed && s.minus()
		v, err := s.whole()
		switch {
		case err != nil:
			return err
		case negative && v > -uint64(low), !negative && v > high:
			return wrong(column, "want a number from %d to %d, found %s", low, high, s.line[column-1:s.pos])
		case negative:
			v = -v
		}
		*at(l) = T(v)
		return nil
	}
	return f
}

// minus steps over a sign that stands before a digit.
func (s *scanner) minus() bool {
	if s.peek() != '-' || s.pos+1 == len(s.line) || s.line[s.pos+1] < '0' || s.line[s.pos+1] > '9' {
		return false
	}
	s.pos++
	return true
}

// flagField is a field that holds true or false.
func flagField(name string, at func(*traceLine) *bool) traceField {
	return traceField{
		name: name, form: boolean,
		append: func(buf []byte, key string, l *traceLine) ([]byte, error) {
			if *at(l) {
				buf = append(append(buf, key...), "true"...)
			}
			return buf, nil
		},
		parse: func(s *scanner, l *traceLine) (err error) {
			*at(l), err = s.boolean()
			return err
		},
	}
}

// enumeration is a type whose values have names.
type enumeration interface {
	~uint8
	fmt.Stringer
}

// wordField is a field that holds one of a few values, by its name.
func wordField[T enumeration](name string, at func(*traceLine) *T) traceField {
	words := wordsByValue[T]()
	return traceField{
		name: name, form: word, words: slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" }),
		append: func(buf []byte, key string, l *traceLine) ([]byte, error) {
			switch v := *at(l); {
			case v == 0:
				return buf, nil
			case int(v) >= len(words) || words[v] == "":
				return buf, fmt.Errorf("%s is unknown", v)
			default:
				return appendText(append(buf, key...), words[v]), nil
			}
		},
		parse: func(s *scanner, l *traceLine) error {
			column := s.pos + 1
			raw, err := s.text()
			if err != nil {
				return err
			}
			v := slices.Index(words, string(raw))
			if v < 0 || len(raw) == 0 {
				return wrong(column, "%.40q is unknown", raw)
			}
			*at(l) = T(v)
			return nil
		},
	}
}

// wordsByValue lists the names of a type's values; "" stands where there is no value. A
// number that is no value is printed with the name of its type, as in "Ask(99)".
func wordsByValue[T enumeration]() (words []string) {
	for n := range math.MaxUint8 + 1 {
		w := T(n).String()
		if strings.HasSuffix(w, ")") {
			w = ""
		}
		words = append(words, w)
	}
	for words[len(words)-1] == "" {
		words = words[:len(words)-1]
	}
	return words
}

// textField is a field that holds a text of so many bytes at most.
func textField(name string, most int, at func(*traceLine) *string) traceField {
	return traceField{
		name: name, form: text, high: uint64(most),
		append: func(buf []byte, key string, l *traceLine) ([]byte, error) {
			v := *at(l)
			if v == "" {
				return buf, nil
			}
			if err := checkText([]byte(v)); err != nil {
				return buf, err
			}
			return appendText(append(buf, key...), v), checkMost(1, len(v), most)
		},
		parse: func(s *scanner, l *traceLine) error {
			column := s.pos + 1
			raw, err := s.text()
			if err != nil {
				return err
			}
			*at(l) = string(raw)
			return checkMost(column, len(raw), most)
		},
	}
}

func checkMost(column, n, most int) error {
	if n > most {
		return wrong(column, "want at most %d bytes, found %d", most, n)
	}
	return nil
}

// actionField is the field that says what a line tells.
func actionField(name string) traceField {
	known := map[string]lustre.Action{}
	for _, a := range slices.Concat(traceActions, []lustre.Action{restWord, usedWord, endWord}) {
		known[string(a)] = a
	}
	return traceField{
		name: name, form: word,
		append: func(buf []byte, key string, l *traceLine) ([]byte, error) {
			if _, ok := known[string(l.Action)]; !ok {
				return buf, fmt.Errorf("%.40q is unknown", l.Action)
			}
			return append(append(append(append(buf, key...), '"'), l.Action...), '"'), nil
		},
		parse: func(s *scanner, l *traceLine) error {
			column := s.pos + 1
			raw, err := s.text()
			if err != nil {
				return err
			}
			a, ok := known[string(raw)]
			if !ok {
				return wrong(column, "%.40q is unknown", raw)
			}
			l.Action = a
			return nil
		},
	}
}

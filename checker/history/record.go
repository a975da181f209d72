package history

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"

	"ostlife/model/lustre"
)

// field is a field of an event's record. Their order is that in a line.
type field uint8

const (
	fieldSeq field = iota
	fieldTime
	fieldOp
	fieldClient
	fieldEvent
	fieldKind
	fieldFault
	fieldNode
	fieldTarget
	fieldUUID
	fieldPool
	fieldInstance
	fieldPosition
	fieldPresent
	fieldDeactivated
	fieldActive
	fieldState
	fieldValue
	fieldObject
	fieldTargets
	fieldError
	fieldDetail
	fieldOperations
	fieldCount
)

// form is what a field's value looks like.
type form uint8

const (
	number form = iota
	boolean
	text
	word // one of a few texts
)

// fields describes each field: its name, its form and its bounds, which are those of
// a number's value or of a text's bytes.
var fields = [fieldCount]struct {
	name     string
	form     form
	min, max uint64
	words    map[string]string
}{
	fieldSeq:         {name: "seq", min: 1, max: math.MaxUint64},
	fieldTime:        {name: "time", max: math.MaxInt64},
	fieldOp:          {name: "op", min: 1, max: math.MaxUint64},
	fieldClient:      {name: "client", max: math.MaxUint32},
	fieldEvent:       {name: "event", form: word, words: wordsOf(eventWords())},
	fieldKind:        {name: "kind", form: word, words: wordsOf(Kinds())},
	fieldFault:       {name: "fault", form: text, min: 1, max: MaxNameBytes},
	fieldNode:        {name: "node", max: math.MaxUint16},
	fieldTarget:      {name: "target", max: math.MaxUint16},
	fieldUUID:        {name: "uuid", form: text, min: 1, max: MaxUUIDBytes},
	fieldPool:        {name: "pool", form: text, max: MaxPoolBytes},
	fieldInstance:    {name: "instance", min: 1, max: math.MaxUint64},
	fieldPosition:    {name: "position", max: math.MaxUint64},
	fieldPresent:     {name: "present", form: boolean},
	fieldDeactivated: {name: "deactivated", form: boolean},
	fieldActive:      {name: "active", max: math.MaxUint64},
	fieldState:       {name: "state", form: word, words: wordsOf(stateWords())},
	fieldValue:       {name: "value", max: math.MaxUint64},
	fieldObject:      {name: "object", min: 1, max: math.MaxUint64},
	fieldTargets:     {name: "targets", form: text, max: MaxTargetsBytes},
	fieldError:       {name: "error", form: word, words: wordsOf(lustre.Refusals())},
	fieldDetail:      {name: "detail", form: text, max: MaxDetailBytes},
	fieldOperations:  {name: "operations", max: math.MaxInt64},
}

// fieldNames finds a field by its name.
var fieldNames = func() map[string]field {
	names := make(map[string]field, fieldCount)
	for f := range fieldCount {
		names[fields[f].name] = f
	}
	return names
}()

// The words of the field event that are no outcome.
const (
	eventCall  = "call"
	eventFault = "fault"
	eventEnd   = "end"
)

func eventWords() []string {
	return []string{eventCall, string(OK), string(Fail), string(Info), eventFault, eventEnd}
}

// stateWords lists the import states: the numbers that have a name which is read back.
func stateWords() []lustre.ImportState {
	var states []lustre.ImportState
	for n := range math.MaxUint8 + 1 {
		if _, err := lustre.ParseImportState(lustre.ImportState(n).String()); err == nil {
			states = append(states, lustre.ImportState(n))
		}
	}
	return states
}

// wordsOf lets a word be looked up by its bytes without a copy of them.
func wordsOf[T any](list []T) map[string]string {
	words := make(map[string]string, len(list))
	for _, value := range list {
		word := fmt.Sprint(value)
		words[word] = word
	}
	return words
}

// fieldSet is a set of fields.
type fieldSet uint32

func setOf(list ...field) (set fieldSet) {
	for _, f := range list {
		set |= 1 << f
	}
	return set
}

func (set fieldSet) has(f field) bool { return set&(1<<f) != 0 }

// first gives the first field of a set that is not empty.
func (set fieldSet) first() field { return field(bits.TrailingZeros32(uint32(set))) }

// record is one event as it stands in its line: some fields, with their values.
type record struct {
	has    fieldSet
	number [fieldCount]uint64 // also a boolean, as 0 or 1
	text   [fieldCount]string // of a text or a word
	column [fieldCount]int    // of the value; 0 when writing
}

func (r *record) putNumber(f field, value uint64) { r.has |= 1 << f; r.number[f] = value }
func (r *record) putText(f field, value string)   { r.has |= 1 << f; r.text[f] = value }

func (r *record) putBool(f field, value bool) {
	r.putNumber(f, 0)
	if value {
		r.number[f] = 1
	}
}

// append appends the record's line.
func (r *record) append(buf []byte) []byte {
	separator := byte('{')
	for rest := r.has; rest != 0; rest &= rest - 1 {
		f := rest.first()
		buf = append(buf, separator, '"')
		buf = append(buf, fields[f].name...)
		buf = append(buf, '"', ':')
		switch fields[f].form {
		case number:
			buf = strconv.AppendUint(buf, r.number[f], 10)
		case boolean:
			buf = strconv.AppendBool(buf, r.number[f] != 0)
		default:
			buf = appendText(buf, r.text[f])
		}
		separator = ','
	}
	return append(buf, '}', '\n')
}

// parse reads a line, without its newline, whatever fields it has.
func (r *record) parse(line []byte) error {
	r.has = 0
	if err := checkText(line); err != nil {
		return err
	}
	s := scanner{line: line}
	err := s.object(func(name []byte, column int) error {
		f, known := fieldNames[string(name)]
		switch {
		case !known:
			return wrong(column, "field %.40q is unknown", name)
		case r.has.has(f):
			return wrong(column, "field %q is there twice", name)
		}
		r.has |= 1 << f
		r.column[f] = s.pos + 1
		return r.value(&s, f)
	})
	if err != nil {
		return err
	}
	return s.end()
}

// value reads the value of one field.
func (r *record) value(s *scanner, f field) (err error) {
	switch fields[f].form {
	case number:
		if r.number[f], err = s.whole(); err != nil {
			return within(err, fields[f].name)
		}
		return r.checkNumber(f)
	case boolean:
		value, err := s.boolean()
		r.putBool(f, value)
		return within(err, fields[f].name)
	}
	raw, err := s.text()
	if err != nil {
		return within(err, fields[f].name)
	}
	if fields[f].form == text {
		if err := r.checkLength(f, len(raw)); err != nil {
			return err
		}
		r.text[f] = string(raw)
		return nil
	}
	known, ok := fields[f].words[string(raw)]
	if !ok {
		return r.wrong(f, "%.40q is unknown", raw)
	}
	r.text[f] = known
	return nil
}

func (r *record) checkNumber(f field) error {
	if v := r.number[f]; v < fields[f].min || v > fields[f].max {
		return r.wrong(f, "want a number from %d to %d, found %d", fields[f].min, fields[f].max, v)
	}
	return nil
}

func (r *record) checkLength(f field, n int) error {
	if n := uint64(n); n < fields[f].min || n > fields[f].max {
		return r.wrong(f, "want %d to %d bytes, found %d", fields[f].min, fields[f].max, n)
	}
	return nil
}

// check holds a record that was not parsed to what parse asks of every field.
func (r *record) check() error {
	for rest := r.has; rest != 0; rest &= rest - 1 {
		var err error
		switch f := rest.first(); fields[f].form {
		case number:
			err = r.checkNumber(f)
		case text:
			if err = checkText([]byte(r.text[f])); err != nil {
				return r.wrong(f, "%v", err)
			}
			err = r.checkLength(f, len(r.text[f]))
		case word:
			if _, ok := fields[f].words[r.text[f]]; !ok {
				err = r.wrong(f, "%.40q is unknown", r.text[f])
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// wrong makes a flaw of one field's value.
func (r *record) wrong(f field, format string, args ...any) error {
	return wrong(max(r.column[f], 1), "%s: "+format, append([]any{fields[f].name}, args...)...)
}

// proper makes sure that a record has exactly the fields that it should.
func (r *record) proper(should fieldSet, what string) error {
	if extra := r.has &^ should; extra != 0 {
		f := extra.first()
		return wrong(max(r.column[f], 1), "%s: field %q has no place here", what, fields[f].name)
	}
	if missing := should &^ r.has; missing != 0 {
		return wrong(1, "%s: field %q is missing", what, fields[missing.first()].name)
	}
	return nil
}

package history

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"
)

// The first fields of every header.
const (
	Format  = "ostlife-history"
	Version = 1
)

// Mode is how the system ran.
type Mode string

// A controlled run is the same, byte for byte, each time and everywhere, and so its
// header names no host, commit or time. A real one is told apart by when it began
// and what ran it.
const (
	Controlled Mode = "controlled"
	Real       Mode = "real"
)

// Header says what a history is the history of.
type Header struct {
	Mode      Mode
	Seed      uint64
	Plan      json.RawMessage  // what was to be done, as its maker wrote it; nil for none
	Bounds    map[string]int64 // the limits of the run, by name
	Design    string           // the preset, for example "rfc"
	Defects   []string         // planted in the system
	Start     time.Time        // of a real run alone
	GoVersion string           // of a real run alone

	format string // of the file, while its first line is read or written
}

// headerField is one field of the header; present says whether a header has it.
type headerField struct {
	name    string
	present func(h *Header) bool
	append  func(buf []byte, h *Header) []byte
	parse   func(s *scanner, h *Header) error
}

func always(*Header) bool    { return true }
func real(h *Header) bool    { return h.Mode == Real }
func planned(h *Header) bool { return len(h.Plan) > 0 }

// headerFields lists the fields in the order of the line.
var headerFields = []headerField{
	{"format", always,
		func(buf []byte, h *Header) []byte { return appendText(buf, h.format) },
		func(s *scanner, h *Header) error { return s.parseFormat(h.format) }},
	{"version", always,
		func(buf []byte, _ *Header) []byte { return strconv.AppendInt(buf, Version, 10) },
		func(s *scanner, _ *Header) error { return s.parseVersion() }},
	{"mode", always,
		func(buf []byte, h *Header) []byte { return appendText(buf, string(h.Mode)) },
		func(s *scanner, h *Header) error { return s.parseMode(&h.Mode) }},
	{"seed", always,
		func(buf []byte, h *Header) []byte { return strconv.AppendUint(buf, h.Seed, 10) },
		func(s *scanner, h *Header) (err error) { h.Seed, err = s.whole(); return err }},
	{"plan", planned,
		func(buf []byte, h *Header) []byte { return append(buf, h.Plan...) },
		func(s *scanner, h *Header) error { return s.parsePlan(&h.Plan) }},
	{"bounds", always,
		func(buf []byte, h *Header) []byte { return appendBounds(buf, h.Bounds) },
		func(s *scanner, h *Header) error { return s.parseBounds(&h.Bounds) }},
	{"design", always,
		func(buf []byte, h *Header) []byte { return appendText(buf, h.Design) },
		func(s *scanner, h *Header) (err error) { h.Design, err = s.parseName(); return err }},
	{"defects", always,
		func(buf []byte, h *Header) []byte { return appendNames(buf, h.Defects) },
		func(s *scanner, h *Header) error { return s.parseNames(&h.Defects) }},
	{"start", real,
		func(buf []byte, h *Header) []byte { return appendText(buf, h.Start.UTC().Format(time.RFC3339Nano)) },
		func(s *scanner, h *Header) error { return s.parseTime(&h.Start) }},
	{"go", real,
		func(buf []byte, h *Header) []byte { return appendText(buf, h.GoVersion) },
		func(s *scanner, h *Header) (err error) { h.GoVersion, err = s.parseName(); return err }},
}

// first gives the first line of a file of that format, with its newline, and the header
// that is read from it.
func (h *Header) first(format string) (Header, []byte, error) {
	line, err := h.line(format)
	if err == nil && len(line) > MaxHeaderBytes {
		err = fmt.Errorf("%d bytes, want at most %d", len(line), MaxHeaderBytes)
	}
	if err != nil {
		return Header{}, nil, &RefusedError{What: "header", Reason: err.Error()}
	}
	read, err := parseHeader(line[:len(line)-1], format)
	return read, line, refused(err, "header")
}

// line gives the header's line, with its newline.
func (h *Header) line(format string) ([]byte, error) {
	own := *h
	own.format = format
	if planned(h) {
		var plan bytes.Buffer
		if err := json.Compact(&plan, h.Plan); err != nil {
			return nil, fmt.Errorf("plan: %w", err)
		}
		own.Plan = plan.Bytes()
	}
	var buf []byte
	separator := byte('{')
	for _, f := range headerFields {
		if f.present(&own) {
			buf = append(appendText(append(buf, separator), f.name), ':')
			buf = f.append(buf, &own)
			separator = ','
		}
	}
	return append(buf, '}', '\n'), nil
}

func appendBounds(buf []byte, bounds map[string]int64) []byte {
	buf = append(buf, '{')
	for i, name := range slices.Sorted(maps.Keys(bounds)) {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = append(appendText(buf, name), ':')
		buf = strconv.AppendInt(buf, bounds[name], 10)
	}
	return append(buf, '}')
}

func appendNames(buf []byte, names []string) []byte {
	buf = append(buf, '[')
	for i, name := range names {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = appendText(buf, name)
	}
	return append(buf, ']')
}

// parseHeader reads the first line of a file of that format, without its newline.
func parseHeader(line []byte, format string) (Header, error) {
	h := Header{format: format}
	if err := checkText(line); err != nil {
		return h, err
	}
	s := scanner{line: line}
	columns := make([]int, len(headerFields)) // of the values; 0 for none
	err := s.object(func(name []byte, column int) error {
		i := slices.IndexFunc(headerFields, func(f headerField) bool { return f.name == string(name) })
		switch {
		case i < 0:
			return wrong(column, "the first line is the header, which has no field %.40q", name)
		case columns[i] != 0:
			return wrong(column, "field %q is there twice", name)
		}
		columns[i] = s.pos + 1
		if err := headerFields[i].parse(&s, &h); err != nil {
			return within(err, headerFields[i].name)
		}
		return nil
	})
	if err == nil {
		err = s.end()
	}
	if err != nil {
		return h, err
	}
	for i, f := range headerFields {
		switch there := columns[i] != 0; {
		case there && !f.present(&h):
			return h, wrong(columns[i], "field %q has no place in the header of a %s run", f.name, h.Mode)
		case !there && f.present(&h):
			return h, wrong(1, "the first line is the header: field %q is missing", f.name)
		}
	}
	h.format = ""
	return h, nil
}

// within names the field that a flaw is in.
func within(err error, name string) error {
	if err == nil {
		return nil
	}
	var f *flaw
	if errors.As(err, &f) {
		return wrong(f.column, "%s: %s", name, f.reason)
	}
	return err
}

func (s *scanner) parseFormat(want string) error {
	column := s.pos + 1
	format, err := s.text()
	if err == nil && string(format) != want {
		err = wrong(column, "%.40q is not %q", format, want)
	}
	return err
}

func (s *scanner) parseVersion() error {
	column := s.pos + 1
	version, err := s.whole()
	if err == nil && version != Version {
		err = wrong(column, "%d is unknown, known is %d", version, Version)
	}
	return err
}

func (s *scanner) parseMode(to *Mode) error {
	column := s.pos + 1
	mode, err := s.text()
	if *to = Mode(mode); err == nil && *to != Controlled && *to != Real {
		err = wrong(column, "%.40q is neither %q nor %q", mode, Controlled, Real)
	}
	return err
}

// parsePlan keeps a plan of any form, without the spaces.
func (s *scanner) parsePlan(to *json.RawMessage) error {
	raw, err := s.skip(MaxDepth)
	if err != nil {
		return err
	}
	var plan bytes.Buffer
	err = json.Compact(&plan, raw)
	*to = plan.Bytes()
	return err
}

func (s *scanner) parseBounds(to *map[string]int64) error {
	bounds := map[string]int64{}
	err := s.object(func(name []byte, column int) error {
		if err := checkName(name, column); err != nil {
			return err
		}
		if _, twice := bounds[string(name)]; twice {
			return wrong(column, "field %q is there twice", name)
		}
		if len(bounds) == MaxNames {
			return wrong(column, "more than %d names", MaxNames)
		}
		column = s.pos + 1
		value, err := s.whole()
		if err == nil && value > math.MaxInt64 {
			err = wrong(column, "%d is above %d", value, math.MaxInt64)
		}
		bounds[string(name)] = int64(value)
		return err
	})
	if len(bounds) > 0 {
		*to = bounds
	}
	return err
}

func (s *scanner) parseNames(to *[]string) error {
	return s.list(func() error {
		column := s.pos + 1
		name, err := s.parseName()
		if err == nil && slices.Contains(*to, name) {
			err = wrong(column, "%q is there twice", name)
		}
		if err == nil && len(*to) == MaxNames {
			err = wrong(column, "more than %d names", MaxNames)
		}
		*to = append(*to, name)
		return err
	})
}

func (s *scanner) parseName() (string, error) {
	column := s.pos + 1
	name, err := s.text()
	if err == nil {
		err = checkName(name, column)
	}
	return string(name), err
}

func checkName(name []byte, column int) error {
	if len(name) < 1 || len(name) > MaxNameBytes {
		return wrong(column, "a name of %d bytes, want 1 to %d", len(name), MaxNameBytes)
	}
	return nil
}

func (s *scanner) parseTime(to *time.Time) error {
	column := s.pos + 1
	text, err := s.text()
	if err != nil {
		return err
	}
	if err := to.UnmarshalText(text); err != nil || to.IsZero() || to.UTC().Year() > 9999 || to.UTC().Year() < 0 {
		return wrong(column, "%.40q is not a time as in RFC 3339", text)
	}
	*to = to.UTC()
	return nil
}

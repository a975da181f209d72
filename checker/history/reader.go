package history

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Step is what a line of a history tells.
type Step uint8

// The steps of a history.
const (
	Called   Step = iota + 1 // an operation was called
	Returned                 // it returned
	Faulted                  // a fault happened
)

// Record is one event of a history.
type Record struct {
	Step      Step
	Operation Operation // of Called, with neither outcome nor result yet, and of Returned
	Fault     Fault     // of Faulted
	nth       int       // the number of the operation's call among the calls, from 0
}

// Reader reads a history record by record, and holds it to all rules on the way. Its
// memory follows the clients, not the operations.
type Reader struct {
	lines
	header Header
	order  *order
	record record
	err    error // the first
}

// lines gives the lines of a file, one after the other, and tells where it is.
type lines struct {
	from *bufio.Reader
	name string
	long []byte // a line longer than the buffer
	line int    // the number of the last one
}

// NewReader reads the header of a history. The name is that of the file, for errors:
// a *[MalformedError], or that of from.
func NewReader(from io.Reader, name string, limits Limits) (*Reader, error) {
	l := newLines(from, name)
	line, err := l.first(limits.complete())
	if err != nil {
		return nil, l.locate(err)
	}
	return newReader(l, line, limits)
}

// newReader reads a history whose first line was read.
func newReader(l lines, line []byte, limits Limits) (*Reader, error) {
	header, err := parseHeader(line, Format)
	if err != nil {
		return nil, l.locate(err)
	}
	return &Reader{lines: l, header: header, order: newOrder(limits)}, nil
}

func newLines(from io.Reader, name string) lines {
	return lines{from: bufio.NewReaderSize(from, bufferBytes), name: name}
}

// first gives the line that holds the header.
func (r *lines) first(limits Limits) ([]byte, error) {
	line, err := r.next(limits.HeaderBytes)
	if err == io.EOF {
		r.line = 1
		err = wrong(1, "empty: want a header")
	}
	return line, err
}

// Header gives the header.
func (r *Reader) Header() Header { return r.header }

// Complete says whether the end of the history was read. It counts once Next has
// given [io.EOF].
func (r *Reader) Complete() bool { return r.order.ended }

// Next gives the next event, or [io.EOF] behind the last one of a good history. Else
// its errors are a *[MalformedError], a *[LimitError], or that of reading; each stays.
func (r *Reader) Next() (Record, error) {
	for r.err == nil {
		record, err := r.event()
		if err != nil {
			r.err = r.locate(err)
		} else if record.Step != 0 {
			return record, nil
		}
	}
	return Record{}, r.err
}

// event reads one line. The end of the history is no step.
func (r *Reader) event() (record Record, err error) {
	line, err := r.next(r.order.limits.LineBytes)
	if err == io.EOF {
		if err := r.order.close(); err != nil {
			return record, err
		}
		return record, io.EOF
	}
	if err != nil {
		return record, err
	}
	if err := r.record.parse(line); err != nil {
		return record, err
	}
	of, err := r.order.admit(&r.record)
	if err != nil {
		return record, err
	}
	switch {
	case of != nil && of.open:
		return Record{Step: Called, Operation: of.op, nth: of.nth}, nil
	case of != nil:
		return Record{Step: Returned, Operation: of.op, nth: of.nth}, nil
	case r.record.text[fieldEvent] == eventFault:
		return Record{Step: Faulted, Fault: r.record.faultOf()}, nil
	default:
		return record, nil
	}
}

// next gives the next line, without its newline, until the following call. It never
// holds more than the limit and one buffer.
func (r *lines) next(limit int) ([]byte, error) {
	r.long = r.long[:0]
	for {
		part, err := r.from.ReadSlice('\n')
		if len(r.long) == 0 && (len(part) > 0 || err == nil) {
			r.line++
		}
		whole := err == nil
		if whole {
			part = part[:len(part)-1]
		}
		switch length := len(r.long) + len(part); {
		case length > limit:
			return nil, wrong(limit+1, "the line is longer than %d bytes", limit)
		case whole && len(r.long) == 0:
			return part, nil
		case err == io.EOF && length == 0:
			return nil, io.EOF
		case err == io.EOF:
			return nil, wrong(length+1, "the line is cut short: it has no newline")
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
		r.long = append(r.long, part...)
		if whole {
			return r.long, nil
		}
	}
}

// locate adds file and line to an error.
func (r *lines) locate(err error) error {
	var f *flaw
	var limit *LimitError
	switch {
	case err == io.EOF:
		return err
	case errors.As(err, &f):
		return &MalformedError{File: r.name, Line: r.line, Column: f.column, Reason: f.reason}
	case errors.As(err, &limit):
		return &LimitError{File: r.name, Line: r.line, Limit: limit.Limit, Max: limit.Max}
	default:
		return fmt.Errorf("%s:%d: %w", r.name, r.line, err)
	}
}

// chunk is how many operations Read keeps in one piece: growing one slice would hold
// each of them twice.
const chunk = 4096

// Read reads a whole history. Its errors are those of [NewReader] and [Reader.Next].
func Read(from io.Reader, name string, limits Limits) (*History, error) {
	r, err := NewReader(from, name, limits)
	if err != nil {
		return nil, err
	}
	return r.Rest()
}

// Rest reads the rest of the history, which is all of it before the first call of Next.
// Its errors are those of Next.
func (r *Reader) Rest() (*History, error) {
	h := &History{Header: r.header}
	var chunks [][]Operation
	for {
		record, err := r.Next()
		switch {
		case err == io.EOF:
			h.Operations, h.Complete = slices.Concat(chunks...), r.Complete()
			return h, nil
		case err != nil:
			return nil, err
		}
		at, within := record.nth/chunk, record.nth%chunk
		switch record.Step {
		case Called:
			if at == len(chunks) {
				chunks = append(chunks, make([]Operation, 0, min(chunk, record.nth))) // the first one grows: most histories are short
			}
			chunks[at] = append(chunks[at], record.Operation)
		case Returned:
			chunks[at][within] = record.Operation
		case Faulted:
			h.Faults = append(h.Faults, record.Fault)
		}
	}
}

package history

import "io"

// TraceReader reads a trace line by line, and holds it to all rules on the way. Its
// memory does not grow with the trace.
type TraceReader struct {
	lines
	header Header
	order  traceOrder
	parser *traceParser
	err    error // the first
}

// NewTraceReader reads the header of a trace. The name is that of the file, for errors:
// a *[MalformedError], or that of from.
func NewTraceReader(from io.Reader, name string, limits Limits) (*TraceReader, error) {
	l := newLines(from, name)
	line, err := l.first(limits.complete())
	if err != nil {
		return nil, l.locate(err)
	}
	return newTraceReader(l, line, limits)
}

// newTraceReader reads a trace whose first line was read.
func newTraceReader(l lines, line []byte, limits Limits) (*TraceReader, error) {
	header, err := parseHeader(line, TraceFormat)
	if err != nil {
		return nil, l.locate(err)
	}
	return &TraceReader{lines: l, header: header, order: newTraceOrder(limits), parser: newTraceParser()}, nil
}

// Header gives the header.
func (r *TraceReader) Header() Header { return r.header }

// Complete says whether the end of the trace was read. It counts once Next has given
// [io.EOF].
func (r *TraceReader) Complete() bool { return r.order.ended }

// Next gives the next entry, or [io.EOF] behind the last one of a good trace. Else its
// errors are a *[MalformedError], a *[LimitError], or that of reading; each stays. What
// was given before, of a trace that was cut short for instance, is as it was written.
func (r *TraceReader) Next() (TraceEntry, error) {
	for r.err == nil {
		if err := r.read(); err != nil {
			r.err = r.locate(err)
		} else if entry := r.parser.line.entry(); entry.Step != 0 {
			return entry, nil
		}
	}
	return TraceEntry{}, r.err
}

// read reads one line.
func (r *TraceReader) read() error {
	line, err := r.next(r.order.limits.LineBytes)
	if err == io.EOF && r.order.records == 0 {
		return wrong(1, "no action follows the header")
	}
	if err == nil {
		err = r.parser.parse(line)
	}
	if err == nil {
		err = r.order.admit(&r.parser.line)
	}
	return err
}

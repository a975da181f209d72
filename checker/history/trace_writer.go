package history

import (
	"fmt"
	"io"

	"ostlife/model/lustre"
)

// TraceWriter writes a trace. What it writes, a reader with default limits accepts: it
// holds its caller to the same rules and limits, that of rising stamps too. Where many
// goroutines write, [TraceRecorder] stands before it. A TraceWriter is for one
// goroutine at a time.
//
// It hands on whole lines only, many at once, so that a run that is killed leaves whole
// lines.
type TraceWriter struct {
	header Header
	order  traceOrder
	line   traceLine
	sink
}

// NewTraceWriter begins a trace with its header, which is written at once. The name is
// that of the file, for errors: a *[RefusedError] if the header is not as it must be, or
// that of to, which stays its owner's to close.
func NewTraceWriter(to io.Writer, name string, header Header) (*TraceWriter, error) {
	header, line, err := header.first(TraceFormat)
	if err != nil {
		return nil, err
	}
	w := &TraceWriter{header: header, order: newTraceOrder(Limits{}), sink: sink{to: to, name: name, buf: line}}
	return w, w.flush()
}

func newTraceOrder(limits Limits) traceOrder { return traceOrder{limits: limits.complete()} }

// Record writes an action. Errors are a *[RefusedError], a *[LimitError], or the first
// error of writing.
func (w *TraceWriter) Record(r *lustre.TraceRecord) error {
	w.line = traceLine{TraceRecord: *r}
	if r.Action == restWord || r.Action == usedWord || r.Action == endWord {
		return w.refused(fmt.Errorf("%s is no action", r.Action))
	}
	return w.add()
}

// Rest writes a slot as it stands at rest. Its stamp, time and action are left out.
// Errors are as those of Record.
func (w *TraceWriter) Rest(r *lustre.TraceRecord) error {
	w.line = restLine(*r)
	return w.add()
}

// Used writes a use of what had been freed. Errors are as those of Record.
func (w *TraceWriter) Used(v lustre.Violation) error {
	w.line = usedLine(v)
	return w.add()
}

// Flush hands on what is held back. A run that is interrupted may end with it instead of
// Close.
func (w *TraceWriter) Flush() error { return w.flush() }

// Close writes the end of the trace, with the number of actions, and hands all on. It
// gives the first error of writing.
func (w *TraceWriter) Close() error {
	if !w.order.ended {
		w.line = traceLine{TraceRecord: lustre.TraceRecord{Action: endWord}, records: w.order.records}
		if err := w.add(); err != nil {
			return err
		}
	}
	return w.flush()
}

func restLine(r lustre.TraceRecord) traceLine {
	r.Stamp, r.Time, r.Action = 0, 0, restWord
	return traceLine{TraceRecord: r}
}

func usedLine(v lustre.Violation) traceLine {
	return traceLine{what: v.What, TraceRecord: lustre.TraceRecord{
		Action: usedWord, Stamp: v.Stamp, Node: v.Node, Target: v.Target,
	}}
}

// add admits and appends the line.
func (w *TraceWriter) add() error {
	if w.err != nil {
		return w.err
	}
	before := len(w.buf)
	buf, err := w.line.append(w.buf)
	if err == nil {
		err = w.order.admit(&w.line)
	}
	if err != nil {
		w.buf = buf[:before]
		return w.refused(err)
	}
	if w.buf = buf; len(w.buf) < bufferBytes {
		return nil
	}
	return w.flush()
}

// refused names what was not written; a limit passes.
func (w *TraceWriter) refused(err error) error {
	if limit, ok := err.(*LimitError); ok {
		return limit
	}
	return &RefusedError{What: fmt.Sprintf("%s: %.40s of stamp %d", w.name, w.line.Action, w.line.Stamp), Reason: err.Error()}
}

// append appends the line with its newline. Each field writes a comma before itself;
// the first one of an object has a brace in its place.
func (l *traceLine) append(buf []byte) (_ []byte, err error) {
	line := len(buf)
	for i := range traceGroups {
		g := &traceGroups[i]
		before := len(buf)
		if i > 0 {
			buf = append(buf, g.key...)
		}
		open := len(buf)
		for j := range g.fields {
			f := &g.fields[j]
			if buf, err = f.append(buf, f.key, l); err != nil {
				return buf, within(wrong(1, "%v", err), f.name)
			}
		}
		switch {
		case len(buf) == open:
			buf = buf[:before]
		case i > 0:
			buf[open] = '{'
			buf = append(buf, '}')
		}
	}
	buf[line] = '{' // each line has an action
	return append(buf, '}', '\n'), nil
}

package history

import (
	"errors"
	"fmt"
	"io"
	"sync"
)

// bufferBytes is how much a Writer holds back before it writes, and how much a Reader
// reads at once.
const bufferBytes = 64 << 10

// RefusedError says why a header or an event was not written: the file would have
// been malformed. The writer is as it was before.
type RefusedError struct {
	What   string // for example "call of operation 3 by client 1"
	Reason string
}

// Error gives both.
func (e *RefusedError) Error() string { return "history: " + e.What + ": " + e.Reason }

// Writer writes a history as it happens. What it writes, a reader with default
// limits accepts: it holds its callers to the same rules and limits, that of rising
// stamps too. Two callers that each draw a stamp and then write may come in the wrong
// order; [Recorder] draws it for them. A Writer is safe for concurrent use.
//
// It hands on whole lines only, so that a run that is killed leaves whole lines.
type Writer struct {
	mu     sync.Mutex
	header Header
	order  *order
	record record
	sink
}

// sink hands on whole lines.
type sink struct {
	to   io.Writer
	name string // for errors
	buf  []byte
	err  error // the first that to gave
}

// NewWriter begins a history with its header, which is written at once. It fails with
// a *RefusedError if the header is not as it must be, or with the error of to, which
// stays its owner's to close.
func NewWriter(to io.Writer, header Header) (*Writer, error) {
	header, line, err := header.first(Format)
	if err != nil {
		return nil, err
	}
	w := &Writer{header: header, order: newOrder(Limits{}), sink: sink{to: to, name: "history", buf: line}}
	if err := w.flush(); err != nil {
		return nil, err
	}
	return w, nil
}

// Call writes the call of an operation: the fields that count for its kind, without
// outcome and result. Errors are a *RefusedError, a *LimitError, or the first error
// of writing.
func (w *Writer) Call(op Operation) error {
	_, err := w.call(&op)
	return err
}

// Return writes the return of an operation that was called: its outcome and the
// fields of the result that count for its kind. Errors are as those of Call.
func (w *Writer) Return(op Operation) error {
	_, err := w.finish(&op)
	return err
}

// Fault writes a fault. Errors are as those of Call.
func (w *Writer) Fault(f Fault) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.record.putFault(&f)
	_, err := w.add()
	return refused(err, "fault %.40q", f.Name)
}

// Flush hands on what is held back. A run that is interrupted ends with it instead of
// Close: its history lacks the end, and is good without.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.flush()
}

// Close writes the end of the history, with the number of operations, and hands all
// on. It gives the first error of writing. Operations that are still open stay of
// unknown outcome.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.order.ended {
		return w.err
	}
	w.record.putEnd(w.order.seq+1, w.order.called)
	if _, err := w.add(); err != nil {
		return refused(err, "end")
	}
	return w.flush()
}

// call writes a call and gives the operation as it was written.
func (w *Writer) call(op *Operation) (Operation, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.record.putCall(op)
	written, err := w.add()
	return written, refused(err, "call of operation %d by client %d", op.ID, op.Client)
}

// finish writes a return and gives the whole operation as it was written.
func (w *Writer) finish(op *Operation) (Operation, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.record.putReturn(op)
	written, err := w.add()
	return written, refused(err, "return of operation %d by client %d", op.ID, op.Client)
}

// add admits and appends the record. For a call or a return it gives the operation.
func (w *Writer) add() (op Operation, err error) {
	if w.err != nil {
		return op, w.err
	}
	if err := w.record.check(); err != nil {
		return op, err
	}
	of, err := w.order.admit(&w.record)
	if err != nil {
		return op, err
	}
	if of != nil {
		op = of.op
	}
	w.buf = w.record.append(w.buf)
	if len(w.buf) < bufferBytes {
		return op, nil
	}
	return op, w.flush()
}

// flush hands on the lines that are held back.
func (w *sink) flush() error {
	if w.err != nil || len(w.buf) == 0 {
		return w.err
	}
	n, err := w.to.Write(w.buf)
	if err == nil && n < len(w.buf) {
		err = io.ErrShortWrite
	}
	w.buf = w.buf[:0]
	if err != nil {
		w.err = fmt.Errorf("%s: %w", w.name, err)
	}
	return w.err
}

// refused names what a flaw kept from being written; other errors pass.
func refused(err error, what string, args ...any) error {
	var f *flaw
	if errors.As(err, &f) {
		return &RefusedError{What: fmt.Sprintf(what, args...), Reason: f.reason}
	}
	return err
}

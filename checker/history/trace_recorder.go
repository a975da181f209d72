package history

import (
	"slices"
	"sync"

	"ostlife/model/lustre"
)

// TraceWindow is how many lines a [TraceRecorder] holds back at most to put them into
// order. Between drawing its stamp and getting here, a goroutine may be held up while
// others take half so many actions; of one that is held up longer, the trace cannot be
// written, which Close tells.
const TraceWindow = 1 << 16

// TraceRecorder takes a trace from many goroutines, each of which draws its stamps by
// itself, and writes it in the order of the stamps. It is a [TraceTaker]. What goes
// wrong is told by Close: who takes an action has no use for it.
//
// A line is written when every stamp before its own has been here. So who draws stamps
// from the same counter for something else, a history for instance, gives them to Skip;
// a stamp that never comes costs a full window, and no more.
type TraceRecorder struct {
	mu   sync.Mutex
	w    *TraceWriter // nil: nothing is written
	each func(*lustre.TraceRecord)
	held []heldLine // by rank
	next uint64     // the stamp that the next line to write must have
	err  error      // the first
}

// heldLine is a line that waits for its turn. The rank of an action is its stamp, and so
// is that of a stamp that was skipped, whose line is empty; other lines come behind all
// that were here before them.
type heldLine struct {
	rank uint64
	line traceLine
}

// NewTraceRecorder gives a recorder before a writer that nobody else writes to. The
// first stamp is 1.
func NewTraceRecorder(w *TraceWriter) *TraceRecorder { return NewTraceOrder(w, nil) }

// NewTraceOrder gives a recorder that calls each, if it is not nil, with every action
// in the order of the stamps, and writes the trace if w is not nil. It calls under its
// own lock, so that each must neither wait nor call back.
func NewTraceOrder(w *TraceWriter, each func(*lustre.TraceRecord)) *TraceRecorder {
	return &TraceRecorder{w: w, each: each, next: 1}
}

// Skip says that a stamp is not an action's.
func (r *TraceRecorder) Skip(stamp uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hold(stamp, traceLine{})
}

// Record takes an action. It may be called under locks: it waits for nothing but the
// writing of a full buffer.
func (r *TraceRecorder) Record(record lustre.TraceRecord) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hold(record.Stamp, traceLine{TraceRecord: record})
}

// Rest takes the slots as they stand at rest.
func (r *TraceRecorder) Rest(snapshot []lustre.TraceRecord) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, slot := range snapshot {
		r.hold(r.last(), restLine(slot))
	}
}

// Used takes a use of what had been freed.
func (r *TraceRecorder) Used(v lustre.Violation) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hold(r.last(), usedLine(v))
}

// last is the highest rank until now.
func (r *TraceRecorder) last() uint64 {
	if n := len(r.held); n > 0 {
		return r.held[n-1].rank
	}
	return r.next - 1
}

// hold puts a line in its place, and writes those whose turn it is, or the older half of
// a full window.
func (r *TraceRecorder) hold(rank uint64, line traceLine) {
	if r.err != nil {
		return
	}
	at := len(r.held)
	for at > 0 && r.held[at-1].rank > rank {
		at--
	}
	r.held = slices.Insert(r.held, at, heldLine{rank, line})
	ready := 0
	for next := r.next; ready < len(r.held) && r.held[ready].rank <= next; ready++ {
		next = max(next, r.held[ready].rank+1)
	}
	if len(r.held) == TraceWindow {
		ready = max(ready, TraceWindow/2)
	}
	r.write(ready)
}

// write writes the first lines.
func (r *TraceRecorder) write(n int) {
	for i := range r.held[:n] {
		h := &r.held[i]
		r.next = max(r.next, h.rank+1)
		if h.line.Action == "" && h.line.Stamp == 0 { // a stamp that was skipped
			continue
		}
		if r.each != nil && h.line.Action != restWord && h.line.Action != usedWord {
			r.each(&h.line.TraceRecord)
		}
		if r.w == nil {
			continue
		}
		r.w.line = h.line
		if err := r.w.add(); err != nil && r.err == nil {
			r.err = err
		}
	}
	r.held = slices.Delete(r.held, 0, n)
}

// Close writes what is held back and the end of the trace, and gives the first error of
// all. Nothing may be taken any more.
func (r *TraceRecorder) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.write(len(r.held))
	if r.err != nil || r.w == nil {
		return r.err
	}
	return r.w.Close()
}

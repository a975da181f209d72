package history

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"ostlife/model/lustre"
)

// BusyError says that a client called while its last operation was open.
type BusyError struct {
	Client uint32 // as it was given to Begin
	Open   uint64 // the id of its open operation
}

// Error names the client and the operation.
func (e *BusyError) Error() string {
	return fmt.Sprintf("history: client %d calls while its operation %d is open", e.Client, e.Open)
}

// Recorder writes down what concurrent clients do, and keeps it. It draws the stamp
// and writes the line in one hold of its lock, gives each operation its id, and sees
// to the rule that a client with an unknown outcome does nothing more: such a caller
// goes on under a new number.
type Recorder struct {
	mu         sync.Mutex
	w          *Writer
	stamp      func() uint64
	now        func() time.Duration
	callers    map[uint32]*caller
	used       map[uint32]bool // numbers of clients
	next       uint32          // none from here on was used
	operations []Operation
	faults     []Fault
}

// caller is a client as the run knows it.
type caller struct {
	number  uint32 // its name in the history, until an unknown outcome
	retired bool
	open    *Op
}

// Op is an operation that was begun.
type Op struct {
	caller *caller
	id     uint64
	kind   Kind
}

// NewRecorder gives a recorder before a writer that nobody else writes to. The stamps
// must rise; now is the time since the run began. Both are called under the
// recorder's lock. With [io.Discard] behind the writer, the history is only kept.
func NewRecorder(w *Writer, stamp func() uint64, now func() time.Duration) *Recorder {
	return &Recorder{
		w: w, stamp: stamp, now: now,
		callers: map[uint32]*caller{}, used: map[uint32]bool{},
	}
}

// Begin records a call; it comes just before what it stands for. Of the operation only
// what is asked counts: the kind and, of the arguments, those of the kind. It fails
// with a *BusyError, or as [Writer.Call].
func (r *Recorder) Begin(client uint32, c Operation) (*Op, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	from := r.callers[client]
	if from == nil {
		from = &caller{number: client, retired: r.used[client]}
	}
	if from.open != nil {
		return nil, &BusyError{Client: client, Open: from.open.id}
	}
	number := from.number
	if from.retired {
		number = r.unused()
	}
	op, err := r.w.call(&Operation{
		ID: uint64(len(r.operations)) + 1, Client: number, Kind: c.Kind,
		Node: c.Node, Target: c.Target, UUID: c.UUID, Value: c.Value, Object: c.Object, Pool: c.Pool,
		Call: r.stamp(), CallTime: int64(r.now()),
	})
	if err != nil {
		return nil, err
	}
	r.operations = append(r.operations, op)
	r.used[number] = true
	r.next = max(r.next, number+1)
	from.number, from.retired, from.open = number, false, &Op{caller: from, id: op.ID, kind: c.Kind}
	r.callers[client] = from
	return from.open, nil
}

// unused gives a number that no client has had.
func (r *Recorder) unused() uint32 {
	for r.used[r.next] { // once the highest number was used, it goes round
		r.next++
	}
	return r.next
}

// End records the return; it comes just after what it stands for. It fails as
// [Writer.Return] does, and if op has ended; it is then as if End was not called.
func (r *Recorder) End(op *Op, outcome Outcome, result Result) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if op == nil || op.caller.open != op {
		return &RefusedError{What: "return", Reason: "this operation is not open"}
	}
	done, err := r.w.finish(&Operation{
		ID: op.id, Client: op.caller.number, Kind: op.kind,
		Return: r.stamp(), ReturnTime: int64(r.now()),
		Outcome: outcome, Result: result,
	})
	if err != nil {
		return err
	}
	r.operations[op.id-1] = done
	op.caller.open, op.caller.retired = nil, outcome == Info
	return nil
}

// Fault records a fault at the moment it is called. It fails as [Writer.Fault] does.
func (r *Recorder) Fault(name string, node lustre.Node, target lustre.Target, detail string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	fault := Fault{Stamp: r.stamp(), Time: int64(r.now()), Name: name, Node: node, Target: target, Detail: detail}
	if err := r.w.Fault(fault); err != nil {
		return err
	}
	r.faults = append(r.faults, fault)
	return nil
}

// Operations gives what was recorded until now, in the order of the calls. Those
// that are open have an unknown outcome.
func (r *Recorder) Operations() []Operation {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.operations)
}

// History gives what a reader of the writer's file would get, if all were written.
func (r *Recorder) History() *History {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.w.mu.Lock()
	defer r.w.mu.Unlock()
	return &History{
		Header: r.w.header, Complete: r.w.order.ended,
		Operations: slices.Clone(r.operations), Faults: slices.Clone(r.faults),
	}
}

package history

import "fmt"

// order holds the rules between the records of one history, for who reads it and who
// writes it alike. It remembers what is open and counts the rest, so that its size
// follows the clients and not the operations.
type order struct {
	limits  Limits
	seq, op uint64 // the last ones
	clients map[uint32]*client
	nodes   indexes
	targets indexes
	called  int // operations
	pending int // of them open, or info
	faults  int
	known   int  // of them ok or fail
	ended   bool // the end record was there
}

// client is what is known of one: its last operation, that operation's number among
// the calls, from 0, and whether it is still open. A retired client has an info.
type client struct {
	op   Operation
	nth  int
	open bool
}

func newOrder(limits Limits) *order {
	return &order{limits: limits.complete(), clients: map[uint32]*client{}}
}

// admit judges the next record, parsed or checked before. One that is refused, with a
// flaw or a *LimitError, leaves no mark. For an operation's event it gives the client.
func (o *order) admit(r *record) (*client, error) {
	if o.ended {
		return nil, wrong(1, "a record follows the end")
	}
	if !r.has.has(fieldEvent) || !r.has.has(fieldSeq) {
		missing := setOf(fieldEvent, fieldSeq) &^ r.has
		return nil, wrong(1, "field %q is missing", fields[missing.first()].name)
	}
	if r.number[fieldSeq] <= o.seq {
		return nil, r.wrong(fieldSeq, "%d does not rise above %d", r.number[fieldSeq], o.seq)
	}
	var of *client
	var err error
	switch r.text[fieldEvent] {
	case eventCall:
		of, err = o.call(r)
	case eventFault:
		err = o.fault(r)
	case eventEnd:
		err = o.end(r)
	default:
		of, err = o.finish(r)
	}
	if err == nil {
		o.seq = r.number[fieldSeq]
	}
	return of, err
}

// call begins an operation.
func (o *order) call(r *record) (*client, error) {
	if !r.has.has(fieldKind) {
		return nil, r.proper(callFields|r.has, eventCall)
	}
	kind := Kind(r.text[fieldKind])
	if should := callFields | shapeOf(kind).asks; r.has != should {
		return nil, r.proper(should, "call of "+string(kind))
	}
	if shapeOf(kind).named && r.text[fieldPool] == "" {
		return nil, r.wrong(fieldPool, "%s is not for the global pool, which has no name", kind)
	}
	if id := r.number[fieldOp]; id <= o.op {
		return nil, r.wrong(fieldOp, "%d does not rise above %d", id, o.op)
	}
	number := uint32(r.number[fieldClient])
	of := o.clients[number]
	switch {
	case of != nil && of.open:
		return nil, r.wrong(fieldClient, "%d calls while its operation %d is open", number, of.op.ID)
	case of != nil && of.op.Outcome == Info:
		return nil, r.wrong(fieldClient, "%d calls after the unknown outcome of its operation %d", number, of.op.ID)
	}
	if err := o.room(r, of == nil); err != nil {
		return nil, err
	}
	if of == nil {
		of = &client{}
		o.clients[number] = of
	}
	*of = client{op: r.operation(), nth: o.called, open: true}
	o.op = of.op.ID
	o.called++
	o.pending++
	if r.has.has(fieldNode) {
		o.nodes.add(uint16(of.op.Node))
	}
	if r.has.has(fieldTarget) {
		o.targets.add(uint16(of.op.Target))
	}
	return of, nil
}

// room makes sure that one more call stays within the limits.
func (o *order) room(r *record, newClient bool) error {
	node := r.has.has(fieldNode) && !o.nodes.has(uint16(r.number[fieldNode]))
	target := r.has.has(fieldTarget) && !o.targets.has(uint16(r.number[fieldTarget]))
	for _, row := range [...]struct {
		more    bool
		n, most int
		name    string
	}{
		{true, o.called, o.limits.Operations, "operations"},
		{true, o.pending, o.limits.Pending, "pending"},
		{newClient, len(o.clients), o.limits.Clients, "clients"},
		{node, o.nodes.n, o.limits.Nodes, "nodes"},
		{target, o.targets.n, o.limits.Targets, "targets"},
	} {
		if row.more && row.n >= row.most {
			return &LimitError{Limit: row.name, Max: row.most}
		}
	}
	return nil
}

// finish ends an operation.
func (o *order) finish(r *record) (*client, error) {
	outcome := Outcome(r.text[fieldEvent])
	if missing := returnFields &^ r.has; missing != 0 {
		return nil, r.proper(returnFields|r.has, string(outcome))
	}
	number, id := uint32(r.number[fieldClient]), r.number[fieldOp]
	of := o.clients[number]
	switch {
	case of == nil || !of.open:
		return nil, r.wrong(fieldOp, "client %d has no open operation", number)
	case of.op.ID != id:
		return nil, r.wrong(fieldOp, "%d is not the open operation of client %d, which is %d", id, number, of.op.ID)
	}
	s := shapeOf(of.op.Kind)
	if err := s.answer(r, outcome); err != nil {
		return nil, err
	}
	of.op.Outcome, of.open = outcome, false
	of.op.Return, of.op.ReturnTime = r.number[fieldSeq], int64(r.number[fieldTime])
	of.op.Result = r.result()
	if outcome != Info {
		o.pending--
		o.known++
	}
	return of, nil
}

// answer holds the return of an operation of this shape to it.
func (s *shape) answer(r *record, outcome Outcome) error {
	if outcome == Fail && len(s.refusals) == 0 {
		return r.wrong(fieldEvent, "%s never fails", s.kind)
	}
	if should := s.fields(outcome); r.has != should {
		return r.proper(should, fmt.Sprintf("%s of %s", outcome, s.kind))
	}
	if outcome == OK && s.logged && r.number[fieldPosition] == 0 {
		return r.wrong(fieldPosition, "0 is the empty log, and %s is a record of it", s.kind)
	}
	if list := Targets(r.text[fieldTargets]); r.has.has(fieldTargets) && list != "" && list.List() == nil {
		return r.wrong(fieldTargets, "%.40q is no list of rising targets", list)
	}
	if outcome != Fail {
		return nil
	}
	for _, refusal := range s.refusals {
		if r.text[fieldError] == refusal.Error() {
			return nil
		}
	}
	return r.wrong(fieldError, "%s is never refused with %q", s.kind, r.text[fieldError])
}

func (o *order) fault(r *record) error {
	if o.faults >= o.limits.Faults {
		return &LimitError{Limit: "faults", Max: o.limits.Faults}
	}
	if err := r.proper(faultFields, eventFault); err != nil {
		return err
	}
	o.faults++
	return nil
}

func (o *order) end(r *record) error {
	if err := r.proper(endFields, eventEnd); err != nil {
		return err
	}
	if n := r.number[fieldOperations]; n != uint64(o.called) {
		return r.wrong(fieldOperations, "%d at the end, counted %d", n, o.called)
	}
	o.ended = true
	return nil
}

// close judges the history as a whole: nothing to judge is no good history.
func (o *order) close() error {
	switch {
	case o.called == 0:
		return wrong(1, "no operation follows the header")
	case o.known == 0:
		return wrong(1, "no operation is completed: each is open or info")
	}
	return nil
}

// indexes is a set of nodes or of targets, and their number.
type indexes struct {
	bits [1 << 16 / 64]uint64
	n    int
}

func (x *indexes) has(i uint16) bool { return x.bits[i/64]&(1<<(i%64)) != 0 }

func (x *indexes) add(i uint16) {
	if !x.has(i) {
		x.bits[i/64] |= 1 << (i % 64)
		x.n++
	}
}

// # Traces
//
// A trace says what the implementation did inside, where a history says what its
// clients saw: every action of the design that was taken, with what it saw and left.
// It is kept beside the history of the same run, in a file of its own, and is judged
// by the properties of the design (package conform).
//
//	{"format":"ostlife-trace","version":1,"mode":"controlled","seed":7,"bounds":{},"design":"rfc","defects":[]}
//	{"seq":1,"action":"LogAdd","position":1,"taken":true}
//	{"seq":4,"time":310,"action":"ConnectSend","slot":1,"numbers":{"count":1},"current":{"count":1},"import":{"state":"CONNECTING","in_flight":1}}
//	{"action":"rest","slot":1,"current":{"count":1},"import":{"state":"FULL"},"lov":{"position":1,"present":true,"active":1}}
//	{"seq":9,"action":"used","what":"a reply on a freed import"}
//	{"action":"end","records":2}
//
// The first line is the header, with the fields of a history's. Each other line has a
// field action, which says what the line tells: the name of an action, or one of
//
//	rest  a slot as it stood when the run had come to rest
//	used  a use of what had been freed, as the implementation itself saw it
//	end   that the trace is whole, and how many actions it tells; the last line
//
// A field whose value is zero is left out: a number 0, false, an empty text, and the
// first of the words of a state. So a line tells what is there and not what is not.
// For the rest a line is as one of a history, lines cut short included; and a trace
// without its end is good.
//
// Actions come in the order of their stamps, which rise. That is the order in which
// they happened under each lock. Of two actions under different locks it says nothing,
// unless one could not be without the other: a stamp is drawn under the lock that
// guards what the action changed, and that is all it is drawn under. The stamps are
// those of the history too, so that each file has those that the other has not.
//
// The fields, in their order (trace-schema.json has their bounds and words):
//
//	seq              number   of an action: its stamp, from 1, rising; of used: when that was
//	time             number   nanoseconds since the run began
//	action           text     as in spec/actions.md, or "rest", "used" or "end"
//	node             number   where it was
//	target           number
//	slot             number   which of the slots that the node has had for the target
//	position         number   of a config action: the record's place in the log
//	instance         number   of a message, or of what the OST gave or dropped
//	taken            boolean  of an interpreter and a server: it was not ignored
//	ask              text     what a request asks for
//	refused          boolean  the OST has no such export
//	window           text     of a connect: what the OST said of its recovery window
//	pool             text     of a config action on a named pool
//	object           number   of an action on objects: the id
//	transno          number   of an action that a disk knows of: its transaction, or how far the disk has come
//	size             number   of an MDS that adds a target: how many indexes its EA size covers; of a commit: its transactions; of a cancel: the records left
//	what             text     used: what was wrong
//	records          number   end: how many actions there are
//	numbers          object   those that the action acted under
//	  count          number
//	  generation     number
//	current          object   the import's own, after the action
//	  count          number
//	  generation     number
//	import           object   what the import's lock guards, after the action
//	  state          text
//	  invalid        boolean
//	  deactive       boolean
//	  recovery       boolean
//	  prepared       number
//	  handle         number
//	  workers        number
//	  queued         number
//	  in_flight      number
//	  locked         boolean
//	  dirty          boolean
//	  uncommitted    boolean
//	  asked          text
//	  resumed        boolean
//	  dropped        boolean
//	lov              object   what the LOV's lock guards, after the action
//	  position       number
//	  present        boolean
//	  pooled         boolean
//	  deactivated    boolean
//	  active         number
//	  active_for     number
//	  penalized      boolean
//	  named          text
//	  dying          boolean
//	export           object   what the OST's lock guards of a client, after the action
//	  instance       number
//	  recovery       text
//	  granted        boolean
//	  unstable       boolean
//	  known          boolean
package history

import "ostlife/model/lustre"

// TraceFormat is the first field of a trace's header, which is otherwise that of a
// history, [Version] included.
const TraceFormat = "ostlife-trace"

// TraceStep is what a line of a trace tells.
type TraceStep uint8

// The steps of a trace.
const (
	Acted   TraceStep = iota + 1 // an action was taken
	Rested                       // a slot as it stood at rest
	Misused                      // something was used after it had been freed (C3.3)
)

// TraceEntry is one line of a trace.
type TraceEntry struct {
	Step   TraceStep
	Record lustre.TraceRecord // of Acted, and of Rested without stamp, time and action
	Used   lustre.Violation   // of Misused
}

// TraceTaker takes a trace, as it happens or from a file. A *[TraceRecorder] is one, and
// so is what judges traces in package conform.
type TraceTaker interface {
	Record(lustre.TraceRecord) // the next action
	Rest([]lustre.TraceRecord) // the slots, when the run has come to rest
	Used(violation lustre.Violation)
}

// Tell hands the entry on.
func (e *TraceEntry) Tell(to TraceTaker) {
	switch e.Step {
	case Acted:
		to.Record(e.Record)
	case Rested:
		to.Rest([]lustre.TraceRecord{e.Record})
	case Misused:
		to.Used(e.Used)
	}
}

// The words that stand where a line that tells no action has its action's name.
const (
	restWord lustre.Action = "rest"
	usedWord lustre.Action = "used"
	endWord  lustre.Action = "end"
)

// traceLine is all that a line of a trace can hold.
type traceLine struct {
	lustre.TraceRecord
	what    string
	records uint64

	column int // of the field that the rules between lines are about; 0 when writing
}

// entry gives what the line tells; its end tells nothing.
func (l *traceLine) entry() TraceEntry {
	switch l.Action {
	case endWord:
		return TraceEntry{}
	case usedWord:
		return TraceEntry{Step: Misused, Used: lustre.Violation{Stamp: l.Stamp, Node: l.Node, Target: l.Target, What: l.what}}
	case restWord:
		e := TraceEntry{Step: Rested, Record: l.TraceRecord}
		e.Record.Action = ""
		return e
	default:
		return TraceEntry{Step: Acted, Record: l.TraceRecord}
	}
}

// traceOrder holds the rules between the lines of one trace, for who reads it and who
// writes it alike.
type traceOrder struct {
	limits  Limits
	seq     uint64 // the last one
	records uint64
	lines   uint64
	nodes   indexes
	targets indexes
	ended   bool
}

// admit judges the next line. One that is refused, with a flaw or a *LimitError, leaves
// no mark.
func (o *traceOrder) admit(l *traceLine) error {
	action := l.Action != restWord && l.Action != usedWord && l.Action != endWord
	switch {
	case o.ended:
		return wrong(1, "a record follows the end")
	case action && l.Stamp <= o.seq:
		return wrong(max(l.column, 1), "seq: %d does not rise above %d", l.Stamp, o.seq)
	case l.Action == endWord && l.records != o.records:
		return wrong(max(l.column, 1), "records: %d at the end, counted %d", l.records, o.records)
	}
	if err := o.room(l); err != nil {
		return err
	}
	if action {
		o.seq = l.Stamp
		o.records++
	}
	o.lines++
	o.ended = l.Action == endWord
	o.nodes.add(uint16(l.Node))
	o.targets.add(uint16(l.Target))
	return nil
}

// room makes sure that one more line stays within the limits.
func (o *traceOrder) room(l *traceLine) error {
	switch {
	case o.lines >= uint64(o.limits.Records) && l.Action != endWord:
		return &LimitError{Limit: "records", Max: o.limits.Records}
	case o.nodes.n >= o.limits.Nodes && !o.nodes.has(uint16(l.Node)):
		return &LimitError{Limit: "nodes", Max: o.limits.Nodes}
	case o.targets.n >= o.limits.Targets && !o.targets.has(uint16(l.Target)):
		return &LimitError{Limit: "targets", Max: o.limits.Targets}
	}
	return nil
}

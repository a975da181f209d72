package report

import (
	"fmt"
	"slices"

	"ostlife/checker/conform"
	"ostlife/model"
	"ostlife/model/lustre"
)

// MaxTraceRows is how many records before the one that breaks a property are told.
const MaxTraceRows = 30

// Trace tells a record that breaks a property of the design: what led to it, at its node
// and target, with one column for each context. The trace may be empty, or hold the
// records of others too; a step is a record's stamp.
func Trace(v *conform.Violation, trace []lustre.TraceRecord, replay string) Finding {
	f := Finding{
		Sentence: fmt.Sprintf("%s at %s: %s.", v.Record.Target, v.Record.Node, v.What),
		Rule:     v.Property, Clause: v.Clause, Demand: v.Why, Replay: replay,
	}
	if t := recorded(leading(v, trace)); len(t.Rows) > 0 {
		f.Table = t
	}
	return f
}

// leading picks the records that concern the violation's node and target, up to its own.
func leading(v *conform.Violation, trace []lustre.TraceRecord) []lustre.TraceRecord {
	var list []lustre.TraceRecord
	for _, r := range trace {
		here := r.Node == v.Record.Node || slices.Contains(ofServer, r.Action)
		if here && r.Target == v.Record.Target && r.Stamp <= v.Record.Stamp {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b lustre.TraceRecord) int { return int(int64(a.Stamp - b.Stamp)) })
	return list
}

// recorded makes the table of records, the last of them: each with what it changed under
// its lock, compared with the record before it of the same slot.
func recorded(trace []lustre.TraceRecord) *Table {
	var names []string
	for _, r := range trace {
		names = append(names, contextOf(r.Action))
	}
	t := &Table{Columns: ordered(names)}
	last := map[uint32]*shown{}
	for i := range trace {
		r := &trace[i]
		if last[r.Slot] == nil {
			last[r.Slot] = &shown{}
		}
		column := slices.Index(t.Columns, names[i])
		if column < 0 {
			continue // an action that no list has; the sentence names it
		}
		t.Rows = append(t.Rows, Row{Step: r.Stamp, Column: column, Text: recordText(r), Changes: last[r.Slot].advance(r)})
	}
	t.Rows = t.Rows[max(0, len(t.Rows)-1-MaxTraceRows):]
	return t
}

// contextOf gives the context of an action.
func contextOf(a lustre.Action) string {
	for _, row := range model.Actions() {
		if row.Name == a {
			return row.Context
		}
	}
	return ""
}

// recordText names the action, the slot's number where it is not the first, the instance
// that a message or an OST speaks of, and whether a message was ignored.
func recordText(r *lustre.TraceRecord) string {
	text := string(r.Action)
	if r.Slot > 1 {
		text += fmt.Sprintf(" slot %d", r.Slot)
	}
	if r.Instance != 0 && slices.Contains([]string{laneOST, lanePtlrpcd, laneFault}, laneOf(r.Action)) {
		text += fmt.Sprintf(" %d", r.Instance)
	}
	if ignored(r) {
		text += " (ignored)"
	}
	return text
}

// shown is what the last records of a slot showed of its two locks, and those of a server
// of what the OST's lock guards.
type shown struct {
	current  lustre.Numbers
	imported lustre.ImportTrace
	lov      lustre.LOVTrace
	export   lustre.ExportTrace
}

// advance takes a record in and gives what it changed. A record shows the part that its
// lock guards and leaves the other empty.
func (s *shown) advance(r *lustre.TraceRecord) []string {
	next := *s
	if r.Import != (lustre.ImportTrace{}) {
		next.current, next.imported = r.Current, r.Import
	}
	if r.LOV != (lustre.LOVTrace{}) {
		next.lov = r.LOV
	}
	if ofExport(r.Action) {
		next.export = r.Export
	}
	list := changes(s.fields(), next.fields())
	*s = next
	return list
}

// ofExport reports that a record shows an export, be it that there is none any more.
func ofExport(a lustre.Action) bool {
	switch a {
	case lustre.ActEvict, lustre.ActVersionFails:
		return true
	}
	return laneOf(a) == laneOST && !slices.Contains(ofServer, a)
}

func (s *shown) fields() []field {
	i, l, e := &s.imported, &s.lov, &s.export
	return []field{
		textField("count", fmt.Sprint(s.current.Count)), textField("generation", fmt.Sprint(s.current.Generation)),
		textField("state", i.State.String()), textField("invalid", yes(i.Invalid)), textField("deactive", yes(i.Deactive)),
		textField("recovery", yes(i.Recovery)), textField("prepared for", fmt.Sprint(i.Prepared)), textField("handle", fmt.Sprint(i.Handle)),
		textField("workers", fmt.Sprint(i.Workers)), textField("asked", i.Asked.String()),
		textField("locked", yes(i.Locked)), textField("dirty", yes(i.Dirty)), textField("uncommitted", yes(i.Uncommitted)),
		textField("resumed", yes(i.Resumed)), textField("dropped", yes(i.Dropped)),
		textField("position", fmt.Sprint(l.Position)), textField("present", yes(l.Present)), textField("pooled", yes(l.Pooled)),
		textField("deactivated", yes(l.Deactivated)), textField("active", fmt.Sprint(l.Active)), textField("active for", fmt.Sprint(l.ActiveFor)),
		textField("penalized", yes(l.Penalized)), textField("named pools", poolsOf(l)), textField("dying", yes(l.Dying)),
		textField("export", fmt.Sprint(e.Instance)), textField("export's recovery", e.Recovery.String()),
		textField("granted", yes(e.Granted)), textField("unstable", yes(e.Unstable)),
	}
}

func poolsOf(l *lustre.LOVTrace) string {
	if l.Named == "" {
		return "none"
	}
	return l.Named
}

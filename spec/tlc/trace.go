package tlc

import (
	"strings"

	"ostlife/model"
	"ostlife/model/lustre"
)

// ownActions are the actions whose records Trace.tla follows: those that the node
// takes. All others are its environment's.
var ownActions = func() map[lustre.Action]bool {
	own := map[lustre.Action]bool{lustre.ActLoss: true}
	for _, a := range model.Actions() {
		switch a.Context {
		case "pinger", "application", "ptlrpcd", "worker":
			own[a.Name] = true
		case "config":
			own[a.Name] = strings.HasPrefix(string(a.Name), "Config")
		}
	}
	return own
}()

// Trace writes what one node recorded of one target as the sequence that Trace.tla
// follows, a record a line. Records of other pairs, and of what the node does not do
// itself, are left out. It is for a target that has one slot, one create at a time and
// no more than one named pool.
func Trace(records []lustre.TraceRecord, node lustre.Node, target lustre.Target) string {
	var lines []string
	removed := map[uint32]bool{} // the slots that a ConfigRemove has made dying
	for i := range records {
		r := &records[i]
		if !Shown(r, node, target) {
			continue
		}
		removed[r.Slot] = removed[r.Slot] || r.Action == lustre.ActConfigRemove
		w := make(writer, 0, 256)
		w.record(facts(&w, r, removed[r.Slot])...)
		lines = append(lines, "  "+string(w))
	}
	return "<<\n" + strings.Join(lines, ",\n") + "\n>>\n"
}

// Shown reports that a record is one of those that [Trace] writes of the pair.
func Shown(r *lustre.TraceRecord, node lustre.Node, target lustre.Target) bool {
	return r.Node == node && r.Target == target && ownActions[r.Action]
}

// facts are what a record shows, by the lock that it was written under. Of a slot that
// is dying Trace.tla is told that it is, and no more.
func facts(w *writer, r *lustre.TraceRecord, dying bool) []part {
	flag := func(name string, b bool) part { return part{name, func() { w.boolean(b) }} }
	word := func(name, s string) part { return part{name, func() { w.quoted(s) }} }
	list := []part{word("action", string(r.Action))}
	if judgedTaken(r) {
		list = append(list, flag("taken", r.Taken))
	}
	i, l := &r.Import, &r.LOV
	switch {
	case dying && r.Action != lustre.ActSlotFree:
		return append(list, flag("dying", true))
	case dying:
		return append(list, flag("dying", false))
	case i.State != lustre.Absent:
		return append(list, word("state", i.State.String()), word("asked", i.Asked.String()),
			flag("invalid", i.Invalid), flag("deactive", i.Deactive), flag("recovery", i.Recovery),
			flag("prepared", i.Prepared != 0), flag("handle", i.Handle != 0), flag("locked", i.Locked),
			flag("dirty", i.Dirty), flag("uncommitted", i.Uncommitted), flag("resumed", i.Resumed),
			flag("dropped", i.Dropped))
	}
	return append(list, flag("present", l.Present), flag("pooled", l.Pooled), flag("named", l.Named != ""),
		flag("deactivated", l.Deactivated), flag("active", l.Active != 0), flag("penalized", l.Penalized))
}

// judgedTaken reports that whether a reply was ignored is a fact of the record's own.
func judgedTaken(r *lustre.TraceRecord) bool {
	switch r.Action {
	case lustre.ActConnectInterpret, lustre.ActDisconnectInterpret, lustre.ActDisconnectExpire, lustre.ActLoss:
		return true
	case lustre.ActAskInterpret:
		return r.Ask == lustre.AskEnqueue && !r.Refused
	}
	return false
}

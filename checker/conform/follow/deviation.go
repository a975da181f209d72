package follow

import (
	"fmt"
	"strings"

	"ostlife/model"
	"ostlife/model/lustre"
)

// Deviation is a record that the model cannot follow.
type Deviation struct {
	Line    int // the number of the record, from 1
	Record  lustre.TraceRecord
	What    string          // what is wrong, in one sentence
	Guards  []string        // what would have to be otherwise for the model to take the action, one thing at a time
	Enabled []lustre.Action // what the node could have done instead
	Nearest string          // the action among them that leaves most of what the record shows, and what it leaves otherwise
}

// Error tells all of it in a few lines.
func (d *Deviation) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "record %d: %s at %s %s: %s", d.Line, d.Record.Action, d.Record.Node, d.Record.Target, d.What)
	for _, g := range d.Guards {
		fmt.Fprintf(&b, "\n  its guard wants %s", g)
	}
	if len(d.Enabled) > 0 {
		fmt.Fprintf(&b, "\n  possible here: %s", joined(d.Enabled))
	}
	if d.Nearest != "" {
		fmt.Fprintf(&b, "\n  nearest: %s", d.Nearest)
	}
	return b.String()
}

func joined(list []lustre.Action) string {
	words := make([]string, len(list))
	for i, a := range list {
		words[i] = string(a)
	}
	return strings.Join(words, ", ")
}

// deviates says that a record cannot be followed from where the pair was before it, nil
// for what is no node's.
func (f *Follower) deviates(r *lustre.TraceRecord, before *pair, what string) *Deviation {
	d := &Deviation{Line: f.records, Record: *r, What: what}
	if before == nil || before.slot == nil {
		return d
	}
	from, _ := before.environment(r)
	if _, ok := before.step(r.Action, &from); !ok {
		d.Guards = before.guards(r.Action, &from)
	}
	d.Enabled, d.Nearest = before.alternatives(r)
	return d
}

// guards changes one thing of the state at a time, and tells which change lets the
// action be taken.
func (p *pair) guards(a lustre.Action, from *model.State) []string {
	var list []string
	try := func(what string, change func(*model.Slot)) {
		s := *from
		change(&of(&s).Slot)
		if _, ok := p.step(a, &s); ok {
			list = append(list, what)
		}
	}
	slot := &of(from).Slot
	for state := lustre.New; state <= lustre.Evicted; state++ {
		try(fmt.Sprintf("state %s, which is %s", state, slot.State), func(s *model.Slot) { s.State = state })
	}
	for step := model.StepNone; step <= model.StepOrphans; step++ {
		try(fmt.Sprintf("the worker at step %s, and it is at %s", step, slot.Step), func(s *model.Slot) { s.Step = step })
	}
	for ask := lustre.AskNothing; ask <= lustre.AskDestroy; ask++ {
		try(fmt.Sprintf("asked %s, which is %s", ask, slot.Asked), func(s *model.Slot) { s.Asked = ask })
	}
	for _, flag := range []struct {
		name string
		of   func(*model.Slot) *bool
	}{
		{"INVALID", func(s *model.Slot) *bool { return &s.Invalid }},
		{"deactive", func(s *model.Slot) *bool { return &s.Deactive }},
		{"RECOVERY", func(s *model.Slot) *bool { return &s.Recovery }},
		{"prepared", func(s *model.Slot) *bool { return &s.Prepared }},
		{"locked", func(s *model.Slot) *bool { return &s.Locked }},
		{"dirty", func(s *model.Slot) *bool { return &s.Dirty }},
		{"uncommitted", func(s *model.Slot) *bool { return &s.Uncommitted }},
		{"deactivated", func(s *model.Slot) *bool { return &s.Deactivated }},
		{"a ready llog", func(s *model.Slot) *bool { return &s.Llog }},
		{"the last object id told", func(s *model.Slot) *bool { return &s.Told }},
		{"the event current", func(s *model.Slot) *bool { return &s.Hand.Current }},
	} {
		is := *flag.of(slot)
		try(fmt.Sprintf("%s %t, which is %t", flag.name, !is, is), func(s *model.Slot) { *flag.of(s) = !is })
	}
	return list
}

// alternatives lists what the node could have done where it stood, its environment
// willing, and tells which of it comes nearest to what the record shows.
func (p *pair) alternatives(r *lustre.TraceRecord) (enabled []lustre.Action, nearest string) {
	fewest := -1
	for _, a := range model.Actions() {
		if sideOf[a.Name] != sideNode {
			continue
		}
		to, ok := p.could(a.Name, r)
		if !ok {
			continue
		}
		enabled = append(enabled, a.Name)
		if d := apart(r, of(&to)); fewest < 0 || len(d) < fewest {
			fewest = len(d)
			nearest = fmt.Sprintf("%s, which leaves all that the record shows of the state", a.Name)
			if len(d) > 0 {
				nearest = fmt.Sprintf("%s, after which %s", a.Name, d)
			}
		}
	}
	return enabled, nearest
}

// could takes another action than the record's, with what the environment would have
// to have done for it.
func (p *pair) could(a lustre.Action, r *lustre.TraceRecord) (model.State, bool) {
	other := lustre.TraceRecord{Action: a, Node: r.Node, Target: r.Target, Slot: r.Slot, Taken: true,
		Numbers: p.slot.current, Ask: of(&p.state).Slot.Asked, Instance: max(p.slot.handle, 1)}
	if workerActions[a] {
		e := p.slot.head()
		if e == nil || e.gone && a != lustre.ActEventStale {
			return p.state, false
		}
		other.Numbers = e.numbers
	}
	from, wrong := p.environment(&other)
	if wrong != "" {
		return from, false
	}
	return p.step(a, &from)
}

// apart compares what a record shows of the state with a state of the model.
func apart(r *lustre.TraceRecord, p *model.Pair) differences {
	var d differences
	s := &p.Slot
	if lovActions[r.Action] {
		differ(&d, "deactivated", r.LOV.Deactivated, s.Deactivated)
		differ(&d, "penalized", r.LOV.Penalized, s.Penalized)
		differ(&d, "pooled", r.LOV.Pooled, p.Pooled)
		differ(&d, "active", r.LOV.Active != 0, s.Active != model.Inactive)
		return d
	}
	differ(&d, "the state", r.Import.State, s.State)
	differ(&d, "INVALID", r.Import.Invalid, s.Invalid)
	differ(&d, "deactive", r.Import.Deactive, s.Deactive)
	differ(&d, "RECOVERY", r.Import.Recovery, s.Recovery)
	differ(&d, "locked", r.Import.Locked, s.Locked)
	differ(&d, "dirty", r.Import.Dirty, s.Dirty)
	differ(&d, "uncommitted", r.Import.Uncommitted, s.Uncommitted)
	differ(&d, "asked", r.Import.Asked, s.Asked)
	return d
}

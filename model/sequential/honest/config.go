package honest

import (
	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// poolNames are those of the global pool and of the named ones.
var poolNames = []string{"", "fast", "slow"}

// decide is the MGS's part: from the log alone.
func (w *world) decide(c *call) sequential.Output {
	var last lustre.ConfigRecord // of those that say what becomes of the target
	var end lustre.Position      // of its last record of any kind
	var first string
	for _, record := range w.log {
		if record.Target == c.Target {
			end = record.Position
			if record.Pool == "" {
				last = record
			}
			if first == "" {
				first = record.UUID
			}
		}
	}
	member := w.members(c.Pool, len(w.log))>>c.Target&1 == 1
	absent := last.Kind == lustre.ConfigNone || last.Kind == lustre.ConfigRemove
	deactivated := last.Kind == lustre.ConfigDeactivate
	record := lustre.ConfigRecord{Target: c.Target, UUID: string(rune(c.Input.UUID))}
	var refusal error
	switch c.Input.Operation {
	case sequential.Add:
		record.Kind = lustre.ConfigAdd
		if !absent || first != "" && first != record.UUID {
			refusal = lustre.ErrExists
		}
	case sequential.Deactivate:
		record.Kind = lustre.ConfigDeactivate
	case sequential.Activate:
		record.Kind = lustre.ConfigActivate
	case sequential.Remove:
		record.Kind = lustre.ConfigRemove
		if !deactivated && w.plan.Defect != RemoveUnchecked {
			refusal = lustre.ErrBusy
		}
	case sequential.PoolAdd:
		record.Kind, record.Pool = lustre.ConfigJoin, c.Pool
	case sequential.PoolRemove:
		record.Kind, record.Pool = lustre.ConfigLeave, c.Pool
	}
	if absent && record.Kind != lustre.ConfigAdd {
		refusal = lustre.ErrNoTarget
	}
	already := record.Kind == lustre.ConfigDeactivate && deactivated ||
		record.Kind == lustre.ConfigActivate && !deactivated ||
		record.Kind == lustre.ConfigJoin && member || record.Kind == lustre.ConfigLeave && !member
	switch {
	case refusal != nil:
		return sequential.Output{Outcome: sequential.Refused, Refusal: refusal}
	case already:
		return sequential.Output{Position: end}
	}
	record.Position = lustre.Position(len(w.log) + 1)
	w.log = append(w.log, record)
	return sequential.Output{Position: record.Position}
}

// members are the targets in a pool by the first n records of the log, as bits.
func (w *world) members(name string, n int) uint64 {
	var set uint64
	for _, record := range w.log[:n] {
		bit := uint64(1) << record.Target
		switch {
		case record.Kind == lustre.ConfigAdd && name == "":
			set |= bit
		case record.Kind == lustre.ConfigRemove && w.plan.Defect != PoolKept:
			set &^= bit
		case record.Pool != name || name == "":
		case record.Kind == lustre.ConfigJoin:
			set |= bit
		case record.Kind == lustre.ConfigLeave:
			set &^= bit
		}
	}
	return set
}

// list is one look at a node's pool.
func (w *world) list(c *call) sequential.Output {
	c.Members = w.members(c.Pool, w.applied[c.Node])
	return sequential.Output{Position: lustre.Position(w.applied[c.Node])}
}

// tryCreate creates on some target that is fit, or is refused where there is none.
func (w *world) tryCreate(c *call) {
	members := w.members(c.Pool, w.applied[c.Node])
	var fit []lustre.Target
	for target := range lustre.Target(w.plan.Targets) {
		slot := w.pair(c.Node, target).slot
		active := slot.Active != 0 || w.plan.Defect == CreateOff
		if active && (members>>target&1 == 1 || w.plan.Defect == CreateOutside) {
			fit = append(fit, target)
		}
	}
	if len(fit) == 0 {
		if w.random.IntN(4) == 0 {
			c.answer(w, sequential.Output{Outcome: sequential.Refused, Refusal: lustre.ErrNoUsable})
		}
		return
	}
	target := fit[w.random.IntN(len(fit))]
	p := w.pair(c.Node, target)
	if w.plan.Defect == CreateOff {
		p.ost.objects++
		c.Target = target
		c.answer(w, sequential.Output{Object: p.ost.objects})
		return
	}
	if !p.usable() || p.deactive {
		return
	}
	w.ask(p, func() { p.ost.objects++ }, func() {
		c.Target = target
		c.answer(w, sequential.Output{Object: p.ost.objects})
	})
}

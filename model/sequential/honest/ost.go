package honest

import "ostlife/model/lustre"

// ost is an OST: its object, as it is and as it is on disk, and the object ids given.
type ost struct {
	current, committed uint64
	objects            uint64
}

// good reports that the OST serves requests under an instance.
func (p *pair) good(i lustre.Instance) bool {
	return i != 0 && i == p.export && p.recovery == lustre.ExportNormal
}

// commit brings to disk what a client wrote.
func (w *world) commit(p *pair) {
	if p.unstable {
		p.ost.committed, p.unstable = p.ost.current, false
	}
}

// drop ends an export. What the OST has taken stays.
func (w *world) drop(p *pair) {
	w.commit(p)
	p.export, p.granted, p.recovery = 0, false, lustre.ExportNormal
	w.closeWindow(p.ost)
}

// admit lets a client in: with the export that it holds, with a new one, or not while a
// window is open for others.
func (w *world) admit(p *pair, held lustre.Instance) lustre.Instance {
	if held != 0 && held == p.export {
		switch p.recovery {
		case lustre.ExportAwaiting:
			p.recovery = lustre.ExportJoined
		case lustre.ExportDone:
			p.recovery = lustre.ExportReplaying
		}
		return p.export
	}
	before := p.export
	w.drop(p)
	if w.inWindow(p.ost) {
		return 0
	}
	if w.plan.Defect != InstanceReused || before != 0 || p.given == 0 {
		p.given++
	}
	p.export = p.given
	return p.export
}

// restart fails the OST and starts it again.
func (w *world) restart(o *ost) {
	o.current = o.committed
	if w.plan.Defect == ObjectReused {
		o.objects -= min(o.objects, 2)
	}
	for _, p := range w.pairs {
		if p.ost == o {
			p.granted, p.unstable = false, false
			if p.export != 0 {
				p.recovery = lustre.ExportAwaiting
			}
		}
	}
}

func (w *world) inWindow(o *ost) bool {
	for _, p := range w.pairs {
		if p.ost == o && p.recovery != lustre.ExportNormal {
			return true
		}
	}
	return false
}

// closeWindow ends a window if everybody has replayed everything.
func (w *world) closeWindow(o *ost) {
	for _, p := range w.pairs {
		if p.ost == o && p.recovery != lustre.ExportNormal && p.recovery != lustre.ExportDone {
			return
		}
	}
	for _, p := range w.pairs {
		if p.ost == o {
			p.recovery = lustre.ExportNormal
		}
	}
}

// expire ends a window in which somebody did not come back.
func (w *world) expire(o *ost) {
	for _, p := range w.pairs {
		if p.ost == o && p.recovery != lustre.ExportNormal && p.recovery != lustre.ExportDone {
			w.drop(p)
		}
	}
	w.closeWindow(o)
}

// replay is the next part of a client's recovery.
func (w *world) replay(p *pair) {
	replaying := p.handle == p.export && (p.recovery == lustre.ExportJoined || p.recovery == lustre.ExportReplaying)
	switch {
	case p.state == lustre.Replay && p.uncommitted && w.plan.Defect != RecoveryForgets:
		if !replaying || w.random.IntN(16) == 0 {
			p.lose()
			return
		}
		if w.random.IntN(24) == 0 { // its version fails
			w.drop(p)
			p.lose()
			return
		}
		p.ost.current, p.unstable, p.recovery = p.taken, true, lustre.ExportReplaying
		p.state = lustre.ReplayLocks
	case p.state == lustre.Replay:
		if w.plan.Defect == RecoveryForgets {
			p.dirty, p.uncommitted = false, false
		}
		p.state = lustre.ReplayLocks
	case p.state == lustre.ReplayLocks && p.locked:
		if !replaying || w.random.IntN(16) == 0 {
			p.lose()
			return
		}
		p.granted, p.recovery, p.state = true, lustre.ExportReplaying, lustre.ReplayWait
	case p.state == lustre.ReplayLocks:
		p.state = lustre.ReplayWait
	case p.handle != p.export || p.recovery == lustre.ExportAwaiting:
		p.lose()
	case p.recovery == lustre.ExportNormal:
		p.state = lustre.Recover
	default:
		p.recovery = lustre.ExportDone
		w.closeWindow(p.ost)
	}
}

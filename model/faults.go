package model

import "ostlife/model/lustre"

// loss is noticed at the node: a request timed out, or a link went down.
func (r rules) loss(from *State, at Site, to *State) bool {
	switch r.pair(from, at).Slot.State {
	case lustre.Replay, lustre.ReplayLocks, lustre.ReplayWait, lustre.Recover, lustre.Full, lustre.Evicted:
		*to = *from
		r.lose(to, r.pair(to, at))
		return true
	}
	return false
}

func (r rules) evict(from *State, at Site, to *State) bool {
	if r.pair(from, at).Export == 0 {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	p.dropExport()
	p.renumber()
	return true
}

func (r rules) messageLost(from *State, at Site, to *State) bool {
	if r.pair(from, at).Net[at.Index].Kind == NoMessage {
		return false
	}
	*to = *from
	p := r.pair(to, at)
	p.arrive(at.Index)
	p.renumber()
	return true
}

// messageLate lets the sender give up on a message before it arrives. One that
// nobody waits for is late already.
func (r rules) messageLate(from *State, at Site, to *State) bool {
	m := r.pair(from, at).Net[at.Index]
	if m.Kind == NoMessage || !m.Current || m.Late {
		return false
	}
	*to = *from
	r.pair(to, at).Net[at.Index].Late = true
	return true
}

package model

import "ostlife/model/lustre"

// configLlog is C1a: the catalog id is read, and the llog is ready before anything
// that names an object of the target.
func (r rules) configLlog(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	if !from.next(at, lustre.ConfigAdd) || !s.present() || s.Llog || r.design.Llog == LlogAtConnect {
		return false
	}
	*to = *from
	r.pair(to, at).Slot.Llog = true
	return true
}

// configObjid is C1b.
func (r rules) configObjid(from *State, at Site, to *State) bool {
	s := &r.pair(from, at).Slot
	if !from.next(at, lustre.ConfigAdd) || !s.present() || !s.Llog && r.design.Llog == LlogAtAdd || s.Told {
		return false
	}
	*to = *from
	r.pair(to, at).Slot.Told = true
	if r.design.Size == SizeAtAdd {
		to.cover(at)
	}
	return true
}

// cover raises the node's maximum EA size to one that has room for the site's target.
func (s *State) cover(at Site) { s.Size[at.Node] = max(s.Size[at.Node], at.Target+1) }

// nodeStarted ends the start of a node that has read the config log to its end.
func (r rules) nodeStarted(from *State, at Site, to *State) bool {
	if !from.Starting[at.Node] || from.Position[at.Node] != from.records() {
		return false
	}
	*to = *from
	to.Starting[at.Node] = false
	return true
}

// mdsCommit writes what the MDS's transactions have changed since the last commit.
func (r rules) mdsCommit(from *State, _ Site, to *State) bool {
	if from.Starting[0] {
		return false
	}
	*to = *from
	changed := false
	for t := range r.scope.Targets {
		o := &to.Objects[t]
		now := o.Memory
		if r.design.Objid == ObjidLate && (now.Files != o.Disk.Files || now.Records != o.Disk.Records) {
			now.Used = o.Disk.Used
		}
		changed = changed || o.Disk != now
		o.Disk = now
	}
	return changed
}

// crash leaves of a node what is not in its memory: what others have of it, and what
// it had sent.
func (r rules) crash(to *State, node uint8) {
	to.Starting[node], to.Position[node], to.Size[node], to.Ptlrpcd[node] = true, 0, 0, 0
	for t := range r.scope.Targets {
		p := r.pair(to, Site{Node: node, Target: t})
		p.overtakeMessages()
		p.Slot, p.Dying = Slot{}, Dying{}
		p.Pooled, p.Named, p.Dropped, p.Create = false, false, false, NoCreate
		p.renumber()
	}
}

// mdsCrash takes back what was not committed. A client sends again what it has no
// answer to, and what it knows not to be committed.
func (r rules) mdsCrash(from *State, _ Site, to *State) bool {
	if from.Starting[0] {
		return false
	}
	*to = *from
	r.crash(to, 0)
	for t := range r.scope.Targets {
		o := &to.Objects[t]
		o.Memory = o.Disk
		if o.Unlink == UnlinkExecuted || o.Unlink == UnlinkAnswered && o.Disk.Files.has(o.Unlinked) {
			o.Unlink = UnlinkSent
		}
	}
	return true
}

func (r rules) clientCrash(from *State, at Site, to *State) bool {
	if from.Starting[at.Node] {
		return false
	}
	*to = *from
	r.crash(to, at.Node)
	for t := range r.scope.Targets {
		to.Objects[t].Unlink, to.Objects[t].Unlinked = NoUnlink, 0
	}
	return true
}

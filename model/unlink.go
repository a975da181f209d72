package model

import "ostlife/model/lustre"

// unlinkSend asks the MDS to unlink a file, which is one that is committed.
func (r rules) unlinkSend(from *State, at Site, to *State) bool {
	o := r.objects(from, at)
	files := o.Memory.Files & o.Disk.Files
	if o.Unlink != NoUnlink || files == 0 || r.client() && from.Starting[1] {
		return false
	}
	*to = *from
	o = r.objects(to, at)
	o.Unlink, o.Unlinked = UnlinkSent, files.lowest()
	return true
}

// mdsUnlink executes an unlink, sent or replayed: the file goes and its record comes,
// in one transaction. One that was executed before, and is asked again, is answered.
func (r rules) mdsUnlink(from *State, at Site, to *State) bool {
	if r.objects(from, at).Unlink != UnlinkSent || from.Starting[0] {
		return false
	}
	*to = *from
	o := r.objects(to, at)
	ready := r.creator(from, at.Target).Slot.Llog
	if !ready && o.Memory.Files.has(o.Unlinked) && r.design.Llog == LlogAtAdd {
		o.Unlink, o.Unlinked = NoUnlink, 0
		return true
	}
	if ready && o.Memory.Files.has(o.Unlinked) {
		o.Memory.Records |= one(o.Unlinked)
	}
	o.Memory.Files &^= one(o.Unlinked)
	o.Unlink = UnlinkExecuted
	return true
}

// unlinkInterpret gives the client its cookie. A client that nothing else is known of
// dies then.
func (r rules) unlinkInterpret(from *State, at Site, to *State) bool {
	if r.objects(from, at).Unlink != UnlinkExecuted || r.client() && from.Ptlrpcd[1] != 0 {
		return false
	}
	*to = *from
	o := r.objects(to, at)
	o.Unlink = UnlinkAnswered
	if !r.client() {
		o.Unlink, o.Unlinked = NoUnlink, 0
	}
	return true
}

// destroySend waits until the unlink is committed: else a crash of the MDS would bring
// the file back without its object.
func (r rules) destroySend(from *State, at Site, to *State) bool {
	s, o := &r.pair(from, at).Slot, r.objects(from, at)
	waits := o.Disk.Files.has(o.Unlinked) && r.design.Destroy == DestroyAfterCommit
	if o.Unlink != UnlinkAnswered || waits || !s.mayAsk() || s.Deactive {
		return false
	}
	r.destroy(from, at, to, o.Unlinked)
	return true
}

// recordDestroySend is the MDS's, for a committed record that no client will send the
// destroy of.
func (r rules) recordDestroySend(from *State, at Site, to *State) bool {
	s, o := &r.pair(from, at).Slot, r.objects(from, at)
	left := o.Memory.Records & o.Disk.Records & o.There &^ one(o.Unlinked)
	if left == 0 || !s.mayAsk() || s.Deactive || !s.Prepared || s.Recovery || r.design.Leftover == LeftoverAtConnect {
		return false
	}
	r.destroy(from, at, to, left.lowest())
	return true
}

func (r rules) destroy(from *State, at Site, to *State, object uint8) {
	*to = *from
	p := r.pair(to, at)
	to.send(p, Message{Kind: Destroy, Instance: p.Slot.Handle, Object: object})
	p.Slot.Asked = lustre.AskDestroy
}

func (r rules) ostDestroy(from *State, at Site, to *State) bool {
	object := r.pair(from, at).Net[at.Index].Object
	return r.serve(from, at, to, Destroy, func(*Pair) { r.objects(to, at).There &^= one(object) })
}

package follow

import (
	"fmt"

	"ostlife/model"
	"ostlife/model/lustre"
)

// begins takes note, at the first record that shows an import, from where the node counts
// its connections: the same for each, and above all that it had before a crash (C2.4).
func (p *pair) begins(r *lustre.TraceRecord, n *reader) string {
	if !p.fresh || lovActions[r.Action] || p.slot == nil {
		return ""
	}
	p.fresh = false
	base := r.Current.Count
	if r.Action == lustre.ActConnectSend {
		base--
	}
	if !n.based {
		n.based, n.base = true, base
	}
	p.slot.current.Count = base
	return unless(base == n.base && base >= p.connects, fmt.Sprintf("connection %d, although the node counts from %d", r.Current.Count, n.base))
}

// takes gives the first object of the stock to the file that waits for one (C1b). The
// model's stock is one object, and what is behind it the next connection's: the step is
// the same for each of them.
func (p *pair) takes(s *model.State, r *lustre.TraceRecord) string {
	switch {
	case p.stock.empty():
		return "the stock is empty"
	case p.stock.next != 0 && r.Object != p.stock.next, r.Object > p.stock.end:
		return fmt.Sprintf("the stock is of object %d to %d", p.stock.next, p.stock.end)
	case r.Object <= p.objects.Used || r.Transno == 0:
		return fmt.Sprintf("object %d was used, and each is in a transaction", p.objects.Used)
	}
	of(s).Slot.Stock = 2
	s.Objects[0] = model.Objects{Last: 2, Memory: model.Account{Used: 1}}
	return ""
}

// given is the stock of a reply to a create: what the OST has just created.
func (p *pair) given(end uint64) stock {
	if p.made.end == end {
		return p.made
	}
	return stock{0, end} // the trace does not show the OST
}

// flags settles that the connect itself tells the OST of the MDS, where nothing else did.
func (p *pair) flags(s *model.State) {
	if slot := &of(s).Slot; p.mds && !p.flag && slot.Step == model.StepMdsConn && p.unserved[lustre.AskMdsConn] == 0 && p.asked == (asked{}) {
		p.flag, slot.Step = true, model.StepLlog
	}
}

// about is the object that the end of a request names.
func (p *pair) about(r *lustre.TraceRecord) uint64 {
	switch {
	case r.Ask == lustre.AskOrphans && r.Taken && !r.Refused:
		if p.objects.Served && !p.objects.Lied {
			return max(p.objects.Last, p.asked.object)
		}
		return r.Object
	case r.Ask == lustre.AskDestroy || r.Ask == lustre.AskOrphans:
		return p.asked.object
	}
	return 0
}

// destroys is a request to destroy an object, of a client whose unlink is answered, or of
// the MDS for what a client has left. What a file has, or would have after a crash of the
// MDS, is nobody's to destroy.
//
// The MDS may ask for an object whose record has gone in the meantime, and for that of a
// client which is only silent: neither changes anything, and the model, which knows what
// the OST has and who lives, leaves it out.
func (p *pair) destroys(s *model.State, r *lustre.TraceRecord) string {
	o := &s.Objects[0]
	if r.Action == lustre.ActDestroySend {
		o.Unlink, o.Unlinked = model.UnlinkAnswered, 1
		if p.objects.DiskFile(r.Object) {
			o.Disk.Files = 1 << 1
		}
		return ""
	}
	if r.Object == 0 || r.Object > p.objects.Given || p.objects.File(r.Object) || p.objects.DiskFile(r.Object) {
		return fmt.Sprintf("object %d is not one that was unlinked for good", r.Object)
	}
	o.Memory.Records, o.Disk.Records, o.There = 1<<1, 1<<1, 1<<1
	return ""
}

package follow

import (
	"cmp"
	"fmt"
	"slices"

	"ostlife/model"
	"ostlife/model/lustre"
)

// maxKept is of how many unlinks of a client it is remembered that they were answered, or
// left when it died. A client keeps as many; the oldest are forgotten beyond it.
const maxKept = 4096

// unlinks is what a client has asked the MDS to unlink. It asks for one thing after
// another.
type unlinks struct {
	sent      thing    // that was not answered, the zero thing for none
	executed  []uint64 // its transactions: of two that ask for one thing each may be the one
	refused   int      // how often one of those who ask for it was refused
	told      int      // of those refusals, the ones that this start of the MDS gave
	answered  []thing  // whose objects the client destroys
	destroyed []thing  // whose objects were destroyed last: a client that had given up waiting asks again
	forgotten []thing  // that it had asked for when it died
}

// thing is an object of a target.
type thing struct {
	target lustre.Target
	object uint64
}

// mdsDisk is what is known of the MDS's disk in this start of it.
type mdsDisk struct {
	mounted bool
	counted map[lustre.Target]bool // targets whose records were counted in this start
	missing map[lustre.Target]int  // records that a damaged disk has lost: a start finds it
	last    uint64                 // the last transaction under the lock of the server
}

// whole follows what is of no pair: the MDS's requests and its disk, and a node's crash
// and start.
func (f *Follower) whole(r *lustre.TraceRecord) *Deviation {
	n := f.reader(r.Node)
	crash := r.Action == lustre.ActMdsCrash || r.Action == lustre.ActClientCrash
	wrong := ""
	switch {
	case !r.Taken && r.Action != lustre.ActNodeStarted:
		wrong = "it was not done"
	case (r.Action == lustre.ActUnlinkSend || r.Action == lustre.ActUnlinkInterpret || r.Action == lustre.ActClientCrash) == r.Node.MDS() &&
		r.Action != lustre.ActNodeStarted:
		wrong = "it is another node's"
	case r.Action == lustre.ActMdsCrash && !f.disk.mounted:
		wrong = "the MDS is down"
	case crash:
		f.crash(r.Node)
	case r.Action == lustre.ActNodeStarted:
		wrong = cmp.Or(unless(r.Target == 0, "it is of no target"), n.started(r))
	default:
		wrong = f.unlinking(r, n)
	}
	if wrong != "" {
		return f.deviates(r, nil, wrong)
	}
	return nil
}

// crash leaves of a node what others have of it, and what it had sent.
func (f *Follower) crash(node lustre.Node) {
	*f.reader(node) = reader{starting: true}
	for at, p := range f.pairs { // each for itself
		if at.node == node {
			*p = pair{connects: p.connects, unserved: p.unserved, lost: p.lost, mds: p.mds, flag: p.flag, fresh: true, objects: p.objects}
		}
	}
	if node.MDS() {
		f.disk.mounted, f.disk.counted = false, map[lustre.Target]bool{}
		return
	}
	c := f.client(node)
	c.forgotten = slices.Concat(c.forgotten, c.answered, c.destroyed)
	if c.sent != (thing{}) {
		c.forgotten = append(c.forgotten, c.sent)
	}
	c.forgotten = c.forgotten[max(0, len(c.forgotten)-maxKept):]
	c.sent, c.executed, c.refused, c.told, c.answered, c.destroyed = thing{}, nil, 0, 0, nil, nil
}

// started ends the start of a node. What the MGS has written since the node found the
// log's end is of another reading.
func (n *reader) started(r *lustre.TraceRecord) string {
	switch {
	case !n.starting:
		return "the node is not starting"
	case r.Position != n.applied:
		return fmt.Sprintf("config record %d, although the node has applied %d", r.Position, n.applied)
	}
	n.starting = false
	return ""
}

func (f *Follower) client(n lustre.Node) *unlinks {
	if f.clients[n] == nil {
		f.clients[n] = &unlinks{}
	}
	return f.clients[n]
}

// unlinking follows an unlink on its way, and the MDS's disk.
func (f *Follower) unlinking(r *lustre.TraceRecord, n *reader) string {
	if n.starting && r.Node.MDS() && r.Action != lustre.ActMdsCommit {
		return "the MDS has not read the config log" // C1a
	}
	at := thing{r.Target, r.Object}
	c := f.client(r.Node)
	switch r.Action {
	case lustre.ActUnlinkSend:
		if c.sent != (thing{}) {
			return "the client waits for the answer to another unlink"
		}
		c.sent, c.executed, c.refused, c.told = at, nil, 0, 0
	case lustre.ActUnlinkInterpret:
		if wrong := c.hears(r, f.disk.mounted); wrong != "" || !r.Refused {
			return wrong
		}
		for _, other := range f.clients { // each for itself: that refusal was not for it
			if other.sent == at && other.refused > 0 {
				other.refused, other.told = other.refused-1, max(0, other.told-1)
			}
		}
	case lustre.ActMdsUnlink:
		return f.mdsUnlink(r, at)
	case lustre.ActMdsCommit:
		return f.commit(r)
	case lustre.ActLlogCancel:
		return f.cancel(r)
	}
	return ""
}

// hears is the answer to a client's unlink, which the MDS was seen to give.
func (c *unlinks) hears(r *lustre.TraceRecord, shown bool) string {
	at := thing{r.Target, r.Object}
	switch {
	case c.sent != at:
		return "the client has asked for no such unlink"
	case shown && (r.Refused && c.refused == 0 || !r.Refused && len(c.executed) == 0):
		return "the MDS has given no such answer"
	}
	c.sent = thing{}
	if !r.Refused {
		c.answered = append(c.answered, at)
		c.answered = c.answered[max(0, len(c.answered)-maxKept):]
	}
	return ""
}

// mdsUnlink holds an unlink against the model, of which the object is the only one. Somebody
// has asked for it, who may be dead by now. Of a file that is not there the model says
// that it was unlinked before; so it is where the request was replayed, else it is refused.
func (f *Follower) mdsUnlink(r *lustre.TraceRecord, at thing) string {
	t := f.objects.Target(r.Target)
	file := t.File(r.Object)
	from := model.State{}
	from.Objects[0] = model.Objects{Unlink: model.UnlinkSent, Unlinked: 1}
	if file {
		from.Objects[0].Memory.Files, from.Objects[0].Memory.Used = 1<<1, 1
	}
	if p := f.pairs[place{r.Node, r.Target}]; p != nil && p.slot != nil {
		from.Pairs[0].Slot = of(&p.state).Slot
	}
	to, ok := mdsMachine.step(r.Action, &from)
	done := file && to.Objects[0].Unlink == model.UnlinkExecuted
	switch {
	case !ok:
		return "the MDS cannot do it here"
	case !f.asksFor(at, r.Refused, file):
		return "no client has asked for it"
	case done && (r.Refused || r.Transno <= f.disk.last):
		return fmt.Sprintf("there is such a file, and its llog is ready: it is unlinked in a transaction behind %d", f.disk.last)
	case !done && r.Transno != 0:
		return "there is no such file, or no ready llog: it is in no transaction"
	case file && !done && !r.Refused:
		return "the llog is not ready: it is refused" // C1a
	}
	f.disk.last = max(f.disk.last, r.Transno)
	f.serves(at, r)
	return ""
}

// asksFor reports that a client asks for an unlink: one that has not been refused, or that
// has its answer and replays it, or has died since it sent it. A replay is refused where the
// file is there again, and the target is not. What comes late, and finds no file, was asked
// for before.
func (f *Follower) asksFor(at thing, refused, file bool) bool {
	waiting, told := 0, 0
	for _, c := range f.clients {
		if c.sent == at {
			waiting, told = waiting+1, max(told, c.told)
		}
	}
	if waiting > 0 && (!refused || told < waiting) {
		return true
	}
	for _, c := range f.clients {
		if i := slices.Index(c.forgotten, at); i >= 0 && refused {
			c.forgotten = slices.Delete(c.forgotten, i, i+1) // it asks for nothing more
			return true
		} else if i >= 0 || (file || !refused) && slices.Contains(c.answered, at) || !file && !refused && slices.Contains(c.destroyed, at) {
			return true
		}
	}
	return false
}

// serves takes note of what the MDS answers to those that ask for it.
func (f *Follower) serves(at thing, r *lustre.TraceRecord) {
	for _, c := range f.clients { // each for itself
		switch {
		case c.sent != at:
		case r.Refused:
			c.refused, c.told = c.refused+1, c.told+1
		default:
			c.executed = append(c.executed, r.Transno)
		}
	}
}

// cancel is a record that goes: the OST has committed its object's destroy. The model
// cancels over the MDS's connection; what the OST said may be heard behind its end, and is
// true all the same.
func (f *Follower) cancel(r *lustre.TraceRecord) string {
	t := f.objects.Target(r.Target)
	from := model.State{}
	from.Pairs[0] = model.Pair{Export: 1, Known: true}
	o := &from.Objects[0]
	if t.Recorded(r.Object) {
		o.Memory.Records = 1 << 1
	}
	if t.Served && !t.Lied && t.Stored(r.Object) {
		o.Stored = 1 << 1
	}
	if p := f.pairs[place{r.Node, r.Target}]; p != nil && p.slot != nil {
		from.Pairs[0].Slot = of(&p.state).Slot
	}
	if _, ok := mdsMachine.step(r.Action, &from); !ok {
		return fmt.Sprintf("a ready llog %t, a record of object %d %t, the object on the OST's disk %t", from.Pairs[0].Slot.Llog,
			r.Object, o.Memory.Records != 0, o.Stored != 0)
	}
	wrong := unless(r.Transno >= max(f.disk.last, 1), fmt.Sprintf("transaction %d was before", f.disk.last))
	f.disk.last = max(f.disk.last, r.Transno)
	return cmp.Or(wrong, f.disk.count(r, t.Records()-1))
}

// count holds how many records are left against the account. Once in each start but the
// first there may be fewer: what a damaged disk has lost of an llog is lost.
func (d *mdsDisk) count(r *lustre.TraceRecord, left int) string {
	if d.counted != nil && !d.counted[r.Target] && int(r.Size) <= left {
		d.missing[r.Target], d.counted[r.Target] = left-int(r.Size), true
	}
	left -= d.missing[r.Target]
	return unless(int(r.Size) == left, fmt.Sprintf("%d records are left", left))
}

// ofDisk holds what a node's record says of the MDS's disk against the account, and a
// client's destroy against its unlinks.
func (f *Follower) ofDisk(r *lustre.TraceRecord, p *pair) string {
	n, used := f.reader(r.Node), p.objects.Used
	switch r.Action {
	case lustre.ActConfigLlog:
		p.mds = true
		return unless(r.Node.MDS() && f.disk.mounted, "it is of an MDS, which has mounted its disk")
	case lustre.ActConfigObjid:
		n.size = max(n.size, uint32(r.Target)+1)
		if r.Taken && r.Object != used || !r.Taken && r.Object != 0 {
			return fmt.Sprintf("the last object used is %d", used)
		}
		return unless(r.Size == n.size, fmt.Sprintf("the EA size covers %d indexes", n.size))
	case lustre.ActConfigPoolAdd:
		return unless(r.Size == n.size, fmt.Sprintf("the EA size covers %d indexes", n.size))
	case lustre.ActDestroySend:
		return f.clientDestroys(r)
	case lustre.ActAskInterpret:
		if c := f.client(r.Node); r.Ask == lustre.AskDestroy && !r.Refused && !r.Node.MDS() {
			c.ends(thing{r.Target, r.Object})
		}
	}
	return ""
}

// commit is the MDS's disk, which goes on from what was committed. The first that is heard
// of it is the commit of its mount.
func (f *Follower) commit(r *lustre.TraceRecord) string {
	d, before := &f.disk, r.Transno-uint64(r.Size)
	if r.Size == 0 || r.Target != 0 || before < f.objects.Committed || d.mounted && before != f.objects.Committed {
		return fmt.Sprintf("transaction %d is committed", f.objects.Committed)
	}
	if !d.mounted {
		d.mounted, d.last = true, r.Transno // what it answered before may still be on its way
		for _, c := range f.clients {       // each for itself
			c.told = 0 // a refusal is on no disk: what is asked again is refused again
		}
	}
	return ""
}

func (f *Follower) clientDestroys(r *lustre.TraceRecord) string {
	at := thing{r.Target, r.Object}
	c := f.client(r.Node)
	return unless(slices.Contains(c.answered, at) || slices.Contains(c.destroyed, at), "the client has the cookie of no such unlink")
}

// ends is the answer to a client's destroy.
func (c *unlinks) ends(at thing) {
	if i := slices.Index(c.answered, at); i >= 0 {
		c.answered = slices.Delete(c.answered, i, i+1)
		c.destroyed = append(c.destroyed, at)
		c.destroyed = c.destroyed[max(0, len(c.destroyed)-maxUnheard):]
	}
}

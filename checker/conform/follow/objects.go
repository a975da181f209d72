package follow

import (
	"fmt"

	"ostlife/model/lustre"
)

// ofTarget holds the transaction of a server's record: they rise, each connect that is
// taken is in one where the server has a disk, and none of them is where it has not.
func (f *Follower) ofTarget(r *lustre.TraceRecord) string {
	t := f.objects.Target(r.Target)
	d := f.osts[r.Target]
	if d == nil {
		d = &ostDisk{}
		f.osts[r.Target] = d
	}
	fresh := r.Action == lustre.ActOstConnect && r.Taken
	switch {
	case t.Lied:
		return ""
	case r.Action == lustre.ActOstCommit:
		if r.Size == 0 || r.Transno-uint64(r.Size) != d.committed || !r.Taken || r.Node != 0 {
			return fmt.Sprintf("transaction %d is committed", d.committed)
		}
		d.committed = r.Transno
	case r.Action == lustre.ActOstRestart:
		d.newest, d.committed = r.Transno, 0
	case fresh && !d.seen:
		d.seen, d.is, d.newest = true, r.Transno != 0, r.Transno
	case d.seen && !d.is && r.Transno != 0:
		return "the server has no disk"
	case r.Transno != 0 && r.Transno < d.newest, r.Transno != 0 && r.Transno == d.newest && firsts[r.Action], d.is && fresh && r.Transno == 0:
		return fmt.Sprintf("transaction %d was before", d.newest)
	}
	d.newest = max(d.newest, r.Transno)
	return ""
}

// firsts are the actions of a server that come first in their transaction: only what
// follows from them can be in the same one.
var firsts = map[lustre.Action]bool{
	lustre.ActOstConnect: true, lustre.ActOstDisconnect: true, lustre.ActEvict: true, lustre.ActOstCreate: true,
	lustre.ActOstOrphans: true, lustre.ActOstDestroy: true, lustre.ActOstLlogReplay: true,
}

// ostDisk is what is known of a server's disk.
type ostDisk struct {
	seen, is          bool
	newest, committed uint64
}

// object holds what a server does to objects against what it has, and against what the
// node has asked for.
func (f *Follower) object(r *lustre.TraceRecord) string {
	t, p, e := f.objects.Target(r.Target), f.pairs[place{r.Node, r.Target}], f.exports[place{r.Node, r.Target}]
	e.learns(r, p)
	if r.Refused {
		return ""
	}
	switch r.Action {
	case lustre.ActOstCreate:
		if r.Transno != 0 && r.Object <= t.Last {
			return fmt.Sprintf("object %d, although %d was given", r.Object, t.Last)
		}
		if p != nil {
			p.made = stock{t.Last + 1, r.Object}
		}
	case lustre.ActOstLlogReplay:
		if r.Object != 0 && (!t.There(r.Object) || t.File(r.Object) || t.Given != 0 && !t.DiskRecorded(r.Object)) {
			return fmt.Sprintf("object %d is not there, or no committed record names it", r.Object)
		}
	case lustre.ActOstDestroy, lustre.ActOstOrphans:
		if r.Action == lustre.ActOstOrphans && p != nil && p.asked.object == 0 && r.Object == t.Last {
			return "" // of a lov-objid that is lost nothing is an orphan
		}
		late := r.Action == lustre.ActOstDestroy && p != nil && p.asked.object == 0 // behind another request
		if p != nil && !late && !p.lost && p.asked.count == r.Numbers.Count && p.asked.object != r.Object {
			return fmt.Sprintf("the node has asked about object %d", p.asked.object)
		}
	}
	return ""
}

// learns settles that an export is an MDS's with its disk, and whether the connect said so.
func (e *export) learns(r *lustre.TraceRecord, p *pair) {
	switch r.Action {
	case lustre.ActOstMdsConn, lustre.ActOstLlogConnect, lustre.ActOstLlogReplay, lustre.ActOstOrphans:
		e.mds = e.mds || r.Node.MDS()
	case lustre.ActOstConnect:
		e.flag = e.flag || r.Export.Known && r.Node.MDS()
		if p != nil {
			p.flag = p.flag || e.flag
		}
	}
}

package follow

import (
	"fmt"
	"slices"
	"strings"

	"ostlife/model"
	"ostlife/model/lustre"
)

// differences collects what a record shows otherwise than the model.
type differences []string

func differ[T comparable](d *differences, what string, shown, want T) {
	if shown != want {
		*d = append(*d, fmt.Sprintf("%s is %v, and should be %v", what, shown, want))
	}
}

func (d differences) String() string { return strings.Join(d, "; ") }

// showsImport compares a record that shows the import.
func (p *pair) showsImport(r *lustre.TraceRecord, n *numbers) string {
	var d differences
	s := &of(&p.state).Slot
	differ(&d, "the connection", r.Current.Count, n.current.Count)
	differ(&d, "the generation", r.Current.Generation, n.current.Generation)
	differ(&d, "the state", r.Import.State, s.State)
	differ(&d, "INVALID", r.Import.Invalid, s.Invalid)
	differ(&d, "deactive", r.Import.Deactive, s.Deactive)
	differ(&d, "RECOVERY", r.Import.Recovery, s.Recovery)
	differ(&d, "prepared", r.Import.Prepared, prepared(s, n))
	differ(&d, "the handle", r.Import.Handle, n.handle)
	differ(&d, "locked", r.Import.Locked, s.Locked)
	differ(&d, "dirty", r.Import.Dirty, s.Dirty)
	differ(&d, "uncommitted", r.Import.Uncommitted, s.Uncommitted)
	differ(&d, "asked", r.Import.Asked, s.Asked)
	differ(&d, "resumed", r.Import.Resumed, s.Resumed)
	differ(&d, "dropped", r.Import.Dropped, of(&p.state).Dropped)
	n.showsQueue(&d, r)
	n.showsNumbers(&d, r)
	p.inFlight(&d, r, n)
	return d.String()
}

// showsQueue compares the queue and its worker.
func (n *numbers) showsQueue(d *differences, r *lustre.TraceRecord) {
	if !n.queued(r.Import.Queued, r.Import.Workers) {
		*d = append(*d, fmt.Sprintf("%d events are queued and %d workers run, and %d should be queued",
			r.Import.Queued, r.Import.Workers, len(n.events)))
	}
}

// showsNumbers compares the numbers under which a record acted, and the instance of
// what it sent.
func (n *numbers) showsNumbers(d *differences, r *lustre.TraceRecord) {
	switch r.Action {
	case lustre.ActReplaySend:
		if r.Ask == lustre.AskNothing {
			differ(d, "the instance", r.Instance, 0)
			return
		}
		differ(d, "asked", r.Ask, lustre.AskReplay)
		fallthrough
	case lustre.ActConnectSend, lustre.ActPingSend, lustre.ActEnqueueSend, lustre.ActFlushSend, lustre.ActSyncSend,
		lustre.ActCancelSend, lustre.ActDisconnectSend, lustre.ActCreateSend, lustre.ActWrite, lustre.ActSyncFails,
		lustre.ActMdsConnSend, lustre.ActLlogConnectSend, lustre.ActOrphansSend, lustre.ActDestroySend, lustre.ActRecordDestroySend,
		lustre.ActCreateTake:
		differ(d, "the instance", r.Instance, n.handle)
		fallthrough
	case lustre.ActConfigDeactivate, lustre.ActConfigActivate:
		differ(d, "its numbers", r.Numbers, n.current)
	}
}

// inFlight compares how many requests have not ended. Of those that the numbers have
// overtaken some may have ended unheard, and then are gone for good.
func (p *pair) inFlight(d *differences, r *lustre.TraceRecord, n *numbers) {
	open := n.open()
	if n == p.slot {
		open += p.sent
	}
	if !(r.Import.InFlight >= open && r.Import.InFlight <= open+n.fading) {
		*d = append(*d, fmt.Sprintf("%d requests are under way, and should be %d", r.Import.InFlight, open))
		return
	}
	n.fading = r.Import.InFlight - open
	ends := r.Action == lustre.ActInvalidateEnd || r.Action == lustre.ActRemoveEnd
	if ends && r.Import.InFlight > 0 {
		*d = append(*d, "requests are under way still")
	}
}

func prepared(s *model.Slot, n *numbers) lustre.ConnectionCount {
	if s.Prepared {
		return n.current.Count
	}
	return 0
}

// showsSlot compares a record that shows the slot.
func (p *pair) showsSlot(r *lustre.TraceRecord, n *numbers) string {
	var d differences
	pair := of(&p.state)
	live := n == p.slot
	differ(&d, "present", r.LOV.Present, live)
	differ(&d, "dying", r.LOV.Dying, !live)
	differ(&d, "the position", r.LOV.Position, n.position)
	differ(&d, "active", r.LOV.Active, n.active)
	differ(&d, "active for", r.LOV.ActiveFor, n.activeFor)
	if live {
		s := &pair.Slot
		differ(&d, "pooled", r.LOV.Pooled, pair.Pooled)
		differ(&d, "the named pools", r.LOV.Named, strings.Join(p.pools, ","))
		differ(&d, "deactivated", r.LOV.Deactivated, s.Deactivated)
		differ(&d, "penalized", r.LOV.Penalized, s.Penalized)
		if r.Action == lustre.ActLovActive {
			differ(&d, "active for the current connection", r.Numbers == n.current, s.Active == model.ActiveCurrent)
		}
	}
	return d.String()
}

// insert puts a pool into a list that is in order.
func insert(list []string, pool string) []string {
	at, found := slices.BinarySearch(list, pool)
	if found {
		return list
	}
	return slices.Insert(slices.Clone(list), at, pool)
}

func remove(list []string, pool string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(p string) bool { return p == pool })
}

package cluster_test

import (
	"fmt"
	"maps"
	"testing"

	"ostlife/model/lustre"
)

// agree looks at every slot whose worker is idle (QuiescentAgrees, C2.4), and that of
// the slot before it too.
func (x *weather) agree() {
	for _, r := range x.k.Snapshot() {
		if r.Import.Workers == 0 && r.Import.Queued == 0 && !x.judge.leaves(r.Node, r.Target) {
			if wrong := disagrees(r, x.k.Told(r.Node, r.Target)); wrong != "" {
				x.fail("at rest at %v: %s", x.world.Now(), wrong)
			}
		}
	}
}

// disagrees tells how a slot at rest contradicts itself.
func disagrees(r lustre.TraceRecord, told lustre.Instance) string {
	i := r.Import
	ready := i.State == lustre.Full && !i.Invalid && i.Prepared == r.Current.Count && !i.Deactive
	wrong := ""
	switch {
	case ready != (r.LOV.Active != 0):
		wrong = "active and ready differ"
	case r.LOV.Active != 0 && (r.LOV.Active != i.Handle || r.LOV.ActiveFor != r.Current.Count):
		wrong = "active for another connection"
	case r.LOV.Deactivated != i.Deactive:
		wrong = "the flag and the mark differ"
	case told != r.LOV.Active:
		wrong = fmt.Sprintf("the layer above was told %d", told)
	case i.State >= lustre.Replay && i.State != lustre.Full || i.Invalid:
		wrong = "accepted, and no worker"
	case !r.LOV.Pooled:
		return "" // between the two steps of an ADD or a REMOVE
	}
	if wrong == "" {
		return ""
	}
	return fmt.Sprintf("%s has %s: %s: %+v, %+v", r.Node, r.Target, wrong, i, r.LOV)
}

// place is a slot.
type place struct {
	node   lustre.Node
	target lustre.Target
	slot   uint32
}

// steps judges one traced action after another.
type steps struct {
	full    map[place]lustre.ConnectionCount // of each slot's last FULL
	untold  map[place]bool                   // removed slots, until the layer above was told
	crashed map[lustre.Node]bool             // nodes that have not read the config log since
	llogs   map[place]lustre.ConnectionCount // of each slot's last llog replay that ended
}

func newSteps() steps {
	return steps{map[place]lustre.ConnectionCount{}, map[place]bool{}, map[lustre.Node]bool{}, map[place]lustre.ConnectionCount{}}
}

// leaves reports that the layer above has still to hear of a removed slot of the target.
func (s steps) leaves(n lustre.Node, t lustre.Target) bool {
	for at := range s.untold {
		if at.node == n && at.target == t {
			return true
		}
	}
	return false
}

// forbids tells what is wrong with an action, nothing if it may be.
func (s steps) forbids(r lustre.TraceRecord) string {
	at, i := place{r.Node, r.Target, r.Slot}, r.Import
	switch r.Action {
	case lustre.ActConnectSend, lustre.ActPingSend:
		if i.Deactive || i.Invalid {
			return "sent for an import that is deactive or INVALID (C3.2, C2.4)"
		}
	case lustre.ActConnectInterpret:
		if r.Taken && r.Numbers.Count != r.Current.Count {
			return "a late reply was taken (C2.4)"
		}
	case lustre.ActConnectFull:
		s.full[at] = r.Numbers.Count
		if i.State != lustre.Full || i.Invalid {
			return "FULL and not valid (C2.1a)"
		}
	case lustre.ActLovActive:
		if s.full[at] != r.Numbers.Count {
			return "active before FULL (C2.1a)"
		}
	case lustre.ActConfigAdd:
		if r.LOV.Pooled || r.LOV.Named != "" {
			return "added into a pool that kept the index (C3.3)"
		}
	case lustre.ActInvalidateEnd, lustre.ActRemoveEnd:
		if r.Action == lustre.ActInvalidateEnd && (i.Locked || i.Dirty || i.Uncommitted) {
			return "invalidated with lock or data left (C2.1c)"
		}
		if i.InFlight > 0 {
			return "drained with requests in flight (C2.4)"
		}
	case lustre.ActCreateAllocate:
		if r.LOV.Active == 0 || r.LOV.Deactivated || !r.LOV.Pooled || !r.LOV.Penalized {
			return "allocated where nothing can be (C2.2.lov)"
		}
	case lustre.ActCreateSend:
		if i.Recovery || i.State != lustre.Full || i.Deactive {
			return "a create was sent while the creator is RECOVERY (C2.3)"
		}
	case lustre.ActMdsCrash, lustre.ActClientCrash:
		s.crash(r.Node)
	case lustre.ActNodeStarted:
		delete(s.crashed, r.Node)
	case lustre.ActMdsUnlink, lustre.ActLlogCancel, lustre.ActCreateTake:
		if s.crashed[r.Node] {
			return "executed before the config log was read (C1a)"
		}
	case lustre.ActOscInterpret:
		if r.Ask == lustre.AskLlog && !r.Refused {
			s.llogs[at] = r.Numbers.Count
		}
	case lustre.ActOrphansSend:
		if s.llogs[at] != r.Numbers.Count || !i.Recovery {
			return "orphans are destroyed before the llog was replayed, or after RECOVERY (C2.2.osc)"
		}
	case lustre.ActRemoveTop:
		delete(s.untold, at)
	case lustre.ActConfigRemove:
		s.untold[at] = true
		if !i.Deactive {
			return "removed and not deactivated (C3.3)"
		}
	}
	return ""
}

// crash forgets what a node has told of its slots: it tells no more of them.
func (s steps) crash(n lustre.Node) {
	s.crashed[n] = true
	for _, known := range []map[place]lustre.ConnectionCount{s.full, s.llogs} {
		maps.DeleteFunc(known, func(at place, _ lustre.ConnectionCount) bool { return at.node == n })
	}
	maps.DeleteFunc(s.untold, func(at place, _ bool) bool { return at.node == n })
}

// TestForbids gives the judge of actions one wrong action of each kind, and its right
// one.
func TestForbids(t *testing.T) {
	numbers := lustre.Numbers{Count: 3, Generation: 2}
	for _, test := range []struct {
		name  string
		right lustre.TraceRecord
		spoil func(*lustre.TraceRecord)
	}{
		{"a deactive import connects", lustre.TraceRecord{Action: lustre.ActConnectSend},
			func(r *lustre.TraceRecord) { r.Import.Deactive = true }},
		{"an INVALID import connects", lustre.TraceRecord{Action: lustre.ActConnectSend},
			func(r *lustre.TraceRecord) { r.Import.Invalid = true }},
		{"a deactive import pings", lustre.TraceRecord{Action: lustre.ActPingSend},
			func(r *lustre.TraceRecord) { r.Import.Deactive = true }},
		{"a late reply", lustre.TraceRecord{Action: lustre.ActConnectInterpret, Taken: true, Numbers: numbers, Current: numbers},
			func(r *lustre.TraceRecord) { r.Current.Count++ }},
		{"FULL and INVALID", lustre.TraceRecord{Action: lustre.ActConnectFull, Import: lustre.ImportTrace{State: lustre.Full}},
			func(r *lustre.TraceRecord) { r.Import.Invalid = true }},
		{"active before FULL", lustre.TraceRecord{Action: lustre.ActLovActive, Numbers: numbers},
			func(r *lustre.TraceRecord) { r.Numbers.Count++ }},
		{"an invalidation", lustre.TraceRecord{Action: lustre.ActInvalidateEnd},
			func(r *lustre.TraceRecord) { r.Import.InFlight = 1 }},
		{"a removal", lustre.TraceRecord{Action: lustre.ActRemoveEnd},
			func(r *lustre.TraceRecord) { r.Import.InFlight = 1 }},
		{"removed while active", lustre.TraceRecord{Action: lustre.ActConfigRemove, Import: lustre.ImportTrace{Deactive: true}},
			func(r *lustre.TraceRecord) { r.Import.Deactive = false }},
		{"added into a pool", lustre.TraceRecord{Action: lustre.ActConfigAdd},
			func(r *lustre.TraceRecord) { r.LOV.Pooled = true }},
		{"added into a named pool", lustre.TraceRecord{Action: lustre.ActConfigAdd},
			func(r *lustre.TraceRecord) { r.LOV.Named = "flash" }},
		{"invalidated with a lock", lustre.TraceRecord{Action: lustre.ActInvalidateEnd},
			func(r *lustre.TraceRecord) { r.Import.Locked = true }},
		{"invalidated with data", lustre.TraceRecord{Action: lustre.ActInvalidateEnd},
			func(r *lustre.TraceRecord) { r.Import.Uncommitted = true }},
		{"sends a create in recovery", lustre.TraceRecord{Action: lustre.ActCreateSend, Import: lustre.ImportTrace{State: lustre.Full}},
			func(r *lustre.TraceRecord) { r.Import.Recovery = true }},
		{"allocated on what is not active", lustre.TraceRecord{Action: lustre.ActCreateAllocate,
			LOV: lustre.LOVTrace{Active: 1, Pooled: true, Penalized: true}},
			func(r *lustre.TraceRecord) { r.LOV.Active = 0 }},
		{"destroys orphans before the llog", lustre.TraceRecord{Action: lustre.ActOrphansSend, Numbers: numbers,
			Import: lustre.ImportTrace{Recovery: true}},
			func(r *lustre.TraceRecord) { r.Numbers.Count++ }},
		{"executes before the config log", lustre.TraceRecord{Action: lustre.ActMdsUnlink, Node: mds0},
			func(r *lustre.TraceRecord) { r.Node++ }},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSteps()
			s.full[place{}], s.llogs[place{}] = 3, 3
			s.forbids(lustre.TraceRecord{Action: lustre.ActMdsCrash, Node: mds0 + 1})
			if wrong := s.forbids(test.right); wrong != "" {
				t.Errorf("the right action is forbidden: %s", wrong)
			}
			test.spoil(&test.right)
			if s.forbids(test.right) == "" {
				t.Error("the wrong action went unseen")
			}
		})
	}
}

// TestDisagrees gives the judge of slots at rest one wrong slot of each kind.
func TestDisagrees(t *testing.T) {
	good := func() lustre.TraceRecord {
		return lustre.TraceRecord{Current: lustre.Numbers{Count: 3},
			Import: lustre.ImportTrace{State: lustre.Full, Prepared: 3, Handle: 7},
			LOV:    lustre.LOVTrace{Pooled: true, Active: 7, ActiveFor: 3}}
	}
	for _, test := range []struct {
		name   string
		change func(*lustre.TraceRecord)
		told   lustre.Instance
		wrong  bool
	}{
		{"ready", func(*lustre.TraceRecord) {}, 7, false},
		{"not told", func(*lustre.TraceRecord) {}, 0, true},
		{"not FULL", func(r *lustre.TraceRecord) { r.Import.State = lustre.Disconn }, 7, true},
		{"INVALID", func(r *lustre.TraceRecord) { r.Import.Invalid = true }, 7, true},
		{"deactive", func(r *lustre.TraceRecord) { r.Import.Deactive = true }, 7, true},
		{"not prepared", func(r *lustre.TraceRecord) { r.Import.Prepared = 2 }, 7, true},
		{"not active", func(r *lustre.TraceRecord) { r.LOV.Active = 0 }, 0, true},
		{"active for an older connection", func(r *lustre.TraceRecord) { r.LOV.ActiveFor = 2 }, 7, true},
		{"active for another instance", func(r *lustre.TraceRecord) { r.LOV.Active = 6 }, 6, true},
		{"deactivated", func(r *lustre.TraceRecord) { r.LOV.Deactivated = true }, 7, true},
		{"accepted and left", func(r *lustre.TraceRecord) { r.Import.State, r.LOV.Active = lustre.Recover, 0 }, 0, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := good()
			test.change(&r)
			if wrong := disagrees(r, test.told); (wrong != "") != test.wrong {
				t.Errorf("%q", wrong)
			}
		})
	}
}

package render

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"ostlife/checker/records"
	"ostlife/checker/records/era"
	"ostlife/model/lustre"
)

// Recorder takes what the implementation did, record by record of its trace, and gives
// what its nodes would have written had they been real ones of today.
type Recorder struct {
	imports map[slot]*recorded
}

// slot is one import: a node has another one for a target that was removed and came back.
type slot struct {
	node   lustre.Node
	target lustre.Target
	slot   uint32
}

type recorded struct {
	state   records.State
	changes []Change
}

// NewRecorder makes one that has taken nothing.
func NewRecorder() *Recorder { return &Recorder{imports: map[slot]*recorded{}} }

// Record takes a record. Those that show no import change nothing.
func (r *Recorder) Record(t *lustre.TraceRecord) {
	if t.Slot == 0 || t.Import.State == lustre.Absent {
		return
	}
	at := slot{t.Node, t.Target, t.Slot}
	im := r.imports[at]
	if im == nil {
		im = &recorded{state: records.New}
		r.imports[at] = im
	}
	to := records.ParseState(t.Import.State.String())
	if to == im.state {
		return
	}
	im.changes = append(im.changes, Change{At: start.Add(t.Time), From: im.state, To: to})
	im.state = to
}

// Nodes gives what each node would have written, the nodes and their imports in the order
// of their numbers. A run's beginning is always the same moment: a controlled run has none
// of its own.
func (r *Recorder) Nodes() []*History {
	var nodes []*History
	for _, at := range slices.SortedFunc(maps.Keys(r.imports), slot.compare) {
		host := at.node.String()
		if len(nodes) == 0 || nodes[len(nodes)-1].Host != host {
			nodes = append(nodes, &History{Era: era.Now, Host: host})
		}
		h := nodes[len(nodes)-1]
		h.Imports = append(h.Imports, Import{
			Device:  fmt.Sprintf("ostlife-%s-osc-%s", at.target, owner(at.node)),
			Target:  fmt.Sprintf("ostlife-%s", at.target),
			Address: fmt.Sprintf("ffff%04x%04x%03x0", uint16(at.node), uint16(at.target), at.slot&0xfff),
			NID:     fmt.Sprintf("10.0.%d.%d@tcp", at.target/250, at.target%250+1),
			Changes: r.imports[at].changes,
			Gone:    r.gone(at),
		})
	}
	return nodes
}

// gone reports that another import of the target came after this one, or that it is closed.
func (r *Recorder) gone(at slot) bool {
	_, after := r.imports[slot{at.node, at.target, at.slot + 1}]
	return after || r.imports[at].state == records.Closed
}

func (a slot) compare(b slot) int {
	return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.target, b.target), cmp.Compare(a.slot, b.slot))
}

// owner is the last part of a device's name: the address of a client's mount, or an MDT.
func owner(n lustre.Node) string {
	if n.MDS() {
		return fmt.Sprintf("MDT%04x", uint16(n-lustre.FirstMDS))
	}
	return fmt.Sprintf("ffff8801%04x0000", uint16(n))
}

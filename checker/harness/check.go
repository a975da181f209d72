package harness

import (
	"fmt"
	"slices"

	"ostlife/checker/history"
	"ostlife/impl/cluster"
	"ostlife/impl/llog"
	"ostlife/model/lustre"
)

// Check holds a plan to its format and bounds. The error is a [PlanError].
func (p *Plan) Check() error {
	for _, check := range []func() error{p.checkHead, p.checkPicker, p.checkNetwork, p.checkAdded, p.checkClients} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) checkHead() error {
	switch {
	case p.Format != Format:
		return wrong("format", "%q is not %q", p.Format, Format)
	case p.Version != Version:
		return wrong("version", "%d is unknown, known is %d", p.Version, Version)
	case p.Mode != history.Controlled && p.Mode != history.Real:
		return wrong("mode", "%q is neither %q nor %q", p.Mode, history.Controlled, history.Real)
	case p.Nodes < 1 || p.Nodes > cluster.MaxClients:
		return wrong("nodes", "%d, want 1 to %d", p.Nodes, cluster.MaxClients)
	case p.MDSs < 0 || p.MDSs > cluster.MaxMDSs:
		return wrong("mdss", "%d, want 0 to %d", p.MDSs, cluster.MaxMDSs)
	case p.Disks && p.MDSs != 1:
		return wrong("mdss", "%d, want 1 where there are disks", p.MDSs)
	case p.Targets < 1 || p.Targets > cluster.MaxTargets:
		return wrong("targets", "%d, want 1 to %d", p.Targets, cluster.MaxTargets)
	case p.LimitSteps < 1:
		return wrong("limit_steps", "%d, want at least 1", p.LimitSteps)
	}
	for i, d := range p.Defects {
		if !slices.Contains(p.plantable(), d) || slices.Contains(p.Defects[:i], d) {
			return wrong(fmt.Sprintf("defects[%d]", i), "%q is no defect that can be planted once more", d)
		}
	}
	return nil
}

// plantable lists the defects that have a story in the plan's world.
func (p *Plan) plantable() []lustre.Defect {
	if p.Disks {
		return slices.Concat(lustre.Planted(), lustre.PlantedOnDisk())
	}
	return lustre.Planted()
}

func (p *Plan) checkPicker() error {
	k := p.Picker
	switch {
	case !slices.Contains([]PickerKind{PickFirst, PickRandom, PickPCT, PickList}, k.Kind):
		return wrong("picker.kind", "%q is unknown", k.Kind)
	case (k.Kind == PickPCT) != (k.Depth > 0) || k.Depth < 0 || k.Depth > maxPCTDepth:
		return wrong("picker.depth", "%d, want 1 to %d for pct, else none", k.Depth, maxPCTDepth)
	case (k.Kind == PickPCT) != (k.Steps > 0) || k.Steps < 0:
		return wrong("picker.steps", "%d, want at least 1 for pct, else none", k.Steps)
	case k.Kind != PickList && len(k.Picks) > 0 || len(k.Picks) > MaxPicks:
		return wrong("picker.picks", "%d of them, want at most %d for picks, else none", len(k.Picks), MaxPicks)
	case k.Seed != 0 && k.Kind != PickRandom && k.Kind != PickPCT:
		return wrong("picker.seed", "only random and pct have one")
	}
	return nil
}

func (p *Plan) checkNetwork() error {
	n := p.Network
	switch {
	case n.MinUS < 0 || n.MaxUS < n.MinUS || n.MaxUS > maxNetworkLag.Microseconds():
		return wrong("network", "latency %d to %d, want a range within %d", n.MinUS, n.MaxUS, maxNetworkLag.Microseconds())
	case n.LateUS < 1 || n.LateUS > maxNetworkLag.Microseconds():
		return wrong("network.late_us", "%d, want 1 to %d", n.LateUS, maxNetworkLag.Microseconds())
	}
	for _, rate := range []int{n.Loss, n.Late, n.Duplicate, n.Reorder} {
		if rate < 0 || rate > maxPermille {
			return wrong("network", "rate %d, want 0 to %d permille", rate, maxPermille)
		}
	}
	return nil
}

func (p *Plan) checkAdded() error {
	for i, t := range p.Added {
		if int(t) >= p.Targets || slices.Contains(p.Added[:i], t) {
			return wrong(fmt.Sprintf("added[%d]", i), "%d, want each of %d targets at most once", t, p.Targets)
		}
	}
	return nil
}

func (p *Plan) checkClients() error {
	if len(p.Clients) > MaxClients {
		return wrong("clients", "%d of them, want at most %d", len(p.Clients), MaxClients)
	}
	total := 0
	for c, steps := range p.Clients {
		if total += len(steps); total > MaxSteps {
			return wrong("clients", "more than %d steps", MaxSteps)
		}
		for i := range steps {
			if err := p.checkStep(&steps[i]); err != nil {
				return wrong(fmt.Sprintf("clients[%d][%d]", c, i), "%v", err)
			}
		}
	}
	return nil
}

// ofClients are the operations that only a client does, ofPools those about a pool.
var (
	ofClients = []history.Kind{history.WriteValue, history.ReadValue, history.Sync}
	ofPools   = []history.Kind{history.Create, history.PoolAdd, history.PoolRemove, history.PoolList}
)

// has reports that the plan has the node.
func (p *Plan) has(n lustre.Node) bool {
	if n.MDS() {
		return int(n-lustre.FirstMDS) < p.MDSs
	}
	return int(n) < p.Nodes
}

// nodes lists the plan's nodes, clients first.
func (p *Plan) nodes() []lustre.Node {
	var list []lustre.Node
	for n := range lustre.Node(p.Nodes) {
		list = append(list, n)
	}
	for n := range lustre.Node(p.MDSs) {
		list = append(list, lustre.FirstMDS+n)
	}
	return list
}

func (p *Plan) checkStep(s *Step) error {
	kind, operation := s.operation()
	_, single := armed[s.Do]
	_, message := s.match()
	lasting := s.Do == Partition || s.Do == IsolateNode || s.Do == IsolateTarget
	switch {
	case !operation && !slices.Contains(faults, s.Do):
		return fmt.Errorf("%q is neither an operation nor a fault", s.Do)
	case s.AtUS < 0 || s.AtUS > MaxAt.Microseconds():
		return fmt.Errorf("at_us is %d, want 0 to %d", s.AtUS, MaxAt.Microseconds())
	case !p.has(s.Node):
		return fmt.Errorf("node %d is not there", s.Node)
	case slices.Contains(ofClients, kind) && s.Node.MDS():
		return fmt.Errorf("%s is a client's, and node %d is an MDS", kind, s.Node)
	case kind == history.Create && !s.Node.MDS() && !p.Disks:
		return fmt.Errorf("create is an MDS's, and node %d is a client", s.Node)
	case kind != history.WriteValue && s.Value != 0:
		return fmt.Errorf("%s writes no value", s.Do)
	case s.Pool != "" && !slices.Contains(ofPools, kind) || len(s.Pool) > llog.MaxPoolName:
		return fmt.Errorf("pool is %.50q, want one of at most %d bytes for what is about a pool, else none", s.Pool, llog.MaxPoolName)
	case s.Pool == "" && (kind == history.PoolAdd || kind == history.PoolRemove):
		return fmt.Errorf("%s names no pool", s.Do)
	case int(s.Target) >= p.Targets:
		return fmt.Errorf("target %d is not there", s.Target)
	case (kind == history.Add) != (s.UUID != "") || len(s.UUID) > history.MaxUUIDBytes:
		return fmt.Errorf("uuid is %.50q, want one of at most %d bytes for add, else none", s.UUID, history.MaxUUIDBytes)
	case single && !message:
		return fmt.Errorf("message %.50q is unknown", s.Message)
	case !single && (s.Message != "" || s.Reply):
		return fmt.Errorf("%s strikes no single message", s.Do)
	case !lasting && s.Off:
		return fmt.Errorf("%s has no end", s.Do)
	}
	return p.checkOnDisks(s, kind)
}

// onDisks are the operations that there are only where the MDS has its disk.
var onDisks = []history.Kind{history.Unlink, history.LastID, history.Crash}

// checkOnDisks holds a step to what only a world with disks has.
func (p *Plan) checkOnDisks(s *Step, kind history.Kind) error {
	crash := kind == history.Crash || kind == history.Restart && p.Disks
	switch {
	case slices.Contains(onDisks, kind) && !p.Disks:
		return fmt.Errorf("%s needs disks", kind)
	case kind == history.Unlink && s.Node.MDS():
		return fmt.Errorf("unlink is a client's, and node %d is an MDS", s.Node)
	case (kind == history.Unlink) != (s.File != 0) || s.File < 0 || s.File > MaxSteps:
		return fmt.Errorf("file is %d, want 1 to %d for unlink, else none", s.File, MaxSteps)
	case !crash && (s.DownUS != 0 || s.Keep != 0):
		return fmt.Errorf("%s takes nothing down", s.Do)
	case s.DownUS < 0 || s.DownUS > MaxAt.Microseconds():
		return fmt.Errorf("down_us is %d, want 0 to %d", s.DownUS, MaxAt.Microseconds())
	}
	return nil
}

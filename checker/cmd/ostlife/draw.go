package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"ostlife/checker/harness"
	"ostlife/checker/history"
	"ostlife/impl/cluster"
	"ostlife/model/lustre"
)

// What is drawn unless told otherwise.
const (
	defaultHistories = 2000
	defaultReal      = 300 // operations of a real run
	maxHistories     = 1 << 32
	maxPermille      = 1000
	asDrawn          = -1 // a rate that each plan draws for itself
)

// Pickers that can be asked for: drawn lets each plan draw its own.
const (
	pickDrawn  = "drawn"
	paceReal   = 2500 // operations a second that a long real run is asked for
	pctDepth   = 3
	pctSteps   = 2000
	extraDraws = 0x65787472 // the second half of the seed for what is added to a drawn plan
)

// drawFlags are the flags that say what plans to draw.
type drawFlags struct {
	seed       uint32
	histories  int
	operations int // of one history; 0: as drawn

	clients, callers, targets      int
	disconnects, evictions         int
	loss, late, duplicate, reorder int
	noFaults                       bool
	picker                         string
	defects                        []string
	disks                          bool
	real                           bool
}

// check refuses what cannot be drawn.
func (f *drawFlags) check() error {
	for _, row := range []struct {
		name           string
		value, low, up int
	}{
		{"histories", f.histories, 1, maxHistories},
		{"operations", f.operations, 0, harness.MaxSteps},
		{"clients", f.clients, 1, cluster.MaxClients},
		{"callers", f.callers, 1, harness.MaxClients - 1}, // one more may come for what is added
		{"targets", f.targets, 1, cluster.MaxTargets},
		{"disconnects", f.disconnects, 0, harness.MaxSteps / 4},
		{"evictions", f.evictions, 0, harness.MaxSteps / 4},
		{"loss", f.loss, asDrawn, maxPermille},
		{"late", f.late, asDrawn, maxPermille},
		{"duplicate", f.duplicate, asDrawn, maxPermille},
		{"reorder", f.reorder, asDrawn, maxPermille},
	} {
		if row.value < row.low || row.value > row.up {
			return fmt.Errorf("--%s is %d, want %d to %d", row.name, row.value, row.low, row.up)
		}
	}
	if !slices.Contains(pickers(), f.picker) {
		return fmt.Errorf("--picker is %q, want one of %v", f.picker, pickers())
	}
	known := plantedNames()
	if f.disks {
		known = plantedOnDisk()
	}
	for i, d := range f.defects {
		if !slices.Contains(known, d) || slices.Contains(f.defects[:i], d) {
			return fmt.Errorf("--defect is %q, want each of %v at most once", d, known)
		}
	}
	return nil
}

func pickers() []string {
	return []string{pickDrawn, string(harness.PickRandom), string(harness.PickPCT)}
}

func plantedNames() []string {
	var names []string
	for _, d := range lustre.Planted() {
		names = append(names, string(d))
	}
	return names
}

// plantedOnDisk are those that can be planted where nodes may have disks.
func plantedOnDisk() []string {
	names := plantedNames()
	for _, d := range lustre.PlantedOnDisk() {
		names = append(names, string(d))
	}
	return names
}

// plan draws the n-th plan of the seed.
func (f *drawFlags) plan(n uint64) harness.Plan {
	shape := harness.Shape{Clients: f.callers, Nodes: f.clients, Targets: f.targets, Disks: f.disks}
	for _, d := range f.defects {
		shape.Defects = append(shape.Defects, lustre.Defect(d))
	}
	if f.real {
		shape.Mode = history.Real
	}
	seed := uint64(f.seed)<<32 | n
	extra := rand.New(rand.NewPCG(seed, extraDraws))
	var p harness.Plan
	if f.operations == 0 {
		p = harness.Draw(seed, shape)
	} else {
		shape.Moves = f.operations // a move has one operation at least
		p = harness.DrawFrom(full{extra, f.targets > fewTargets}, shape)
		trim(&p, f.operations)
	}
	f.addSteps(&p, extra)
	if f.real {
		hasten(&p, f.operations)
	}
	f.setNetwork(&p)
	f.setPicker(&p, extra)
	return p
}

// fewTargets is up to how many targets the steps of a long plan meet at one of them.
const fewTargets = 8

// full draws as harness.Draw does, but every list as long as it may be, and as many nodes
// and targets; spread has the steps go everywhere alike.
type full struct {
	pcg    *rand.Rand
	spread bool
}

// Int draws a number from low to high.
func (d full) Int(label string, low, high int) int {
	if label == "nodes" || label == "targets" || label == "elsewhere" && d.spread {
		return high
	}
	return low + d.pcg.IntN(high-low+1)
}

// List calls element high times.
func (d full) List(_ string, _, high int, element func(harness.Draws)) {
	for range high {
		element(d)
	}
}

// trim cuts a plan when it has so many operations, or as many steps as a plan may have.
func trim(p *harness.Plan, operations int) {
	var at []int64
	for _, steps := range p.Clients {
		for i := range steps {
			if isOperation(steps[i].Do) {
				at = append(at, steps[i].AtUS)
			}
		}
	}
	slices.Sort(at)
	if len(at) <= operations {
		return
	}
	end, steps := at[operations], 0
	for c := range p.Clients {
		p.Clients[c] = slices.DeleteFunc(p.Clients[c], func(s harness.Step) bool { return s.AtUS >= end || steps == harness.MaxSteps })
		steps += len(p.Clients[c])
	}
}

// hasten brings the steps of a long real run closer together, so that it takes no longer
// than its operations do: what was drawn has pauses in which a controlled clock jumps.
func hasten(p *harness.Plan, operations int) {
	end := int64(0)
	for _, steps := range p.Clients {
		if n := len(steps); n > 0 {
			end = max(end, steps[n-1].AtUS)
		}
	}
	most := int64(operations) * 1_000_000 / paceReal
	if operations <= defaultReal || end <= most {
		return
	}
	for _, steps := range p.Clients {
		for i := range steps {
			steps[i].AtUS = int64(float64(steps[i].AtUS) * float64(most) / float64(end))
		}
	}
}

func isOperation(do harness.Do) bool { return slices.Contains(history.Kinds(), history.Kind(do)) }

// addSteps adds the disconnects and evictions that were asked for, as one more client,
// at moments within the plan; and takes away all faults if none are wanted.
func (f *drawFlags) addSteps(p *harness.Plan, draws *rand.Rand) {
	if f.noFaults {
		for c := range p.Clients {
			p.Clients[c] = slices.DeleteFunc(p.Clients[c], func(s harness.Step) bool { return !isOperation(s.Do) })
		}
	}
	end := int64(1)
	for _, steps := range p.Clients {
		for i := range steps {
			end = max(end, steps[i].AtUS)
		}
	}
	var added []harness.Step
	for i := range f.disconnects + f.evictions {
		do := harness.Disconnect
		if i >= f.disconnects {
			do = harness.Do(history.Evict)
		}
		added = append(added, harness.Step{
			AtUS: draws.Int64N(end), Do: do,
			Node: lustre.Node(draws.IntN(p.Nodes)), Target: lustre.Target(draws.IntN(p.Targets)),
		})
	}
	if len(added) > 0 {
		slices.SortStableFunc(added, func(a, b harness.Step) int { return cmp.Compare(a.AtUS, b.AtUS) })
		p.Clients = append(p.Clients, added)
	}
}

// setNetwork gives the network the rates that were asked for.
func (f *drawFlags) setNetwork(p *harness.Plan) {
	n := &p.Network
	for _, row := range []struct {
		to    *int
		asked int
	}{{&n.Loss, f.loss}, {&n.Late, f.late}, {&n.Duplicate, f.duplicate}, {&n.Reorder, f.reorder}} {
		if f.noFaults {
			*row.to = 0
		} else if row.asked != asDrawn {
			*row.to = row.asked
		}
	}
}

func (f *drawFlags) setPicker(p *harness.Plan, draws *rand.Rand) {
	if f.real || f.picker == pickDrawn {
		return
	}
	p.Picker = harness.Picker{Kind: harness.PickerKind(f.picker), Seed: draws.Uint64(), Early: p.Picker.Early}
	if p.Picker.Kind == harness.PickPCT {
		p.Picker.Depth, p.Picker.Steps = pctDepth, pctSteps
	}
}

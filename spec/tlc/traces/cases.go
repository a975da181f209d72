package main

import (
	"math/rand/v2"
	"slices"

	"ostlife/checker/conform/follow"
	"ostlife/checker/harness"
	"ostlife/model/lustre"
	"ostlife/spec/tlc"
)

// The kinds of traces.
const (
	right   = "right"
	dropped = "dropped"
	doubled = "doubled"
	swapped = "swapped"
	altered = "altered"
)

// shortest and longest are how many records of the node a trace has: enough for something
// to happen, and not too many for TLC.
const shortest, longest = 12, 22

// one is a trace and what the follower says of it.
type one struct {
	text string
	verdict
}

// cases gives the traces of so many runs, each with copies that are spoiled.
func cases(runs, each int) []one {
	var all []one
	for seed := uint64(1); runs > 0; seed++ {
		trace, own := record(seed)
		if trace == nil {
			continue
		}
		runs--
		r := rand.New(rand.NewPCG(seed, 1))
		all = append(all, judged(right, "", trace))
		for range each {
			for _, kind := range []string{dropped, doubled, swapped, altered} {
				i := r.IntN(len(own))
				if spoiled := spoil(kind, trace, own, i, r); spoiled != nil {
					all = append(all, judged(kind, string(trace[own[i]].Action), spoiled))
				}
			}
		}
	}
	return all
}

// record runs a drawn plan of one node and one target and gives its trace with the places
// of the records that TLC is shown; nil if it is not one that TLC can be given.
func record(seed uint64) (trace []lustre.TraceRecord, own []int) {
	plan := harness.Draw(seed, harness.Shape{Nodes: 1, Targets: 1})
	out, err := harness.Run(plan, harness.Options{Trace: func(r lustre.TraceRecord) { trace = append(trace, r) }})
	if err != nil || out.Deviation != nil || len(out.Properties) > 0 {
		return nil, nil
	}
	slices.SortStableFunc(trace, func(a, b lustre.TraceRecord) int { return int(a.Stamp) - int(b.Stamp) })
	dying, pool := false, ""
	for i := range trace {
		r := &trace[i]
		switch {
		case r.Node != 0 || r.Target != 0:
			continue
		case r.Action == lustre.ActConfigAdd && dying, r.Pool != "" && pool != "" && r.Pool != pool:
			return nil, nil // two slots at a time, or two pools
		case r.Action == lustre.ActConfigRemove:
			dying = true
		case r.Action == lustre.ActSlotFree:
			dying = false
		}
		if r.Pool != "" {
			pool = r.Pool
		}
		if tlc.Shown(r, 0, 0) {
			own = append(own, i)
		}
	}
	if len(own) < shortest || len(own) > longest {
		return nil, nil
	}
	return trace, own
}

// spoil gives a copy with one record wrong, or nil where there is nothing to spoil.
func spoil(kind string, trace []lustre.TraceRecord, own []int, i int, r *rand.Rand) []lustre.TraceRecord {
	copied := slices.Clone(trace)
	at := own[i]
	switch kind {
	case dropped:
		copied = slices.Delete(copied, at, at+1)
	case doubled:
		copied = slices.Insert(copied, at, copied[at])
	case swapped:
		if i+1 == len(own) || trace[at].Slot != trace[own[i+1]].Slot {
			return nil
		}
		copied[at], copied[own[i+1]] = copied[own[i+1]], copied[at]
	case altered:
		if !alter(&copied[at], r) {
			return nil
		}
	}
	for i := range copied {
		copied[i].Stamp = uint64(i + 1)
	}
	return copied
}

// alter turns one fact of a record that TLC is shown.
func alter(t *lustre.TraceRecord, r *rand.Rand) bool {
	i, l := &t.Import, &t.LOV
	flags := []*bool{&i.Invalid, &i.Deactive, &i.Recovery, &i.Locked, &i.Dirty, &i.Uncommitted, &i.Dropped}
	if i.State == lustre.Absent {
		flags = []*bool{&l.Present, &l.Pooled, &l.Deactivated, &l.Penalized}
	}
	n := r.IntN(len(flags) + 1)
	switch {
	case n < len(flags):
		*flags[n] = !*flags[n]
	case i.State == lustre.Absent:
		return false
	case i.State == lustre.Full:
		i.State = lustre.Disconn
	default:
		i.State = lustre.Full
	}
	return true
}

// judged has the follower judge a trace.
func judged(kind, what string, trace []lustre.TraceRecord) one {
	f := follow.New()
	c := one{text: tlc.Trace(trace, 0, 0), verdict: verdict{Kind: kind, Record: what}}
	for i := range trace {
		if d := f.Record(&trace[i]); d != nil {
			c.Rejected = d.Error()
			break
		}
	}
	return c
}

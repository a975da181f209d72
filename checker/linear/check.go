package linear

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"ostlife/checker/history"
	"ostlife/model/sequential"
)

// Options bounds a check. The zero value is what is wanted most of the time.
type Options struct {
	Timeout time.Duration    // of all searches together; 0 is [DefaultTimeout], less is none at all
	Workers int              // partitions searched at once; 0 is GOMAXPROCS
	Rules   sequential.Rules // in force; 0 is all of them
	Brief   bool             // the result alone: no Violations
}

// harmlessFaults are those that leave the exports of an OST as they are, or drop one
// after a restart, when it may go anyway: a connection or a link lost, a message late or
// lost, a version that fails. Any other may end one, and nobody is told.
var harmlessFaults = []string{"disconnect", "late", "loss", "lost", "version"}

// shakenRules are those that a fault may break which ends an export.
var shakenRules = []sequential.Rule{sequential.ExportLost, sequential.ReadStale, sequential.DropUntold, sequential.DropUnfounded}

// crashedRules are those that a client's crash may break: what it had in its cache is gone
// with who wrote it, and nobody is told.
var crashedRules = []sequential.Rule{sequential.ReadStale, sequential.ReadDropped, sequential.DropUntold, sequential.DropUnfounded}

// Check judges a history that is valid ([history.Read] and the recorder give no other).
// It reads the history and keeps it for [Verdict.WriteHTML].
func Check(h *history.History, o Options) *Verdict {
	started := time.Now()
	v := &Verdict{history: h, rules: o.Rules}
	if v.rules == 0 {
		v.rules = sequential.All
	}
	v.spareExports()
	v.spareData()
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	x := newIndex(h.Operations)
	v.judge(x, started.Add(o.Timeout), o.Workers)
	for _, j := range v.Judgements {
		v.Result = max(v.Result, j.Result)
		if j.Result == Violated && !o.Brief && len(v.Violations) < MaxExplained {
			items, _ := x.part(j.Partition)
			v.Violations = append(v.Violations, explain(j.Partition, items, v.rules))
		}
	}
	return v
}

// spareData leaves the rules out that a client's crash may break, where clients write.
func (v *Verdict) spareData() {
	writes := slices.ContainsFunc(v.history.Operations, func(op history.Operation) bool { return op.Kind == history.WriteValue })
	crash := slices.IndexFunc(v.history.Operations, func(op history.Operation) bool {
		return op.Kind == history.Crash && !op.Node.MDS()
	})
	if !writes || crash < 0 {
		return
	}
	for _, rule := range crashedRules {
		v.rules = v.rules.Without(rule)
		v.Unjudged = append(v.Unjudged, Unjudged{rule, fmt.Sprintf("%s crashed, and what it had written may be gone", v.history.Operations[crash].Node)})
	}
}

// spareExports leaves the rules out that a fault may break.
func (v *Verdict) spareExports() {
	for _, f := range v.history.Faults {
		if slices.Contains(harmlessFaults, f.Name) {
			continue
		}
		for _, rule := range shakenRules {
			v.rules = v.rules.Without(rule)
			v.Unjudged = append(v.Unjudged, Unjudged{rule, fmt.Sprintf("the fault %q may end an export", f.Name)})
		}
		return
	}
}

// judge searches the partitions, several at once. Which worker takes which does not
// matter: each has its own place among the judgements.
func (v *Verdict) judge(x *index, deadline time.Time, workers int) {
	parts := x.partitions()
	v.Judgements = make([]Judgement, len(parts))
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, len(parts)) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(parts)); i = next.Add(1) - 1 {
				v.Judgements[i] = judge(x, parts[i], v.rules, deadline)
			}
		})
	}
	group.Wait()
}

func judge(x *index, p Partition, rules sequential.Rules, deadline time.Time) Judgement {
	items, _ := x.part(p)
	s := &search{rules: rules, deadline: deadline, most: limit(len(items))}
	j := Judgement{Partition: p, Operations: len(items), Width: width(items)}
	j.Result, j.Why = s.run(items)
	j.Configurations = s.configurations
	if j.Why == outOfMemory {
		f := &frontier{rules: rules, deadline: deadline, most: limit(len(items))}
		j.Result, j.Why = f.run(items)
	}
	return j
}

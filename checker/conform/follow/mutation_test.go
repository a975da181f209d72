package follow_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"ostlife/model/lustre"
)

// leaf is one number, flag or word of a record.
type leaf struct {
	name string
	of   func(*lustre.TraceRecord) reflect.Value
}

// leaves lists everything that a record shows, but for when it was written.
func leaves() []leaf {
	var list []leaf
	var walk func(t reflect.Type, name string, index []int)
	walk = func(t reflect.Type, name string, index []int) {
		for i := range t.NumField() {
			f := t.Field(i)
			at := append(slices.Clone(index), i)
			switch {
			case f.Name == "Stamp" || f.Name == "Time":
			case f.Type.Kind() == reflect.Struct:
				walk(f.Type, name+f.Name+".", at)
			default:
				list = append(list, leaf{name + f.Name, func(r *lustre.TraceRecord) reflect.Value {
					return reflect.ValueOf(r).Elem().FieldByIndex(at)
				}})
			}
		}
	}
	walk(reflect.TypeFor[lustre.TraceRecord](), "", nil)
	return list
}

// alter makes a leaf another one.
func alter(v reflect.Value, r *rand.Rand) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.String:
		v.SetString(v.String() + "x")
	case reflect.Int:
		v.SetInt(v.Int() + 1)
	default:
		if v.Uint() > 0 && r.IntN(2) == 0 {
			v.SetUint(v.Uint() - 1)
			return
		}
		v.SetUint(v.Uint() + 1)
	}
}

// restamped gives the records new stamps, so that order is all that they say.
func restamped(trace []lustre.TraceRecord) []lustre.TraceRecord {
	for i := range trace {
		trace[i].Stamp = uint64(i + 1)
	}
	return trace
}

// unrelated are two neighbours that have nothing to do with each other: swapping them
// changes nothing that a trace means, since between locks only the order within each
// counts.
const unrelated = "swapped, unrelated"

// TestMutantsAreRejected drops, doubles, swaps and alters each record of traces that
// conform, one at a time. What is accepted all the same is counted by class; the
// classes are those that the package's comment names.
func TestMutantsAreRejected(t *testing.T) {
	var traces [][]lustre.TraceRecord
	for seed := range uint64(3) {
		traces = append(traces, storm(t, 100+seed))
	}
	mutants(t, traces, func(lustre.TraceRecord) bool { return true })
}

// TestMDSMutantsAreRejected is the same of traces of worlds with disks in which machines
// crash, for the records that only those have and those of the MDS.
func TestMDSMutantsAreRejected(t *testing.T) {
	var traces [][]lustre.TraceRecord
	for seed := range uint64(2) {
		trace, _ := tempest{seed: 300 + seed}.rage(t)
		traces = append(traces, trace)
	}
	mutants(t, traces, func(r lustre.TraceRecord) bool { return r.Node.MDS() || slices.Contains(mdsActions, r.Action) })
}

// mutants makes mutants of the records that are meant.
func mutants(t *testing.T, traces [][]lustre.TraceRecord, meant func(lustre.TraceRecord) bool) {
	t.Helper()
	all := leaves()
	r := rand.New(rand.NewPCG(1, 1))
	tried, accepted := map[string]int{}, map[string]int{}
	classes := map[string]int{}
	judge := func(kind, class string, trace []lustre.TraceRecord) {
		tried[kind]++
		if followed(restamped(trace)) == nil {
			accepted[kind]++
			classes[kind+": "+class]++
		}
	}
	for _, trace := range traces {
		for i := range trace {
			if !meant(trace[i]) {
				continue
			}
			action := string(trace[i].Action)
			judge("dropped", action, slices.Delete(slices.Clone(trace), i, i+1))
			judge("doubled", action, slices.Insert(slices.Clone(trace), i, trace[i]))
			if i+1 < len(trace) {
				swapped := slices.Clone(trace)
				swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
				kind := "swapped, related"
				if !related(trace[i], trace[i+1]) {
					kind = unrelated
				}
				judge(kind, fmt.Sprintf("%s with %s", trace[i].Action, trace[i+1].Action), swapped)
			}
			altered := slices.Clone(trace)
			l := all[r.IntN(len(all))]
			alter(l.of(&altered[i]), r)
			judge("altered", l.name+" of "+action, altered)
		}
	}
	for kind, n := range tried {
		rejected := n - accepted[kind]
		t.Logf("%s: %d of %d rejected", kind, rejected, n)
		if kind != unrelated && rejected*100 < n*95 {
			t.Errorf("%s: only %d of %d rejected; accepted were %v", kind, rejected, n, most(classes, kind))
		}
	}
	t.Log(most(classes, ""))
}

// most lists the classes of a kind that were accepted most often.
func most(classes map[string]int, kind string) []string {
	var names []string
	for c := range classes {
		if strings.HasPrefix(c, kind) {
			names = append(names, c)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(classes[b]-classes[a], strings.Compare(a, b)) })
	names = names[:min(12, len(names))]
	for i, c := range names {
		names[i] = fmt.Sprintf("%d %s", classes[c], c)
	}
	return names
}

// related tells two records of one node and target, on the same side. A commit is under
// the lock of its disk, and what a transaction has may come in any order.
func related(a, b lustre.TraceRecord) bool {
	commits := func(r lustre.TraceRecord) bool {
		return r.Action == lustre.ActMdsCommit || r.Action == lustre.ActOstCommit
	}
	if commits(a) != commits(b) || a.Action == lustre.ActLlogCancel && b.Action == a.Action && a.Transno == b.Transno {
		return false
	}
	return a.Node == b.Node && a.Target == b.Target && (a.Slot == 0) == (b.Slot == 0)
}

package follow_test

import (
	"slices"
	"strings"
	"testing"

	"ostlife/checker/conform/follow"
	"ostlife/model"
	"ostlife/model/lustre"
)

// followed follows a whole trace and gives the first deviation.
func followed(trace []lustre.TraceRecord) *follow.Deviation {
	f := follow.New()
	for i := range trace {
		if d := f.Record(&trace[i]); d != nil {
			return d
		}
	}
	return nil
}

// TestStormsConform follows what the implementation does in the middle of everything.
func TestStormsConform(t *testing.T) {
	seen := map[lustre.Action]int{}
	for seed := range uint64(40) {
		trace := storm(t, seed)
		if d := followed(trace); d != nil {
			t.Fatalf("seed %d, %d records: %v\n%+v", seed, len(trace), d, d.Record)
		}
		for _, r := range trace {
			seen[r.Action]++
		}
	}
	m, err := model.Machine(model.Design{}, model.Section4(1, 1, false, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range m.Actions {
		name := lustre.Action(a.Name)
		if seen[name] == 0 && name != lustre.ActVersionFails && !unseen[name] {
			t.Errorf("no storm shows a %s", a.Name)
		}
	}
}

// unseen are the actions that no record shows: the network's, and a ping at the OST.
var unseen = map[lustre.Action]bool{lustre.ActMessageLost: true, lustre.ActMessageLate: true, lustre.ActOstPing: true}

// unfollowed are the planted defects that the follower cannot see: every event holds a
// reference too, so a worker without its own takes all the steps that the model knows,
// and only then looks at what is freed. The implementation itself records that use.
var unfollowed = map[lustre.Defect]bool{lustre.DefectWorkerWithoutReference: true}

// TestDefectsDeviate plants each defect of the implementation: a follower of the model
// that does not have it cannot follow.
func TestDefectsDeviate(t *testing.T) {
	for _, d := range lustre.Planted() {
		t.Run(string(d), func(t *testing.T) {
			for seed := range uint64(40) {
				if found := followed(storm(t, seed, d)); found != nil {
					if unfollowed[d] {
						t.Errorf("it is seen all the same: %v", found)
					}
					return
				}
			}
			if !unfollowed[d] {
				t.Error("every trace conforms")
			}
		})
	}
}

// TestDeviationTells reads what is said of a record that cannot be followed.
func TestDeviationTells(t *testing.T) {
	trace := storm(t, 1)
	i := slices.IndexFunc(trace, func(r lustre.TraceRecord) bool { return r.Action == lustre.ActConnectFull })
	d := followed(restamped(slices.Delete(trace, i, i+1)))
	if d == nil {
		t.Fatal("an import that is never FULL conforms")
	}
	text := d.Error()
	for _, want := range []string{
		"OscPrepare at", "the model cannot do it here", "the worker at step prepare, and it is at full",
		"possible here: ", "ConnectFull", "nearest: ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
	if d.Line != i+1 || d.Record.Action != lustre.ActOscPrepare {
		t.Errorf("it is record %d, %s", d.Line, d.Record.Action)
	}
}

// TestReplyTwice: of each connect there is one reply, however late; told again it is one
// too many, although it changes nothing.
func TestReplyTwice(t *testing.T) {
	for seed := range uint64(10) {
		trace := storm(t, seed)
		for i, r := range trace {
			if r.Action != lustre.ActConnectInterpret || r.Taken {
				continue
			}
			d := followed(restamped(slices.Insert(slices.Clone(trace), i, r)))
			if d == nil || d.Line != i+2 || !strings.Contains(d.What, "is without its reply") {
				t.Errorf("seed %d, a late reply told twice at record %d: %v", seed, i+1, d)
			}
			return
		}
	}
	t.Error("no reply of a storm came late")
}

// BenchmarkFollow follows storms again and again.
func BenchmarkFollow(b *testing.B) {
	follows(b, func(seed uint64) []lustre.TraceRecord { return storm(b, seed) })
}

// BenchmarkFollowMDS follows worlds with disks.
func BenchmarkFollowMDS(b *testing.B) {
	follows(b, func(seed uint64) []lustre.TraceRecord {
		trace, _ := tempest{seed: seed}.rage(b)
		return trace
	})
}

func follows(b *testing.B, of func(seed uint64) []lustre.TraceRecord) {
	traces, records := [][]lustre.TraceRecord{}, 0
	for seed := range uint64(10) {
		traces = append(traces, of(seed))
		records += len(traces[seed])
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, trace := range traces {
			if d := followed(trace); d != nil {
				b.Fatal(d)
			}
		}
	}
	b.ReportMetric(float64(records)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

package objects_test

import (
	"testing"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
	"ostlife/model/sequential/objects"
)

// TestRules is the negative control of each rule: the last id of each row is rejected by
// that rule alone.
func TestRules(t *testing.T) {
	rows := []struct {
		name string
		ids  []uint64 // 0 is a create of unknown outcome
		want sequential.Rule
	}{
		{"they rise", []uint64{1, 2, 7}, sequential.Accepted},
		{"with what an unknown create has burned", []uint64{1, 0, 3}, sequential.Accepted},
		{"given twice", []uint64{1, 2, 2}, sequential.ObjectTwice},
		{"an older one", []uint64{1, 3, 2}, sequential.ObjectBack},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if i, rule := walk(sequential.All, row.ids); rule != row.want || rule != sequential.Accepted && i != len(row.ids)-1 {
				t.Errorf("id %d of %v: %s, want %s at the last", i, row.ids, rule, row.want)
			}
			if row.want == sequential.Accepted {
				return
			}
			if i, rule := walk(sequential.All.Without(row.want), row.ids); rule != sequential.Accepted {
				t.Errorf("without the rule: id %d of %v: %s", i, row.ids, rule)
			}
		})
	}
}

func walk(rules sequential.Rules, ids []uint64) (int, sequential.Rule) {
	s := objects.Init()
	for i, id := range ids {
		out := sequential.Output{Object: id}
		if id == 0 {
			out.Outcome = sequential.Unknown
		}
		next, reason := objects.Step(rules, s, sequential.Input{Operation: sequential.Create}, out)
		if reason.Rule != sequential.Accepted {
			return i, reason.Rule
		}
		s = next
	}
	return len(ids), sequential.Accepted
}

// TestForeign refuses what is no create, and a refusal, which is of no target.
func TestForeign(t *testing.T) {
	for _, in := range []sequential.Operation{sequential.Write, sequential.Create} {
		out := sequential.Output{Outcome: sequential.Refused, Refusal: lustre.ErrNoUsable}
		if _, reason := objects.Step(sequential.All, objects.State{Last: 1}, sequential.Input{Operation: in}, out); reason.Rule != sequential.RefusalForeign {
			t.Errorf("%s: %s", in, reason.Rule)
		}
	}
	if got := (objects.State{Last: 7}).String(); got != "last object 7" {
		t.Error(got)
	}
}

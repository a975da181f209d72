package objects_test

import (
	"testing"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
	"ostlife/model/sequential/objects"
)

// act is an operation with its answer.
type act struct {
	operation sequential.Operation
	out       sequential.Outcome
	refusal   error
}

var (
	create  = act{operation: sequential.Create}
	guess   = act{operation: sequential.Create, out: sequential.Unknown}
	unlink  = act{operation: sequential.Unlink}
	perhaps = act{operation: sequential.Unlink, out: sequential.Unknown}
	missing = act{sequential.Unlink, sequential.Refused, lustre.ErrNoObject}
	away    = act{sequential.Unlink, sequential.Refused, lustre.ErrNoTarget}
	crash   = act{operation: sequential.Crash}
)

// TestFile is the story of one file in each row; the last act of those that break a rule
// breaks it, and no act before it does. Without the rule it is accepted.
func TestFile(t *testing.T) {
	for _, row := range []struct {
		name string
		acts []act
		want sequential.Rule
	}{
		{"made and unlinked", []act{missing, create, away, unlink, missing, missing}, sequential.Accepted},
		{"made, over a crash", []act{create, crash, unlink}, sequential.Accepted},
		{"undone by a crash", []act{create, unlink, crash, unlink, missing}, sequential.Accepted},
		{"done again after a crash", []act{create, unlink, crash, missing}, sequential.Accepted},
		{"an unlink without an answer", []act{create, perhaps, missing}, sequential.Accepted},
		{"one that came too late", []act{create, unlink, perhaps, missing}, sequential.Accepted},
		{"one of nothing", []act{perhaps, create}, sequential.Accepted},
		{"made by a create without an answer", []act{guess, unlink, missing}, sequential.Accepted},
		{"not made by it", []act{guess, missing, create}, sequential.Accepted},
		{"an answer too many", []act{create, guess, unlink}, sequential.Accepted},
		{"given twice", []act{create, create}, sequential.FileGivenTwice},
		{"given again", []act{create, unlink, create}, sequential.FileGivenTwice},
		{"unlinked twice", []act{create, unlink, unlink}, sequential.FileUnlinkedTwice},
		{"unlinked twice after a crash", []act{create, unlink, crash, unlink, unlink}, sequential.FileUnlinkedTwice},
		{"lost", []act{create, missing}, sequential.FileLost},
		{"lost in a crash", []act{create, crash, missing}, sequential.FileLost},
		{"never made", []act{unlink}, sequential.FileNeverMade},
		{"a create that was refused", []act{{sequential.Create, sequential.Refused, lustre.ErrNoUsable}}, sequential.RefusalForeign},
		{"refused for what it cannot be", []act{create, {sequential.Unlink, sequential.Refused, lustre.ErrBusy}}, sequential.RefusalForeign},
		{"a crash that is refused", []act{{sequential.Crash, sequential.Refused, lustre.ErrBusy}}, sequential.RefusalForeign},
		{"another operation", []act{{operation: sequential.Write}}, sequential.RefusalForeign},
	} {
		t.Run(row.name, func(t *testing.T) {
			if i, rule := play(t, sequential.All, row.acts); rule != row.want || rule != sequential.Accepted && i != len(row.acts)-1 {
				t.Errorf("act %d: %q, want %q at the last", i, rule, row.want)
			}
			if row.want == sequential.Accepted || row.want == sequential.RefusalForeign {
				return
			}
			if i, rule := play(t, sequential.All.Without(row.want), row.acts); rule != sequential.Accepted {
				t.Errorf("without the rule act %d breaks %q", i, rule)
			}
		})
	}
}

// play goes through the acts, up to the first that breaks a rule.
func play(t *testing.T, rules sequential.Rules, acts []act) (int, sequential.Rule) {
	t.Helper()
	var f objects.File
	for i, a := range acts {
		next, reason := objects.StepFile(rules, f, sequential.Input{Operation: a.operation}, sequential.Output{Outcome: a.out, Refusal: a.refusal})
		if reason.Rule != sequential.Accepted {
			if next != f {
				t.Errorf("a broken rule made it %s", next)
			}
			return i, reason.Rule
		}
		f = next
	}
	return len(acts), sequential.Accepted
}

// TestLastID is the query between creates.
func TestLastID(t *testing.T) {
	for _, row := range []struct {
		name string
		last []uint64 // answers of the query
		next uint64   // then an id that is given
		want sequential.Rule
	}{
		{"as it is", []uint64{5, 5}, 6, sequential.Accepted},
		{"above", []uint64{7}, 8, sequential.Accepted},
		{"back", []uint64{4}, 6, sequential.ObjectBack},
		{"back behind an answer", []uint64{7, 6}, 8, sequential.ObjectBack},
		{"given behind an answer", []uint64{7}, 6, sequential.ObjectBack},
		{"the answer given again", []uint64{7}, 7, sequential.ObjectTwice},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, got := objects.State{Last: 5}, sequential.Accepted
			for _, last := range row.last {
				next, reason := objects.Step(sequential.All, s, sequential.Input{Operation: sequential.LastID}, sequential.Output{Value: last})
				if got == sequential.Accepted {
					s, got = next, reason.Rule
				}
			}
			if got == sequential.Accepted {
				_, reason := objects.Step(sequential.All, s, sequential.Input{Operation: sequential.Create}, sequential.Output{Object: row.next})
				got = reason.Rule
			}
			if got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
	for refusal, want := range map[error]sequential.Rule{lustre.ErrNoTarget: sequential.Accepted, lustre.ErrUnreachable: sequential.Accepted, lustre.ErrBusy: sequential.RefusalForeign} {
		out := sequential.Output{Outcome: sequential.Refused, Refusal: refusal}
		if s, reason := objects.Step(sequential.All, objects.State{Last: 5}, sequential.Input{Operation: sequential.LastID}, out); reason.Rule != want || s.Last != 5 {
			t.Errorf("%v: %s, %s", refusal, reason.Rule, s)
		}
	}
}

// use is an operation by which a node shows that it uses a target.
type use struct {
	operation sequential.Operation
	target    lustre.Target
	active    lustre.Instance
	out       sequential.Outcome
}

// TestSize asks a node for its EA size.
func TestSize(t *testing.T) {
	bytes := func(stripes uint64) uint64 { return objects.EAHead + objects.EAStripe*stripes }
	for _, row := range []struct {
		name   string
		uses   []use
		answer uint64
		again  uint64
		right  bool
	}{
		{"nothing", nil, bytes(0), bytes(0), true},
		{"three targets", []use{{operation: sequential.Create}, {operation: sequential.Connect, target: 2}, {operation: sequential.Status, target: 1, active: 4}}, bytes(3), bytes(3), true},
		{"more than is known", []use{{operation: sequential.Connect}}, bytes(3), bytes(3), true},
		{"more than a file can have", []use{{operation: sequential.Create, target: 500}}, bytes(objects.MaxStripes), bytes(objects.MaxStripes), true},
		{"not active yet", []use{{operation: sequential.Status, target: 2}}, bytes(0), bytes(0), true},
		{"refused", []use{{operation: sequential.Connect, target: 2, out: sequential.Refused}}, bytes(0), bytes(0), true},
		{"too little", []use{{operation: sequential.Create}, {operation: sequential.Create, target: 2}}, bytes(2), bytes(3), false},
		{"less than before", []use{{operation: sequential.Create}}, bytes(3), bytes(2), false},
		{"no size at all", nil, bytes(1) + 1, bytes(1), false},
		{"nothing at all", nil, 0, bytes(1), false},
	} {
		t.Run(row.name, func(t *testing.T) {
			ask := func(rules sequential.Rules) (broken sequential.Rule) {
				var s objects.Size
				step := func(in sequential.Input, out sequential.Output) {
					next, reason := objects.StepSize(rules, s, in, out)
					if reason.Rule != sequential.Accepted {
						broken = reason.Rule
					}
					s = next
				}
				for _, u := range row.uses {
					step(sequential.Input{Operation: u.operation, Target: u.target}, sequential.Output{Outcome: u.out, Status: lustre.Status{Active: u.active}})
				}
				for _, answer := range []uint64{row.answer, row.again} {
					step(sequential.Input{Operation: sequential.EASize}, sequential.Output{Value: answer})
				}
				return broken
			}
			if broken := ask(sequential.All); (broken == sequential.Accepted) != row.right || !row.right && broken != sequential.SizeLow {
				t.Errorf("broken: %s", broken)
			}
			if broken := ask(sequential.All.Without(sequential.SizeLow)); broken != sequential.Accepted {
				t.Errorf("without the rule %s is broken", broken)
			}
		})
	}
	for _, row := range []struct {
		in   sequential.Operation
		out  sequential.Output
		want sequential.Rule
	}{
		{sequential.EASize, sequential.Output{Outcome: sequential.Refused, Refusal: lustre.ErrUnreachable}, sequential.Accepted},
		{sequential.EASize, sequential.Output{Outcome: sequential.Refused, Refusal: lustre.ErrBusy}, sequential.RefusalForeign},
		{sequential.EASize, sequential.Output{Outcome: sequential.Unknown}, sequential.Accepted},
		{sequential.Unlink, sequential.Output{}, sequential.RefusalForeign},
	} {
		if s, reason := objects.StepSize(sequential.All, 3, sequential.Input{Operation: row.in}, row.out); reason.Rule != row.want || s != 3 {
			t.Errorf("%s %+v: %s, %s", row.in, row.out, reason.Rule, s)
		}
	}
}

// TestWords looks at the words of reports.
func TestWords(t *testing.T) {
	if got := objects.There.String() + ", " + objects.File(9).String() + ", " + objects.Size(3).String(); got != "there, File(9), room for 3 targets" {
		t.Error(got)
	}
}

package harness

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ostlife/checker/history"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// Every kind of operation that needs no disk has a row, and no row is twice there.
func TestEveryKindIsCalled(t *testing.T) {
	for _, kind := range history.Kinds() {
		if !slices.Contains(Callable(), string(kind)) && !slices.Contains(ofDisks, kind) {
			t.Errorf("%s is called in no small program: it wants a row in calls", kind)
		}
	}
	rows := Callable()
	if slices.Sort(rows); len(slices.Compact(slices.Clone(rows))) != len(rows) {
		t.Errorf("a row is twice in %v", rows)
	}
	if want := len(calls) * (len(calls) + 1) / 2; len(Pairs()) != want {
		t.Errorf("%d pairs, want %d", len(Pairs()), want)
	}
}

// A client that looks at the moment of the calls sees the state that the program is said
// to start from.
func TestStates(t *testing.T) {
	status := func(s lustre.Status) history.Result { return history.Result{Status: s} }
	for _, row := range []struct {
		from State
		look history.Kind
		want history.Result
	}{
		{Connected, history.Status, status(lustre.Status{Position: 1, Present: true, Active: 1, State: lustre.Full})},
		{Deactivated, history.Status, status(lustre.Status{Position: 2, Present: true, Deactivated: true, State: lustre.Disconn})},
		{Removed, history.Status, status(lustre.Status{Position: 3, State: lustre.Absent})},
		{LateReply, history.Status, status(lustre.Status{Position: 1, Present: true, State: lustre.Recover})}, // it has just come
		{Dirty, history.ReadValue, history.Result{Value: dirtyValue, Instance: 1}},
		{Pooled, history.PoolList, history.Result{Position: 2, Targets: history.TargetsOf([]lustre.Target{0})}},
	} {
		t.Run(string(row.from), func(t *testing.T) {
			got := first(t, Program{From: row.from, Calls: []Do{Do(row.look)}}).Result
			if fmt.Sprint(got) != fmt.Sprint(row.want) {
				t.Errorf("%+v, want %+v", got, row.want)
			}
		})
	}
}

// first runs a program under the first choice and gives what its first call answered.
func first(t *testing.T, p Program) history.Operation {
	t.Helper()
	plan, opens, err := p.Plan()
	if err != nil {
		t.Fatal(err)
	}
	out, err := Run(plan, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range out.History.Operations {
		if op.CallTime == opens.Nanoseconds() {
			return op
		}
	}
	t.Fatal("nothing was called at the moment of the calls")
	return history.Operation{}
}

// An operation that one state refuses is granted in another: the table has both.
func TestRefusedAndGranted(t *testing.T) {
	for _, row := range []struct {
		kind             history.Kind
		refused, granted State
	}{
		{history.Remove, Connected, Deactivated},
		{history.Add, Connected, Removed},
	} {
		t.Run(string(row.kind), func(t *testing.T) {
			no := first(t, Program{From: row.refused, Calls: []Do{Do(row.kind)}})
			yes := first(t, Program{From: row.granted, Calls: []Do{Do(row.kind)}})
			if no.Outcome != history.Fail || yes.Outcome != history.OK {
				t.Errorf("%s: %s, %s: %s", row.refused, no.Outcome, row.granted, yes.Outcome)
			}
		})
	}
}

// offered is a picker that takes the first choice and keeps who was on offer.
type offered map[string]bool

func (o offered) Pick(choices []env.Choice) int {
	for _, c := range choices {
		o[c.Name] = true
	}
	return 0
}

// The tasks that a program is said to have beside its clients have their turn in the
// window, and the others do not.
func TestBeside(t *testing.T) {
	for _, row := range []struct {
		kind           history.Kind
		reader, pinger bool
	}{
		{history.Status, false, false},
		{history.Deactivate, true, false},
		{history.Evict, true, true},
	} {
		t.Run(string(row.kind), func(t *testing.T) {
			plan, opens, err := (&Program{From: Connected, Calls: []Do{Do(row.kind)}}).Plan()
			if err != nil {
				t.Fatal(err)
			}
			saw := offered{}
			if _, err := Run(plan, Options{Picker: newWindow(saw, opens, -1)}); err != nil {
				t.Fatal(err)
			}
			if !saw["client 0"] || saw["mgc client0"] != row.reader || saw["pinger client0"] != row.pinger {
				t.Errorf("on offer were %v", saw)
			}
		})
	}
}

func TestNoSuchProgram(t *testing.T) {
	for _, row := range []struct {
		calls []Do
		want  string
	}{
		{nil, "0 calls"},
		{make([]Do, MaxCalls+1), "5 calls"},
		{[]Do{"fly"}, `"fly" is nothing`},
	} {
		t.Run(fmt.Sprint(row.calls), func(t *testing.T) {
			if _, err := Programs(row.calls); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("%v, want %s", err, row.want)
			}
		})
	}
	if _, err := EnumerateSchedules(Program{From: Connected, Calls: []Do{"fly"}}, ScheduleBound{}, nil); err == nil {
		t.Error("a program that cannot be was run")
	}
}

// An enumeration that is cut short never says that it is complete.
func TestSchedulesCutShort(t *testing.T) {
	p := Program{From: Connected, Calls: []Do{Do(history.Deactivate), Do(history.Status)}}
	ended := make(chan struct{})
	close(ended)
	for _, row := range []struct {
		name  string
		bound ScheduleBound
		stop  chan struct{}
		want  int
	}{
		{"by the bound", ScheduleBound{Preemptions: 1, Switches: 1, Max: 3}, nil, 3},
		{"by the caller", ScheduleBound{Preemptions: 1, Switches: 1}, ended, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, err := EnumerateSchedules(p, row.bound, row.stop)
			if err != nil || s.Complete || s.Schedules != row.want {
				t.Errorf("%+v, %v", s, err)
			}
		})
	}
}

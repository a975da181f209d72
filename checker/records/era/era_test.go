package era_test

import (
	"fmt"
	"testing"

	"ostlife/checker/records"
	"ostlife/checker/records/era"
)

func Example() {
	now := era.Of(era.Now)
	for _, e := range era.Find(records.Connecting, records.Full, now) {
		fmt.Println(e.Name, e.How)
	}
	fmt.Println(len(era.Find(records.Disconn, records.Full, now)))
	// Output:
	// E7 first connect, or since 2023 one of a server that has forgotten a client without data
	// 0
}

// unknown is a situation that nobody has seen.
func unknown(era.When) (is, known bool) { return false, false }

// during is the one situation in which the import is known to be.
func during(w era.When) func(era.When) (is, known bool) {
	return func(asked era.When) (is, known bool) { return asked == w, true }
}

func all() []records.State {
	var list []records.State
	for s := records.Closed; s <= records.Idle; s++ {
		list = append(list, s)
	}
	return list
}

// TestForbidden: what must never be, in no era and no situation but the one that is named.
func TestForbidden(t *testing.T) {
	only := func(from ...records.State) map[records.State]bool {
		allowed := map[records.State]bool{}
		for _, s := range from {
			allowed[s] = true
		}
		return allowed
	}
	for _, row := range []struct {
		to      records.State
		allowed map[records.State]bool
	}{
		{records.Idle, only(records.Connecting)},
		{records.Full, only(records.Connecting, records.Recover)},
		{records.ReplayWait, only(records.ReplayLocks)},
		{records.Replay, only(records.Connecting)},
		{records.ReplayLocks, only(records.Connecting, records.Replay)},
		{records.Evicted, only(records.Connecting)},
		{records.New, only(records.Closed, records.Connecting, records.Idle)},
	} {
		for _, from := range all() {
			got := era.Judge(from, row.to, era.All, during(era.Always))
			if want := row.allowed[from]; (got == era.Legal) != want {
				t.Errorf("%s to %s: legal is %v, want %v", from, row.to, got == era.Legal, want)
			}
		}
	}
	for _, to := range all() {
		if got := era.Judge(records.Closed, to, era.All, unknown); (got != era.Illegal) != (to == records.New) {
			t.Errorf("CLOSED to %s: %v", to, got)
		}
	}
}

// TestSituations: ways that are open in one situation only, and what is said when nobody
// knows whether it is that one.
func TestSituations(t *testing.T) {
	now := era.Of(era.Now)
	for _, row := range []struct {
		name     string
		from, to records.State
		in       era.Set
		when     func(era.When) (bool, bool)
		want     era.Legality
	}{
		{"denied, after a failed connect", records.Disconn, records.Evicted, now, during(era.JustFailed), era.Legal},
		{"denied, after a loss", records.Disconn, records.Evicted, now, during(era.Always), era.Illegal},
		{"denied, after who knows what", records.Disconn, records.Evicted, now, unknown, era.Depends},
		{"denied, before 2024", records.Disconn, records.Evicted, era.Of(era.Old, era.Middle), unknown, era.Illegal},
		{"invalidation ends late", records.Disconn, records.Recover, now, during(era.Invalidating), era.Legal},
		{"no invalidation", records.Disconn, records.Recover, now, during(era.Always), era.Illegal},
		{"reverse", records.Full, records.Recover, now, during(era.Reverse), era.Legal},
		{"not reverse", records.Full, records.Recover, now, during(era.Always), era.Illegal},
		{"connect while it invalidates, 2018", records.Evicted, records.Connecting, era.Of(era.Middle), unknown, era.Legal},
		{"connect while it invalidates, now", records.Evicted, records.Connecting, now, unknown, era.Illegal},
		{"idle before there was one", records.Connecting, records.Idle, era.Of(era.Old), unknown, era.Illegal},
		{"a word that is no state", records.StateUnknown, records.Full, now, unknown, era.Depends},
		{"a state of tomorrow", records.Idle + 1, records.Full, now, unknown, era.Depends},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := era.Judge(row.from, row.to, row.in, row.when); got != row.want {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}

// TestUnprinted: what nobody prints is no missing line, and what is printed is.
func TestUnprinted(t *testing.T) {
	now, middle := era.Of(era.Now), era.Of(era.Middle)
	for _, row := range []struct {
		name     string
		from, to records.State
		in       era.Set
		bridges  bool
		skips    bool
	}{
		{"idle reconnect now", records.Idle, records.Connecting, now, true, true},
		{"idle reconnect in 2.12", records.Idle, records.Connecting, middle, false, true},
		{"idle reconnect in 2.12, as far as NEW", records.Idle, records.New, middle, true, false},
		{"first connect now", records.New, records.Connecting, now, true, false},
		{"first connect in 2.12", records.New, records.Connecting, middle, false, false},
		{"set up again", records.Closed, records.Connecting, now, true, true},
		{"a lost line", records.Full, records.Connecting, now, false, false},
		{"idle to full", records.Idle, records.Full, now, false, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := era.Bridges(row.from, row.to, row.in); got != row.bridges {
				t.Errorf("bridges: %v", got)
			}
			if got := era.Skips(row.from, row.to, row.in); got != row.skips {
				t.Errorf("skips: %v", got)
			}
		})
	}
	if era.Prints(records.New, records.Connecting, now) || !era.Prints(records.New, records.Connecting, middle) ||
		era.Prints(records.Idle, records.New, middle) || !era.Prints(records.Full, records.Disconn, now) {
		t.Error("what is printed")
	}
}

// TestRows: each row says what takes it and where that is known from, and Judge and Find
// agree on which pairs there are.
func TestRows(t *testing.T) {
	names := map[string]bool{}
	for _, e := range era.Edges() {
		if e.Name == "" || names[e.Name] || e.How == "" || e.Source == "" || e.Eras == 0 {
			t.Errorf("row %+v", e)
		}
		names[e.Name] = true
	}
	for e := era.Old; e <= era.Now; e++ {
		for _, from := range all() {
			for _, to := range all() {
				found := len(era.Find(from, to, era.Of(e))) > 0
				if legal := era.Judge(from, to, era.Of(e), unknown) != era.Illegal; legal != found {
					t.Errorf("%s to %s in %s: found %v, judged %v", from, to, e, found, legal)
				}
			}
		}
	}
}

// TestSets: evidence narrows, and a contradiction widens.
func TestSets(t *testing.T) {
	s := era.All.Narrow(era.Of(era.Old, era.Middle)).Narrow(era.Of(era.Middle))
	if s != era.Of(era.Middle) || s.String() != "2.1 to 2.12" {
		t.Errorf("got %s", s)
	}
	if s = s.Narrow(era.Of(era.Now)); s != era.Of(era.Middle, era.Now) {
		t.Errorf("got %s after a contradiction", s)
	}
}

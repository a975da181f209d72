package register_test

import (
	"testing"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
	"ostlife/model/sequential/register"
)

// step is one operation with its answer.
type step struct {
	in  sequential.Input
	out sequential.Output
}

// never is a stamp that is after everything.
const never = 1 << 40

func write(n sequential.Index, v uint64, i lustre.Instance) step {
	return step{sequential.Input{Operation: sequential.Write, Node: n, Value: v, Alone: never}, sequential.Output{Instance: i}}
}

// shared gives a write that something else could have committed at once.
func (s step) shared() step {
	s.in.Alone = 0
	return s
}

// after gives an operation of a node that had applied the log so far.
func (s step) after(p lustre.Position) step {
	s.in.Applied = p
	return s
}

func read(n sequential.Index, v uint64, i lustre.Instance) step {
	return step{sequential.Input{Operation: sequential.Read, Node: n, Written: true}, sequential.Output{Value: v, Instance: i}}
}

// unwritten gives a read of a value that nobody wrote.
func (s step) unwritten() step {
	s.in.Written = false
	return s
}

func sync(n sequential.Index) step {
	return step{sequential.Input{Operation: sequential.Sync, Node: n}, sequential.Output{}}
}

func dropped(n sequential.Index) step { return sync(n).refused(lustre.ErrDropped) }

func evict(n sequential.Index, i lustre.Instance) step {
	return step{sequential.Input{Operation: sequential.Evict, Node: n, Ends: 5}, sequential.Output{Instance: i}}
}

func connect(n sequential.Index, i lustre.Instance) step {
	return step{sequential.Input{Operation: sequential.Connect, Node: n}, sequential.Output{Instance: i}}
}

func restart() step {
	return step{sequential.Input{Operation: sequential.Restart}, sequential.Output{}}
}

func remove(p lustre.Position) step {
	return step{sequential.Input{Operation: sequential.Remove}, sequential.Output{Position: p}}
}

func (s step) refused(refusal error) step {
	s.out = sequential.Output{Outcome: sequential.Refused, Refusal: refusal}
	return s
}

func (s step) unknown() step {
	s.out = sequential.Output{Outcome: sequential.Unknown}
	return s
}

// walk takes the steps until one is not accepted.
func walk(rules sequential.Rules, steps []step) (register.State, int, sequential.Reason) {
	s := register.Init()
	for i, st := range steps {
		next, reason := register.Step(rules, s, st.in, st.out)
		if reason.Rule != sequential.Accepted {
			return s, i, reason
		}
		s = next
	}
	return s, len(steps), sequential.Reason{}
}

// ruleCases has for each rule histories whose last step that rule alone rejects, and
// beside each one that differs little and is right.
var ruleCases = []struct {
	rule         sequential.Rule
	name         string
	wrong, right []step
}{
	{sequential.ReadUnwritten, "nobody wrote it",
		[]step{read(0, 7, 1).unwritten()},
		[]step{read(0, 0, 1)}},
	{sequential.ReadStale, "the value before",
		[]step{write(0, 7, 1), read(0, 0, 1)},
		[]step{write(0, 7, 1), read(0, 7, 1)}},
	{sequential.ReadStale, "another node's is committed before the lock goes",
		[]step{write(0, 7, 1), read(1, 0, 1)},
		[]step{write(0, 7, 1), read(1, 7, 1), evict(0, 1), read(1, 7, 1)}},
	{sequential.ReadStale, "a lock that is left after an eviction: the other's write is not seen",
		[]step{write(0, 7, 1), evict(0, 1), write(1, 8, 1), write(0, 9, 2), read(1, 8, 1)},
		[]step{write(0, 7, 1), evict(0, 1), write(1, 8, 1), write(0, 9, 2), read(1, 9, 1)}},
	{sequential.ReadStale, "a sync answered ok, and the value is gone",
		[]step{write(0, 7, 1), sync(0), evict(0, 1), read(1, 0, 1)},
		[]step{write(0, 7, 1), evict(0, 1), read(1, 0, 1)}},
	{sequential.ReadStale, "gone after it was there: what the OST has is one of them",
		[]step{write(0, 7, 1), evict(0, 1), read(1, 7, 1), read(1, 0, 1)},
		[]step{write(0, 7, 1), evict(0, 1), read(1, 0, 1), read(1, 0, 1)}},
	{sequential.ReadStale, "a deactivation discarded it: a new connection, and nobody evicted",
		[]step{write(0, 7, 1), connect(0, 2), read(0, 0, 2)},
		[]step{write(0, 7, 1), connect(0, 2), read(0, 7, 2)}},
	{sequential.ReadStale, "lost over a restart: the writer is still there",
		[]step{write(0, 7, 1), restart(), connect(0, 1), read(1, 0, 1)},
		[]step{write(0, 7, 1), restart(), read(1, 0, 1)}},
	{sequential.ReadStale, "lost over a restart, under its own eyes",
		[]step{write(0, 7, 1), restart(), read(0, 0, 1)},
		[]step{write(0, 7, 1), restart(), read(0, 0, 2)}},
	{sequential.ReadStale, "a restart loses nothing that was read by another",
		[]step{write(0, 7, 1), read(1, 7, 1), restart(), read(0, 0, 2)},
		[]step{write(0, 7, 1), restart(), read(0, 0, 2), dropped(0)}},
	{sequential.ReadStale, "a void write is seen",
		[]step{evict(0, 1), write(0, 7, 1), read(1, 7, 1)},
		[]step{write(0, 7, 1), evict(0, 1), read(1, 7, 1)}},
	{sequential.ReadStale, "a removal drops only what was there before it",
		[]step{remove(3), write(0, 7, 2).after(3), connect(0, 3), read(0, 0, 3)},
		[]step{remove(3), write(0, 7, 2).after(2), connect(0, 3), read(0, 0, 3)}},
	{sequential.ReadDropped, "on an evicted instance",
		[]step{evict(0, 1), read(0, 0, 1)},
		[]step{evict(0, 1), read(0, 0, 2)}},
	{sequential.ReadDropped, "on one before that which another answer showed",
		[]step{connect(0, 2), read(0, 0, 1)},
		[]step{connect(0, 2), read(0, 0, 2)}},
	{sequential.DropUntold, "a void write",
		[]step{evict(0, 1), write(0, 7, 1).shared(), sync(0)},
		[]step{evict(0, 1), write(0, 7, 2).shared(), sync(0)}},
	{sequential.DropUntold, "evicted with what nothing can have committed",
		[]step{write(0, 7, 1), evict(0, 1), sync(0)},
		[]step{write(0, 7, 1).shared(), evict(0, 1), sync(0)}},
	{sequential.DropUntold, "another's value is there after a restart",
		[]step{write(0, 7, 1), restart(), read(1, 0, 1), sync(0)},
		[]step{write(0, 7, 1), restart(), read(1, 7, 1), sync(0)}},
	{sequential.DropUnfounded, "nothing was written",
		[]step{evict(0, 1), dropped(0)},
		[]step{evict(0, 1), write(0, 7, 1), dropped(0)}},
	{sequential.DropUnfounded, "nobody was evicted",
		[]step{write(0, 7, 1), dropped(0)},
		[]step{write(0, 7, 1), restart(), dropped(0)}},
	{sequential.DropUnfounded, "told twice",
		[]step{write(0, 7, 1), evict(0, 1), dropped(0), dropped(0)},
		[]step{write(0, 7, 1), evict(0, 1), write(0, 8, 2), evict(0, 2), dropped(0), dropped(0)}},
	{sequential.DropUnfounded, "told twice: a void write is dropped with the rest",
		[]step{write(0, 7, 1), evict(0, 1), write(0, 8, 1), dropped(0), dropped(0)},
		[]step{write(0, 7, 1), evict(0, 1), write(0, 8, 1), dropped(0), sync(0)}},
	{sequential.DropUnfounded, "all was committed",
		[]step{write(0, 7, 1), sync(0), evict(0, 1), dropped(0)},
		[]step{write(0, 7, 1), sync(0), write(0, 8, 1), evict(0, 1), dropped(0)}},
	{sequential.DropUnfounded, "all was handed over",
		[]step{write(0, 7, 1), read(1, 7, 1), evict(0, 1), dropped(0)},
		[]step{write(0, 7, 1), evict(0, 1), read(1, 7, 1), dropped(0)}},
	{sequential.DropUnfounded, "committed by a deactivation",
		[]step{write(0, 7, 1), evict(0, 0).refused(lustre.ErrNotConnected), dropped(0)},
		[]step{write(0, 7, 1), restart(), evict(0, 0).refused(lustre.ErrNotConnected), dropped(0)}},
}

// TestRules is the negative control of each rule, with and without it in force.
func TestRules(t *testing.T) {
	seen := map[sequential.Rule]bool{}
	for _, c := range ruleCases {
		seen[c.rule] = true
		t.Run(c.rule.String()+"/"+c.name, func(t *testing.T) {
			s, i, reason := walk(sequential.All, c.wrong)
			if i != len(c.wrong)-1 || reason.Rule != c.rule {
				t.Errorf("wrong history: step %d in state %s: %s %s, want the last step rejected", i, s, reason.Rule, reason)
			}
			if s, i, reason := walk(sequential.All.Without(c.rule), c.wrong); i != len(c.wrong) {
				t.Errorf("wrong history without the rule: step %d in state %s: %s %s", i, s, reason.Rule, reason)
			}
			if s, i, reason := walk(sequential.All, c.right); i != len(c.right) {
				t.Errorf("right history: step %d in state %s: %s %s", i, s, reason.Rule, reason)
			}
		})
	}
	for rule := sequential.ReadUnwritten; rule <= sequential.DropUnfounded; rule++ {
		if !seen[rule] {
			t.Errorf("no history for rule %s", rule)
		}
	}
}

// TestOpen is about what is not known: each row is right, and becomes wrong by its last
// step, unless that is none.
func TestOpen(t *testing.T) {
	rows := []struct {
		name  string
		right []step
		wrong step
		rule  sequential.Rule
	}{
		{"what was written out before an eviction may be any", []step{write(0, 7, 1), write(0, 8, 1), write(0, 9, 1), evict(0, 1), read(1, 8, 1)},
			read(1, 9, 1), sequential.ReadStale},
		{"two that may have been dropped both wrote", []step{write(0, 7, 1), write(1, 8, 1), restart(), write(0, 9, 1), write(1, 6, 1), read(0, 9, 1)},
			read(1, 6, 1), sequential.ReadDropped},
		{"and whoever reads back its own may still lose it", []step{write(0, 7, 1), restart(), write(1, 8, 1), read(0, 7, 1), evict(0, 1), read(1, 0, 2)},
			step{}, sequential.Accepted},
		{"a report may be of the older drop, or of the newer", []step{write(0, 7, 1).shared(), evict(0, 1), write(0, 8, 2), restart(), dropped(0), read(0, 8, 2), evict(0, 2), dropped(0)},
			dropped(0), sequential.DropUnfounded},
		{"an eviction that may have come", []step{write(0, 7, 1), evict(0, 0).unknown(), read(1, 0, 1), dropped(0)},
			read(0, 0, 1), sequential.ReadDropped},
		{"of an instance that nobody had seen", []step{evict(0, 0).unknown(), write(0, 7, 4), read(1, 0, 1), dropped(0)},
			dropped(0), sequential.DropUnfounded},
		{"a write that may be there", []step{write(0, 7, 1), write(1, 8, 0).unknown(), read(0, 7, 1)},
			read(0, 6, 1), sequential.ReadStale},
		{"a sync that may have told it", []step{write(0, 7, 1), evict(0, 1), sync(0).unknown(), sync(0)},
			read(0, 5, 2), sequential.ReadStale},
		{"a removal that may have come", []step{write(0, 7, 1), remove(0).unknown(), read(1, 0, 1), dropped(0)},
			dropped(0), sequential.DropUnfounded},
		{"refusals prove nothing", []step{write(0, 7, 1), sync(0).refused(lustre.ErrUnreachable), read(0, 0, 0).refused(lustre.ErrDeactivated), write(1, 8, 1).refused(lustre.ErrNoTarget)},
			read(1, 8, 1), sequential.ReadStale},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s, i, reason := walk(sequential.All, row.right)
			if i != len(row.right) {
				t.Fatalf("step %d in state %s: %s %s", i, s, reason.Rule, reason)
			}
			if row.rule == sequential.Accepted {
				return
			}
			if _, reason := register.Step(sequential.All, s, row.wrong.in, row.wrong.out); reason.Rule != row.rule {
				t.Errorf("in state %s: %q, want %s", s, reason.Rule, row.rule)
			}
		})
	}
}

// TestBounds reaches each: undecided, and only where it matters.
func TestBounds(t *testing.T) {
	var steps []step
	for v := range uint64(2 * register.MaxValues) {
		steps = append(steps, write(0, v+1, 1))
	}
	s, i, _ := walk(sequential.All, append(steps, read(0, 2*register.MaxValues, 1)))
	if i != len(steps)+1 || !s.More {
		t.Fatalf("step %d in state %s, want many values accepted", i, s)
	}
	steps = append(steps, evict(0, 1))
	for _, row := range []struct {
		last step
		rule sequential.Rule
	}{
		{read(1, 1, 1), sequential.Accepted},
		{read(1, 2*register.MaxValues-1, 1), sequential.OutOfValues},
		{read(1, 99, 1).unwritten(), sequential.ReadUnwritten},
		{write(register.MaxNodes-1, 1, 1), sequential.Accepted},
		{write(register.MaxNodes, 1, 1), sequential.OutOfNodes},
	} {
		if s, _, reason := walk(sequential.All, append(steps, row.last)); reason.Rule != row.rule {
			t.Errorf("%s %+v in state %s: %s, want %s", row.last.in.Operation, row.last.out, s, reason.Rule, row.rule)
		}
	}
}

// TestForeign refuses what is no operation of a register, and answers that are none.
func TestForeign(t *testing.T) {
	for _, st := range []step{
		{sequential.Input{Operation: sequential.PoolAdd}, sequential.Output{}},
		{read(0, 0, 1).in, sequential.Output{Outcome: sequential.Unknown + 1}},
		sync(0).refused(lustre.ErrBusy), evict(0, 0).refused(lustre.ErrNoTarget), write(0, 1, 0).refused(lustre.ErrDropped),
	} {
		if _, reason := register.Step(sequential.All, register.Init(), st.in, st.out); reason.Rule != sequential.RefusalForeign {
			t.Errorf("%s %+v: %q", st.in.Operation, st.out, reason.Rule)
		}
	}
}

// TestState pins the line that reports show.
func TestState(t *testing.T) {
	rows := []struct {
		steps []step
		want  string
	}{
		{nil, "value 0"},
		{[]step{write(0, 7, 2)}, "value 7 by node 0 under 2, else 0; node 0: 2"},
		{[]step{write(0, 7, 2), evict(0, 2), restart()}, "value 0 or 7; node 0: 2 gone restarted, a drop to be told"},
		{[]step{write(0, 7, 2).shared(), evict(0, 2)}, "value 0 or 7; node 0: 2 gone, a drop perhaps to be told"},
	}
	for _, row := range rows {
		if s, _, _ := walk(sequential.All, row.steps); s.String() != row.want {
			t.Errorf("%q, want %q", s, row.want)
		}
	}
}

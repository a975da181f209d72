package pool_test

import (
	"testing"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
	"ostlife/model/sequential/pool"
)

// step is one operation with its answer.
type step struct {
	in  sequential.Input
	out sequential.Output
}

func record(o sequential.Operation, p lustre.Position) step {
	return step{sequential.Input{Operation: o}, sequential.Output{Position: p}}
}

func add(p lustre.Position) step        { return record(sequential.Add, p) }
func remove(p lustre.Position) step     { return record(sequential.Remove, p) }
func deactivate(p lustre.Position) step { return record(sequential.Deactivate, p) }
func join(p lustre.Position) step       { return record(sequential.PoolAdd, p) }
func leave(p lustre.Position) step      { return record(sequential.PoolRemove, p) }

// other gives a request of another pool.
func (s step) other() step {
	s.in.Other = true
	return s
}

func (s step) unknown() step {
	s.out = sequential.Output{Outcome: sequential.Unknown}
	return s
}

func list(n sequential.Index, p lustre.Position, member bool) step {
	s := record(sequential.PoolList, p)
	s.in.Node, s.out.Member = n, member
	return s
}

// create gives a create of a node whose pools had applied so much of the log.
func create(applied lustre.Position) step {
	s := record(sequential.Create, 0)
	s.in.Applied = applied
	return s
}

func walk(rules sequential.Rules, s pool.State, steps []step) (pool.State, int, sequential.Reason) {
	for i, st := range steps {
		next, reason := pool.Step(rules, s, st.in, st.out)
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
	global       bool
	wrong, right []step
}{
	{sequential.ListBroken, "not joined", false,
		[]step{add(1), list(0, 1, true)},
		[]step{add(1), join(2), list(0, 2, true)}},
	{sequential.ListBroken, "joined later than the list", false,
		[]step{add(1), join(3), list(0, 2, true)},
		[]step{add(1), join(3), list(0, 2, false), list(0, 5, true)}},
	{sequential.ListBroken, "the pool keeps what was removed", false,
		[]step{add(1), join(2), deactivate(3), remove(4), list(0, 4, true)},
		[]step{add(1), join(2), deactivate(3), remove(4), list(0, 3, true), list(0, 4, false)}},
	{sequential.ListBroken, "it is in no pool when it is added again", false,
		[]step{add(1), join(2), remove(3), add(4), list(0, 4, true)},
		[]step{add(1), join(2), remove(3), add(4), join(5), list(0, 5, true)}},
	{sequential.ListBroken, "the global pool", true,
		[]step{add(1), list(0, 1, false)},
		[]step{add(1), list(0, 0, false), list(0, 1, true), remove(2), list(0, 2, false)}},
	{sequential.ListBack, "of one node", false,
		[]step{list(0, 4, false), list(0, 3, false)},
		[]step{list(0, 4, false), list(1, 3, false)}},
	{sequential.PoolRise, "a record that a node has applied", false,
		[]step{add(1), list(0, 4, false), join(4)},
		[]step{add(1), list(0, 4, false), join(5)}},
	{sequential.PoolRise, "left without a record", false,
		[]step{add(1), join(2), leave(2)},
		[]step{add(1), join(2), leave(3)}},
	{sequential.PoolRepeat, "joined twice", false,
		[]step{add(1), join(2), join(3)},
		[]step{add(1), join(2), join(2)}},
	{sequential.PoolRepeat, "the last record is another pool's", false,
		[]step{add(1), join(2), join(4).other(), join(2)},
		[]step{add(1), join(2), join(4).other(), join(4)}},
	{sequential.PoolRepeat, "not in it, and the last record is one of the target's own", false,
		[]step{add(1), deactivate(3), leave(1)},
		[]step{add(1), deactivate(3), leave(3)}},
	{sequential.CreateOutside, "never in it", false,
		[]step{add(1), create(0)},
		[]step{add(1), join(2), create(0)}},
	{sequential.CreateOutside, "the node knew that it had left", false,
		[]step{add(1), join(2), leave(3), create(3)},
		[]step{add(1), join(2), leave(3), create(2)}},
}

// TestRules is the negative control of each rule, with and without it in force.
func TestRules(t *testing.T) {
	seen := map[sequential.Rule]bool{}
	for _, c := range ruleCases {
		seen[c.rule] = true
		t.Run(c.rule.String()+"/"+c.name, func(t *testing.T) {
			init := pool.Init(!c.global)
			s, i, reason := walk(sequential.All, init, c.wrong)
			if i != len(c.wrong)-1 || reason.Rule != c.rule {
				t.Errorf("wrong history: step %d in state %s: %s %s, want the last step rejected", i, s, reason.Rule, reason)
			}
			if s, i, reason := walk(sequential.All.Without(c.rule), init, c.wrong); i != len(c.wrong) {
				t.Errorf("wrong history without the rule: step %d in state %s: %s %s", i, s, reason.Rule, reason)
			}
			if s, i, reason := walk(sequential.All, init, c.right); i != len(c.right) {
				t.Errorf("right history: step %d in state %s: %s %s", i, s, reason.Rule, reason)
			}
		})
	}
	for rule := sequential.CreateOutside; rule <= sequential.PoolRepeat; rule++ {
		if !seen[rule] {
			t.Errorf("no history for rule %s", rule)
		}
	}
}

// TestOpen is about records whose position is not known.
func TestOpen(t *testing.T) {
	rows := []struct {
		name  string
		steps []step
		want  sequential.Rule
	}{
		{"it may be in the list", []step{add(1), join(0).unknown(), list(0, 4, true)}, sequential.Accepted},
		{"or come later", []step{add(1), join(0).unknown(), list(0, 4, false)}, sequential.Accepted},
		{"but not before it was asked", []step{add(1), list(0, 4, false), join(0).unknown(), list(1, 4, true)}, sequential.ListBroken},
		{"a repetition tells where it is", []step{add(1), join(0).unknown(), join(6)}, sequential.Accepted},
		{"and is after what there was", []step{add(5), join(0).unknown(), join(3)}, sequential.PoolRepeat},
		{"another pool's may be the last record", []step{add(1), join(2), join(0).unknown().other(), join(4)}, sequential.Accepted},
		{"nothing is written for an absent target", []step{join(0).unknown(), list(0, 4, true)}, sequential.ListBroken},
		{"a removal", []step{add(1), join(2), remove(0).unknown(), list(0, 3, false)}, sequential.Accepted},
		{"an addition", []step{add(0).unknown(), join(3), list(0, 3, true)}, sequential.Accepted},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s, i, reason := walk(sequential.All, pool.Init(true), row.steps)
			if reason.Rule != row.want || row.want != sequential.Accepted && i != len(row.steps)-1 {
				t.Errorf("step %d in state %s: %s %s, want %s", i, s, reason.Rule, reason, row.want)
			}
		})
	}
}

// TestBounds forgets changes, and answers undecided where one of them would count.
func TestBounds(t *testing.T) {
	steps := []step{add(1)}
	p := lustre.Position(1)
	for range pool.MaxChanges {
		steps = append(steps, join(p+1), leave(p+2))
		p += 2
	}
	for _, row := range []struct {
		last step
		want sequential.Rule
	}{
		{list(0, p, false), sequential.Accepted},
		{list(0, 2, true), sequential.OutOfRoom},
		{list(pool.MaxNodes, p, false), sequential.OutOfNodes},
		{create(2), sequential.Accepted}, // it was in it later, too
		{create(p), sequential.CreateOutside},
	} {
		if s, _, reason := walk(sequential.All, pool.Init(true), append(steps, row.last)); reason.Rule != row.want {
			t.Errorf("%s in state %s: %s, want %s", row.last.in.Operation, s, reason.Rule, row.want)
		}
	}
}

// TestState pins the line that reports show, and refuses what is none of its operations.
func TestState(t *testing.T) {
	s, _, _ := walk(sequential.All, pool.Init(true), []step{add(1), join(3), leave(0).unknown()})
	if got := s.String(); got != "out, in @3, out @4+; last record @3" {
		t.Error(got)
	}
	if _, reason := pool.Step(sequential.All, s, sequential.Input{Operation: sequential.Write}, sequential.Output{}); reason.Rule != sequential.RefusalForeign {
		t.Error(reason.Rule)
	}
}

package sequential_test

import (
	"slices"
	"strings"
	"testing"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// ruleCases has for each rule histories whose last step that rule alone rejects, and
// beside each one that differs little and is right.
var ruleCases = []struct {
	rule         sequential.Rule
	name         string
	wrong, right []step
}{
	{sequential.ConnectOff, "before the target is added",
		[]step{connect(1)},
		[]step{add(1, 1), connect(1)}},
	{sequential.ConnectOff, "after the node showed it deactivated",
		[]step{add(1, 1), deactivate(2), off(2), connect(1).after(2)},
		[]step{add(1, 1), deactivate(2), off(2), activate(3), connect(1).after(2)}},
	{sequential.ConnectOff, "after the node settled the removal",
		[]step{add(1, 1), deactivate(2), remove(3), settle(3), connect(1).after(3)},
		[]step{add(1, 1), deactivate(2), remove(3), settle(2), connect(1).after(1)}},
	{sequential.NoTargetRefused, "after the node showed it",
		[]step{add(1, 1), on(1, 0), connect(0).refused(lustre.ErrNoTarget)},
		[]step{add(1, 1), absent(0), connect(0).refused(lustre.ErrNoTarget)}},
	{sequential.NoTargetRefused, "after a connection proved it applied",
		[]step{add(1, 1), connect(1), connect(0).refused(lustre.ErrNoTarget)},
		[]step{add(1, 1), deactivate(2), remove(3), connect(1), connect(0).refused(lustre.ErrNoTarget)}},
	{sequential.DeactivatedRefused, "never deactivated",
		[]step{add(1, 1), connect(0).refused(lustre.ErrDeactivated)},
		[]step{add(1, 1), deactivate(2), connect(0).refused(lustre.ErrDeactivated)}},
	{sequential.DeactivatedRefused, "after the activation was settled",
		[]step{add(1, 1), deactivate(2), activate(3), settle(3), connect(0).refused(lustre.ErrDeactivated)},
		[]step{add(1, 1), deactivate(2), activate(3), settle(2), connect(0).refused(lustre.ErrDeactivated)}},
	{sequential.InstanceBack, "connect",
		[]step{add(1, 1), connect(2), connect(1)},
		[]step{add(1, 1), connect(2), connect(2)}},
	{sequential.InstanceBack, "evict, below what the slot was active for",
		[]step{add(1, 1), on(1, 3), evict(2)},
		[]step{add(1, 1), on(1, 3), evict(3)}},
	{sequential.InstanceDropped, "connect with what was evicted: a late reply",
		[]step{add(1, 1), connect(1), evict(1), connect(1)},
		[]step{add(1, 1), connect(1), evict(1), connect(2)}},
	{sequential.InstanceDropped, "evicted twice",
		[]step{add(1, 1), connect(1), evict(1), evict(1)},
		[]step{add(1, 1), connect(1), evict(1), evict(2)}},
	{sequential.InstanceDropped, "not-connected proves it gone",
		[]step{add(1, 1), on(1, 1), evict(0).refused(lustre.ErrNotConnected), connect(1)},
		[]step{add(1, 1), on(1, 1), evict(0).refused(lustre.ErrNotConnected), on(1, 1), connect(2)}},
	{sequential.InstanceEarly, "evict before the target is added",
		[]step{evict(1)},
		[]step{evict(0).refused(lustre.ErrNotConnected)}},
	{sequential.ExportLost, "after a connect",
		[]step{add(1, 1), connect(1), evict(0).refused(lustre.ErrNotConnected)},
		[]step{add(1, 1), connect(1), evict(1), evict(0).refused(lustre.ErrNotConnected)}},
	{sequential.ExportLost, "after a connect that follows the activation shown",
		[]step{add(1, 1), deactivate(2), activate(3), on(3, 0), connect(1).after(3), evict(0).refused(lustre.ErrNotConnected)},
		[]step{add(1, 1), deactivate(2), activate(3), connect(1).after(1), evict(0).refused(lustre.ErrNotConnected)}},
	{sequential.ExportLost, "a deactivation could have ended it, another connect was after that",
		[]step{add(1, 1), connect(1), deactivate(2), activate(3), settle(3), connect(2).after(3), evict(0).refused(lustre.ErrNotConnected)},
		[]step{add(1, 1), connect(1), deactivate(2), evict(0).refused(lustre.ErrNotConnected)}},
	{sequential.PositionBack, "after status",
		[]step{add(1, 1), deactivate(2), off(2), on(1, 0)},
		[]step{add(1, 1), deactivate(2), on(1, 0), off(2)}},
	{sequential.PositionBack, "after settle",
		[]step{add(1, 1), deactivate(2), settle(5), on(1, 0)},
		[]step{add(1, 1), settle(5), deactivate(6), on(1, 0)}},
	{sequential.PositionForeign, "not yet written",
		[]step{add(1, 1), off(2)},
		[]step{add(1, 1), deactivate(2), off(2)}},
	{sequential.PositionForeign, "another target's",
		[]step{add(1, 1), deactivate(3), on(2, 0)},
		[]step{add(1, 1), deactivate(3), on(1, 0)}},
	{sequential.PrefixBroken, "deactivated and not shown so",
		[]step{add(1, 1), deactivate(2), on(2, 0)},
		[]step{add(1, 1), deactivate(2), off(2)}},
	{sequential.PrefixBroken, "shown deactivated and then not, at the same record",
		[]step{add(1, 1), deactivate(2), off(2), on(2, 0)},
		[]step{add(1, 1), deactivate(2), off(2), off(2)}},
	{sequential.PrefixBroken, "removed and deactivated",
		[]step{add(1, 1), deactivate(2), remove(3), slot(lustre.Status{Position: 3, Deactivated: true})},
		[]step{add(1, 1), deactivate(2), remove(3), absent(3)}},
	{sequential.ActiveOff, "deactivated",
		[]step{add(1, 1), deactivate(2), slot(lustre.Status{Position: 2, Present: true, Deactivated: true, Active: 1})},
		[]step{add(1, 1), deactivate(2), on(1, 1)}},
	{sequential.ActiveOff, "absent",
		[]step{slot(lustre.Status{Active: 1})},
		[]step{add(1, 1), on(1, 1)}},
	{sequential.ActiveBack, "an earlier instance",
		[]step{add(1, 1), on(1, 2), on(1, 1)},
		[]step{add(1, 1), connect(2), on(1, 1)}},
	{sequential.SettleBack, "settle",
		[]step{settle(4), settle(3)},
		[]step{settle(4), settle(4)}},
	{sequential.LogRise, "a position taken by this target",
		[]step{add(1, 2), deactivate(2)},
		[]step{add(1, 2), deactivate(3)}},
	{sequential.LogRise, "a position that a node has settled",
		[]step{add(1, 1), settle(4), deactivate(4)},
		[]step{add(1, 1), settle(4), deactivate(5)}},
	{sequential.LogRepeat, "deactivated already",
		[]step{add(1, 1), deactivate(2), deactivate(3)},
		[]step{add(1, 1), deactivate(2), deactivate(2)}},
	{sequential.LogRepeat, "activated already",
		[]step{add(1, 1), activate(2)},
		[]step{add(1, 1), activate(1)}},
	{sequential.LogRepeat, "the last record is a pool's",
		[]step{add(1, 1), join(3), activate(1)},
		[]step{add(1, 1), join(3), activate(3)}},
	{sequential.LogRepeat, "a pool's request that changed nothing, long ago",
		[]step{add(1, 1), join(3), deactivate(5), join(3)},
		[]step{add(1, 1), join(3), deactivate(5), join(5)}},
	{sequential.LogRise, "a pool's record is there",
		[]step{add(1, 1), join(3), deactivate(3)},
		[]step{add(1, 1), join(3), deactivate(4)}},
	{sequential.RecordAbsent, "a pool's record",
		[]step{join(1)},
		[]step{join(0).refused(lustre.ErrNoTarget)}},
	{sequential.RecordPresent, "a pool's",
		[]step{add(1, 1), join(0).refused(lustre.ErrNoTarget)},
		[]step{join(0).refused(lustre.ErrNoTarget), add(1, 1)}},
	{sequential.CreateOff, "never added",
		[]step{create()},
		[]step{add(1, 1), create()}},
	{sequential.CreateOff, "after the node showed it deactivated",
		[]step{add(1, 1), deactivate(2), off(2), create().after(2)},
		[]step{add(1, 1), deactivate(2), off(2), create().after(1)}},
	{sequential.ExportLost, "a restart before the connect",
		[]step{add(1, 1), connect(1), restart(), connect(1), evict(0).refused(lustre.ErrNotConnected)},
		[]step{add(1, 1), connect(1), restart(), evict(0).refused(lustre.ErrNotConnected)}},
	{sequential.AddTaken, "present",
		[]step{add(1, 1), add(1, 2)},
		[]step{add(1, 1), deactivate(2), remove(3), add(1, 4)}},
	{sequential.AddTaken, "another UUID's",
		[]step{add(1, 1), deactivate(2), remove(3), add(2, 4)},
		[]step{add(1, 1), deactivate(2), remove(3), add(2, 0).refused(lustre.ErrExists)}},
	{sequential.AddFree, "refused though free",
		[]step{add(1, 0).refused(lustre.ErrExists)},
		[]step{add(1, 1), add(1, 0).refused(lustre.ErrExists)}},
	{sequential.RecordAbsent, "deactivate",
		[]step{deactivate(1)},
		[]step{deactivate(0).refused(lustre.ErrNoTarget)}},
	{sequential.RecordAbsent, "activate",
		[]step{activate(1)},
		[]step{activate(0).refused(lustre.ErrNoTarget)}},
	{sequential.RecordAbsent, "remove",
		[]step{remove(1)},
		[]step{remove(0).refused(lustre.ErrNoTarget)}},
	{sequential.RecordPresent, "deactivate",
		[]step{add(1, 1), deactivate(0).refused(lustre.ErrNoTarget)},
		[]step{deactivate(0).refused(lustre.ErrNoTarget), add(1, 1)}},
	{sequential.RecordPresent, "remove",
		[]step{add(1, 1), remove(0).refused(lustre.ErrNoTarget)},
		[]step{remove(0).refused(lustre.ErrNoTarget), add(1, 1)}},
	{sequential.RemoveActive, "remove",
		[]step{add(1, 1), remove(2)},
		[]step{add(1, 1), deactivate(2), remove(3)}},
	{sequential.RemoveIdle, "busy though deactivated",
		[]step{add(1, 1), deactivate(2), remove(0).refused(lustre.ErrBusy)},
		[]step{add(1, 1), remove(0).refused(lustre.ErrBusy), deactivate(2)}},
	{sequential.RemoveIdle, "busy though absent",
		[]step{remove(0).refused(lustre.ErrBusy)},
		[]step{add(1, 1), remove(0).refused(lustre.ErrBusy)}},
	{sequential.RefusalForeign, "connect",
		[]step{add(1, 1), connect(0).refused(lustre.ErrBusy)},
		[]step{add(1, 1), connect(0).refused(lustre.ErrUnreachable)}},
	{sequential.RefusalForeign, "evict",
		[]step{evict(0).refused(lustre.ErrNoTarget)},
		[]step{evict(0).refused(lustre.ErrNotConnected)}},
	{sequential.RefusalForeign, "add",
		[]step{add(1, 1).refused(lustre.ErrBusy)},
		[]step{add(1, 1)}},
	{sequential.RefusalForeign, "deactivate",
		[]step{add(1, 1), deactivate(2).refused(lustre.ErrExists)},
		[]step{add(1, 1), deactivate(2)}},
	{sequential.RefusalForeign, "remove",
		[]step{add(1, 1), remove(2).refused(lustre.ErrDeactivated)},
		[]step{add(1, 1), remove(2).refused(lustre.ErrBusy)}},
	{sequential.RefusalForeign, "status",
		[]step{on(1, 0).refused(lustre.ErrNoTarget)},
		[]step{absent(0)}},
	{sequential.RefusalForeign, "settle",
		[]step{settle(1).refused(lustre.ErrUnreachable)},
		[]step{settle(1)}},
}

// TestRules holds each rule to be needed: a wrong history is rejected by it, and
// accepted as soon as that one rule is not in force.
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
	for rule := sequential.ConnectOff; rule <= sequential.RefusalForeign; rule++ { // the others are of other packages
		if !seen[rule] {
			t.Errorf("no history for rule %s", rule)
		}
	}
}

// TestRuleTable holds the texts to be complete: reports are made of them.
func TestRuleTable(t *testing.T) {
	var names []string
	for _, rule := range sequential.Judged() {
		if rule.Clause() == "" || !strings.HasSuffix(rule.Sentence(), ".") || rule.Bound() {
			t.Errorf("rule %s: clause %q, sentence %q", rule, rule.Clause(), rule.Sentence())
		}
		if text := (sequential.Reason{Rule: rule, Got: 7, Limit: 9}).String(); text == "" || strings.ContainsAny(text, "{}") {
			t.Errorf("rule %s: reason %q", rule, text)
		}
		if slices.Contains(names, rule.String()) {
			t.Errorf("rule %s is there twice", rule)
		}
		names = append(names, rule.String())
	}
	for bound := sequential.OutOfRoom; bound <= sequential.OutOfNodes; bound++ {
		if !bound.Bound() || bound.Sentence() == "" {
			t.Errorf("%s is no bound, or has no sentence", bound)
		}
	}
	beyond := sequential.OutOfNodes + 1
	if got := beyond.String() + beyond.Clause() + beyond.Sentence(); got != "Rule(45)" {
		t.Errorf("a rule that is none: %q", got)
	}
}

package sequential

import (
	"strconv"
	"strings"
)

// Rule is one thing that the specification demands of an answer. The zero value is
// no rule: the answer is accepted.
type Rule uint8

// The rules, in the order in which reports list them. The last two are none: they
// are bounds of the specification, and an answer that meets one is undecided.
const (
	Accepted Rule = iota
	ConnectOff
	NoTargetRefused
	DeactivatedRefused
	InstanceBack
	InstanceDropped
	InstanceEarly
	ExportLost
	PositionBack
	PositionForeign
	PrefixBroken
	ActiveOff
	ActiveBack
	SettleBack
	LogRise
	LogRepeat
	AddTaken
	AddFree
	RecordAbsent
	RecordPresent
	RemoveActive
	RemoveIdle
	RefusalForeign
	OutOfRoom
	Ambiguous
	ruleCount
)

// ruleTable has one row for each rule: a stable name, the clause behind it, what it
// demands, and what was wrong, in which {got} and {limit} are the reason's numbers.
var ruleTable = [ruleCount]struct{ name, clause, sentence, wrong string }{
	Accepted: {name: "accepted"},
	ConnectOff: {"connect-off", "C3.2",
		"A node connects only to a target that the log it has applied holds, and not deactivated.",
		"the node had applied the log up to {got}, and no record from there on gives the target present and not deactivated"},
	NoTargetRefused: {"no-target-refused", "C3.3",
		"A node refuses with no-target only while the log it has applied holds no such target.",
		"the target is present from record {got} on, which the node has applied"},
	DeactivatedRefused: {"deactivated-refused", "C3.2",
		"A node refuses with deactivated only while the log it has applied has the target deactivated.",
		"the target is not deactivated from record {got} on, which the node has applied"},
	InstanceBack: {"instance-back", "C2.4",
		"An export's instance is higher than every one before it.",
		"instance {got}, although {limit} is known"},
	InstanceDropped: {"instance-dropped", "C2.4",
		"An instance that the OST has dropped is never given again.",
		"instance {got}, which the OST has dropped"},
	InstanceEarly: {"instance-early", "C1c",
		"There is no export before the target is in the log.",
		"instance {got}, and the target was never added"},
	ExportLost: {"export-lost", "C2.4",
		"An export goes only by an eviction, or by the disconnect of a deactivation.",
		"not-connected, although the export of instance {got} was not evicted, nor the target deactivated since"},
	PositionBack: {"position-back", "C2.4",
		"A slot never goes back to an earlier record.",
		"position {got}, although the node has shown {limit}"},
	PositionForeign: {"position-foreign", "C3.2",
		"A slot reflects a record of its target that is in the log.",
		"no record of this target is at position {got} now"},
	PrefixBroken: {"prefix-broken", "C3.2",
		"Whether a slot is present and deactivated is what the record at its position says.",
		"the slot is not as the record at position {got} has it"},
	ActiveOff: {"active-off", "C2.2",
		"A slot is active only while it is present and not deactivated.",
		"active for instance {got}"},
	ActiveBack: {"active-back", "C2.4",
		"A slot is never active again for an earlier instance.",
		"active for instance {got}, after {limit}"},
	SettleBack: {"settle-back", "C2.4",
		"What a node has applied and finished stays applied and finished.",
		"settled up to {got}, after {limit}"},
	LogRise: {"log-rise", "C3.2",
		"A record comes after all records before it.",
		"position {got}, although the log already reaches {limit}"},
	LogRepeat: {"log-repeat", "C3.2",
		"What changes nothing answers with the record that says so already.",
		"position {got}, and the target's last record is at {limit}"},
	AddTaken: {"add-taken", "C3.3",
		"An index is added only while it is free, and only under the UUID that it had first.",
		"added at position {got}"},
	AddFree: {"add-free", "C3.3",
		"ADD is refused with exists only if the index is in use or belongs to another UUID.",
		"refused, although the index is free"},
	RecordAbsent: {"record-absent", "C3.3",
		"Only ADD is written for a target that the log does not hold.",
		"a record at position {got} for an absent target"},
	RecordPresent: {"record-present", "C3.3",
		"The MGS refuses with no-target only what the log does not hold.",
		"refused, although the target is present"},
	RemoveActive: {"remove-active", "C3.3",
		"REMOVE is refused unless the target is deactivated.",
		"removed at position {got}, not deactivated"},
	RemoveIdle: {"remove-idle", "C3.3",
		"REMOVE is refused with busy only if the target is present and not deactivated.",
		"refused, although the target is deactivated or absent"},
	RefusalForeign: {"refusal-foreign", "C3.3",
		"An operation is refused only for a reason that it can have.",
		"a refusal that this operation does not know"},
	OutOfRoom: {"out-of-room", "",
		"More records wait for the node to show them than the specification remembers.",
		"{got} records are remembered"},
	Ambiguous: {"ambiguous", "",
		"Several records of unknown position could be the one that a slot shows.",
		"position {got}"},
}

// Judged lists the rules, without the two bounds.
func Judged() []Rule {
	var rules []Rule
	for rule := Accepted + 1; rule < OutOfRoom; rule++ {
		rules = append(rules, rule)
	}
	return rules
}

// String gives the rule's stable name, for example "instance-back".
func (r Rule) String() string {
	if r >= ruleCount {
		return "Rule(" + strconv.Itoa(int(r)) + ")"
	}
	return ruleTable[r].name
}

// Clause gives the clause behind the rule, for example "C2.4"; a bound has none.
func (r Rule) Clause() string {
	if r >= ruleCount {
		return ""
	}
	return ruleTable[r].clause
}

// Sentence says what the rule demands, as one sentence.
func (r Rule) Sentence() string {
	if r >= ruleCount {
		return ""
	}
	return ruleTable[r].sentence
}

// Bound reports that this is no rule but a bound: neither right nor wrong is known.
func (r Rule) Bound() bool { return r == OutOfRoom || r == Ambiguous }

// Reason says why an answer is not accepted: the rule and the numbers that broke it.
// The zero value is an accepted answer.
type Reason struct {
	Rule       Rule
	Got, Limit uint64 // what was answered, and what it is held against; 0 where there is none
}

// String says what is wrong, for example "instance 2, although 3 is known".
func (r Reason) String() string {
	if r.Rule >= ruleCount {
		return r.Rule.String()
	}
	return strings.NewReplacer(
		"{got}", strconv.FormatUint(r.Got, 10),
		"{limit}", strconv.FormatUint(r.Limit, 10),
	).Replace(ruleTable[r.Rule].wrong)
}

// Rules is a set of rules that are in force. With one of them left out, a history
// that only that rule rejects is accepted, which is how a report knows the rule that
// was broken.
type Rules uint32

// All has every rule in force.
const All Rules = 1<<OutOfRoom - 1

// Without gives the set without a rule.
func (r Rules) Without(rule Rule) Rules { return r &^ (1 << rule) }

// broken gives the reason if a rule in force is broken.
func (r Rules) broken(rule Rule, wrong bool, got, limit uint64) Reason {
	if !wrong || r>>rule&1 == 0 {
		return Reason{}
	}
	return Reason{Rule: rule, Got: got, Limit: limit}
}

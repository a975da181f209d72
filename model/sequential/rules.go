package sequential

import (
	"strconv"
	"strings"
)

// Rule is one thing that the specification demands of an answer. The zero value is
// no rule: the answer is accepted.
type Rule uint8

// The rules, in the order in which reports list them. The last four are none: they
// are bounds of the specifications, and an answer that meets one is undecided.
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
	CreateOff
	RefusalForeign
	ReadUnwritten
	ReadStale
	ReadDropped
	DropUntold
	DropUnfounded
	ObjectTwice
	ObjectBack
	CreateOutside
	ListBroken
	ListBack
	PoolRise
	PoolRepeat
	FileGivenTwice
	FileUnlinkedTwice
	FileLost
	FileNeverMade
	SizeLow
	OutOfRoom
	Ambiguous
	OutOfValues
	OutOfNodes
	ruleCount
)

// Judged lists the rules, without the bounds.
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
func (r Rule) Bound() bool { return r >= OutOfRoom && r < ruleCount }

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
type Rules uint64

// All has every rule in force.
const All Rules = 1<<OutOfRoom - 1

// Without gives the set without a rule.
func (r Rules) Without(rule Rule) Rules { return r &^ (1 << rule) }

// Broken gives the reason if an answer is wrong by a rule that is in force.
func (r Rules) Broken(rule Rule, wrong bool, got, limit uint64) Reason {
	if !wrong || r>>rule&1 == 0 {
		return Reason{}
	}
	return Reason{Rule: rule, Got: got, Limit: limit}
}

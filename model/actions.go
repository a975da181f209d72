package model

import "ostlife/model/explore"

// Site says where an action is tried: node, target, and which message in flight.
type Site = explore.Site

// rules is a design in a scope: what the actions are methods of.
type rules struct {
	design Design
	scope  Scope
}

// pair gives the pair of the site's node and target.
func (r rules) pair(s *State, at Site) *Pair {
	return &s.Pairs[at.Node*r.scope.Targets+at.Target]
}

// places says over what an action's sites range.
type places uint8

const (
	perTarget  places = iota // the MGS: once a target
	perPair                  // once a node and target
	perMessage               // once a message in flight
)

// row is one action of the table: what spec/actions.md says of it in words.
type row struct {
	name    string
	context string
	clause  string
	places  places
	budget  budget
	next    func(r rules, from *State, at Site, to *State) bool
}

// table lists every action once, in the order of spec/actions.md.
var table = []row{
	{"LogAdd", "config", "C3.3", perTarget, budgetAdd, rules.logAdd},
	{"LogDeactivate", "config", "C3.2", perTarget, budgetDeactivate, rules.logDeactivate},
	{"LogActivate", "config", "C3.2", perTarget, budgetActivate, rules.logActivate},
	{"LogRemove", "config", "C3.3", perTarget, budgetRemove, rules.logRemove},
	{"ConfigAdd", "config", "C3.3", perPair, noBudget, rules.configAdd},
	{"ConfigPoolAdd", "config", "C1c", perPair, noBudget, rules.configPoolAdd},
	{"ConfigDeactivate", "config", "C3.2", perPair, noBudget, rules.configDeactivate},
	{"ConfigActivate", "config", "C3.2", perPair, noBudget, rules.configActivate},
	{"ConfigPoolFlush", "config", "C3.3", perPair, noBudget, rules.configPoolFlush},
	{"ConfigRemove", "config", "C3.3", perPair, noBudget, rules.configRemove},
	{"ConnectSend", "pinger", "C2.4", perPair, noBudget, rules.connectSend},
	{"PingSend", "pinger", "C3.2", perPair, noBudget, rules.pingSend},
	{"OstConnect", "ost", "C2.4", perMessage, noBudget, rules.ostConnect},
	{"OstDisconnect", "ost", "C3.2", perMessage, noBudget, rules.ostDisconnect},
	{"OstPing", "ost", "C2.5", perPair, noBudget, rules.ostPing},
	{"ConnectInterpret", "ptlrpcd", "C2.1b", perMessage, noBudget, rules.connectInterpret},
	{"ConnectExpire", "ptlrpcd", "C2.4", perPair, noBudget, rules.connectExpire},
	{"PingInterpret", "ptlrpcd", "C2.5", perPair, noBudget, rules.pingInterpret},
	{"PingEnd", "ptlrpcd", "C2.4", perPair, noBudget, rules.pingEnd},
	{"DisconnectInterpret", "ptlrpcd", "C3.2", perMessage, noBudget, rules.disconnectInterpret},
	{"DisconnectExpire", "ptlrpcd", "C3.2", perPair, noBudget, rules.disconnectExpire},
	{"EventStale", "worker", "C2.4", perPair, noBudget, rules.eventStale},
	{"InvalidateEnd", "worker", "C2.1c", perPair, noBudget, rules.invalidateEnd},
	{"ConnectFull", "worker", "C2.1a", perPair, noBudget, rules.connectFull},
	{"OscPrepare", "worker", "C2.2.osc", perPair, noBudget, rules.oscPrepare},
	{"LovActive", "worker", "C2.2.lov", perPair, noBudget, rules.lovActive},
	{"TopActive", "worker", "C2.2.top", perPair, noBudget, rules.topActive},
	{"RecoveryFinished", "worker", "C2.3", perPair, noBudget, rules.recoveryFinished},
	{"LovInactive", "worker", "C2.5", perPair, noBudget, rules.lovInactive},
	{"TopInactive", "worker", "C2.5", perPair, noBudget, rules.topInactive},
	{"LovDeactivate", "worker", "C3.2", perPair, noBudget, rules.lovDeactivate},
	{"OscWake", "worker", "C3.2", perPair, noBudget, rules.oscWake},
	{"DisconnectSend", "worker", "C3.2", perPair, noBudget, rules.disconnectSend},
	{"DeactivateEnd", "worker", "C3.2", perPair, noBudget, rules.deactivateEnd},
	{"LovActivate", "worker", "C3.2", perPair, noBudget, rules.lovActivate},
	{"RemoveTop", "worker", "C3.3", perPair, noBudget, rules.removeTop},
	{"RemoveEnd", "worker", "C3.3", perPair, noBudget, rules.removeEnd},
	{"SlotFree", "worker", "C3.3", perPair, noBudget, rules.slotFree},
	{"Loss", "fault", "C2.5", perPair, budgetFault, rules.loss},
	{"Evict", "fault", "C2.1c", perPair, budgetFault, rules.evict},
	{"MessageLost", "fault", "C2.4", perMessage, budgetFault, rules.messageLost},
	{"MessageLate", "fault", "C2.4", perMessage, budgetFault, rules.messageLate},
}

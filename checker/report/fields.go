package report

import (
	"fmt"
	"strings"

	"ostlife/model"
	"ostlife/model/lustre"
)

// fieldsOf gives a state in a scope: the log and ptlrpcd of each node, then each pair.
// Names say which node and which target they mean where there are several.
func fieldsOf(s *model.State, scope model.Scope) []field {
	list := []field{listField("log", configLog(s, scope))}
	for n := range scope.Nodes {
		list = append(list,
			textField("position"+nodeSuffix(scope, n), fmt.Sprint(s.Position[n])),
			textField("ptlrpcd"+nodeSuffix(scope, n), holder(s.Ptlrpcd[n])))
	}
	for n := range scope.Nodes {
		for t := range scope.Targets {
			suffix := pairSuffix(scope, n, t)
			for _, f := range pairFields(&s.Pairs[n*scope.Targets+t]) {
				f.name += suffix
				list = append(list, f)
			}
		}
	}
	list = append(list, mdsFields(s, scope)...)
	return append(list, textField("overflow", yes(s.Overflow)))
}

// pairFields gives the fields of one node and one target.
func pairFields(p *model.Pair) []field {
	s := &p.Slot
	return []field{
		textField("state", s.State.String()),
		textField("invalid", yes(s.Invalid)),
		textField("unpurged", yes(s.Unpurged)),
		textField("deactive", yes(s.Deactive)),
		textField("recovery", yes(s.Recovery)),
		textField("prepared", yes(s.Prepared)),
		textField("handle", instance(s.Handle)),
		textField("ping", pingNames[s.Ping]),
		textField("locked", yes(s.Locked)),
		textField("dirty", yes(s.Dirty)),
		textField("uncommitted", yes(s.Uncommitted)),
		textField("asked", s.Asked.String()),
		textField("resumed", yes(s.Resumed)),
		textField("active", activeNames[s.Active]),
		textField("deactivated", yes(s.Deactivated)),
		textField("penalized", yes(s.Penalized)),
		textField("top", activeNames[topOf(s)]),
		textField("workers", fmt.Sprint(s.Workers)),
		textField("hand", hand(s)),
		textField("step", stepNames[s.Step]),
		listField("queue", queue(s)),
		textField("dying", stepNames[p.Dying.Step]),
		textField("dying ping", pingNames[p.Dying.Ping]),
		textField("pooled", yes(p.Pooled)),
		textField("named", yes(p.Named)),
		textField("dropped", yes(p.Dropped)),
		textField("create", createNames[p.Create]),
		textField("export", instance(p.Export)),
		textField("export's recovery", p.Recovery.String()),
		textField("granted", yes(p.Granted)),
		textField("taken", takenNames[p.Taken]),
		listField("net", network(p)),
	}
}

func topOf(s *model.Slot) model.Active {
	if s.TopActive {
		return model.ActiveCurrent
	}
	return model.Inactive
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func instance(n uint8) string {
	if n == 0 {
		return "none"
	}
	return fmt.Sprint(n)
}

func holder(ptlrpcd uint8) string {
	if ptlrpcd == 0 {
		return "free"
	}
	return "held by " + lustre.Target(ptlrpcd-1).String()
}

func configLog(s *model.State, scope model.Scope) []string {
	var records []string
	for _, r := range s.Log {
		if r.Kind == lustre.ConfigNone {
			break
		}
		text := strings.ToUpper(r.Kind.String())
		if scope.Targets > 1 {
			text += " " + lustre.Target(r.Target).String()
		}
		records = append(records, text)
	}
	return records
}

// hand gives the event that the worker is at.
func hand(s *model.Slot) string {
	if s.Hand.Kind == lustre.NoEvent {
		return "none"
	}
	return event(s.Hand)
}

func queue(s *model.Slot) []string {
	var events []string
	for _, e := range s.Queue {
		if e.Kind != lustre.NoEvent {
			events = append(events, event(e))
		}
	}
	return events
}

func event(e model.Event) string {
	if e.Current {
		return e.Kind.String()
	}
	return e.Kind.String() + "(overtaken)"
}

// network gives the messages in flight, each with its instance and marks.
func network(p *model.Pair) []string {
	var messages []string
	for _, m := range p.Net {
		if m.Kind == model.NoMessage {
			continue
		}
		text := messageNames[m.Kind]
		if m.Reply {
			text += "-reply"
		}
		if m.Instance != 0 {
			text += fmt.Sprintf(" %d", m.Instance)
		}
		if m.Object != 0 {
			text += fmt.Sprintf(" object %d", m.Object)
		}
		for _, mark := range []struct {
			on   bool
			name string
		}{{!m.Current, "(overtaken)"}, {m.Stale, "(stale)"}, {m.Late, "(late)"}, {m.Refused, "(refused)"},
			{m.Window != lustre.NoWindow, "(recovering " + m.Window.String() + ")"}} {
			if mark.on {
				text += mark.name
			}
		}
		messages = append(messages, text)
	}
	return messages
}

// The words of spec/actions.md for the values of a state.
var (
	pingNames   = [...]string{model.NoPing: "none", model.PingSent: "sent", model.PingRefused: "refused", model.PingEnding: "ending"}
	activeNames = [...]string{model.Inactive: "no", model.ActiveCurrent: "yes", model.ActiveOvertaken: "overtaken"}
	stepNames   = [...]string{
		model.StepNone: "none", model.StepInvalidate: "invalidate", model.StepReplay: "replay", model.StepFull: "full",
		model.StepPrepare: "prepare", model.StepLovActive: "lov-active", model.StepTopActive: "top-active",
		model.StepFinish: "finish", model.StepLovInactive: "lov-inactive", model.StepLovDeactivate: "lov-deactivate",
		model.StepTopInactive: "top-inactive", model.StepWake: "wake", model.StepDisconnect: "disconnect",
		model.StepWait: "wait", model.StepAnswered: "answered", model.StepFailed: "failed",
		model.StepLovActivate: "lov-activate", model.StepRemove: "remove", model.StepClosed: "closed",
		model.StepMdsConn: "mds-conn", model.StepLlog: "llog", model.StepOrphans: "orphans",
	}
	createNames  = [...]string{model.NoCreate: "none", model.CreateWaiting: "waiting", model.CreateSent: "sent"}
	takenNames   = [...]string{model.Committed: "none", model.Unstable: "unstable", model.Lost: "lost"}
	messageNames = [...]string{
		model.NoMessage: "none", model.Connect: "connect", model.Disconnect: "disconnect",
		model.Enqueue: "enqueue", model.Write: "write", model.Sync: "sync", model.Cancel: "cancel",
		model.ReplayWrite: "replay-write", model.ReplayLock: "replay-lock", model.FinalPing: "final-ping",
		model.CreateObject: "create", model.MdsConn: "mds-conn", model.LlogConnect: "llog-connect",
		model.LlogReplay: "llog-replay", model.DestroyOrphans: "orphans", model.Destroy: "destroy",
	}
)

func nodeSuffix(scope model.Scope, node uint8) string {
	if scope.Nodes == 1 {
		return ""
	}
	return "@" + scope.Node(node).String()
}

func pairSuffix(scope model.Scope, node, target uint8) string {
	if scope.Targets == 1 {
		return nodeSuffix(scope, node)
	}
	return "@" + lustre.Target(target).String() + strings.Replace(nodeSuffix(scope, node), "@", "/", 1)
}

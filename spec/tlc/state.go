package tlc

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ostlife/model"
	"ostlife/model/lustre"
)

// The words of the TLA+ modules for the model's values.
var (
	pingWords   = []string{model.NoPing: "none", model.PingSent: "sent", model.PingRefused: "refused", model.PingEnding: "ending"}
	activeWords = []string{model.Inactive: "no", model.ActiveCurrent: "current", model.ActiveOvertaken: "overtaken"}

	createWords = []string{model.NoCreate: "none", model.CreateWaiting: "waiting", model.CreateSent: "sent"}
	recordWords = []string{
		lustre.ConfigAdd: "ADD", lustre.ConfigDeactivate: "DEACTIVATE", lustre.ConfigActivate: "ACTIVATE",
		lustre.ConfigRemove: "REMOVE", lustre.ConfigJoin: "JOIN", lustre.ConfigLeave: "LEAVE",
	}

	windowWords   = []string{lustre.NoWindow: "no", lustre.WindowFresh: "fresh", lustre.WindowAgain: "again"}
	recoveryWords = []string{
		lustre.ExportNormal: "no", lustre.ExportAwaiting: "awaiting", lustre.ExportJoined: "joined",
		lustre.ExportReplaying: "replaying", lustre.ExportDone: "done",
	}

	takenWords = []string{model.Committed: "none", model.Unstable: "unstable", model.Lost: "lost"}

	messageWords = []string{
		model.Connect: "connect", model.Disconnect: "disconnect", model.Enqueue: "enqueue",
		model.Write: "write", model.Sync: "sync", model.Cancel: "cancel",
		model.ReplayWrite: "replay-write", model.ReplayLock: "replay-lock", model.FinalPing: "final-ping",
		model.CreateObject: "create", model.MdsConn: "mds-conn", model.LlogConnect: "llog-connect",
		model.LlogReplay: "llog-replay", model.DestroyOrphans: "orphans", model.Destroy: "destroy",
	}

	unlinkWords = []string{
		model.NoUnlink: "none", model.UnlinkSent: "sent", model.UnlinkExecuted: "executed",
		model.UnlinkAnswered: "answered",
	}

	askWords = []string{
		lustre.AskNothing: "none", lustre.AskEnqueue: "enqueue", lustre.AskWrite: "write",
		lustre.AskSync: "sync", lustre.AskCancel: "cancel", lustre.AskReplay: "replay",
		lustre.AskMdsConn: "mds-conn", lustre.AskLlog: "llog", lustre.AskOrphans: "orphans", lustre.AskDestroy: "destroy",
	}

	stepWords = []string{
		model.StepNone: "none", model.StepInvalidate: "invalidate", model.StepReplay: "replay", model.StepFull: "full",
		model.StepPrepare: "prepare", model.StepLovActive: "lov-active", model.StepTopActive: "top-active",
		model.StepFinish: "finish", model.StepLovInactive: "lov-inactive",
		model.StepLovDeactivate: "lov-deactivate", model.StepTopInactive: "top-inactive",
		model.StepWake: "wake", model.StepDisconnect: "disconnect", model.StepWait: "wait",
		model.StepAnswered: "answered", model.StepFailed: "failed", model.StepLovActivate: "lov-activate",
		model.StepRemove: "remove", model.StepClosed: "closed",
		model.StepMdsConn: "mds-conn", model.StepLlog: "llog", model.StepOrphans: "orphans",
	}
)

// budgetNames are the machine's budgets in their order, as [Text] reads them.
var budgetNames = []string{
	"faults", "adds", "deactivates", "activates", "removes", "joins", "leaves", "writes", "creates", "unlinks",
}

// Text gives the canonical text of a state of the model in the scope, with what is
// used of each budget: the one that [Canonical] gives of the same state as TLC
// prints it. A state in which a bound of the model overflowed says so and is like
// no state of TLC's.
func Text(s *model.State, used []uint8, scope model.Scope) string {
	if s.Overflow {
		return "a bound of the model overflowed"
	}
	w := make(writer, 0, 2048)
	w.record(
		part{"log", func() { w.log(s) }},
		part{"objects", func() { w.tuple(scope.Targets, func(t uint8) { w.objects(&s.Objects[t]) }) }},
		part{"pair", func() {
			w.tuple(scope.Nodes, func(n uint8) {
				w.tuple(scope.Targets, func(t uint8) { w.pair(&s.Pairs[n*scope.Targets+t]) })
			})
		}},
		part{"position", func() { w.tuple(scope.Nodes, func(n uint8) { w.number(s.Position[n]) }) }},
		part{"ptlrpcd", func() { w.tuple(scope.Nodes, func(n uint8) { w.holder(s.Ptlrpcd[n]) }) }},
		part{"size", func() { w.tuple(scope.Nodes, func(n uint8) { w.number(s.Size[n]) }) }},
		part{"starting", func() { w.tuple(scope.Nodes, func(n uint8) { w.boolean(s.Starting[n]) }) }},
		part{"used", func() { w.used(used) }},
	)
	return string(w)
}

// writer appends canonical text.
type writer []byte

// part is a field of a record, with what puts its value.
type part struct {
	name string
	put  func()
}

// record puts the parts, which are in the order of their names.
func (w *writer) record(parts ...part) {
	for i, p := range parts {
		if i == 0 {
			w.put("[")
		} else {
			w.put(",")
		}
		w.put(p.name)
		w.put("|->")
		p.put()
	}
	w.put("]")
}

func (w *writer) put(s string)    { *w = append(*w, s...) }
func (w *writer) number(n uint8)  { *w = strconv.AppendUint(*w, uint64(n), 10) }
func (w *writer) boolean(b bool)  { w.put(strings.ToUpper(strconv.FormatBool(b))) }
func (w *writer) quoted(s string) { w.put(`"`); w.put(s); w.put(`"`) }

// word puts the word of value i, or one that TLA+ does not have.
func (w *writer) word(words []string, i uint8) {
	if int(i) >= len(words) || words[i] == "" {
		w.put(fmt.Sprintf("unknown value %d", i))
		return
	}
	w.quoted(words[i])
}

func (w *writer) tuple(n uint8, each func(i uint8)) {
	w.put("<<")
	for i := range n {
		if i > 0 {
			w.put(",")
		}
		each(i)
	}
	w.put(">>")
}

func (w *writer) log(s *model.State) {
	n := uint8(0)
	for int(n) < len(s.Log) && s.Log[n].Kind != lustre.ConfigNone {
		n++
	}
	w.tuple(n, func(i uint8) {
		w.record(
			part{"kind", func() { w.word(recordWords, uint8(s.Log[i].Kind)) }},
			part{"target", func() { w.number(s.Log[i].Target + 1) }},
		)
	})
}

func (w *writer) holder(ptlrpcd uint8) {
	if ptlrpcd == 0 {
		w.put("None")
		return
	}
	w.number(ptlrpcd)
}

func (w *writer) used(used []uint8) {
	of := func(budget string) func() {
		return func() { w.number(used[slices.Index(budgetNames, budget)]) }
	}
	w.record(
		part{"activate", of("activates")}, part{"add", of("adds")}, part{"creates", of("creates")},
		part{"deactivate", of("deactivates")}, part{"faults", of("faults")}, part{"join", of("joins")},
		part{"leave", of("leaves")}, part{"remove", of("removes")}, part{"unlinks", of("unlinks")},
		part{"writes", of("writes")},
	)
}

func (w *writer) objects(o *model.Objects) {
	w.record(
		part{"disk", func() { w.account(&o.Disk) }},
		part{"given", func() { w.number(o.Given) }},
		part{"last", func() { w.number(o.Last) }},
		part{"mds", func() { w.account(&o.Memory) }},
		part{"stored", func() { w.ids(o.Stored) }},
		part{"there", func() { w.ids(o.There) }},
		part{"unlink", func() { w.word(unlinkWords, uint8(o.Unlink)) }},
		part{"unlinked", func() { w.number(o.Unlinked) }},
	)
}

func (w *writer) account(a *model.Account) {
	w.record(
		part{"files", func() { w.ids(a.Files) }},
		part{"records", func() { w.ids(a.Records) }},
		part{"used", func() { w.number(a.Used) }},
	)
}

// ids puts a set of object ids: each is a single digit, so that the order of the
// numbers is that of the texts.
func (w *writer) ids(set model.IDs) {
	w.put("{")
	for i, id := range set.List() {
		if i > 0 {
			w.put(",")
		}
		w.number(id)
	}
	w.put("}")
}

func (w *writer) pair(p *model.Pair) {
	w.record(
		part{"create", func() { w.word(createWords, uint8(p.Create)) }},
		part{"dropped", func() { w.boolean(p.Dropped) }},
		part{"dying", func() { w.dying(p.Dying) }},
		part{"export", func() { w.number(p.Export) }},
		part{"granted", func() { w.boolean(p.Granted) }},
		part{"known", func() { w.boolean(p.Known) }},
		part{"named", func() { w.boolean(p.Named) }},
		part{"net", func() { w.net(p) }},
		part{"pooled", func() { w.boolean(p.Pooled) }},
		part{"recovery", func() { w.word(recoveryWords, uint8(p.Recovery)) }},
		part{"slot", func() { w.slot(&p.Slot) }},
		part{"taken", func() { w.word(takenWords, uint8(p.Taken)) }},
	)
}

func (w *writer) dying(d model.Dying) {
	if d.Step == model.StepNone {
		w.put("None")
		return
	}
	w.record(
		part{"ping", func() { w.word(pingWords, uint8(d.Ping)) }},
		part{"step", func() { w.word(stepWords, uint8(d.Step)) }},
	)
}

func (w *writer) net(p *model.Pair) {
	n := uint8(0)
	for int(n) < len(p.Net) && p.Net[n].Kind != model.NoMessage {
		n++
	}
	w.tuple(n, func(i uint8) { w.message(&p.Net[i]) })
}

func (w *writer) message(m *model.Message) {
	w.record(
		part{"current", func() { w.boolean(m.Current) }},
		part{"instance", func() { w.number(m.Instance) }},
		part{"kind", func() { w.word(messageWords, uint8(m.Kind)) }},
		part{"late", func() { w.boolean(m.Late) }},
		part{"object", func() { w.number(m.Object) }},
		part{"recovering", func() { w.word(windowWords, uint8(m.Window)) }},
		part{"refused", func() { w.boolean(m.Refused) }},
		part{"reply", func() { w.boolean(m.Reply) }},
		part{"stale", func() { w.boolean(m.Stale) }},
	)
}

func (w *writer) slot(s *model.Slot) {
	if s.State == lustre.Absent {
		w.put("None")
		return
	}
	w.record(
		part{"active", func() { w.word(activeWords, uint8(s.Active)) }},
		part{"asked", func() { w.word(askWords, uint8(s.Asked)) }},
		part{"deactivated", func() { w.boolean(s.Deactivated) }},
		part{"deactive", func() { w.boolean(s.Deactive) }},
		part{"dirty", func() { w.boolean(s.Dirty) }},
		part{"hand", func() { w.event(s.Hand) }},
		part{"handle", func() { w.number(s.Handle) }},
		part{"invalid", func() { w.boolean(s.Invalid) }},
		part{"llog", func() { w.boolean(s.Llog) }},
		part{"locked", func() { w.boolean(s.Locked) }},
		part{"penalized", func() { w.boolean(s.Penalized) }},
		part{"ping", func() { w.word(pingWords, uint8(s.Ping)) }},
		part{"prepared", func() { w.boolean(s.Prepared) }},
		part{"queue", func() { w.queue(s) }},
		part{"recovery", func() { w.boolean(s.Recovery) }},
		part{"resumed", func() { w.boolean(s.Resumed) }},
		part{"state", func() { w.quoted(s.State.String()) }},
		part{"step", func() { w.word(stepWords, uint8(s.Step)) }},
		part{"stock", func() { w.number(s.Stock) }},
		part{"told", func() { w.boolean(s.Told) }},
		part{"top", func() { w.boolean(s.TopActive) }},
		part{"uncommitted", func() { w.boolean(s.Uncommitted) }},
		part{"unpurged", func() { w.boolean(s.Unpurged) }},
		part{"workers", func() { w.number(s.Workers) }},
	)
}

func (w *writer) event(e model.Event) {
	if e.Kind == lustre.NoEvent {
		w.put("None")
		return
	}
	w.record(
		part{"current", func() { w.boolean(e.Current) }},
		part{"kind", func() { w.quoted(e.Kind.String()) }},
	)
}

func (w *writer) queue(s *model.Slot) {
	n := uint8(0)
	for int(n) < len(s.Queue) && s.Queue[n].Kind != lustre.NoEvent {
		n++
	}
	w.tuple(n, func(i uint8) { w.event(s.Queue[i]) })
}

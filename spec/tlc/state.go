package tlc

import (
	"fmt"
	"strconv"
	"strings"

	"ostlife/model"
	"ostlife/model/lustre"
)

// The words of the TLA+ modules for the model's values.
var (
	pingWords   = []string{model.NoPing: "none", model.PingSent: "sent", model.PingRefused: "refused", model.PingEnding: "ending"}
	activeWords = []string{model.Inactive: "no", model.ActiveCurrent: "current", model.ActiveOvertaken: "overtaken"}

	messageWords = []string{
		model.ConnectRequest: "connect request", model.ConnectReply: "connect reply",
		model.DisconnectRequest: "disconnect request", model.DisconnectReply: "disconnect reply",
	}

	stepWords = []string{
		model.StepNone: "none", model.StepInvalidate: "invalidate", model.StepFull: "full",
		model.StepPrepare: "prepare", model.StepLovActive: "lov-active", model.StepTopActive: "top-active",
		model.StepFinish: "finish", model.StepLovInactive: "lov-inactive",
		model.StepLovDeactivate: "lov-deactivate", model.StepTopInactive: "top-inactive",
		model.StepWake: "wake", model.StepDisconnect: "disconnect", model.StepWait: "wait",
		model.StepAnswered: "answered", model.StepFailed: "failed", model.StepLovActivate: "lov-activate",
		model.StepRemove: "remove", model.StepClosed: "closed",
	}
)

// budgetNames are the machine's budgets in their order, as [Text] reads them.
var budgetNames = []string{"faults", "adds", "deactivates", "activates", "removes"}

// Text gives the canonical text of a state of the model in the scope, with what is
// used of each budget: the one that [Canonical] gives of the same state as TLC
// prints it. A state in which a bound of the model overflowed says so and is like
// no state of TLC's.
func Text(s *model.State, used []uint8, scope model.Scope) string {
	if s.Overflow {
		return "a bound of the model overflowed"
	}
	w := make(writer, 0, 1024)
	w.put("[log|->")
	w.log(s)
	w.put(",pair|->")
	w.tuple(scope.Nodes, func(n uint8) {
		w.tuple(scope.Targets, func(t uint8) { w.pair(&s.Pairs[n*scope.Targets+t]) })
	})
	w.put(",position|->")
	w.tuple(scope.Nodes, func(n uint8) { w.number(s.Position[n]) })
	w.put(",ptlrpcd|->")
	w.tuple(scope.Nodes, func(n uint8) { w.holder(s.Ptlrpcd[n]) })
	w.put(",used|->")
	w.used(used)
	w.put("]")
	return string(w)
}

// writer appends canonical text; the fields of a record are put in the order of
// their names.
type writer []byte

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
		w.put("[kind|->")
		w.quoted(strings.ToUpper(s.Log[i].Kind.String()))
		w.put(",target|->")
		w.number(s.Log[i].Target + 1)
		w.put("]")
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
	of := map[string]uint8{}
	for i, name := range budgetNames {
		of[name] = used[i]
	}
	w.put("[activate|->")
	w.number(of["activates"])
	w.put(",add|->")
	w.number(of["adds"])
	w.put(",deactivate|->")
	w.number(of["deactivates"])
	w.put(",faults|->")
	w.number(of["faults"])
	w.put(",remove|->")
	w.number(of["removes"])
	w.put("]")
}

func (w *writer) pair(p *model.Pair) {
	w.put("[dying|->")
	w.dying(p.Dying)
	w.put(",export|->")
	w.number(p.Export)
	w.put(",net|->")
	w.net(p)
	w.put(",pooled|->")
	w.boolean(p.Pooled)
	w.put(",slot|->")
	w.slot(&p.Slot)
	w.put("]")
}

func (w *writer) dying(d model.Dying) {
	if d.Step == model.StepNone {
		w.put("None")
		return
	}
	w.put("[ping|->")
	w.word(pingWords, uint8(d.Ping))
	w.put(",step|->")
	w.word(stepWords, uint8(d.Step))
	w.put("]")
}

func (w *writer) net(p *model.Pair) {
	n := uint8(0)
	for int(n) < len(p.Net) && p.Net[n].Kind != model.NoMessage {
		n++
	}
	w.tuple(n, func(i uint8) {
		m := p.Net[i]
		w.put("[current|->")
		w.boolean(m.Current)
		w.put(",instance|->")
		w.number(m.Instance)
		w.put(",kind|->")
		w.word(messageWords, uint8(m.Kind))
		w.put(",late|->")
		w.boolean(m.Late)
		w.put(",stale|->")
		w.boolean(m.Stale)
		w.put("]")
	})
}

func (w *writer) slot(s *model.Slot) {
	if s.State == lustre.Absent {
		w.put("None")
		return
	}
	w.put("[active|->")
	w.word(activeWords, uint8(s.Active))
	w.put(",deactivated|->")
	w.boolean(s.Deactivated)
	w.put(",deactive|->")
	w.boolean(s.Deactive)
	w.put(",hand|->")
	w.event(s.Hand)
	w.put(",handle|->")
	w.number(s.Handle)
	w.put(",invalid|->")
	w.boolean(s.Invalid)
	w.put(",ping|->")
	w.word(pingWords, uint8(s.Ping))
	w.put(",prepared|->")
	w.boolean(s.Prepared)
	w.put(",queue|->")
	w.queue(s)
	w.put(",recovery|->")
	w.boolean(s.Recovery)
	w.put(",state|->")
	w.quoted(s.State.String())
	w.put(",step|->")
	w.word(stepWords, uint8(s.Step))
	w.put(",top|->")
	w.boolean(s.TopActive)
	w.put(",unpurged|->")
	w.boolean(s.Unpurged)
	w.put(",workers|->")
	w.number(s.Workers)
	w.put("]")
}

func (w *writer) event(e model.Event) {
	if e.Kind == lustre.NoEvent {
		w.put("None")
		return
	}
	w.put("[current|->")
	w.boolean(e.Current)
	w.put(",kind|->")
	w.quoted(e.Kind.String())
	w.put("]")
}

func (w *writer) queue(s *model.Slot) {
	n := uint8(0)
	for int(n) < len(s.Queue) && s.Queue[n].Kind != lustre.NoEvent {
		n++
	}
	w.tuple(n, func(i uint8) { w.event(s.Queue[i]) })
}

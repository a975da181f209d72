package tlc

import (
	"testing"

	"ostlife/model"
	"ostlife/model/lustre"
)

// full is a state in which nothing is as it is by default, and fullText the same
// as TLC prints it.
func full() (*model.State, []uint8, model.Scope) {
	s := &model.State{Position: [model.MaxNodes]uint8{2}, Ptlrpcd: [model.MaxNodes]uint8{1}}
	s.Log[0] = model.Record{Kind: lustre.ConfigAdd}
	s.Log[1] = model.Record{Kind: lustre.ConfigDeactivate}
	p := &s.Pairs[0]
	p.Pooled, p.Export = true, 2
	p.Dying = model.Dying{Step: model.StepRemove, Ping: model.PingEnding}
	p.Net[0] = model.Message{Kind: model.ConnectReply, Instance: 2, Current: true, Late: true}
	p.Net[1] = model.Message{Kind: model.DisconnectRequest, Instance: 1, Stale: true}
	p.Slot = model.Slot{
		State: lustre.Evicted, Invalid: true, Unpurged: true, Deactive: true, Recovery: true, Prepared: true,
		Handle: 1, Ping: model.PingRefused, Active: model.ActiveOvertaken, Deactivated: true, TopActive: true,
		Workers: 1, Hand: model.Event{Kind: lustre.EventInvalidate, Current: true}, Step: model.StepInvalidate,
	}
	p.Slot.Queue[0] = model.Event{Kind: lustre.EventInactive}
	return s, []uint8{5, 1, 2, 3, 4}, model.Section4(1, 1, false, 5)
}

const fullText = `
/\ log = <<[kind |-> "ADD", target |-> 1], [kind |-> "DEACTIVATE", target |-> 1]>>
/\ position = <<2>>
/\ ptlrpcd = <<1>>
/\ used = [add |-> 1, deactivate |-> 2, activate |-> 3, remove |-> 4, faults |-> 5]
/\ pair = << << [ slot |->
  [ state |-> "EVICTED", invalid |-> TRUE, unpurged |-> TRUE, deactive |-> TRUE, recovery |-> TRUE,
    prepared |-> TRUE, handle |-> 1, ping |-> "refused", hand |-> [kind |-> "INVALIDATE", current |-> TRUE],
    step |-> "invalidate", queue |-> <<[kind |-> "INACTIVE", current |-> FALSE]>>, workers |-> 1,
    active |-> "overtaken", deactivated |-> TRUE, top |-> TRUE ],
  dying |-> [step |-> "remove", ping |-> "ending"], pooled |-> TRUE, export |-> 2,
  net |-> << [ kind |-> "connect reply", instance |-> 2, current |-> TRUE, stale |-> FALSE, late |-> TRUE ],
    [ kind |-> "disconnect request", instance |-> 1, current |-> FALSE, stale |-> TRUE, late |-> FALSE ] >> ] >> >>`

func TestText(t *testing.T) {
	want, err := Canonical([]byte(fullText))
	if err != nil {
		t.Fatal(err)
	}
	if got := Text(full()); got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestTextSees changes each thing in a state: its text must change too.
func TestTextSees(t *testing.T) {
	want := Text(full())
	for name, change := range map[string]func(s *model.State, p *model.Pair, used []uint8){
		"log kind":      func(s *model.State, _ *model.Pair, _ []uint8) { s.Log[1].Kind = lustre.ConfigRemove },
		"log target":    func(s *model.State, _ *model.Pair, _ []uint8) { s.Log[1].Target = 1 },
		"log length":    func(s *model.State, _ *model.Pair, _ []uint8) { s.Log[1] = model.Record{} },
		"position":      func(s *model.State, _ *model.Pair, _ []uint8) { s.Position[0]++ },
		"ptlrpcd":       func(s *model.State, _ *model.Pair, _ []uint8) { s.Ptlrpcd[0] = 0 },
		"overflow":      func(s *model.State, _ *model.Pair, _ []uint8) { s.Overflow = true },
		"budget":        func(_ *model.State, _ *model.Pair, used []uint8) { used[2]++ },
		"no slot":       func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot = model.Slot{} },
		"no dying slot": func(_ *model.State, p *model.Pair, _ []uint8) { p.Dying = model.Dying{} },
		"dying ping":    func(_ *model.State, p *model.Pair, _ []uint8) { p.Dying.Ping = model.NoPing },
		"pooled":        func(_ *model.State, p *model.Pair, _ []uint8) { p.Pooled = false },
		"export":        func(_ *model.State, p *model.Pair, _ []uint8) { p.Export = 0 },
		"message":       func(_ *model.State, p *model.Pair, _ []uint8) { p.Net[1] = model.Message{} },
		"message late":  func(_ *model.State, p *model.Pair, _ []uint8) { p.Net[0].Late = false },
		"hand":          func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Hand = model.Event{} },
		"queue":         func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Queue[0].Current = true },
		"step":          func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Step = model.StepFull },
		"unknown step":  func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Step = 200 },
		"deactivated":   func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Deactivated = false },
	} {
		t.Run(name, func(t *testing.T) {
			s, used, scope := full()
			change(s, &s.Pairs[0], used)
			if Text(s, used, scope) == want {
				t.Error("not seen")
			}
		})
	}
}

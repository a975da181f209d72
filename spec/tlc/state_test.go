package tlc

import (
	"testing"

	"ostlife/model"
	"ostlife/model/lustre"
)

// full is a state in which nothing is as it is by default, and fullText the same
// as TLC prints it.
func full() (*model.State, []uint8, model.Scope) {
	s := &model.State{Position: [model.MaxNodes]uint8{3}, Ptlrpcd: [model.MaxNodes]uint8{1}}
	s.Log[0] = model.Record{Kind: lustre.ConfigAdd}
	s.Log[1] = model.Record{Kind: lustre.ConfigJoin}
	s.Log[2] = model.Record{Kind: lustre.ConfigDeactivate}
	p := &s.Pairs[0]
	p.Pooled, p.Named, p.Dropped, p.Create = true, true, true, model.CreateSent
	p.Export, p.Recovery, p.Granted, p.Taken = 2, lustre.ExportReplaying, true, model.Unstable
	p.Dying = model.Dying{Step: model.StepRemove, Ping: model.PingEnding}
	p.Net[0] = model.Message{Kind: model.Connect, Reply: true, Instance: 2, Current: true, Late: true, Window: lustre.WindowAgain}
	p.Net[1] = model.Message{Kind: model.Disconnect, Instance: 1, Stale: true}
	p.Net[2] = model.Message{Kind: model.ReplayWrite, Reply: true, Current: true, Refused: true}
	p.Slot = model.Slot{
		State: lustre.Evicted, Invalid: true, Unpurged: true, Deactive: true, Recovery: true, Prepared: true,
		Handle: 1, Ping: model.PingRefused, Locked: true, Dirty: true, Uncommitted: true, Resumed: true,
		Asked: lustre.AskReplay, Penalized: true,
		Active: model.ActiveOvertaken, Deactivated: true, TopActive: true,
		Workers: 1, Hand: model.Event{Kind: lustre.EventInvalidate, Current: true}, Step: model.StepInvalidate,
	}
	p.Slot.Queue[0] = model.Event{Kind: lustre.EventInactive}
	p.Slot.Llog, p.Slot.Told, p.Slot.Stock, p.Known = true, true, 5, true
	p.Net[3] = model.Message{Kind: model.Destroy, Instance: 1, Object: 2}
	s.Starting[0], s.Size[0] = true, 1
	s.Objects[0] = model.Objects{
		Last: 6, There: 1<<3 | 1<<4, Stored: 1<<2 | 1<<3 | 1<<4,
		Memory: model.Account{Used: 4, Files: 1 << 4, Records: 1<<2 | 1<<3},
		Disk:   model.Account{Used: 3, Files: 1 << 3, Records: 1 << 1},
		Unlink: model.UnlinkAnswered, Unlinked: 3, Given: 4,
	}
	return s, []uint8{5, 1, 2, 3, 4, 6, 7, 8, 9, 10}, model.Section4(1, 1, false, 5)
}

const fullText = `
/\ log = <<[kind |-> "ADD", target |-> 1], [kind |-> "JOIN", target |-> 1], [kind |-> "DEACTIVATE", target |-> 1]>>
/\ position = <<3>>
/\ ptlrpcd = <<1>>
/\ used = [add |-> 1, deactivate |-> 2, activate |-> 3, remove |-> 4, join |-> 6, leave |-> 7, writes |-> 8,
  creates |-> 9, faults |-> 5, unlinks |-> 10]
/\ starting = <<TRUE>>
/\ size = <<1>>
/\ objects = << [ last |-> 6, there |-> {4, 3}, stored |-> {2, 3, 4}, mds |-> [used |-> 4, files |-> {4}, records |-> {2, 3}],
  disk |-> [used |-> 3, files |-> {3}, records |-> {1}], unlink |-> "answered", unlinked |-> 3, given |-> 4 ] >>
/\ pair = << << [ slot |->
  [ state |-> "EVICTED", invalid |-> TRUE, unpurged |-> TRUE, deactive |-> TRUE, recovery |-> TRUE,
    prepared |-> TRUE, handle |-> 1, ping |-> "refused", locked |-> TRUE, dirty |-> TRUE, uncommitted |-> TRUE,
    asked |-> "replay", resumed |-> TRUE, hand |-> [kind |-> "INVALIDATE", current |-> TRUE],
    step |-> "invalidate", queue |-> <<[kind |-> "INACTIVE", current |-> FALSE]>>, workers |-> 1,
    llog |-> TRUE, told |-> TRUE, stock |-> 5,
    active |-> "overtaken", deactivated |-> TRUE, penalized |-> TRUE, top |-> TRUE ],
  dying |-> [step |-> "remove", ping |-> "ending"], pooled |-> TRUE, named |-> TRUE,
  dropped |-> TRUE, create |-> "sent", export |-> 2, recovery |-> "replaying", granted |-> TRUE, taken |-> "unstable",
  known |-> TRUE, net |-> << [ kind |-> "connect", reply |-> TRUE, instance |-> 2, current |-> TRUE, stale |-> FALSE, late |-> TRUE,
      refused |-> FALSE, recovering |-> "again", object |-> 0 ],
    [ kind |-> "disconnect", reply |-> FALSE, instance |-> 1, current |-> FALSE, stale |-> TRUE, late |-> FALSE,
      refused |-> FALSE, recovering |-> "no", object |-> 0 ],
    [ kind |-> "replay-write", reply |-> TRUE, instance |-> 0, current |-> TRUE, stale |-> FALSE, late |-> FALSE,
      refused |-> TRUE, recovering |-> "no", object |-> 0 ],
    [ kind |-> "destroy", reply |-> FALSE, instance |-> 1, current |-> FALSE, stale |-> FALSE, late |-> FALSE,
      refused |-> FALSE, recovering |-> "no", object |-> 2 ] >> ] >> >>`

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
		"log length":    func(s *model.State, _ *model.Pair, _ []uint8) { s.Log[2] = model.Record{} },
		"position":      func(s *model.State, _ *model.Pair, _ []uint8) { s.Position[0]++ },
		"ptlrpcd":       func(s *model.State, _ *model.Pair, _ []uint8) { s.Ptlrpcd[0] = 0 },
		"overflow":      func(s *model.State, _ *model.Pair, _ []uint8) { s.Overflow = true },
		"budget":        func(_ *model.State, _ *model.Pair, used []uint8) { used[2]++ },
		"no slot":       func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot = model.Slot{} },
		"no dying slot": func(_ *model.State, p *model.Pair, _ []uint8) { p.Dying = model.Dying{} },
		"dying ping":    func(_ *model.State, p *model.Pair, _ []uint8) { p.Dying.Ping = model.NoPing },
		"pooled":        func(_ *model.State, p *model.Pair, _ []uint8) { p.Pooled = false },
		"named":         func(_ *model.State, p *model.Pair, _ []uint8) { p.Named = false },
		"dropped":       func(_ *model.State, p *model.Pair, _ []uint8) { p.Dropped = false },
		"create":        func(_ *model.State, p *model.Pair, _ []uint8) { p.Create = model.CreateWaiting },
		"recovery":      func(_ *model.State, p *model.Pair, _ []uint8) { p.Recovery = lustre.ExportDone },
		"granted":       func(_ *model.State, p *model.Pair, _ []uint8) { p.Granted = false },
		"taken":         func(_ *model.State, p *model.Pair, _ []uint8) { p.Taken = model.Lost },
		"reply":         func(_ *model.State, p *model.Pair, _ []uint8) { p.Net[0].Reply = false },
		"refused":       func(_ *model.State, p *model.Pair, _ []uint8) { p.Net[2].Refused = false },
		"recovering":    func(_ *model.State, p *model.Pair, _ []uint8) { p.Net[0].Window = lustre.WindowFresh },
		"locked":        func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Locked = false },
		"dirty":         func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Dirty = false },
		"uncommitted":   func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Uncommitted = false },
		"asked":         func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Asked = lustre.AskSync },
		"an ask that is none of a slot's": func(_ *model.State, p *model.Pair, _ []uint8) {
			p.Slot.Asked = lustre.AskCreate
		},
		"resumed":      func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Resumed = false },
		"penalized":    func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Penalized = false },
		"export":       func(_ *model.State, p *model.Pair, _ []uint8) { p.Export = 0 },
		"message":      func(_ *model.State, p *model.Pair, _ []uint8) { p.Net[1] = model.Message{} },
		"message late": func(_ *model.State, p *model.Pair, _ []uint8) { p.Net[0].Late = false },
		"hand":         func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Hand = model.Event{} },
		"queue":        func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Queue[0].Current = true },
		"step":         func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Step = model.StepFull },
		"unknown step": func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Step = 200 },
		"llog":         func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Llog = false },
		"told":         func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Told = false },
		"stock":        func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Stock = 0 },
		"known":        func(_ *model.State, p *model.Pair, _ []uint8) { p.Known = false },
		"object":       func(_ *model.State, p *model.Pair, _ []uint8) { p.Net[3].Object = 0 },
		"starting":     func(s *model.State, _ *model.Pair, _ []uint8) { s.Starting[0] = false },
		"size":         func(s *model.State, _ *model.Pair, _ []uint8) { s.Size[0] = 0 },
		"last":         func(s *model.State, _ *model.Pair, _ []uint8) { s.Objects[0].Last = 0 },
		"objects":      func(s *model.State, _ *model.Pair, _ []uint8) { s.Objects[0].There = 1 << 4 },
		"stored":       func(s *model.State, _ *model.Pair, _ []uint8) { s.Objects[0].Stored = 0 },
		"used id":      func(s *model.State, _ *model.Pair, _ []uint8) { s.Objects[0].Memory.Used = 3 },
		"files":        func(s *model.State, _ *model.Pair, _ []uint8) { s.Objects[0].Memory.Files = 0 },
		"records":      func(s *model.State, _ *model.Pair, _ []uint8) { s.Objects[0].Memory.Records = 0 },
		"disk":         func(s *model.State, _ *model.Pair, _ []uint8) { s.Objects[0].Disk.Records = 0 },
		"unlink":       func(s *model.State, _ *model.Pair, _ []uint8) { s.Objects[0].Unlink = model.UnlinkSent },
		"unlinked":     func(s *model.State, _ *model.Pair, _ []uint8) { s.Objects[0].Unlinked = 2 },
		"given":        func(s *model.State, _ *model.Pair, _ []uint8) { s.Objects[0].Given = 3 },
		"deactivated":  func(_ *model.State, p *model.Pair, _ []uint8) { p.Slot.Deactivated = false },
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

package osc_test

import (
	"slices"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/osc"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// observer is the layer above: it writes down what it is told, and in what state it
// finds the OSC then.
type observer struct {
	osc    *osc.OSC
	told   []string
	refuse string // the event that it finds overtaken
	freed  int
	during func(*env.Task, string) // what it waits for, nil for nothing
}

func (o *observer) hear(t *env.Task, what string) bool {
	if o.during != nil {
		o.during(t, what)
	}
	i := o.osc.Snapshot().Import
	if i.Recovery {
		what += ", RECOVERY"
	}
	if i.Prepared != 0 {
		what += ", prepared"
	}
	o.told = append(o.told, what)
	return o.refuse == "" || !slices.Contains(o.told, o.refuse)
}

func (o *observer) Active(t *env.Task, _ osc.Event) bool     { return o.hear(t, "active") }
func (o *observer) Inactive(t *env.Task, _ osc.Event) bool   { return o.hear(t, "inactive") }
func (o *observer) Deactivate(t *env.Task, _ osc.Event) bool { return o.hear(t, "deactivate") }
func (o *observer) Activate(t *env.Task, _ osc.Event) bool   { return o.hear(t, "activate") }
func (o *observer) Removed(t *env.Task, _ osc.Event) bool    { return o.hear(t, "removed") }
func (o *observer) Freed()                                   { o.freed++ }

// play runs a body over an OSC whose OST gives every connect the same instance and has
// nothing against any other request.
func play(t *testing.T, o *observer, body func(*env.Task)) {
	t.Helper()
	w := env.NewControlled(env.Control{})
	network := wire.New(w, wire.Faults{}, 1)
	network.Listen("OST0000", func(m wire.Message) {
		reply := m.Answer(wire.OK)
		reply.Instance = 1
		if err := network.Send(reply); err != nil {
			t.Error(err)
		}
	})
	o.osc = osc.New(w, ptlrpc.NewPtlrpcd(w, network, "client0"),
		ptlrpc.Config{OST: "OST0000", Request: 20 * time.Millisecond}, o)
	report := w.Run("test", func(task *env.Task) {
		defer w.Stop()
		body(task)
	})
	if err := report.Err(); err != nil {
		t.Error(err)
	}
}

// TestOrder takes an OSC through a life: it is prepared, and RECOVERY, when the layer
// above hears ACTIVE (C2.2.osc), and RECOVERY no more when recovery has finished (C2.3)
// or the target is deactivated (C3.2).
func TestOrder(t *testing.T) {
	o := &observer{}
	play(t, o, func(task *env.Task) {
		quiet := func() { task.Sleep("test: quiet", 10*time.Millisecond) }
		recovery := func(when string, want bool) {
			t.Helper()
			if got := o.osc.Snapshot().Import.Recovery; got != want {
				t.Errorf("%s: RECOVERY %v, want %v", when, got, want)
			}
		}
		connect := func() {
			t.Helper()
			if _, err := o.osc.RoundTrip(task, time.Second); err != nil {
				t.Error(err)
			}
			quiet()
		}
		connect()
		recovery("recovery has finished", false)
		o.osc.Lose()
		quiet()
		o.refuse = "active, RECOVERY, prepared" // the next connection is overtaken there
		connect()
		recovery("recovery has not finished", true)
		o.refuse = ""
		o.osc.Deactivate(1)
		quiet()
		recovery("deactivated", false)
		o.osc.Activate(2)
		quiet()
		connect()
		o.osc.Remove(3, lustre.LOVTrace{})
		quiet()
	})
	want := []string{"active, RECOVERY, prepared", "inactive", "active, RECOVERY, prepared",
		"deactivate, RECOVERY, prepared", "activate", "active, RECOVERY, prepared", "removed, prepared"}
	if !slices.Equal(o.told, want) || o.freed != 1 {
		t.Errorf("told %q, freed %d times, want %q", o.told, o.freed, want)
	}
}

// TestDeactivateOvertaken has the layer above find a deactivation overtaken: RECOVERY
// stays, and nothing is sent.
func TestDeactivateOvertaken(t *testing.T) {
	for _, test := range []struct {
		refuse string
		state  lustre.ImportState
	}{{"", lustre.Disconn}, {"deactivate, prepared", lustre.Full}} {
		o := &observer{refuse: test.refuse}
		play(t, o, func(task *env.Task) {
			if _, err := o.osc.RoundTrip(task, time.Second); err != nil {
				t.Error(err)
			}
			task.Sleep("test: quiet", 10*time.Millisecond)
			o.osc.Deactivate(1)
			task.Sleep("test: quiet", 10*time.Millisecond)
			if got := o.osc.State(); got != test.state {
				t.Errorf("refusing %q: %s, want %s", test.refuse, got, test.state)
			}
		})
	}
}

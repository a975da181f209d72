package model_test

import (
	"testing"

	"ostlife/model"
	"ostlife/model/explore"
	"ostlife/model/lustre"
)

// TestMdsConnSwitch: that the OST hears of the MDS by a flag of the connect holds
// everything too, and takes fewer states.
func TestMdsConnSwitch(t *testing.T) {
	s := mds(model.Section4(2, 1, true, 1), 0, 1).Quieted()
	flag := model.Design{MDSDesign: model.MDSDesign{MdsConn: model.MdsConnFlag}}
	_, r := explored(t, flag, s, explore.Options[model.State]{})
	_, request := explored(t, model.Design{}, s, explore.Options[model.State]{})
	if r.Verdict != explore.Holds || r.Distinct >= request.Distinct {
		t.Errorf("by a flag: %v; by a request: %v", r, request)
	}
	for _, a := range r.Taken {
		if a.Action == string(lustre.ActMdsConnSend) && a.Taken > 0 {
			t.Error("a request of its own is sent beside the flag")
		}
	}
}

// TestDualFailure is C1a's reason: an unlink that is replayed to an MDS whose llog is not
// ready is done without its record. As long as its client lives, it sends the destroy all
// the same; when the client dies too, the object stays for good. In a scope without
// clients, the one that unlinks has died.
func TestDualFailure(t *testing.T) {
	late := model.Design{MDSDesign: model.MDSDesign{Llog: model.LlogAtConnect}}
	for _, row := range []struct {
		name          string
		design        model.Design
		nodes, faults uint8
		want          explore.Verdict
	}{
		{"the MDS fails, and its client lives", late, 2, 1, explore.Holds},
		{"the client fails, and the MDS lives", late, 1, 0, explore.Holds},
		{"both fail", late, 1, 1, explore.Violated},
		{"both fail, in the design", model.Design{}, 1, 1, explore.Holds},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := mds(model.Section4(row.nodes, 1, true, row.faults), 0, 1).Quieted()
			m, r := explored(t, row.design, s, explore.Options[model.State]{
				Liveness: true, Only: []string{"UnlinkedObjectIsDestroyed"},
			})
			if r.Verdict != row.want {
				t.Fatal(r)
			}
			for _, v := range r.Violations {
				if err := explore.Replay(m, v); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestObjectOverflow is the negative control of BoundsSuffice for object ids: an OST
// that has given the highest says so.
func TestObjectOverflow(t *testing.T) {
	m, err := model.Machine(model.Design{}, mds(model.Section4(1, 1, true, 0), 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	s := m.Init[0]
	s.Objects[0].Last = 7
	s.Pairs[0].Net[0] = model.Message{Kind: model.CreateObject, Instance: 1, Current: true}
	var to model.State
	for i, a := range m.Actions {
		if a.Name == string(lustre.ActOstCreate) && (!a.Next(&s, m.Sites(i)[0], &to) || !to.Overflow) {
			t.Error("an object id beyond the last went unseen")
		}
	}
}

// TestRenumbering: ids keep their order and lose their gaps, wherever they are held.
func TestRenumbering(t *testing.T) {
	m, err := model.Machine(model.Design{}, mds(model.Section4(1, 1, true, 0), 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	s := m.Init[0]
	s.Objects[0] = model.Objects{Last: 6, There: 1 << 2, Stored: 1<<2 | 1<<4, Memory: model.Account{Used: 4, Files: 1 << 2},
		Disk: model.Account{Used: 2, Files: 1 << 2}, Given: 4}
	s.Pairs[0].Slot.Stock = 6
	want := model.Objects{Last: 3, There: 1 << 1, Stored: 1 << 1, Memory: model.Account{Used: 2, Files: 1 << 1},
		Disk: model.Account{Used: 1, Files: 1 << 1}, Given: 2}
	var to model.State
	for i, a := range m.Actions {
		if a.Name == string(lustre.ActOstCommit) && !a.Next(&s, m.Sites(i)[0], &to) {
			t.Error("the commit is not enabled")
		}
	}
	if to.Objects[0] != want || to.Pairs[0].Slot.Stock != 3 {
		t.Errorf("got %+v with stock %d, want %+v", to.Objects[0], to.Pairs[0].Slot.Stock, want)
	}
}

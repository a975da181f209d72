package follow

import (
	"ostlife/model"
	"ostlife/model/explore"
	"ostlife/model/lustre"
)

// machine has the actions of the model of one node and one target, by name.
type machine map[lustre.Action]explore.Action[model.State]

// The models that a pair is held against: of a client, or an MDS without a disk; of an
// MDS with its disk, which tells the OST what it is by a request or by a flag of the
// connect (C2.2.osc).
var (
	clientMachine  = machineOf(model.Design{}, model.Scope{Nodes: 1, Targets: 1, Writes: 1})
	mdsMachine     = machineOf(model.Design{}, model.Scope{Nodes: 1, Targets: 1, MDS: true})
	mdsFlagMachine = machineOf(model.Design{MDSDesign: model.MDSDesign{MdsConn: model.MdsConnFlag}}, model.Scope{Nodes: 1, Targets: 1, MDS: true})
)

func machineOf(d model.Design, s model.Scope) machine {
	m, err := model.Machine(d, s)
	if err != nil {
		panic(err) // the scope is a constant, and fits
	}
	byName := machine{}
	for _, a := range m.Actions {
		byName[lustre.Action(a.Name)] = a
	}
	return byName
}

// step takes an action in a state, and gives the state after it. An action that this model
// does not have is not taken.
func (m machine) step(a lustre.Action, from *model.State) (to model.State, ok bool) {
	if action, known := m[a]; known {
		ok = action.Next(from, model.Site{}, &to)
	}
	return to, ok
}

// machine gives the model of the pair.
func (p *pair) machine() machine {
	switch {
	case !p.mds:
		return clientMachine
	case p.flag:
		return mdsFlagMachine
	}
	return mdsMachine
}

// step takes an action at the pair. A client's destroy is an action of the model with an
// MDS alone, which has it at whoever asks.
func (p *pair) step(a lustre.Action, from *model.State) (model.State, bool) {
	if a == lustre.ActDestroySend && !p.mds {
		return mdsMachine.step(a, from)
	}
	return p.machine().step(a, from)
}

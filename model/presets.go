package model

import "fmt"

// Preset is a whole design under a name: this one, or what Lustre has been.
type Preset struct {
	Name   string
	Design Design
	Story  string
}

// Presets lists the designs that have names. Those of Lustre take from it the decisions
// that this model knows; everything else is as in the RFC's design.
func Presets() []Preset {
	return []Preset{
		{"rfc", Design{}, "what the RFC asks for, made whole"},
		{"lustre-2009", Design{
			Chain: ChainLovBeforeOsc, Loss: LossTellsNobody, Deactivation: DeactivationDiscards, Purge: PurgeIsSilent,
			Remove: RemoveUnchecked, Pool: PoolKept,
			MDSDesign: MDSDesign{Llog: LlogAtConnect, Destroy: DestroyAtOnce, Records: RecordsAny,
				Leftover: LeftoverAtConnect, Objid: ObjidSetBack, Size: SizeAtActive},
		}, "what the RFC would replace: the LOV hears before the OSC is prepared, a loss is told to nobody, " +
			"a deactivation invalidates, REMOVE looks at nothing and leaves the pools, the llog of a target is ready " +
			"when it has connected"},
		{"lustre-now", Design{
			Loss: LossTellsNobody, Deactivation: DeactivationDiscards, Purge: PurgeIsSilent,
			Eviction: EvictionOnEveryReconnect, Remove: RemoveUnchecked, Pool: PoolKept, Penalty: PenaltyKept,
		}, "what became of it: a loss is told to nobody, a deactivation invalidates and what reconnects after it " +
			"evicts itself, nothing removes a target from its pools or resets a penalty"},
	}
}

// PresetError says that no preset has that name.
type PresetError struct{ Name string }

// Error names it.
func (e *PresetError) Error() string { return fmt.Sprintf("there is no design %q", e.Name) }

// PresetNamed gives a preset by its name, or fails with a [PresetError].
func PresetNamed(name string) (Preset, error) {
	for _, p := range Presets() {
		if p.Name == name {
			return p, nil
		}
	}
	return Preset{}, &PresetError{name}
}

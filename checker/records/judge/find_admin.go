package judge

import (
	"fmt"
	"strings"

	"ostlife/checker/records"
)

// deactivated tells the targets that an administrator switched off from those that are
// merely lost.
func (f *finder) deactivated() {
	for l := range f.imports {
		var off, lost []Moment
		noCreate := false
		on := false
		for _, s := range l.Snapshots {
			switch {
			case s.Admin == no || s.Deactive == yes:
				off = append(off, snapshotMoment(l, s, adminText(s)))
			case s.Active == no:
				lost = append(lost, snapshotMoment(l, s, "target_obd: INACTIVE"))
			case s.Admin == yes || s.Deactive == no:
				on = true
			}
			noCreate = noCreate || s.NoCreate
		}
		if l.Deactive == yes {
			off = append(off, l.of(records.WhatDeactivated, records.WhatMarkedAdmin)...)
		}
		switch {
		case len(off) > 0:
			f.administrators(l, off, lost, noCreate)
		case len(lost) > 0:
			x := Finding{Kind: "lost", Level: Problem, Lanes: []int{l.ID}, Lines: lost,
				Sentence: l.Title() + " is INACTIVE, and nothing says that an administrator wants it so",
				Next:     append(l.pings(), l.asks())}
			if on {
				x.Sentence = l.Title() + " is INACTIVE although it is not deactivated: it is lost, and will be active again when it connects"
			} else {
				x.Why = []string{"The file \"active\" tells which of the two it is: 0 is the administrator's."}
			}
			f.add(x)
		case noCreate:
			f.add(Finding{Kind: "no-creates", Level: Look, Lanes: []int{l.ID}, Lines: createLines(l),
				Sentence: l.Title() + " gets no new objects: max_create_count is 0",
				Next:     []string{fmt.Sprintf("lctl set_param osp.%s.max_create_count=20000 # to let it have some again", l.device())}})
		}
	}
}

// forGood tells the targets that an administrator switched off at the MGS.
func (f *finder) forGood() {
	for _, l := range f.story.Lanes {
		said := l.of(records.WhatPermanentOff, records.WhatPermanentOn)
		if len(said) == 0 || said[len(said)-1].What == records.WhatPermanentOn {
			continue
		}
		last := said[len(said)-1]
		name := l.FS + "-" + l.Name
		f.add(Finding{Kind: "deactivated", Level: Look, Lanes: []int{l.ID}, Lines: said,
			Sentence: fmt.Sprintf("%s was deactivated for good by the administrator, at the MGS, %s", name, f.when(&last)),
			Why:      []string{"It is in the config log: every node that reads it leaves the target alone, now and after a mount."},
			Next:     []string{fmt.Sprintf("lctl conf_param %s.osc.active=1 # on the MGS, to use it again", name)}})
	}
}

func adminText(s Snapshot) string {
	switch s.Kind {
	case records.KindParam:
		return s.Text
	case records.KindServerUUID:
		return "DEACTIVATED"
	default:
		return "flag deactive"
	}
}

func createLines(l *Lane) []Moment {
	var list []Moment
	for _, s := range l.Snapshots {
		if s.NoCreate {
			list = append(list, snapshotMoment(l, s, s.Text))
		}
	}
	return list
}

// administrators tells a target that is off because somebody wants it so.
func (f *finder) administrators(l *Lane, off, lost []Moment, noCreate bool) {
	x := Finding{Kind: "deactivated", Level: Look, Lanes: []int{l.ID}, Lines: append(off, lost...),
		Sentence: l.Title() + " is deactivated by the administrator, not lost",
		Why:      []string{"It is neither pinged nor connected until it is activated; a client's cached data for it was dropped when it was deactivated."},
		Next:     []string{fmt.Sprintf("lctl set_param %s.%s.active=1 # to use it again", l.kind(), l.device())}}
	if noCreate {
		x.Lines = append(x.Lines, createLines(l)...)
		x.Why = append(x.Why, "max_create_count is 0 as well: somebody has taken it out of use for new objects, as one does to empty an OST.")
	}
	if said := l.of(records.WhatRestored); len(said) > 0 && strings.Contains(said[len(said)-1].Text, "deactivated") {
		x.Lines = append(x.Lines, said[len(said)-1])
		x.Why = append(x.Why, "The console says that the connection was restored. That line is printed for a deactivated import too, which stays disconnected.")
	}
	f.add(x)
}

// disagreements tells records of one import that do not fit together.
func (f *finder) disagreements() {
	for l := range f.imports {
		states := map[records.State]Snapshot{}
		var order []records.State
		for _, s := range l.Snapshots {
			if s.State == records.StateUnknown {
				continue
			}
			if _, seen := states[s.State]; !seen {
				states[s.State] = s
				order = append(order, s.State)
			}
		}
		if len(order) > 1 {
			x := Finding{Kind: "disagree", Level: Look, Lanes: []int{l.ID},
				Sentence: fmt.Sprintf("%s: its parameter files say %s", l.Title(), names(order)),
				Why:      []string{"They were read at different moments, or it changes while it is looked at: none of them is wrong for that."},
				Next:     []string{l.asks()}}
			for _, s := range order {
				x.Lines = append(x.Lines, snapshotMoment(l, states[s], fmt.Sprintf("%s: %s", states[s].Kind, s)))
			}
			f.add(x)
		}
		f.ringBehind(l)
		f.slotAgainstImport(l)
	}
}

// ringBehind tells a state file whose state is not the last of its ring.
func (f *finder) ringBehind(l *Lane) {
	for _, s := range l.Snapshots {
		if s.Ring > 0 && s.State != s.Last && s.State != records.New && s.State != records.StateUnknown {
			f.add(Finding{Kind: "disagree", Level: Look, Lanes: []int{l.ID}, Lines: []Moment{snapshotMoment(l, s, "current_state: "+s.State.String())},
				Sentence: fmt.Sprintf("%s: its state file says %s, and its ring ends with %s: it changed while it was read", l.Title(), s.State, s.Last),
				Next:     []string{l.asks()}})
		}
	}
}

// slotAgainstImport tells a LOV's slot that is active without a connection, or the other way
// round.
func (f *finder) slotAgainstImport(l *Lane) {
	var state, slot *Snapshot
	for i := range l.Snapshots {
		s := &l.Snapshots[i]
		if s.State != records.StateUnknown {
			state = s
		}
		if s.Active != unknown {
			slot = s
		}
	}
	if state == nil || slot == nil {
		return
	}
	lines := []Moment{snapshotMoment(l, *state, "state "+state.State.String()), snapshotMoment(l, *slot, "target_obd")}
	usable := state.State == records.Full || state.State == records.Idle
	switch {
	case slot.Active == yes && !usable && state.Replayable == no:
		f.add(Finding{Kind: "disagree", Level: Look, Lanes: []int{l.ID}, Lines: lines, Next: []string{l.asks()},
			Sentence: fmt.Sprintf("%s is %s, and the LOV has it ACTIVE", l.Title(), state.State)})
	case slot.Active == no && usable && state.Invalid != yes && state.Deactive != yes:
		f.add(Finding{Kind: "disagree", Level: Problem, Lanes: []int{l.ID}, Lines: lines, Next: []string{l.asks(),
			fmt.Sprintf("lctl --device %s recover # makes it connect, and tell the LOV, again", l.device())},
			Sentence: fmt.Sprintf("%s is %s, and the LOV has it INACTIVE", l.Title(), state.State),
			Why: []string{"The events of a loss and of a reconnect were told in the wrong order: the connection stands, " +
				"and nobody uses it until the next loss."}})
	}
}

// precreates tells OSPs that cannot have objects made ahead.
func (f *finder) precreates() {
	for l := range f.imports {
		for _, s := range l.Snapshots {
			if s.Precreate >= 0 {
				continue
			}
			why := map[int64]string{-108: "it is deactivated", -19: "it is not connected", -28: "the OST is full",
				-107: "it is not connected", -5: "the OST answers with errors", -30: "the OST is read-only"}[s.Precreate]
			if why == "" {
				why = "errno " + fmt.Sprint(-s.Precreate)
			}
			f.add(Finding{Kind: "no-precreate", Level: Problem, Lanes: []int{l.ID}, Lines: []Moment{snapshotMoment(l, s, s.Text)},
				Sentence: fmt.Sprintf("%s gets no new objects: %s", l.Title(), why),
				Next:     []string{l.asks(), fmt.Sprintf("lctl get_param osp.%s.prealloc_*", l.device())}})
		}
	}
}

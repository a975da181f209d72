package model

import "ostlife/model/lustre"

// mdsPropertyTable are the properties of the MDS's side.
var mdsPropertyTable = []property{
	{
		name: "LlogReadyBeforeReplay", clause: "C1a", mds: true,
		why:  "an unlink without its record leaves an object that nobody destroys, if its client dies",
		step: rules.llogReadyBeforeReplay,
		witness: func(r rules, s *State, at Site) bool {
			return s.Starting[at.Node] && r.objects(s, at).Unlink == UnlinkSent
		},
	},
	{
		name: "ObjectIDNeverReused", clause: "C1b", mds: true,
		why: "two files would have one object",
		step: func(r rules, from *State, name lustre.Action, at Site, _ *State) bool {
			return name != lustre.ActCreateTake || r.pair(from, at).Slot.Stock > r.objects(from, at).Given
		},
		witnessStep: func(r rules, from *State, name lustre.Action, at Site, _ *State) bool {
			o := r.objects(from, at)
			return name == lustre.ActCreateTake && o.Given > o.Memory.Used
		},
	},
	{
		name: "LiveObjectNeverDestroyed", clause: "C1b", mds: true,
		why: "a file that is there, or would be after a crash, would have lost its data",
		state: func(r rules, s *State, at Site) bool {
			o := r.objects(s, at)
			return (o.Memory.Files|o.Disk.Files)&^o.There == 0
		},
		witness: func(r rules, s *State, at Site) bool {
			o := r.objects(s, at)
			return o.Disk.Files&^o.Memory.Files != 0
		},
	},
	{
		name: "ObjectIDsNeverGoBack", clause: "C1b", mds: true,
		why:   "what is above the last id is an orphan, and what is below it is not",
		state: rules.objectIDsNeverGoBack,
		witness: func(r rules, s *State, at Site) bool {
			o := r.objects(s, at)
			return o.There.highest() > o.Memory.Used && o.Memory.Used > o.Disk.Used
		},
	},
	{
		name: "NothingLeaks", clause: "C1a C1b", mds: true,
		why:   "an object that no file has, no record names and no orphan step will find stays for good",
		state: rules.nothingLeaks,
		witness: func(r rules, s *State, at Site) bool {
			o := r.objects(s, at)
			return o.Stored&o.Disk.Records != 0
		},
	},
	{
		name: "EASizeCoversEveryTarget", clause: "C1b", mds: true,
		why:     "the layout of a file on that target would not fit into a reply",
		state:   rules.eaSizeCoversEveryTarget,
		witness: func(r rules, s *State, at Site) bool { return s.Starting[at.Node] && r.pair(s, at).Pooled },
	},
	{
		name: "OneLlogReplayPerTarget", clause: "C2.1c C2.4", mds: true,
		why:   "two replays would cancel records under each other's feet",
		state: func(r rules, s *State, at Site) bool { return r.pair(s, at).replays() <= 1 },
		witness: func(r rules, s *State, at Site) bool {
			p := r.pair(s, at)
			return p.replays() > 0 && p.Slot.Asked != lustre.AskLlog
		},
	},
	{
		name: "CancelOnlyAfterCommit", clause: "C2.2.osc", mds: true,
		why:  "an OST that restarts would bring back an object that nobody remembers",
		step: rules.cancelOnlyAfterCommit,
		witness: func(r rules, s *State, at Site) bool {
			o := r.objects(s, at)
			return o.Memory.Records&o.Stored&^o.There != 0
		},
	},
}

// llogReadyBeforeReplay: an unlink that takes a file away has its llog ready.
func (r rules) llogReadyBeforeReplay(from *State, name lustre.Action, at Site, to *State) bool {
	takes := name == lustre.ActMdsUnlink && r.objects(to, at).Memory.Files.count() < r.objects(from, at).Memory.Files.count()
	return !takes || r.creator(from, at.Target).Slot.Llog
}

// objectIDsNeverGoBack: what was given stays below what will be.
func (r rules) objectIDsNeverGoBack(s *State, at Site) bool {
	o := r.objects(s, at)
	for _, a := range []*Account{&o.Memory, &o.Disk} {
		if a.Used < a.Files.highest() {
			return false
		}
	}
	return o.Memory.Used >= o.Disk.Used && o.Last >= max(o.Memory.Used, o.Stored.highest(), r.pair(s, at).Slot.Stock)
}

// nothingLeaks: whatever the OST has on disk is known to someone.
func (r rules) nothingLeaks(s *State, at Site) bool {
	o := r.objects(s, at)
	known := o.Memory.Files | o.Memory.Records | o.Disk.Files | o.Disk.Records | above(o.Memory.Used)
	return o.Stored&^known == 0
}

// eaSizeCoversEveryTarget: on every node, every target in the pool.
func (r rules) eaSizeCoversEveryTarget(s *State, at Site) bool {
	for n := range r.scope.Nodes {
		if r.pair(s, Site{Node: n, Target: at.Target}).Pooled && s.Size[n] <= at.Target {
			return false
		}
	}
	return true
}

// replays counts the llog replays that the OST runs for the pair.
func (p *Pair) replays() int {
	n := 0
	for i := range p.Net {
		if p.Net[i].Kind == LlogReplay && !p.Net[i].Reply {
			n++
		}
	}
	return n
}

// cancelOnlyAfterCommit: a cancel leaves a record to every object on the OST's disk
// that had one.
func (r rules) cancelOnlyAfterCommit(from *State, name lustre.Action, at Site, to *State) bool {
	f, t := r.objects(from, at), r.objects(to, at)
	return name != lustre.ActLlogCancel || (f.Stored&f.Memory.Records).count() == (t.Stored&t.Memory.Records).count()
}

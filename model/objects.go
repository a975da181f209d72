package model

import "math/bits"

// maxObject is the highest object id that a state can hold: a set of ids is 8 bits,
// and id 0 is none.
const maxObject = 7

// IDs is a set of object ids: bit i is id i.
type IDs uint8

// List gives the ids of the set, rising.
func (s IDs) List() []uint8 {
	var list []uint8
	for s &^= 1; s != 0; s &= s - 1 {
		list = append(list, s.lowest())
	}
	return list
}

func (s IDs) has(id uint8) bool { return id != 0 && s>>id&1 == 1 }
func one(id uint8) IDs          { return 1 << id &^ 1 }
func (s IDs) lowest() uint8     { return uint8(bits.TrailingZeros8(uint8(s))) } // of a set that is not empty
func (s IDs) highest() uint8    { return uint8(max(bits.Len8(uint8(s))-1, 0)) }
func (s IDs) count() int        { return bits.OnesCount8(uint8(s)) }

// above is the set of all ids higher than one.
func above(id uint8) IDs { return ^IDs(0) << id << 1 }

// Objects is what the OST of one target has of objects, and what the MDS has of them.
type Objects struct {
	// At the OST.
	Last   uint8 // the last id that it has given to an object
	There  IDs   // the objects
	Stored IDs   // those on its disk: more, while a destroy is not committed

	Memory Account // the MDS's, in memory
	Disk   Account // and what of it is committed

	Unlink   Unlink // what has become of the client's unlink
	Unlinked uint8  // its object, 0 for none

	Given uint8 // the highest id that a file ever had; nothing is decided by it
}

// Account is what an MDS keeps of a target's objects, in one transaction each time.
type Account struct {
	Used    uint8 // lov-objid: the last id that was used
	Files   IDs   // the objects that a file has
	Records IDs   // those of which the llog has an unlink record
}

// Unlink is how far the unlink of a file has come.
type Unlink uint8

// The stages of an unlink.
const (
	NoUnlink       Unlink = iota
	UnlinkSent            // the MDS is asked, for the first time or again
	UnlinkExecuted        // and has done it; the answer, with the record's cookie, is on its way
	UnlinkAnswered        // and is there: when the unlink is committed, the destroy may be sent
)

// mds reports that the node is the MDS.
func (r rules) mds(node uint8) bool { return r.scope.MDS && node == 0 }

// client reports that there is a client beside the MDS.
func (r rules) client() bool { return r.scope.Nodes > 1 }

// objects gives those of the site's target.
func (r rules) objects(s *State, at Site) *Objects { return &s.Objects[at.Target] }

// creator gives the MDS's pair of a target.
func (r rules) creator(s *State, target uint8) *Pair { return r.pair(s, Site{Target: target}) }

// startMDS adds to a start what a file system in use has: the llog ready, and on every
// target one object with its file.
func (r rules) startMDS(s *State) {
	for n := range r.scope.Nodes {
		s.Size[n] = r.scope.Targets
	}
	for t := range r.scope.Targets {
		p := r.creator(s, t)
		p.Slot.Llog, p.Slot.Told, p.Known = true, true, r.scope.Connected
		first := Account{Used: 1, Files: one(1)}
		s.Objects[t] = Objects{Last: 1, There: one(1), Stored: one(1), Memory: first, Disk: first, Given: 1}
	}
}

// renumberObjects gives the object ids of each target that are still held the numbers
// 1, 2, 3 ... in their order.
func (r rules) renumberObjects(s *State) {
	for t := range r.scope.Targets {
		live := r.held(s, t) | 1
		if live&(live+1) == 0 {
			continue
		}
		dense := func(id uint8) uint8 { return uint8((live &^ 1 & (1<<id<<1 - 1)).count()) }
		s.Objects[t].each(func(id *uint8) { *id = dense(*id) }, func(set *IDs) {
			var to IDs
			for from := *set; from != 0; from &= from - 1 {
				to |= one(dense(from.lowest()))
			}
			*set = to
		})
		p := r.creator(s, t)
		p.Slot.Stock = dense(p.Slot.Stock)
		for n := range r.scope.Nodes {
			p := r.pair(s, Site{Node: n, Target: t})
			for i := range p.Net {
				p.Net[i].Object = dense(p.Net[i].Object)
			}
		}
	}
}

// held is the set of the ids of a target that something holds.
func (r rules) held(s *State, target uint8) IDs {
	live := one(r.creator(s, target).Slot.Stock)
	for n := range r.scope.Nodes {
		p := r.pair(s, Site{Node: n, Target: target})
		for i := range p.Net {
			live |= one(p.Net[i].Object)
		}
	}
	s.Objects[target].each(func(id *uint8) { live |= one(*id) }, func(set *IDs) { live |= *set })
	return live
}

// each goes through every id and every set of ids.
func (o *Objects) each(id func(*uint8), set func(*IDs)) {
	id(&o.Last)
	id(&o.Unlinked)
	id(&o.Given)
	set(&o.There)
	set(&o.Stored)
	for _, a := range []*Account{&o.Memory, &o.Disk} {
		id(&a.Used)
		set(&a.Files)
		set(&a.Records)
	}
}

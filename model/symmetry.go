package model

import (
	"bytes"
	"unsafe"

	"ostlife/model/lustre"
)

// canonical gives what the explorer's symmetry needs: of a state and the one with its two
// nodes or its two targets exchanged, the one that comes first stands for both. It is nil
// where nothing is alike: there is one pair alone, or an MDS, which no client is like, and
// whose EA size goes by the targets' indexes.
func (r rules) canonical() func(s *State) {
	if r.scope.MDS || r.scope.Nodes*r.scope.Targets != 2 {
		return nil
	}
	exchange := (*State).exchangeNodes
	if r.scope.Targets == 2 {
		exchange = (*State).exchangeTargets
	}
	return func(s *State) {
		other := *s
		exchange(&other)
		if bytes.Compare(other.bytes(), s.bytes()) < 0 {
			*s = other
		}
	}
}

// exchangeNodes gives each of two nodes what the other has.
func (s *State) exchangeNodes() {
	s.Position[0], s.Position[1] = s.Position[1], s.Position[0]
	s.Ptlrpcd[0], s.Ptlrpcd[1] = s.Ptlrpcd[1], s.Ptlrpcd[0]
	s.Pairs[0], s.Pairs[1] = s.Pairs[1], s.Pairs[0]
}

// exchangeTargets gives each of two targets what the other has. The log begins with an ADD
// of each, which every node has read: in which order they stand is all the same.
func (s *State) exchangeTargets() {
	for i, record := range s.Log[MaxTargets:] {
		if record.Kind != lustre.ConfigNone {
			s.Log[MaxTargets+i].Target = 1 - record.Target
		}
	}
	if s.Ptlrpcd[0] != 0 {
		s.Ptlrpcd[0] = 3 - s.Ptlrpcd[0]
	}
	s.Pairs[0], s.Pairs[1] = s.Pairs[1], s.Pairs[0]
}

// bytes is the state's memory, for an order of states. All its fields are one byte wide,
// so that nothing lies between them.
func (s *State) bytes() []byte {
	return (*[unsafe.Sizeof(State{})]byte)(unsafe.Pointer(s))[:]
}

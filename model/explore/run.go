package explore

import (
	"runtime"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Run explores the machine and judges its properties. The error is a *MachineError for a machine that cannot be
// explored or a property name in Options.Only that it does not have, and a *ModelError when a function of the machine
// panics or changes the state it was given to read; there is no result then. All goroutines of the run have ended when
// it returns.
func Run[S comparable](m *Machine[S], o Options[S]) (*Result[S], error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	s, err := newSearch(m, o)
	if err != nil {
		return nil, err
	}
	stop, err := s.explore()
	if err == nil && stop == Complete && o.Liveness && !s.violated() {
		var full bool
		if full, err = s.judgeLiveness(); full {
			stop = MemoryLimit
		}
	}
	if err != nil {
		return nil, err
	}
	return s.result(stop), nil
}

// search is one run under way. While a phase runs, the workers read it and write only to their blocks.
type search[S comparable] struct {
	m         *Machine[S]
	o         Options[S]
	moves     []move[S]
	fields    []field
	judged    []int // the properties asked for, by index in Machine.Properties
	open      openQuestions
	set       *visited[S]
	canonical func(s *S) // Machine.Canonical, with Options.Symmetry
	limit     int        // nodes that may be kept
	limitedBy Stop       // what gave the limit

	blocks   []block[S]
	perBlock int // parents in a block

	level    int // the level whose nodes are being found
	expanded int // nodes whose successors are all known
	reported int // nodes at the last call of Progress
	levels   []int
	total    tally
	broken   []finding // by property: where it was first violated
	shown    []finding // by property: where its witness was first reached

	held     []Held
	unending []Violation[S]
}

// finding is where a property was violated or its witness reached: in a state, or on a move from it.
type finding struct {
	level int // 0 for nowhere yet
	node  int
	move  int // noMove if it is about the state
}

const noMove = -1

func newSearch[S comparable](m *Machine[S], o Options[S]) (*search[S], error) {
	s := &search[S]{m: m, o: o, moves: m.moves(), fields: m.budgetFields(), set: newVisited(seededHash[S](), o.Fingerprints)}
	if (o.Fingerprints || o.Symmetry) && (o.Liveness || o.KeepGraph) {
		return nil, m.flaw(ErrNeedsGraph, "")
	}
	if o.Symmetry {
		if s.canonical = m.Canonical; s.canonical == nil {
			return nil, m.flaw(ErrNoCanonical, "")
		}
	}
	for _, name := range o.Only {
		safety := slices.ContainsFunc(m.Properties, func(p Property[S]) bool { return p.Name == name })
		if !safety && !slices.ContainsFunc(m.Liveness, func(l Liveness[S]) bool { return l.Name == name }) {
			return nil, m.flaw(ErrUnknownProperty, "property %q", name)
		}
	}
	for i, p := range m.Properties {
		if len(o.Only) == 0 || slices.Contains(o.Only, p.Name) {
			s.judged = append(s.judged, i)
		}
	}
	if s.o.Workers <= 0 {
		s.o.Workers = runtime.GOMAXPROCS(0)
	}
	if s.o.ProgressEvery <= 0 {
		s.o.ProgressEvery = DefaultProgressEvery
	}
	s.broken = make([]finding, len(m.Properties))
	s.shown = make([]finding, len(m.Properties))
	s.total.taken = make([]int, len(m.Actions))
	s.reopen()
	s.layRounds()
	s.setLimit()
	return s, nil
}

// layRounds cuts a round into blocks whose lists can never overflow: each has room for every move of all its parents.
func (s *search[S]) layRounds() {
	bytes := int64(roundBytes)
	if s.o.MaxBytes > 0 {
		bytes = min(bytes, s.o.MaxBytes/roundShare)
	}
	perParent := int64(max(1, len(s.moves))) * int64(unsafe.Sizeof(candidate[S]{}))
	parents := int(max(1, bytes/perParent))
	blocks := min(parents, roundBlocks)
	s.perBlock = parents / blocks
	s.blocks = make([]block[S], blocks)
	for i := range s.blocks {
		s.blocks[i].init(s)
	}
}

func (s *search[S]) blockBytes() int64 {
	return pages(int64(s.perBlock*max(1, len(s.moves))) * int64(unsafe.Sizeof(candidate[S]{})))
}

// setLimit turns all bounds into one number of nodes, so that they are kept exactly and alike in every run. It goes by
// the states that are forgotten by now, and never below the nodes that there are.
func (s *search[S]) setLimit() {
	s.limit, s.limitedBy = MaxNodes, StateLimit
	if s.o.MaxStates > 0 {
		s.limit = min(s.limit, s.o.MaxStates)
	}
	if s.o.MaxBytes <= 0 {
		return
	}
	spare := s.o.MaxBytes - int64(len(s.blocks))*s.blockBytes()
	tooMany := sort.Search(s.limit+1, func(n int) bool { return s.set.bytesFor(n) > spare })
	if fit := max(s.set.count, tooMany-1); fit < s.limit {
		s.limit, s.limitedBy = fit, MemoryLimit
	}
}

// explore goes through the levels. The parents of level 1 are the rows of Machine.Init, those of any other level the
// nodes of the level before.
func (s *search[S]) explore() (Stop, error) {
	lo, hi, expand := 0, len(s.m.Init), (*block[S]).seed
	for s.level = 1; lo < hi; s.level++ {
		first := s.set.count
		if stop, err := s.findLevel(lo, hi, expand); stop != Complete || err != nil {
			return stop, err
		}
		if s.set.count > first {
			s.levels = append(s.levels, s.set.count-first)
			s.report(true)
			if s.violated() && !s.o.KeepGoing {
				return FirstViolation, nil
			}
		}
		lo, hi, expand = first, s.set.count, (*block[S]).expand
	}
	return Complete, nil
}

// findLevel finds the successors of parents lo to hi in rounds; Complete means that it found all.
func (s *search[S]) findLevel(lo, hi int, expand work[S]) (Stop, error) {
	for size := s.perBlock * len(s.blocks); lo < hi; lo += size {
		if s.o.Context != nil && s.o.Context.Err() != nil {
			return Cancelled, nil
		}
		end := min(lo+size, hi)
		if full, err := s.round(lo, end, expand); full || err != nil {
			return s.limitedBy, err
		}
		if s.level > 1 {
			s.expanded = end
			s.forget()
		}
		if end < hi && s.set.count-s.reported >= s.o.ProgressEvery {
			s.report(false)
		}
	}
	return Complete, nil
}

// forget gives up the states that only the exact set needs, once their successors are known. The first level's stay:
// stories are told from there.
func (s *search[S]) forget() {
	if s.o.Fingerprints {
		s.set.forget(s.levels[0], s.expanded)
		s.setLimit()
	}
}

// round expands parents lo to hi, enters what they lead to, and judges the new nodes; full means that some found no
// place.
func (s *search[S]) round(lo, hi int, expand work[S]) (full bool, err error) {
	blocks, err := s.phase(lo, hi, s.perBlock, expand)
	if err != nil {
		return false, err
	}
	first := s.set.count
	full = s.enter(blocks)
	size := max(s.perBlock, 1+(s.set.count-first)/len(s.blocks))
	_, err = s.phase(first, s.set.count, size, (*block[S]).inspect)
	return full, err
}

// enter adds the new nodes to the visited set in the order of their parents and moves: that order is the tie rule for
// which of several parents a node is said to come from.
func (s *search[S]) enter(blocks []block[S]) (full bool) {
	for i := range blocks {
		for j := range blocks[i].found {
			if s.set.add(&blocks[i].found[j], s.limit) {
				return true
			}
		}
	}
	return false
}

// phase has the workers do the work on numbers lo to hi, size of them in a block, and takes up what the blocks found in
// their order.
func (s *search[S]) phase(lo, hi, size int, do work[S]) ([]block[S], error) {
	blocks := s.blocks[:(hi-lo+size-1)/size]
	parallel(s.o.Workers, len(blocks), func(i int) {
		blocks[i].run(do, lo+i*size, min(lo+(i+1)*size, hi))
	})
	for i := range blocks {
		if err := blocks[i].err; err != nil {
			return nil, err
		}
		s.absorb(&blocks[i])
	}
	s.reopen()
	return blocks, nil
}

// parallel calls do for 0 to n-1 on as many goroutines as there are workers, and returns when all have ended.
func parallel(workers, n int, do func(i int)) {
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			do(i)
		}
	}
	var all sync.WaitGroup
	for range min(workers, n) - 1 {
		all.Go(work)
	}
	work()
	all.Wait()
}

func (s *search[S]) report(levelDone bool) {
	s.reported = s.set.count
	if s.o.Progress == nil {
		return
	}
	s.o.Progress(Progress{
		Level: s.level, LevelDone: levelDone, Distinct: s.set.count, Generated: s.total.generated,
		Frontier: s.set.count - s.expanded, Bytes: s.bytes(),
	})
}

// bytes counts the lists only once they are made, which a small machine never does for most of them.
func (s *search[S]) bytes() int64 {
	lists := 0
	for lists < len(s.blocks) && s.blocks[lists].found != nil {
		lists++
	}
	return int64(lists)*s.blockBytes() + s.set.bytesFor(s.set.count)
}

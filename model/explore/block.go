package explore

import "runtime/debug"

// candidate is a successor that was not known when its round began.
type candidate[S comparable] struct {
	hash  uint64
	node  node
	move  uint16
	state S
}

// tally is what a block counts and a run adds up.
type tally struct {
	generated, terminal int
	taken               []int // by action
	digest              Digest
}

// work is what a phase does with the numbers lo to hi of one block.
type work[S comparable] func(b *block[S], lo, hi int)

// block is a worker's share of a phase, and what it found there. It is kept and reused from round to round.
type block[S comparable] struct {
	s     *search[S]
	found []candidate[S] // in the order of parents and moves
	tally
	broken, shown []finding // by property: the first in this block

	from S      // what actions are given to read, so that the visited set cannot be changed by one
	key  []byte // scratch of Options.StateKey

	// What is being done, for the error when it panics.
	node, move, property int
	err                  error
}

func (b *block[S]) init(s *search[S]) {
	b.s = s
	b.taken = make([]int, len(s.m.Actions))
	b.broken = make([]finding, len(s.m.Properties))
	b.shown = make([]finding, len(s.m.Properties))
}

// run does the work and turns a panic of the machine's functions into the block's error.
func (b *block[S]) run(do work[S], lo, hi int) {
	b.reset()
	defer func() {
		if v := recover(); v != nil {
			b.err = b.blame(&PanicError{Value: v, Stack: debug.Stack()})
		}
	}()
	do(b, lo, hi)
}

func (b *block[S]) reset() {
	b.found = b.found[:0]
	clear(b.taken)
	b.tally = tally{taken: b.taken}
	clear(b.broken)
	clear(b.shown)
}

// seed makes candidates of the rows lo to hi of Machine.Init.
func (b *block[S]) seed(lo, hi int) {
	for _, init := range b.s.m.Init[lo:hi] {
		b.generated++
		c := b.spare()
		c.state = init
		b.keep(c, node{parent: noNode}, 0)
	}
}

// expand tries every move in the nodes lo to hi.
func (b *block[S]) expand(lo, hi int) {
	for n := lo; n < hi; n++ {
		b.node, b.from = n, *b.s.set.state(n)
		if !b.successors(b.s.set.node(n).used) {
			b.terminal++
		}
		if b.from != *b.s.set.state(n) {
			b.move, b.property = b.changer(), noProperty
			b.err = b.blame(ErrFromChanged)
			return
		}
	}
}

// successors tries every move in b.from; it reports whether one was enabled.
func (b *block[S]) successors(used uint32) (enabled bool) {
	for i := range b.s.moves {
		mv := &b.s.moves[i]
		after, ok := mv.budget.use(used)
		if !ok {
			continue
		}
		b.move, b.property = i, noProperty
		c := b.spare()
		if !mv.next(&b.from, mv.site, &c.state) {
			continue
		}
		enabled = true
		b.generated++
		b.taken[mv.action]++
		b.judgeStep(mv, &c.state)
		b.keep(c, node{parent: uint32(b.node), used: after}, i)
	}
	return enabled
}

// spare is the list entry behind the last, written in place: a successor is copied only if it proves new.
func (b *block[S]) spare() *candidate[S] {
	if b.found == nil {
		b.found = make([]candidate[S], 0, b.s.perBlock*max(1, len(b.s.moves)))
	}
	n := len(b.found)
	return &b.found[:n+1][n]
}

func (b *block[S]) keep(c *candidate[S], n node, move int) {
	if b.s.canonical != nil {
		b.s.canonical(&c.state)
	}
	hash := b.s.set.hash(&c.state, n.used)
	if _, _, known := b.s.set.lookup(hash, &c.state, n.used); known {
		return
	}
	c.hash, c.node, c.move = hash, n, uint16(move)
	b.found = b.found[:len(b.found)+1]
}

// inspect judges the new nodes lo to hi.
func (b *block[S]) inspect(lo, hi int) {
	b.move = noMove
	for n := lo; n < hi; n++ {
		b.node = n
		b.from = *b.s.set.state(n)
		b.judgeState(&b.from)
		b.property = noProperty
		if b.s.o.StateKey != nil {
			b.key = b.s.o.StateKey(b.key[:0], &b.from, unpack(b.s.fields, b.s.set.node(n).used))
			b.digest.add(b.key)
		}
	}
}

// changer finds the move that changes the state it is given.
func (b *block[S]) changer() int {
	var to S
	for i, mv := range b.s.moves {
		b.from = *b.s.set.state(b.node)
		mv.next(&b.from, mv.site, &to)
		if b.from != *b.s.set.state(b.node) {
			return i
		}
	}
	return noMove
}

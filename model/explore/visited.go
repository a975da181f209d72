package explore

import (
	"hash/maphash"
	"math/bits"
	"unsafe"
)

// Sizes of the visited set.
const (
	// MaxNodes is how many nodes an exploration can hold: a node's number is 32 bits wide, and one value of them says
	// "no node".
	MaxNodes = noNode - 1

	chunkNodes = 1 << 12 // nodes in one chunk of the arena
	firstSlots = 1 << 10 // slots of the first index table
	slotBytes  = 5       // a tag and a node number
	pageBytes  = 8 << 10 // what the runtime rounds a large object up to
)

// noNode is the number of no node: the parent of an initial state.
const noNode = 1<<32 - 1

// node is what is kept of a node beside its state.
type node struct {
	parent uint32 // number of the node it was found from, noNode for an initial state
	used   uint32 // budgets used, packed
}

// chunk is a part of the arena. Chunks never move, so a growing arena copies nothing and pointers into it stay good.
type chunk[S comparable] struct {
	states *[chunkNodes]S      // nil where they are forgotten
	prints *[chunkNodes]uint64 // the hashes, where they stand for the states
	nodes  [chunkNodes]node
	moves  [chunkNodes]uint16 // the move that found it
}

// visited is the set of nodes: an arena in order of discovery, and an open-addressing index from hashes into it.
// A slot's tag is one byte of the hash; it saves most of the visits to the arena that a probe would make in vain.
// Nodes are told apart by their states, or, with fingerprints, by their hashes alone: then the states of nodes that are
// expanded can be forgotten. lookup may be called by several goroutines while none calls add.
type visited[S comparable] struct {
	fingerprints bool

	chunks []*chunk[S]
	count  int
	tags   []uint8 // 0 marks a free slot
	refs   []uint32
	hash   func(s *S, used uint32) uint64

	forgotten int              // chunks below this one have no states, but for the first, which are never forgotten
	spare     []*[chunkNodes]S // what they had, for chunks to come
	made      int              // blocks of states in all, the spare ones included
}

func newVisited[S comparable](hash func(s *S, used uint32) uint64, fingerprints bool) *visited[S] {
	return &visited[S]{
		fingerprints: fingerprints, hash: hash, tags: make([]uint8, firstSlots), refs: make([]uint32, firstSlots),
	}
}

// seededHash returns the hash of a run. Its seed differs from run to run: no result depends on it.
func seededHash[S comparable]() func(s *S, used uint32) uint64 {
	seed := maphash.MakeSeed()
	return func(s *S, used uint32) uint64 {
		const odd = 0x9e3779b97f4a7c15 // 2^64 over the golden ratio: spreads used over all bits
		return maphash.Comparable(seed, *s) ^ uint64(used)*odd
	}
}

func (v *visited[S]) state(n int) *S   { return &v.chunks[n/chunkNodes].states[n%chunkNodes] }
func (v *visited[S]) node(n int) *node { return &v.chunks[n/chunkNodes].nodes[n%chunkNodes] }
func (v *visited[S]) move(n int) int   { return int(v.chunks[n/chunkNodes].moves[n%chunkNodes]) }

// lookup finds the node of a state and the budgets used, or the free slot where it belongs.
func (v *visited[S]) lookup(hash uint64, s *S, used uint32) (n, slot int, found bool) {
	slot, tag := place(hash, len(v.tags))
	for ; v.tags[slot] != 0; slot = v.next(slot) {
		if v.tags[slot] != tag {
			continue
		}
		if n := int(v.refs[slot]); v.is(n, hash, s, used) {
			return n, slot, true
		}
	}
	return 0, slot, false
}

func (v *visited[S]) is(n int, hash uint64, s *S, used uint32) bool {
	if v.fingerprints {
		return v.print(n) == hash
	}
	return v.node(n).used == used && *v.state(n) == *s
}

func (v *visited[S]) print(n int) uint64 { return v.chunks[n/chunkNodes].prints[n%chunkNodes] }

func (v *visited[S]) next(slot int) int {
	if slot++; slot < len(v.tags) {
		return slot
	}
	return 0
}

// add enters a candidate unless its node is known or there are limit nodes already; full says that the limit kept it
// out.
func (v *visited[S]) add(c *candidate[S], limit int) (full bool) {
	_, slot, known := v.lookup(c.hash, &c.state, c.node.used)
	if known {
		return false
	}
	if v.count == limit {
		return true
	}
	if v.count == room(len(v.tags)) {
		v.grow()
		slot = v.free(c.hash)
	}
	v.claim(slot, c.hash, v.count)
	at := v.count % chunkNodes
	if at == 0 {
		v.chunks = append(v.chunks, v.newChunk())
	}
	last := v.chunks[len(v.chunks)-1]
	last.states[at], last.nodes[at], last.moves[at] = c.state, c.node, c.move
	if v.fingerprints {
		last.prints[at] = c.hash
	}
	v.count++
	return false
}

func (v *visited[S]) newChunk() *chunk[S] {
	c := new(chunk[S])
	if last := len(v.spare) - 1; last >= 0 {
		c.states, v.spare = v.spare[last], v.spare[:last]
	} else {
		c.states = new([chunkNodes]S)
		v.made++
	}
	if v.fingerprints {
		c.prints = new([chunkNodes]uint64)
	}
	return c
}

// forget gives up the states of the nodes from first up to end, by whole chunks: fingerprints stand for them.
func (v *visited[S]) forget(first, end int) {
	v.forgotten = max(v.forgotten, (first+chunkNodes-1)/chunkNodes)
	for ; v.forgotten < end/chunkNodes; v.forgotten++ {
		c := v.chunks[v.forgotten]
		v.spare = append(v.spare, c.states)
		c.states = nil
	}
}

func (v *visited[S]) claim(slot int, hash uint64, n int) {
	_, tag := place(hash, len(v.tags))
	v.tags[slot], v.refs[slot] = tag, uint32(n)
}

// free finds the slot for a hash whose node is known to be absent.
func (v *visited[S]) free(hash uint64) int {
	slot, _ := place(hash, len(v.tags))
	for v.tags[slot] != 0 {
		slot = v.next(slot)
	}
	return slot
}

// grow moves the index into the next larger table. Hashes are not kept but as fingerprints: they are computed anew from
// the arena, which is read front to back.
func (v *visited[S]) grow() {
	slots := larger(len(v.tags))
	v.tags, v.refs = make([]uint8, slots), make([]uint32, slots)
	for n := range v.count {
		hash := v.hashOf(n)
		v.claim(v.free(hash), hash, n)
	}
}

func (v *visited[S]) hashOf(n int) uint64 {
	if v.fingerprints {
		return v.print(n)
	}
	return v.hash(v.state(n), v.node(n).used)
}

// place maps a hash to its first slot, by its high bits, and to its tag, by its low ones.
func place(hash uint64, slots int) (slot int, tag uint8) {
	high, _ := bits.Mul64(hash, uint64(slots))
	return int(high), max(uint8(hash), 1)
}

// room is how many nodes an index table takes before it grows, larger the size that it grows to: four fifths full, by
// half, which keeps both the probes short and the table small.
func room(slots int) int   { return slots / 5 * 4 }
func larger(slots int) int { return slots + slots/2 }

// bytesFor is the memory that n nodes take at most: the arena, the index, and the table that the index grew out of,
// which may not have been freed yet. It goes by the states that are forgotten now.
func (v *visited[S]) bytesFor(n int) int64 {
	before, slots := 0, firstSlots
	for room(slots) < n {
		before, slots = slots, larger(slots)
	}
	chunks := (n + chunkNodes - 1) / chunkNodes
	lists := int64(unsafe.Sizeof(uintptr(0))) * 2 // doubled: the list of chunks grows by appending
	var prints int64
	if v.fingerprints {
		lists *= 2 // and that of spare states
		prints = pages(int64(unsafe.Sizeof([chunkNodes]uint64{})))
	}
	states := v.made + max(0, chunks-len(v.chunks)-len(v.spare))
	arena := int64(chunks)*(pages(int64(unsafe.Sizeof(chunk[S]{})))+prints+lists) +
		int64(states)*pages(int64(unsafe.Sizeof([chunkNodes]S{})))
	return arena + pages(int64(before)*slotBytes) + pages(int64(slots)*slotBytes)
}

func pages(n int64) int64 { return (n + pageBytes - 1) / pageBytes * pageBytes }

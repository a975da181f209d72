package disk

import "encoding/binary"

// The layout of bbolt's tree: pages with a head (id, kind, number of elements), then
// elements of one size, and behind them keys and values. The value of a bucket begins
// with the page that is the root of its own tree, 0 for a bucket of one small page that
// lies in the value itself.
const (
	boltBranch    = 0x01
	boltLeaf      = 0x02
	boltBucket    = 0x01 // of an element: its value is a bucket
	boltElement   = 16
	boltMetaRoot  = 16 // where a meta page has the root
	boltMetaTxid  = 48 // where it has the number of the transaction, of which the higher counts
	boltBucketMin = 16
)

// tree follows every page from a root down, before bbolt does: a page that is reached
// twice would have it go in circles, and take memory for each round.
func (b *Bolt) tree(content []byte, page int, root uint64) error {
	seen := map[uint64]bool{}
	for todo := []uint64{root}; len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[id] || id >= uint64(len(content)/page) {
			return b.wrong(ErrCorrupt, "page %d is reached twice, or is none", id)
		}
		seen[id] = true
		children, ok := below(content[int(id)*page:], id)
		if !ok {
			return b.wrong(ErrCorrupt, "page %d is damaged", id)
		}
		todo = append(todo, children...)
	}
	return nil
}

// below lists the pages that a page at the beginning of some bytes points to, or returns
// false for what is no such page.
func below(at []byte, id uint64) (children []uint64, ok bool) {
	kind, count := binary.LittleEndian.Uint16(at[8:]), int(binary.LittleEndian.Uint16(at[10:]))
	if binary.LittleEndian.Uint64(at) != id || kind != boltBranch && kind != boltLeaf || boltHead+count*boltElement > len(at) {
		return nil, false
	}
	for n := range count {
		element := at[boltHead+n*boltElement:]
		switch {
		case kind == boltBranch:
			children = append(children, binary.LittleEndian.Uint64(element[8:]))
		case binary.LittleEndian.Uint32(element)&boltBucket != 0:
			value := uint64(binary.LittleEndian.Uint32(element[4:])) + uint64(binary.LittleEndian.Uint32(element[8:]))
			if value+boltBucketMin > uint64(len(element)) {
				return nil, false
			}
			if root := binary.LittleEndian.Uint64(element[value:]); root != 0 {
				children = append(children, root)
			}
		}
	}
	return children, true
}

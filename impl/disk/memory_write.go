package disk

import (
	"encoding/binary"
	"hash/crc32"
	"maps"
	"slices"
)

// Commit appends the transactions to the journal, each in one write, then writes the
// slot that says so.
func (m *Memory) Commit(list []Transaction) error {
	if len(list) == 0 {
		return nil
	}
	if m.readOnly {
		return m.wrong(ErrReadOnly, "%d transactions are not written", len(list))
	}
	if m.size(list) > m.capacity {
		m.compact()
	}
	before, whole := len(m.bytes), m.bytes
	for i := range list {
		whole = list[i].encode(whole)
	}
	if len(whole)-journalAt > m.capacity {
		return m.wrong(ErrFull, "%d transactions need %d bytes and %d are free", len(list), len(whole)-before,
			m.capacity-(before-journalAt))
	}
	for at := before; at < len(whole); {
		next := at + headBytes + int(binary.LittleEndian.Uint32(whole[at:]))
		if kept, crashed := m.write(next - at); crashed {
			m.bytes = m.arrived(whole[:next], before, at+kept)
			return m.wrong(ErrCrashed, "in write %d, of which %d of %d bytes arrived", m.writes, kept, next-at)
		}
		at = next
	}
	m.bytes = whole
	return m.commitSlot(slot{length: uint64(len(whole) - journalAt), number: list[len(list)-1].Number})
}

// size is that of the journal with some transactions more.
func (m *Memory) size(list []Transaction) int {
	size := len(m.bytes) - journalAt
	for i := range list {
		size += headBytes
		for _, c := range list[i].Changes {
			size += 2*binary.MaxVarintLen32 + len(c.Name) + len(c.Value)
		}
	}
	return size
}

// compact makes a journal of one transaction: what all of them made. It takes the place of
// the old one at once, as a new file does.
func (m *Memory) compact() {
	s, ok := m.newest()
	if !ok {
		return
	}
	records, number, _ := m.read(s)
	if number == 0 {
		return
	}
	all := Transaction{Number: number}
	for _, name := range slices.Sorted(maps.Keys(records)) {
		all.Changes = append(all.Changes, Put(name, records[name]))
	}
	m.format()
	m.bytes = all.encode(m.bytes)
	m.putSlot(0, slot{length: uint64(len(m.bytes) - journalAt), number: number, generation: s.generation + 1, base: number - 1})
}

// write counts a write of so many bytes, and tells whether the machine fails in it.
func (m *Memory) write(size int) (kept int, crashed bool) {
	m.writes++
	if m.crash == nil || m.writes < m.crash.at {
		return size, false
	}
	if m.writes > m.crash.at {
		return 0, true
	}
	return arrive(m.crash.keep, size), true
}

// arrive is how many bytes of a write arrive.
func arrive(keep, size int) int {
	if keep < 0 {
		return size
	}
	return min(keep, size)
}

// commitSlot writes the older of the two slots.
func (m *Memory) commitSlot(s slot) error {
	a, okA := m.slot(0)
	b, okB := m.slot(1)
	older := 0
	if okA && (!okB || a.generation > b.generation) {
		older = 1
	}
	newest, _ := m.newest()
	s.generation, s.base = newest.generation+1, newest.base
	was := append([]byte(nil), m.slotAt(older)...)
	m.putSlot(older, s)
	if kept, crashed := m.write(slotBytes); crashed {
		m.spoil(m.slotAt(older), was, kept)
		return m.wrong(ErrCrashed, "in write %d, of which %d of %d bytes arrived", m.writes, kept, slotBytes)
	}
	return nil
}

func (m *Memory) slotAt(i int) []byte {
	at := slotsAt + i*slotBytes
	return m.bytes[at : at+slotBytes]
}

func (m *Memory) putSlot(i int, s slot) {
	b := m.slotAt(i)
	binary.LittleEndian.PutUint64(b, s.length)
	binary.LittleEndian.PutUint64(b[8:], s.number)
	binary.LittleEndian.PutUint64(b[16:], s.generation)
	binary.LittleEndian.PutUint64(b[24:], s.base)
	binary.LittleEndian.PutUint32(b[32:], crc32.Checksum(b[:32], castagnoli))
}

// newest is the slot that counts.
func (m *Memory) newest() (slot, bool) {
	a, okA := m.slot(0)
	b, okB := m.slot(1)
	if okB && (!okA || b.generation > a.generation) {
		return b, true
	}
	return a, okA
}

// slot reads a slot; one that is damaged is all zero.
func (m *Memory) slot(i int) (slot, bool) {
	b := m.slotAt(i)
	if binary.LittleEndian.Uint32(b[32:]) != crc32.Checksum(b[:32], castagnoli) {
		return slot{}, false
	}
	return slot{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint64(b[16:]),
		binary.LittleEndian.Uint64(b[24:])}, true
}

// tear has some of what was on its way arrive.
func (m *Memory) tear(list []Transaction, keep int) {
	before, whole := len(m.bytes), m.bytes
	for i := range list {
		whole = list[i].encode(whole)
	}
	m.bytes = m.arrived(whole, before, before+arrive(keep, len(whole)-before))
}

// arrived is what is there of a journal that is synced up to one byte, and was written up
// to its end when the machine failed: all up to another byte, or pieces.
func (m *Memory) arrived(whole []byte, synced, kept int) []byte {
	if m.pieces == nil {
		return whole[:kept]
	}
	m.spoil(whole[synced:], make([]byte, len(whole)-synced), 0)
	return whole
}

// sectorBytes is what arrives whole or not at all: small, as transactions are.
const sectorBytes = 8

// spoil takes back what has not arrived of a write: all behind so many bytes, or some
// sectors.
func (m *Memory) spoil(written, was []byte, kept int) {
	if m.pieces == nil {
		copy(written[kept:], was[kept:])
		return
	}
	none := m.pieces.IntN(5) // of four sectors so many do not arrive
	for at := 0; at < len(written); at += sectorBytes {
		if end := min(at+sectorBytes, len(written)); m.pieces.IntN(4) < none {
			copy(written[at:end], was[at:end])
		}
	}
}

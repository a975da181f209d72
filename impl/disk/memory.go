package disk

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"ostlife/impl/env"
)

// DefaultCapacity is the size of a disk in memory, in bytes of its journal. Where that is
// full, what was overwritten makes room.
const DefaultCapacity = 64 << 20

// The layout of a disk in memory: a label, which names its owner; two slots, of which
// the newer one says how far the journal is committed; the journal.
const (
	labelBytes = 160
	slotBytes  = 40
	slotsAt    = labelBytes
	journalAt  = slotsAt + 2*slotBytes
	magic      = "ostlife disk-obd 1\n"
)

// Memory is a disk of bytes in memory. It outlives the server whose disk it is, and can
// fail at any single write: each transaction of a commit is one, and the slot that ends
// the commit is one. Between the last transaction and the slot it syncs: what a crash
// finds unsynced arrives up to some byte, or, with [Memory.Tear], in any pieces. It is used
// by one [Obd] at a time.
type Memory struct {
	name     string
	owner    string
	bytes    []byte
	capacity int
	readOnly bool

	writes int // how many there have been
	crash  *crash
	pieces *env.Rand // which pieces of unsynced writes arrive; nil for the first ones
}

// crash is where the machine fails.
type crash struct {
	at   int // which write
	keep int // how many of its bytes arrive, if it has as many; negative is all
}

// NewMemory makes an empty disk of an owner.
func NewMemory(name, owner string) *Memory {
	m := &Memory{name: name, owner: owner, capacity: DefaultCapacity}
	m.format()
	return m
}

// format makes the disk an empty one.
func (m *Memory) format() {
	m.bytes = make([]byte, journalAt)
	copy(m.bytes, magic)
	copy(m.bytes[len(magic):labelBytes-4], m.owner)
	binary.LittleEndian.PutUint32(m.bytes[labelBytes-4:], crc32.Checksum(m.bytes[:labelBytes-4], castagnoli))
	m.putSlot(0, slot{})
}

// OpenMemory is a disk that consists of bytes read from elsewhere ([Memory.Bytes]).
func OpenMemory(name, owner string, bytes []byte) *Memory {
	return &Memory{name: name, owner: owner, capacity: DefaultCapacity, bytes: bytes}
}

// Name is described at [Medium].
func (m *Memory) Name() string { return m.name }

// Bytes are those of the disk, not a copy.
func (m *Memory) Bytes() []byte { return m.bytes }

// Writes is how many single writes there have been.
func (m *Memory) Writes() int { return m.writes }

// CrashAt has the machine fail in a write, counted from 1 for the first there ever was:
// of its bytes keep arrive, all if it is negative, and every later write fails until the
// disk is loaded again.
func (m *Memory) CrashAt(write, keep int) { m.crash = &crash{write, keep} }

// Tear has a crash, from here on, keep pieces of what is unsynced: of each sector of a
// write, and of the writes of the same commit before it, a draw says whether it arrives.
// How many bytes were to be kept counts for nothing then.
func (m *Memory) Tear(draws *env.Rand) { m.pieces = draws }

// SetCapacity bounds the journal, in bytes. A commit that does not fit is refused.
func (m *Memory) SetCapacity(bytes int) { m.capacity = bytes }

// SetReadOnly has the disk refuse every commit.
func (m *Memory) SetReadOnly(on bool) { m.readOnly = on }

// slot says how far the journal is committed.
type slot struct {
	length     uint64 // of the journal
	number     uint64 // of the last transaction in it
	generation uint64 // rises with each commit; the higher one counts
	base       uint64 // of the last transaction before the journal, which begins with what they made
}

// Load reads the journal. What is behind its committed end is taken as far as it is
// whole: it had been on its way.
func (m *Memory) Load() (map[string][]byte, uint64, error) {
	if m.crash != nil && m.writes >= m.crash.at {
		m.crash = nil // it has come
	}
	s, err := m.open()
	if err != nil {
		return nil, 0, err
	}
	records, number, at := m.read(s)
	if at < journalAt+int(s.length) || number < s.number {
		return nil, 0, m.wrong(ErrCorrupt, "transaction %d at byte %d is damaged, and %d bytes of the journal are committed",
			number+1, at, s.length)
	}
	m.bytes = m.bytes[:at]
	return records, number, nil
}

// read reads the journal up to where it is no transaction any more.
func (m *Memory) read(s slot) (records map[string][]byte, number uint64, at int) {
	records, number, at = map[string][]byte{}, s.base, journalAt
	for {
		t, size, ok := decode(m.bytes[at:], number+1)
		if !ok {
			return records, number, at
		}
		t.apply(records)
		number, at = t.Number, at+size
	}
}

// open checks label and slots, and gives the newest slot.
func (m *Memory) open() (slot, error) {
	if len(m.bytes) < journalAt {
		if len(m.bytes) < len(magic) || string(m.bytes[:len(magic)]) != magic {
			return slot{}, m.wrong(ErrForeign, "no label")
		}
		return slot{}, m.wrong(ErrTruncated, "%d bytes, and label and slots alone are %d", len(m.bytes), journalAt)
	}
	label := m.bytes[:labelBytes]
	switch {
	case string(label[:len(magic)]) != magic:
		return slot{}, m.wrong(ErrForeign, "no label")
	case binary.LittleEndian.Uint32(label[labelBytes-4:]) != crc32.Checksum(label[:labelBytes-4], castagnoli):
		return slot{}, m.wrong(ErrCorrupt, "the label is damaged")
	case m.ownerOf(label) != m.owner:
		return slot{}, m.wrong(ErrForeign, "it is the disk of %q, not of %q", m.ownerOf(label), m.owner)
	}
	s, ok := m.newest()
	if !ok {
		return slot{}, m.wrong(ErrCorrupt, "both slots are damaged")
	}
	if have := uint64(len(m.bytes) - journalAt); have < s.length {
		return slot{}, m.wrong(ErrTruncated, "%d bytes of journal, and %d are committed", have, s.length)
	}
	return s, nil
}

func (m *Memory) ownerOf(label []byte) string {
	name := label[len(magic) : labelBytes-4]
	for i, c := range name {
		if c == 0 {
			return string(name[:i])
		}
	}
	return string(name)
}

func (m *Memory) wrong(reason error, format string, args ...any) error {
	return &Error{File: m.name, Reason: reason, Detail: fmt.Sprintf(format, args...)}
}

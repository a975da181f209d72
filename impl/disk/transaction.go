package disk

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
)

// The bounds of a record. What exceeds one is refused with [ErrRecord].
const (
	MaxName  = 128       // bytes of a name: printable ASCII without spaces
	MaxValue = 256 << 10 // bytes of a value
)

// Change is one record as a transaction leaves it.
type Change struct {
	Name  string
	Value []byte
	Gone  bool // the record is deleted
}

// Put is a record with that value.
func Put(name string, value []byte) Change { return Change{Name: name, Value: value} }

// Delete is a record that is gone.
func Delete(name string) Change { return Change{Name: name, Gone: true} }

// Transaction is changes that are on disk together or not at all, by their number: 1, 2,
// 3 and so on of one disk.
type Transaction struct {
	Number  uint64
	Changes []Change
}

// check refuses what no record can be.
func (t *Transaction) check() error {
	for _, c := range t.Changes {
		bad := func(r rune) bool { return r <= ' ' || r > '~' }
		switch {
		case c.Name == "" || len(c.Name) > MaxName || strings.ContainsFunc(c.Name, bad):
			return fmt.Errorf("%w: name %.*q", ErrRecord, MaxName, c.Name)
		case len(c.Value) > MaxValue:
			return fmt.Errorf("%w: %s: %d bytes are more than %d", ErrRecord, c.Name, len(c.Value), MaxValue)
		}
	}
	return nil
}

// apply has the changes take effect.
func (t *Transaction) apply(records map[string][]byte) {
	for _, c := range t.Changes {
		if c.Gone {
			delete(records, c.Name)
		} else {
			records[c.Name] = c.Value
		}
	}
}

// A transaction in a journal is a head (the length of its changes, its number, the
// checksum of both and of the changes) and its changes.
const headBytes = 4 + 8 + 4

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// encode appends a transaction to a journal.
func (t *Transaction) encode(journal []byte) []byte {
	at := len(journal)
	journal = append(journal, make([]byte, headBytes)...)
	for _, c := range t.Changes {
		journal = binary.AppendUvarint(journal, uint64(len(c.Name)))
		journal = append(journal, c.Name...)
		if c.Gone {
			journal = binary.AppendUvarint(journal, 0)
			continue
		}
		journal = binary.AppendUvarint(journal, uint64(len(c.Value))+1)
		journal = append(journal, c.Value...)
	}
	head := journal[at:]
	binary.LittleEndian.PutUint32(head, uint32(len(head)-headBytes))
	binary.LittleEndian.PutUint64(head[4:], t.Number)
	binary.LittleEndian.PutUint32(head[12:], checksum(head))
	return journal
}

// checksum is that of an encoded transaction, but for the checksum itself.
func checksum(b []byte) uint32 {
	return crc32.Update(crc32.Checksum(b[:12], castagnoli), castagnoli, b[headBytes:])
}

// decode reads the transaction at the beginning of a journal, and how many bytes it has.
// It returns false for what no transaction of that number is.
func decode(journal []byte, number uint64) (t Transaction, size int, ok bool) {
	if len(journal) < headBytes {
		return t, 0, false
	}
	size = headBytes + int(binary.LittleEndian.Uint32(journal))
	if size > len(journal) {
		return t, 0, false
	}
	t.Number = binary.LittleEndian.Uint64(journal[4:])
	if t.Number != number || checksum(journal[:size]) != binary.LittleEndian.Uint32(journal[12:]) {
		return t, 0, false
	}
	for rest := journal[headBytes:size]; len(rest) > 0; {
		var c Change
		if c, rest, ok = decodeChange(rest); !ok {
			return t, 0, false
		}
		t.Changes = append(t.Changes, c)
	}
	return t, size, true
}

func decodeChange(b []byte) (c Change, rest []byte, ok bool) {
	name, b, ok := decodeBytes(b, 0)
	if !ok {
		return c, nil, false
	}
	c.Name = string(name)
	if len(b) > 0 && b[0] == 0 {
		c.Gone = true
		return c, b[1:], true
	}
	c.Value, b, ok = decodeBytes(b, 1)
	return c, b, ok
}

// decodeBytes reads a length, which is that much too high, and as many bytes.
func decodeBytes(b []byte, above uint64) (value, rest []byte, ok bool) {
	length, n := binary.Uvarint(b)
	if n <= 0 || length < above || length-above > uint64(len(b)-n) {
		return nil, nil, false
	}
	end := n + int(length-above)
	return b[n:end:end], b[end:], true
}

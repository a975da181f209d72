package disk

import (
	"encoding/binary"
	"fmt"
)

// Numbers is the value of a record that is a list of numbers.
func Numbers(list ...uint64) []byte {
	b := make([]byte, 0, 8*len(list))
	for _, n := range list {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	return b
}

// Numbers reads a record that is a list of numbers; nil if there is none. least is how
// many there must be: with fewer, or half a number, the record is ErrCorrupt.
func (o *Obd) Numbers(name string, least int) ([]uint64, error) {
	value, ok := o.Get(name)
	if !ok {
		return nil, nil
	}
	if len(value)%8 != 0 || len(value) < 8*least {
		return nil, &Error{File: o.medium.Name(), Reason: ErrCorrupt, Detail: fmt.Sprintf("record %s has %d bytes", name, len(value))}
	}
	list := make([]uint64, 0, len(value)/8)
	for ; len(value) > 0; value = value[8:] {
		list = append(list, binary.LittleEndian.Uint64(value))
	}
	return list, nil
}

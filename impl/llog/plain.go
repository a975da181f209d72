package llog

import (
	"fmt"

	"ostlife/impl/disk"
)

// plain is a plain log. Its head on the disk is how many records it was given: an index
// that was cancelled is not given again, as a cancel of it may still be on its way.
type plain struct {
	id      uint64
	given   uint64
	records []entry // that are not cancelled, by index
}

// entry is a record, and the transaction that wrote it.
type entry struct {
	Record
	number uint64
}

func (p *plain) name() string { return fmt.Sprintf("%s%016x", plainPrefix, p.id) }

func (p *plain) change() disk.Change { return disk.Put(p.name(), disk.Numbers(p.given)) }

// readPlain reads a plain log, or returns false if it is missing or damaged.
func readPlain(d *disk.Obd, id uint64) (*plain, bool) {
	p := &plain{id: id}
	head, err := d.Numbers(p.name(), 1)
	if err != nil || head == nil {
		return nil, false
	}
	p.given = head[0]
	for _, name := range d.Names(fmt.Sprintf("%s%016x/", recordPrefix, id)) {
		r := Record{Log: id}
		value, err := d.Numbers(name, 1)
		if n, scanErr := fmt.Sscanf(name[len(recordPrefix)+17:], "%x", &r.Index); err != nil || scanErr != nil || n != 1 {
			continue
		}
		r.Object = value[0]
		p.records = append(p.records, entry{r, 0})
	}
	return p, true
}

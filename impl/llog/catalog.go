package llog

import (
	"fmt"
	"slices"

	"ostlife/impl/disk"
	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// RecordsPerLog is how many records a plain log has before the next one begins.
const RecordsPerLog = 64

// The records of the disk. The first is one list of numbers: the last id that a catalog
// or a plain log was given, then the id of each target's catalog, 0 for none.
const (
	catalogsName  = "CATALOGS"
	catalogPrefix = "catalog/" // its plain logs
	plainPrefix   = "plain/"   // how many records it was ever given
	recordPrefix  = "llog/"    // a record: its object
)

// Record is an unlink record: Log and Index are its cookie.
type Record struct {
	Log, Index uint64
	Object     uint64
}

// name is where the record is on the disk.
func (r Record) name() string { return fmt.Sprintf("%s%016x/%08x", recordPrefix, r.Log, r.Index) }

// behind reports that the record comes after another in its catalog.
func (r Record) behind(other Record) bool {
	return r.Log > other.Log || r.Log == other.Log && r.Index > other.Index
}

// Catalogs are the unlink logs of an MDS.
type Catalogs struct {
	world *env.World
	disk  *disk.Obd

	lock     *env.Lock
	numbers  []uint64                   // the record CATALOGS
	catalogs map[lustre.Target]*Catalog // never ranged over
}

// NewCatalogs reads the record CATALOGS of an MDS's disk.
func NewCatalogs(w *env.World, d *disk.Obd) (*Catalogs, error) {
	numbers, err := d.Numbers(catalogsName, 1)
	if err != nil {
		return nil, err
	}
	if numbers == nil {
		numbers = []uint64{0}
	}
	return &Catalogs{world: w, disk: d, lock: w.NewLock("llog catalogs"), numbers: numbers,
		catalogs: map[lustre.Target]*Catalog{}}, nil
}

// Known reports that the target has a catalog on the disk.
func (c *Catalogs) Known(t lustre.Target) bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.id(t) != 0
}

// id is the target's catalog id, 0 for none. The lock is held.
func (c *Catalogs) id(t lustre.Target) uint64 {
	if int(t)+1 < len(c.numbers) {
		return c.numbers[t+1]
	}
	return 0
}

// Attach reads a target's catalog id and makes its llog ready (C1a): a catalog that is not
// there, or not what it should be, is made anew, as what is lost of one is lost, and
// nothing else may suffer from it. Its error is the disk's.
func (c *Catalogs) Attach(t lustre.Target) (*Catalog, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	if known := c.catalogs[t]; known != nil {
		return known, nil
	}
	own := &Catalog{of: c, id: c.id(t), lock: c.world.NewLock("llog " + t.String())}
	if own.id == 0 || !own.read() {
		if err := c.make(t, own); err != nil {
			return nil, err
		}
	}
	c.catalogs[t] = own
	return own, nil
}

// Catalog gives a catalog that was attached, nil for any other.
func (c *Catalogs) Catalog(t lustre.Target) *Catalog {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.catalogs[t]
}

// make makes a catalog. The lock is held.
func (c *Catalogs) make(t lustre.Target, own *Catalog) error {
	if more := int(t) + 2 - len(c.numbers); more > 0 {
		c.numbers = append(c.numbers, make([]uint64, more)...)
	}
	own.id, own.logs = c.give(), nil
	c.numbers[t+1] = own.id
	_, err := c.disk.Write(c.change(), own.change())
	return err
}

// give gives an id that was never given. The lock is held.
func (c *Catalogs) give() uint64 {
	c.numbers[0]++
	return c.numbers[0]
}

func (c *Catalogs) change() disk.Change { return disk.Put(catalogsName, disk.Numbers(c.numbers...)) }

// Catalog is the unlink log of one target.
type Catalog struct {
	of   *Catalogs
	id   uint64
	lock *env.Lock
	logs []*plain // rising; records are added to the last
}

func (c *Catalog) name() string { return fmt.Sprintf("%s%016x", catalogPrefix, c.id) }

// change is the catalog's record.
func (c *Catalog) change() disk.Change {
	ids := make([]uint64, len(c.logs))
	for i, p := range c.logs {
		ids[i] = p.id
	}
	return disk.Put(c.name(), disk.Numbers(ids...))
}

// read reads catalog and plain logs from the disk; a plain log that is missing is left
// out. It returns false if the catalog is missing or damaged.
func (c *Catalog) read() bool {
	if _, ok := c.of.disk.Get(c.name()); !ok {
		return false
	}
	ids, err := c.of.disk.Numbers(c.name(), 0)
	if err != nil || !slices.IsSorted(ids) {
		return false
	}
	for _, id := range ids {
		if p, ok := readPlain(c.of.disk, id); ok {
			c.logs = append(c.logs, p)
		}
		c.of.numbers[0] = max(c.of.numbers[0], id)
	}
	return true
}

// Add writes a record of an object in one transaction with other changes: those that
// unlink its file (C1a). The record can be read when that transaction, whose number it
// returns, is committed. Its error is the disk's; nothing was changed then.
func (c *Catalog) Add(object uint64, others func(Record) []disk.Change) (Record, uint64, error) {
	c.of.lock.Lock()
	defer c.of.lock.Unlock()
	c.lock.Lock()
	defer c.lock.Unlock()
	var changes []disk.Change
	if len(c.logs) == 0 || c.logs[len(c.logs)-1].given == RecordsPerLog {
		c.logs = append(c.logs, &plain{id: c.of.give()})
		changes = append(changes, c.of.change(), c.change())
	}
	log := c.logs[len(c.logs)-1]
	log.given++
	r := Record{Log: log.id, Index: log.given, Object: object}
	changes = append(changes, log.change(), disk.Put(r.name(), disk.Numbers(object)))
	number, err := c.of.disk.Write(append(changes, others(r)...)...)
	if err == nil {
		log.records = append(log.records, entry{r, number})
	}
	return r, number, err
}

// Records lists committed records behind one, the oldest first, at most so many.
func (c *Catalog) Records(after Record, most int) []Record {
	committed := c.of.disk.Committed()
	c.lock.Lock()
	defer c.lock.Unlock()
	var list []Record
	for _, p := range c.logs {
		for _, e := range p.records {
			if len(list) < most && e.behind(after) && e.number <= committed {
				list = append(list, e.Record)
			}
		}
	}
	return list
}

// Find gives the record of an object and the transaction that wrote it, which may not be
// committed; false if there is none.
func (c *Catalog) Find(object uint64) (r Record, number uint64, there bool) {
	c.lock.Lock()
	defer c.lock.Unlock()
	for _, p := range c.logs {
		for _, e := range p.records {
			if e.Object == object {
				return e.Record, e.number, true
			}
		}
	}
	return Record{}, 0, false
}

// Cancel deletes these records in one transaction, and returns those that were there and
// its number. The caller knows that the OST has committed their destroys. A record is told
// by its object, too: the cookie of one that a crash took back is given again, and no
// object is.
func (c *Catalog) Cancel(records []Record) ([]Record, uint64, error) {
	c.lock.Lock()
	defer c.lock.Unlock()
	var gone []Record
	var changes []disk.Change
	for _, r := range records {
		if c.take(r) {
			gone = append(gone, r)
			changes = append(changes, disk.Delete(r.name()))
		}
	}
	if len(gone) == 0 {
		return nil, 0, nil
	}
	if c.trim(&changes) {
		changes = append(changes, c.change())
	}
	number, err := c.of.disk.Write(changes...)
	return gone, number, err
}

// Len is how many records there are, committed or not.
func (c *Catalog) Len() int {
	c.lock.Lock()
	defer c.lock.Unlock()
	n := 0
	for _, p := range c.logs {
		n += len(p.records)
	}
	return n
}

// take takes a record out of its plain log. The lock is held.
func (c *Catalog) take(r Record) bool {
	for _, p := range c.logs {
		for i, e := range p.records {
			if e.Record == r {
				p.records = slices.Delete(p.records, i, i+1)
				return true
			}
		}
	}
	return false
}

// trim drops plain logs that are full and have no record left. The lock is held.
func (c *Catalog) trim(changes *[]disk.Change) bool {
	before := len(c.logs)
	c.logs = slices.DeleteFunc(c.logs, func(p *plain) bool {
		done := len(p.records) == 0 && p.given == RecordsPerLog
		if done {
			*changes = append(*changes, disk.Delete(p.name()))
		}
		return done
	})
	return len(c.logs) < before
}

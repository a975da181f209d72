package llog

import (
	"encoding/json"
	"fmt"

	"ostlife/impl/disk"
	"ostlife/model/lustre"
)

// copyPrefix is where a node with a disk keeps its copy of the config log: a record of
// the disk for each of the log's, by position.
const copyPrefix = "CONFIGS/"

// Copy is a node's copy of the config log on its disk: a prefix of it, from which a
// reader goes on after a restart. A nil Copy is that of a node without a disk.
type Copy struct{ disk *disk.Obd }

// NewCopy takes up the copy on a disk, nil for none.
func NewCopy(d *disk.Obd) *Copy {
	if d == nil {
		return nil
	}
	return &Copy{d}
}

// Records gives the records that the copy has. It ends before one that is missing or
// damaged: the reader asks the MGS for that.
func (c *Copy) Records() []lustre.ConfigRecord {
	if c == nil {
		return nil
	}
	var list []lustre.ConfigRecord
	for {
		value, ok := c.disk.Get(copyName(lustre.Position(len(list) + 1)))
		var r lustre.ConfigRecord
		if !ok || json.Unmarshal(value, &r) != nil || r.Position != lustre.Position(len(list)+1) {
			return list
		}
		list = append(list, r)
	}
}

// Keep adds a record. It is on the disk some time later, as everything written there.
func (c *Copy) Keep(r lustre.ConfigRecord) error {
	if c == nil {
		return nil
	}
	value, err := json.Marshal(r)
	if err == nil {
		_, err = c.disk.Write(disk.Put(copyName(r.Position), value))
	}
	return err
}

func copyName(p lustre.Position) string { return fmt.Sprintf("%s%08x", copyPrefix, uint64(p)) }

package cluster_test

import "ostlife/impl/disk"

// disks are disks in memory, by their owners.
type disks struct{ media map[string]*disk.Memory }

func newDisks() *disks { return &disks{map[string]*disk.Memory{}} }

// of gives a server's disk.
func (d *disks) of(owner string) *disk.Memory {
	if d.media[owner] == nil {
		d.media[owner] = disk.NewMemory(owner, owner)
	}
	return d.media[owner]
}

func (d *disks) open(owner string) (disk.Medium, error) { return d.of(owner), nil }

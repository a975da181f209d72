package cluster

import (
	"errors"
	"path/filepath"

	"ostlife/impl/disk"
)

// Memory gives disks in memory, which outlive their servers: one for each name, made when
// it is first asked for. That is while the cluster is made.
func Memory() func(owner string) (disk.Medium, error) {
	disks := map[string]*disk.Memory{}
	return func(owner string) (disk.Medium, error) {
		if disks[owner] == nil {
			disks[owner] = disk.NewMemory(owner, owner)
		}
		return disks[owner], nil
	}
}

// Files are disks in the files of a folder, one for each server: OST0000.db and so on. A
// file is opened when its server starts, and closed when that starts again.
type Files struct {
	folder string
	open   map[string]*disk.Bolt
}

// NewFiles gives the disks in a folder, which must be there; [Files.Disk] is for
// [Config.Disks].
func NewFiles(folder string) *Files { return &Files{folder, map[string]*disk.Bolt{}} }

// Disk opens a server's file. Its error is a [disk.Error] that names it.
func (f *Files) Disk(owner string) (disk.Medium, error) {
	if was := f.open[owner]; was != nil {
		delete(f.open, owner)
		if err := was.Close(); err != nil {
			return nil, err
		}
	}
	b, err := disk.OpenBolt(filepath.Join(f.folder, owner+".db"), owner, disk.BoltOptions{})
	if err != nil {
		return nil, err
	}
	f.open[owner] = b
	return b, nil
}

// Close closes the files; the cluster has ended.
func (f *Files) Close() error {
	var errs []error
	for owner, b := range f.open {
		errs = append(errs, b.Close())
		delete(f.open, owner)
	}
	return errors.Join(errs...)
}

package disk_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"ostlife/impl/disk"
)

// manyRecords is a file whose records need more than one level of pages.
func manyRecords(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "disk")
	b, err := disk.OpenBolt(path, "mds0", disk.BoltOptions{})
	ok(t, err)
	list := disk.Transaction{Number: 1}
	for n := range 300 {
		list.Changes = append(list.Changes, disk.Put(fmt.Sprintf("record/%04d", n), make([]byte, 100)))
	}
	ok(t, b.Commit([]disk.Transaction{list}))
	ok(t, b.Close())
	return path
}

// TestBoltCircle has a page of a file point to itself, and to none: following it would
// never end.
func TestBoltCircle(t *testing.T) {
	path := manyRecords(t)
	ok(t, reopen(path, "mds0", disk.BoltOptions{})) // as it is it can be used
	content, err := os.ReadFile(path)
	ok(t, err)
	page, branches := os.Getpagesize(), 0
	for at := 0; at < len(content); at += page {
		if kind := binary.LittleEndian.Uint16(content[at+8:]); kind != 1 {
			continue
		}
		branches++
		for _, child := range []uint64{uint64(at / page), 1 << 40} {
			damaged := append([]byte(nil), content...)
			binary.LittleEndian.PutUint64(damaged[at+16+8:], child) // of the first element
			ok(t, os.WriteFile(path, damaged, 0o600))
			ended := make(chan error, 1)
			go func() { ended <- reopen(path, "mds0", disk.BoltOptions{}) }()
			select {
			case err := <-ended:
				if !errors.Is(err, disk.ErrCorrupt) {
					t.Errorf("page %d points to %d: %v", at/page, child, err)
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("page %d points to %d: the file is being opened for ever", at/page, child)
			}
			if after, err := os.ReadFile(path); err != nil || string(after) != string(damaged) {
				t.Errorf("the file was changed: %v", err)
			}
		}
	}
	if branches == 0 {
		t.Error("no page has any below it")
	}
}

// TestBoltInUseComesFirst opens a file of which another process has written half a page:
// it is in use, and whether it is whole cannot be said.
func TestBoltInUseComesFirst(t *testing.T) {
	path, _ := boltFile(t)
	b, err := disk.OpenBolt(path, "mds0", disk.BoltOptions{})
	ok(t, err)
	defer func() { ok(t, b.Close()) }()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	ok(t, err)
	_, err = f.WriteAt([]byte("half a page"), 16+20)
	ok(t, errors.Join(err, f.Close()))
	if err := reopen(path, "mds0", disk.BoltOptions{}); !errors.Is(err, disk.ErrInUse) {
		t.Errorf("got %v", err)
	}
}

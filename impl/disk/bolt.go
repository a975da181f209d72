package disk

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// Bolt is a disk in a file of bbolt. Each record is kept with a checksum of name and
// value, and the label counts the records: what bbolt itself does not see is seen here.
//
// Opening reads and checks everything, and then writes it to a new file that takes the
// place of the old one: pages of an old list of free ones are never written to, as
// nothing says whether that list is whole.
type Bolt struct {
	path  string
	owner string
	lock  *os.File // held for as long as the disk is open
	db    *bolt.DB
}

// BoltOptions are how a file is opened. The zero value is the usual.
type BoltOptions struct {
	MaxBytes int  // of the file; 0 is no bound but the file system's
	ReadOnly bool // a commit is refused with ErrReadOnly
}

// The buckets of the file, and the keys of the label.
var (
	labelBucket  = []byte("label")
	recordBucket = []byte("records")
	ownerKey     = []byte("owner")
	stateKey     = []byte("state") // number of the last transaction, how many records, their checksums' sum
)

// OpenBolt opens the disk of an owner in a file, and makes it if there is no such file.
// Beside it there is a file that says who has it open. Errors are an [Error]; what the
// system says and none of the reasons fits is ErrFailed. A file without any permission
// to write is opened to be read.
func OpenBolt(path, owner string, o BoltOptions) (*Bolt, error) {
	b := &Bolt{path: path, owner: owner}
	if err := b.take(); err != nil {
		return nil, err // what another process is writing cannot be judged
	}
	there, err := b.inspect(&o)
	if err == nil {
		err = b.open(there, o)
	}
	if err != nil {
		_ = b.Close() // the error that led here says more
		return nil, err
	}
	return b, nil
}

// take locks the disk against other processes.
func (b *Bolt) take() (err error) {
	if b.lock, err = os.OpenFile(b.path+".lock", os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return b.wrap(err)
	}
	if err := syscall.Flock(int(b.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = b.lock.Close() // nothing was written to it
		return b.wrong(ErrInUse, "%v", err)
	}
	return nil
}

// open makes a new file, of what is in the old one if there is one, and has it take the
// place of that.
func (b *Bolt) open(there bool, o BoltOptions) error {
	if !there {
		if err := b.create(o); err != nil {
			return err
		}
		if err := b.label(); err != nil {
			return err
		}
		return b.place()
	}
	old, err := bolt.Open(b.path, 0o600, &bolt.Options{ReadOnly: true, NoStatistics: true})
	if err != nil {
		return b.wrap(err)
	}
	b.db = old
	if err := b.check(); err != nil || o.ReadOnly {
		return err
	}
	err = b.create(o)
	if err == nil {
		err = b.guarded(func() error { return bolt.Compact(b.db, old, 0) })
	}
	if err := errors.Join(err, old.Close()); err != nil {
		return b.wrap(err)
	}
	return b.place()
}

// fresh is the new file, until it takes its place.
func (b *Bolt) fresh() string { return b.path + ".new" }

// create makes an empty new file.
func (b *Bolt) create(o BoltOptions) error {
	if err := os.Remove(b.fresh()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return b.wrap(err)
	}
	db, err := bolt.Open(b.fresh(), 0o600, &bolt.Options{MaxSize: o.MaxBytes, NoStatistics: true})
	if err != nil {
		return b.wrap(err)
	}
	b.db = db
	return nil
}

// place has the new file take the place of the old one, and its folder on disk: else a
// power failure could bring the old file back, without all that was committed since. What
// is not on disk itself takes nothing's place.
func (b *Bolt) place() error {
	err := b.db.Sync()
	if err == nil {
		err = os.Rename(b.fresh(), b.path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(b.path))
	}
	if err != nil {
		return b.wrap(err)
	}
	return nil
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// Name is described at [Medium].
func (b *Bolt) Name() string { return b.path }

// Close closes the file. What was not committed is lost.
func (b *Bolt) Close() error {
	var err error
	if b.db != nil {
		err = b.db.Close()
	}
	if err = errors.Join(err, b.lock.Close()); err != nil {
		return b.wrap(err)
	}
	return nil
}

// wrap gives an error of bbolt or of the system its reason.
func (b *Bolt) wrap(err error) error {
	reason := ErrFailed
	switch {
	case errors.Is(err, berrors.ErrMaxSizeReached), errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		reason = ErrFull
	case errors.Is(err, berrors.ErrDatabaseReadOnly), errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		reason = ErrReadOnly
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrVersionMismatch), errors.Is(err, berrors.ErrChecksum):
		reason = ErrCorrupt
	}
	return &Error{File: b.path, Reason: reason, Cause: err}
}

func (b *Bolt) wrong(reason error, format string, args ...any) error {
	return &Error{File: b.path, Reason: reason, Detail: fmt.Sprintf(format, args...)}
}

// The layout of a bbolt file that is looked at before bbolt opens it: two meta pages,
// each with a head of 16 bytes before what is read here.
const (
	boltMagic    = 0xED0CDAED
	boltHead     = 16
	boltMetaSize = 64
	boltPageMin  = 512
	boltPageMax  = 64 << 10
)

// inspect looks at a file that is there: bbolt maps it into memory, and would end the
// process at a page that is missing.
func (b *Bolt) inspect(o *BoltOptions) (there bool, err error) {
	info, err := os.Stat(b.path)
	if errors.Is(err, fs.ErrNotExist) && !o.ReadOnly {
		return false, nil
	}
	if err != nil {
		return false, b.wrap(err)
	}
	o.ReadOnly = o.ReadOnly || info.Mode().Perm()&0o222 == 0
	content, err := os.ReadFile(b.path)
	if err != nil {
		return false, b.wrap(err)
	}
	return true, b.metas(content)
}

// metas checks that both meta pages are whole, that every page they speak of is there, and
// that those of the newer one make a tree. Where a meta page is damaged bbolt would go back
// to the transaction before.
func (b *Bolt) metas(content []byte) error {
	if len(content) > boltHead+4 && binary.LittleEndian.Uint32(content[boltHead:]) != boltMagic {
		return b.wrong(ErrForeign, "it is no file of bbolt")
	}
	if len(content) < boltHead+boltMetaSize {
		return b.wrong(ErrTruncated, "%d bytes", len(content))
	}
	page := int(binary.LittleEndian.Uint32(content[boltHead+8:]))
	if page < boltPageMin || page > boltPageMax || page&(page-1) != 0 {
		return b.wrong(ErrCorrupt, "pages of %d bytes", page)
	}
	pages, newest, root := uint64(0), uint64(0), uint64(0)
	for i := range 2 {
		at := i*page + boltHead
		if len(content) < at+boltMetaSize {
			return b.wrong(ErrTruncated, "%d bytes", len(content))
		}
		meta := content[at : at+boltMetaSize]
		if binary.LittleEndian.Uint64(meta[56:]) != fnv64(meta[:56]) {
			return b.wrong(ErrCorrupt, "meta page %d is damaged", i)
		}
		pages = max(pages, binary.LittleEndian.Uint64(meta[40:]))
		if number := binary.LittleEndian.Uint64(meta[boltMetaTxid:]); i == 0 || number > newest {
			newest, root = number, binary.LittleEndian.Uint64(meta[boltMetaRoot:])
		}
	}
	if have := uint64(len(content) / page); have < pages {
		return b.wrong(ErrTruncated, "%d pages of %d", have, pages)
	}
	return b.tree(content, page, root)
}

// fnv64 is the checksum of a meta page: FNV-1a.
func fnv64(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

// recordSum is the checksum of a record.
func recordSum(name, value []byte) uint32 {
	return crc32.Update(crc32.Checksum(name, castagnoli), castagnoli, value)
}

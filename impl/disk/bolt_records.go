package disk

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"runtime/debug"

	bolt "go.etcd.io/bbolt"
)

// label makes the label of a new file.
func (b *Bolt) label() error {
	return b.update(func(tx *bolt.Tx) error {
		bucket, err := tx.CreateBucket(labelBucket)
		if err != nil {
			return err
		}
		if _, err := tx.CreateBucket(recordBucket); err != nil {
			return err
		}
		if err := bucket.Put(stateKey, state{}.encode()); err != nil {
			return err
		}
		return bucket.Put(ownerKey, []byte(b.owner))
	})
}

// check looks at the label of a file, and at every record.
func (b *Bolt) check() error {
	err := b.view(func(tx *bolt.Tx) error {
		bucket := tx.Bucket(labelBucket)
		if bucket == nil {
			return b.wrong(ErrForeign, "no label")
		}
		if owner := bucket.Get(ownerKey); string(owner) != b.owner {
			return b.wrong(ErrForeign, "it is the disk of %q, not of %q", owner, b.owner)
		}
		return nil
	})
	if err == nil {
		_, _, err = b.Load()
	}
	return err
}

// view looks at the file as it is.
func (b *Bolt) view(f func(*bolt.Tx) error) error {
	return b.guarded(func() error { return b.db.View(f) })
}

// update is a transaction of bbolt.
func (b *Bolt) update(f func(*bolt.Tx) error) error {
	return b.guarded(func() error {
		err := b.db.Update(f)
		if own := (*Error)(nil); err == nil || asError(err, &own) {
			return err
		}
		return b.wrap(err)
	})
}

// guarded turns what bbolt, or the machine, says of a damaged page into an error.
func (b *Bolt) guarded(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if v := recover(); v != nil {
			err = b.wrong(ErrCorrupt, "%v", v)
		}
	}()
	return f()
}

func asError(err error, to **Error) bool {
	own, ok := err.(*Error)
	*to = own
	return ok
}

// state is what the label says of the records.
type state struct {
	number uint64 // of the last transaction
	count  uint64 // of the records
	sum    uint32 // of their checksums
}

func (s state) encode() []byte {
	b := binary.LittleEndian.AppendUint64(nil, s.number)
	b = binary.LittleEndian.AppendUint64(b, s.count)
	return binary.LittleEndian.AppendUint32(b, s.sum)
}

func decodeState(b []byte) (s state, ok bool) {
	if len(b) != 20 {
		return s, false
	}
	return state{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]), binary.LittleEndian.Uint32(b[16:])}, true
}

// sumBytes is how much of a value in the file is its checksum.
const sumBytes = 4

// Load reads every record, and checks it.
func (b *Bolt) Load() (records map[string][]byte, number uint64, err error) {
	err = b.view(func(tx *bolt.Tx) (err error) {
		records, number, err = b.load(tx)
		return err
	})
	return records, number, err
}

func (b *Bolt) load(tx *bolt.Tx) (map[string][]byte, uint64, error) {
	labels, bucket := tx.Bucket(labelBucket), tx.Bucket(recordBucket)
	if labels == nil || bucket == nil {
		return nil, 0, b.wrong(ErrCorrupt, "a bucket is missing")
	}
	want, ok := decodeState(labels.Get(stateKey))
	if !ok {
		return nil, 0, b.wrong(ErrCorrupt, "the label is damaged")
	}
	records, have := map[string][]byte{}, state{number: want.number}
	err := bucket.ForEach(func(name, kept []byte) error {
		if len(kept) < sumBytes || binary.LittleEndian.Uint32(kept) != recordSum(name, kept[sumBytes:]) {
			return b.wrong(ErrCorrupt, "record %q is damaged", name)
		}
		have.count++
		have.sum += binary.LittleEndian.Uint32(kept)
		records[string(name)] = bytes.Clone(kept[sumBytes:])
		return nil
	})
	if err == nil && have != want {
		err = b.wrong(ErrCorrupt, "%d records, and there should be %d (or others)", have.count, want.count)
	}
	return records, want.number, err
}

// Commit puts the transactions into the file, in one transaction of bbolt.
func (b *Bolt) Commit(list []Transaction) error {
	return b.update(func(tx *bolt.Tx) error {
		labels, bucket := tx.Bucket(labelBucket), tx.Bucket(recordBucket)
		if labels == nil || bucket == nil {
			return fmt.Errorf("a bucket is missing")
		}
		s, ok := decodeState(labels.Get(stateKey))
		if !ok {
			return b.wrong(ErrCorrupt, "the label is damaged")
		}
		for i := range list {
			s.number = list[i].Number
			for _, c := range list[i].Changes {
				if err := s.change(bucket, c); err != nil {
					return err
				}
			}
		}
		return labels.Put(stateKey, s.encode())
	})
}

// change puts one record, and counts it.
func (s *state) change(bucket *bolt.Bucket, c Change) error {
	name := []byte(c.Name)
	if was := bucket.Get(name); was != nil {
		s.count--
		s.sum -= binary.LittleEndian.Uint32(was)
	}
	if c.Gone {
		return bucket.Delete(name)
	}
	sum := recordSum(name, c.Value)
	s.count++
	s.sum += sum
	return bucket.Put(name, append(binary.LittleEndian.AppendUint32(nil, sum), c.Value...))
}

package harness

import (
	"encoding/binary"
	"sync"

	"ostlife/model/lustre"
)

// summer sums a trace up. Many goroutines may add to it.
type summer struct {
	mu  sync.Mutex
	own TraceSum
	buf []byte
}

// The constants of FNV-1a for 64 bits.
const (
	hashOffset = 14695981039346656037
	hashPrime  = 1099511628211
)

func (s *summer) reset() { s.own = TraceSum{Digest: hashOffset} }

// add goes on with every field of the record.
func (s *summer) add(r *lustre.TraceRecord) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.own.Records++
	s.buf = append(s.buf[:0], r.Action...)
	i, l, e := &r.Import, &r.LOV, &r.Export
	s.buf = append(append(s.buf, r.Pool...), l.Named...)
	for _, n := range [...]uint64{
		r.Stamp, uint64(r.Time), uint64(r.Node), uint64(r.Target), uint64(r.Slot),
		uint64(r.Numbers.Count), uint64(r.Numbers.Generation),
		uint64(r.Current.Count), uint64(r.Current.Generation),
		uint64(r.Position), uint64(r.Instance), bit(r.Taken),
		uint64(i.State), bit(i.Invalid), bit(i.Deactive), bit(i.Recovery), uint64(i.Prepared),
		uint64(i.Handle), uint64(i.Workers), uint64(i.Queued), uint64(i.InFlight),
		uint64(l.Position), bit(l.Present), bit(l.Pooled), bit(l.Deactivated), uint64(l.Active),
		uint64(l.ActiveFor), bit(l.Dying), bit(l.Penalized),
		uint64(r.Ask), bit(r.Refused), uint64(r.Window), r.Object,
		bit(i.Locked), bit(i.Dirty), bit(i.Uncommitted), uint64(i.Asked), bit(i.Resumed), bit(i.Dropped),
		uint64(e.Instance), uint64(e.Recovery), bit(e.Granted), bit(e.Unstable),
	} {
		s.buf = binary.AppendUvarint(s.buf, n)
	}
	for _, b := range s.buf {
		s.own.Digest = (s.own.Digest ^ uint64(b)) * hashPrime
	}
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

func (s *summer) sum() TraceSum {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.own
}

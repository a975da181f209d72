// Package mgs is the management server: it decides what goes into the config log,
// from the log before it alone, and gives the log to whoever reads it.
package mgs

import (
	"errors"

	"ostlife/impl/env"
	"ostlife/impl/llog"
	"ostlife/impl/ptlrpc"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// RecordsPerReply is how many records one LOG_READ is answered with at most.
const RecordsPerReply = 128

// MGS is the server.
type MGS struct {
	world *env.World
	trace lustre.Tracer

	lock    *env.Lock
	log     *llog.Config
	records []wire.Record
	served  *ptlrpc.Served
}

// New makes an MGS with an empty log and starts its service task, which leaves when
// the world stops.
func New(w *env.World, n *wire.Network, a wire.Address, d lustre.Defects, trace lustre.Tracer) *MGS {
	s := &MGS{world: w, trace: trace, lock: w.NewLock("mgs"), log: llog.NewConfig(d), served: ptlrpc.NewServed()}
	ptlrpc.Serve(w, n, a, "mgs", s.serve)
	return s
}

// configKinds are the requests that write a record, and what they write.
var configKinds = map[wire.Kind]struct {
	kind   lustre.ConfigKind
	action lustre.Action
}{
	wire.LogAdd:        {lustre.ConfigAdd, lustre.ActLogAdd},
	wire.LogDeactivate: {lustre.ConfigDeactivate, lustre.ActLogDeactivate},
	wire.LogActivate:   {lustre.ConfigActivate, lustre.ActLogActivate},
	wire.LogRemove:     {lustre.ConfigRemove, lustre.ActLogRemove},
	wire.LogJoin:       {lustre.ConfigJoin, lustre.ActLogJoin},
	wire.LogLeave:      {lustre.ConfigLeave, lustre.ActLogLeave},
}

// serve carries out a request, in one hold of the lock; one that writes, once. It
// returns no reply for what is dropped.
func (s *MGS) serve(_ *env.Task, m wire.Message) (wire.Message, bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if m.Kind == wire.LogRead {
		return s.read(m), true
	}
	return s.served.Serve(m, s.change)
}

// change decides a request and writes its record.
func (s *MGS) change(m wire.Message) wire.Message {
	k, ok := configKinds[m.Kind]
	if !ok {
		return m.Answer(wire.NoTarget)
	}
	r := lustre.ConfigRecord{Position: s.log.End() + 1, Kind: k.kind, Target: m.Target, UUID: m.UUID, Pool: m.Pool}
	changes, last, err := s.log.Decide(r)
	if err != nil {
		return m.Answer(result(err))
	}
	reply := m.Answer(wire.OK)
	reply.Position = last
	if changes {
		reply.Position = r.Position
		s.log.Append(r)
		s.records = append(s.records, wire.Record(r))
		s.write(k.action, r)
	}
	return reply
}

// result is how a refusal of the log travels.
func result(err error) wire.Result {
	if bad := (*llog.PoolError)(nil); errors.As(err, &bad) {
		return wire.BadPool
	}
	return wire.ResultOf(err)
}

// read answers with the records after a position.
func (s *MGS) read(m wire.Message) wire.Message {
	reply := m.Answer(wire.OK)
	reply.Position = s.log.End()
	if m.Position < s.log.End() {
		rest := s.records[m.Position:]
		reply.Records = rest[:min(len(rest), RecordsPerReply)]
	}
	return reply
}

func (s *MGS) write(a lustre.Action, r lustre.ConfigRecord) {
	if s.trace == nil {
		return
	}
	s.trace(lustre.TraceRecord{Stamp: s.world.Stamp(), Time: s.world.Now(), Action: a,
		Target: r.Target, Position: r.Position, Pool: r.Pool, Taken: true})
}

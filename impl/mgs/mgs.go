// Package mgs is the management server: it decides what goes into the config log,
// from the log before it alone, and gives the log to whoever reads it.
package mgs

import (
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
}

// serve carries out a request, in one hold of the lock; one that writes, once. It
// returns no reply for what is dropped.
func (s *MGS) serve(m wire.Message) (wire.Message, bool) {
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
	changes, last, err := s.log.Decide(k.kind, m.Target, m.UUID)
	if err != nil {
		return m.Answer(wire.ResultOf(err))
	}
	reply := m.Answer(wire.OK)
	reply.Position = last
	if changes {
		reply.Position = s.log.End() + 1
		r := lustre.ConfigRecord{Position: reply.Position, Kind: k.kind, Target: m.Target, UUID: m.UUID}
		s.log.Append(r)
		s.records = append(s.records, wire.Record(r))
		s.write(k.action, m, r.Position)
	}
	return reply
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

func (s *MGS) write(a lustre.Action, m wire.Message, p lustre.Position) {
	if s.trace == nil {
		return
	}
	s.trace(lustre.TraceRecord{Stamp: s.world.Stamp(), Time: s.world.Now(), Action: a, Target: m.Target, Position: p, Taken: true})
}

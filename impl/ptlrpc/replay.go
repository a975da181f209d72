package ptlrpc

import (
	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Yield points of a recovery.
const (
	PointReplay     env.Point = "worker: before the next part of a recovery"
	PointReplayWait env.Point = "worker: wait for the OST in a recovery"
)

// replay is the worker's part of a recovery (C2.1c): the write that is not committed,
// the lock, and a final ping, which the OST answers when every client has come that
// far. It returns false if the event was overtaken.
func (i *Import) replay(t *env.Task, e Event) bool {
	for i.replaying(e) {
		t.Yield(PointReplay)
		if !i.replayNext(t, e) {
			return false
		}
	}
	return true
}

// replaying reports that the event's connection is in a recovery.
func (i *Import) replaying(e Event) bool {
	i.enter("a look at the recovery")
	defer i.lock.Unlock()
	return i.current(e.Numbers) && i.recovering()
}

func (i *Import) recovering() bool {
	return i.state == lustre.Replay || i.state == lustre.ReplayLocks || i.state == lustre.ReplayWait
}

// replayNext does one part of a recovery, or passes over what there is nothing of, and
// waits for its end.
func (i *Import) replayNext(t *env.Task, e Event) bool {
	i.enter("a replay")
	defer i.leave()
	if !i.current(e.Numbers) {
		i.trace(lustre.ActEventStale, e.Numbers, nil)
		return false
	}
	i.replayPart()
	for i.asked != lustre.AskNothing {
		if i.changed.Wait(t, PointReplayWait, env.Forever) == env.Stopped {
			return false
		}
		if !i.current(e.Numbers) {
			break // the next look at the event says so
		}
	}
	return true
}

// replayPart sends what the state asks for. The lock is held.
func (i *Import) replayPart() {
	o := &i.object
	switch {
	case i.state == lustre.Replay && o.Uncommitted:
		i.askReplay(wire.Message{Kind: wire.ReplayWrite, Value: o.Taken, Version: o.Version})
	case i.state == lustre.ReplayLocks && o.Locked:
		i.askReplay(wire.Message{Kind: wire.ReplayLock})
	case i.state == lustre.ReplayWait:
		i.askReplay(wire.Message{Kind: wire.FinalPing})
	default:
		i.replayed()
		i.trace(lustre.ActReplaySend, i.numbers, nil)
	}
}

func (i *Import) askReplay(m wire.Message) {
	i.ask(lustre.ActReplaySend, lustre.AskReplay, m, func(Answer) { i.replayed() })
}

// replayed goes on to the next part. A recovery that breaks after its requests goes on
// with its locks, if the OST still knows of it.
func (i *Import) replayed() {
	switch i.state {
	case lustre.Replay:
		i.resumed = true
		i.setState(lustre.ReplayLocks)
	case lustre.ReplayLocks:
		i.setState(lustre.ReplayWait)
	case lustre.ReplayWait:
		i.resumed = false
		i.setState(lustre.Recover)
	}
}

// enterRecovery is the state in which an accepted connection begins: in the OST's
// window at the place where a broken replay resumes.
func (i *Import) enterRecovery(w lustre.Window) {
	i.resumed = i.resumed && w == lustre.WindowAgain
	switch {
	case w == lustre.NoWindow:
		i.setState(lustre.Recover)
	case i.resumed:
		i.setState(lustre.ReplayLocks)
	default:
		i.setState(lustre.Replay)
	}
}

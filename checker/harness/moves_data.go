package harness

import (
	"time"

	"ostlife/checker/history"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// writes is a write of a value that no other step writes.
func (w *writer) writes(at pair) Step {
	w.last++
	s := at.operation(history.WriteValue)
	s.Value = w.last
	return s
}

// other is another node at the same target, or the same one if there is no other.
func (w *writer) other(at pair) pair {
	at.node = lustre.Node((int(at.node) + 1) % w.plan.Nodes)
	return at
}

func (w *writer) write(d Draws, at pair) {
	c := w.client(d)
	w.add(c, 0, w.writes(at))
	switch d.Int("and then", 0, 3) {
	case 1:
		w.add(c, 0, at.operation(history.Sync))
	case 2:
		w.add(c, 0, at.operation(history.ReadValue))
	case 3:
		w.add(c+1, 2*time.Millisecond, w.other(at).operation(history.ReadValue))
	}
}

func (w *writer) sync(d Draws, at pair) { w.add(w.client(d), 0, at.operation(history.Sync)) }

// contend has two nodes want the lock of one target at one time.
func (w *writer) contend(d Draws, at pair) {
	c := w.client(d)
	other := w.other(at)
	w.add(c, 0, w.writes(at))
	w.add(c+1, time.Duration(d.Int("between", 0, 4))*300*time.Microsecond, w.writes(other))
	for i := range d.Int("more", 0, 3) {
		who := []pair{at, other}[i%2]
		if one(d, "read", 2) {
			w.add(c+2, 0, who.operation(history.ReadValue))
		} else {
			w.add(c+2, 0, w.writes(who))
		}
	}
}

// evictedWriter drops the export of a node whose data is on its way, or is not.
func (w *writer) evictedWriter(d Draws, at pair) {
	c := w.client(d)
	w.add(c, 0, w.writes(at))
	if one(d, "synced", 3) {
		w.add(c, 0, at.operation(history.Sync))
	}
	w.add(c+1, time.Duration(d.Int("evict after", 0, 10))*500*time.Microsecond, at.operation(history.Evict))
	if one(d, "and write", 2) {
		w.add(c, 3*time.Millisecond, w.writes(at)) // it may not know yet
	}
	if one(d, "other writes", 3) {
		w.add(c+2, 6*time.Millisecond, w.writes(w.other(at)))
	}
	w.add(c, time.Duration(d.Int("sync after", 5, 80))*time.Millisecond, at.operation(history.Sync))
	w.add(c+2, 90*time.Millisecond, w.other(at).operation(history.ReadValue))
}

// deactivatedWriter deactivates a target with data under a lock, while the OST hears it
// or does not, and activates it again.
func (w *writer) deactivatedWriter(d Draws, at pair) {
	c := w.client(d)
	w.add(c, 0, w.writes(at))
	if one(d, "lose one", 2) {
		s := at.step([]Do{Lose, Late, Repeat}[d.Int("fault", 0, 2)])
		kinds := []wire.Kind{wire.Write, wire.Sync, wire.Cancel, wire.Disconnect}
		s.Message, s.Reply = kinds[d.Int("message", 0, len(kinds)-1)].String(), one(d, "reply", 2)
		w.add(c, time.Millisecond, s)
	}
	w.change(c, time.Duration(d.Int("deactivate after", 2, 12))*500*time.Microsecond, at, history.Deactivate, false)
	if one(d, "evicted meanwhile", 3) {
		w.add(c+1, 80*time.Millisecond, at.operation(history.Evict))
	}
	if one(d, "removed", 5) {
		w.change(c, 60*time.Millisecond, at, history.Remove, false)
		w.change(c, 120*time.Millisecond, at, history.Add, false)
	} else if !one(d, "for good", 4) {
		w.change(c, time.Duration(d.Int("activate after", 5, 30))*5*time.Millisecond, at, history.Activate, false)
	}
	w.add(c, 200*time.Millisecond, at.operation(history.Sync))
	w.add(c+2, 220*time.Millisecond, w.other(at).operation(history.ReadValue))
}

// restart has the OST fail while data is on its way, and again perhaps while its clients
// come back.
func (w *writer) restart(d Draws, at pair) {
	c := w.client(d)
	w.add(c, 0, w.writes(at))
	w.add(c, 0, at.operation(history.Sync))
	if one(d, "other writes", 3) {
		w.add(c+2, time.Millisecond, w.writes(w.other(at)))
	}
	w.add(c+1, time.Duration(d.Int("restart after", 2, 12))*hop, at.operation(history.Restart))
	switch d.Int("and then", 0, 5) {
	case 1:
		w.add(c+1, time.Duration(d.Int("again after", 1, 30))*5*time.Millisecond, at.operation(history.Restart))
	case 2:
		w.add(c+1, time.Millisecond, at.step(VersionFail))
	case 3:
		s := at.step([]Do{Lose, Late, Repeat}[d.Int("fault", 0, 2)])
		kinds := []wire.Kind{wire.Connect, wire.ReplayWrite, wire.ReplayLock, wire.FinalPing}
		s.Message, s.Reply = kinds[d.Int("message", 0, len(kinds)-1)].String(), one(d, "reply", 2)
		w.add(c+1, time.Millisecond, s)
	case 4:
		w.add(c+1, time.Duration(d.Int("lose after", 1, 20))*5*time.Millisecond, at.step(Disconnect))
	case 5:
		s := at.step(Partition) // one client does not come back in time
		w.add(c+1, time.Millisecond, s)
		s.Off = true
		w.add(c+1, 300*time.Millisecond, s)
	}
	w.add(c, time.Duration(d.Int("sync after", 10, 60))*5*time.Millisecond, at.operation(history.Sync))
	w.add(c+2, 320*time.Millisecond, w.other(at).operation(history.ReadValue))
}

// pools are the named pools of a plan.
var pools = []string{"fast", "slow"}

// read is how long it takes until every node has read what was written to the config log.
const read = 35 * time.Millisecond

// create has an MDS create objects while its targets come and go.
func (w *writer) create(d Draws, at pair) {
	if w.plan.MDSs == 0 {
		w.write(d, at)
		return
	}
	c := w.client(d)
	s := Step{Do: Do(history.Create), Node: lustre.FirstMDS}
	after := time.Duration(0)
	if one(d, "of a pool", 3) {
		s.Pool = pools[d.Int("pool", 0, len(pools)-1)]
		join := at.operation(history.PoolAdd)
		join.Pool = s.Pool
		w.add(c, 0, join)
		after = read
	}
	w.add(c, after, s)
	on := pair{lustre.FirstMDS, at.target}
	meets := after + time.Duration(d.Int("hops", 0, 6))*hop
	switch d.Int("meanwhile", 0, 4) {
	case 1:
		w.change(c+1, meets, at, history.Deactivate, false)
	case 2:
		w.add(c+1, meets, on.step(Disconnect))
	case 3:
		w.add(c+1, meets, on.operation(history.Evict))
	case 4:
		w.add(c+1, after, s)
	}
	w.add(c+2, after, on.operation(history.Status))
}

// pool changes the members of a named pool and looks at it.
func (w *writer) pool(d Draws, at pair) {
	c := w.client(d)
	name := pools[d.Int("pool", 0, len(pools)-1)]
	kinds := []history.Kind{history.PoolAdd, history.PoolAdd, history.PoolRemove}
	s := at.operation(kinds[d.Int("kind", 0, len(kinds)-1)])
	s.Pool = name
	w.add(c, 0, s)
	if one(d, "and remove", 3) {
		s.Do = Do(history.PoolRemove)
		w.add(c+1, time.Duration(d.Int("remove after", 0, 20))*time.Millisecond, s)
	}
	if one(d, "the target goes", 4) {
		w.removal(d, at)
	}
	list := Step{Do: Do(history.PoolList), Node: at.node, Pool: name}
	for range d.Int("looks", 1, 3) {
		w.add(c+2, time.Duration(d.Int("look after", 0, 40))*2*time.Millisecond, list)
	}
}

package ptlrpc

import (
	"slices"
	"time"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// Yield points of the pinger.
const (
	PointPingerSleep env.Point = "pinger: sleep"
	PointPinger      env.Point = "pinger: before an import"
)

// Pinger connects the imports of a node that are not connected and pings those that
// are, one after the other, once an interval. It leaves alone what the administrator
// has deactivated (C3.2).
type Pinger struct {
	interval time.Duration
	lock     *env.Lock
	imports  []*Import
}

// NewPinger makes a pinger that knows no imports. [Pinger.Start] starts it.
func NewPinger(w *env.World, name string, interval time.Duration) *Pinger {
	return &Pinger{interval: interval, lock: w.NewLock("pinger " + name)}
}

// Start starts the pinger's task, which leaves when the world stops. A node does it
// when it has read the config log to its end (C3.3).
func (p *Pinger) Start(w *env.World, name string) { w.Go("pinger "+name, p.run) }

// Add has the pinger look after an import; it takes a reference.
func (p *Pinger) Add(i *Import) {
	i.Hold()
	p.lock.Lock()
	defer p.lock.Unlock()
	p.imports = append(p.imports, i)
}

// Del has the pinger forget an import, and returns whether it knew it. The reference
// is then the caller's to give back.
func (p *Pinger) Del(i *Import) bool {
	p.lock.Lock()
	defer p.lock.Unlock()
	n := slices.Index(p.imports, i)
	if n < 0 {
		return false
	}
	p.imports = slices.Delete(p.imports, n, n+1)
	return true
}

// at gives the n-th import with a reference, nil behind the last.
func (p *Pinger) at(n int) *Import {
	p.lock.Lock()
	defer p.lock.Unlock()
	if n >= len(p.imports) {
		return nil
	}
	p.imports[n].Hold()
	return p.imports[n]
}

func (p *Pinger) run(t *env.Task) {
	for {
		for n := 0; ; n++ {
			t.Yield(PointPinger)
			i := p.at(n)
			if i == nil {
				break
			}
			i.tick()
			i.Put()
		}
		if t.Sleep(PointPingerSleep, p.interval) == env.Stopped {
			return
		}
	}
}

// tick is the pinger's look at one import.
func (i *Import) tick() {
	i.enter("the pinger")
	defer i.leave()
	i.barred = false
	spared := i.deactive && !i.config.Defects.Has(lustre.DefectPingDeactive)
	if i.connect() || !i.usable() || spared || i.dying || i.pinging {
		return
	}
	i.pinging = true
	i.ping(func(Answer) { i.pinging = false })
}

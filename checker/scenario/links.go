package scenario

import (
	"sync"

	"ostlife/model/lustre"
)

// links is who hears whom: several reasons may cut one link, and it is joined when the
// last of them is gone.
type links struct {
	mu       sync.Mutex
	site     World
	nodes    []lustre.Node
	targets  lustre.Target
	cuts     map[pair]bool
	isolated map[lustre.Node]bool
	down     map[string]bool // machines, by name
	is       map[pair]bool   // what the world was told
	mgs      map[lustre.Node]bool
}

func newLinks(c *Cluster, site World) *links {
	return &links{site: site, nodes: c.all(), targets: lustre.Target(c.Targets), cuts: map[pair]bool{},
		isolated: map[lustre.Node]bool{}, down: map[string]bool{}, is: map[pair]bool{}, mgs: map[lustre.Node]bool{}}
}

// severed reports that a node and a target do not hear each other.
func (l *links) severed(n lustre.Node, t lustre.Target) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cutOff(n, t)
}

// isDown reports that a machine does not run.
func (l *links) isDown(machine string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.down[machine]
}

// change changes who hears whom, and tells the world.
func (l *links) change(f func(*links)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(l)
	l.settle()
}

func (l *links) cutOff(n lustre.Node, t lustre.Target) bool {
	return l.cuts[pair{n, t}] || l.isolated[n] || l.down[n.String()] || l.down[t.String()]
}

// settle tells the world what has changed.
func (l *links) settle() {
	for _, n := range l.nodes {
		if cut := l.isolated[n] || l.down["MGS"]; cut != l.mgs[n] {
			l.mgs[n] = cut
			l.site.CutMGS(n, cut)
		}
		for t := range l.targets {
			if cut := l.cutOff(n, t); cut != l.is[pair{n, t}] {
				l.is[pair{n, t}] = cut
				l.site.Cut(n, t, cut)
			}
		}
	}
}

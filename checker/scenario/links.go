package scenario

import (
	"sync"

	"ostlife/model/lustre"
)

// link is the one between a node and a server, by the server's name.
type link struct {
	node   lustre.Node
	server string
}

// links is who hears whom: several reasons may cut one link, and it is joined when the
// last of them is gone.
type links struct {
	mu       sync.Mutex
	site     World
	nodes    []lustre.Node
	targets  lustre.Target
	cuts     map[link]bool
	isolated map[lustre.Node]bool
	down     map[string]bool // machines, by name
	is       map[link]bool   // what the world was told
}

func newLinks(c *Cluster, site World) *links {
	return &links{site: site, nodes: c.all(), targets: lustre.Target(c.Targets), cuts: map[link]bool{},
		isolated: map[lustre.Node]bool{}, down: map[string]bool{}, is: map[link]bool{}}
}

// severed reports that a node and a target do not hear each other.
func (l *links) severed(n lustre.Node, t lustre.Target) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cutOff(n, t.String())
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

func (l *links) cutOff(n lustre.Node, server string) bool {
	return l.cuts[link{n, server}] || l.isolated[n] || l.down[n.String()] || l.down[server]
}

// settle tells the world what has changed.
func (l *links) settle() {
	for _, n := range l.nodes {
		l.tell(n, "MGS", l.cuts[link{n, "MGS"}] || l.isolated[n] || l.down["MGS"], func(cut bool) { l.site.CutMGS(n, cut) })
		for t := range l.targets {
			l.tell(n, t.String(), l.cutOff(n, t.String()), func(cut bool) { l.site.Cut(n, t, cut) })
		}
		side, ok := l.site.(Metadata)
		for _, mds := range l.nodes {
			if ok && mds.MDS() && !n.MDS() {
				cut := l.cuts[link{n, mds.String()}] || l.isolated[n] || l.isolated[mds]
				l.tell(n, mds.String(), cut, func(cut bool) { side.CutMDT(n, mds, cut) })
			}
		}
	}
}

// tell tells the world of a link that has changed.
func (l *links) tell(n lustre.Node, server string, cut bool, told func(bool)) {
	if key := (link{n, server}); cut != l.is[key] {
		l.is[key] = cut
		told(cut)
	}
}

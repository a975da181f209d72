package scenario

import (
	"time"

	"ostlife/impl/cluster"
	"ostlife/impl/ost"
	"ostlife/model/lustre"
)

// Scenario is a file that was read.
type Scenario struct {
	File    string // as it is named in errors and verdicts
	ID      string // of the test that it tells, for example "recovery-small 10c"
	Cluster Cluster
	Steps   []Step

	lines   []string // the file's
	outside []string // the verbs of the lines that are no step: cluster, repeat, end
}

// Cluster is what a scenario runs on, as its cluster line says. Times are the scenario's.
type Cluster struct {
	Clients, MDSs, Targets int
	Added                  int // how many targets are in the config log, and connected, when the scenario begins

	Precreate int // how many objects the MDS has made ahead

	Ping, Request, Config, Operation, Window time.Duration
	Commit                                   time.Duration // the longest that a server waits with a commit
}

// standard is a cluster whose line says nothing.
var standard = Cluster{
	Clients: 1, MDSs: 0, Targets: 1, Added: -1, Precreate: 8,
	Ping: 6 * time.Second, Request: 4 * time.Second, Config: 3 * time.Second,
	Operation: 40 * time.Second, Window: 24 * time.Second, Commit: 200 * time.Millisecond,
}

// Step is one line of a scenario, or a block of lines that runs beside the others.
type Step struct {
	Place      Place
	Text       string // the line, without blanks around it and without comment
	Verb       *Verb
	Args       Args
	Label      string // the name of its result, empty for none
	Background bool   // the scenario goes on meanwhile

	Condition *Condition // of expect and wait until
	Not       bool       // the condition is not to hold
	Within    time.Duration
	Timed     bool // Within was given: there is that much time for the condition to come true

	Body []Step // of run
}

// Expects reports that the step is an expectation.
func (s *Step) Expects() bool { return s.Verb.Name == "expect" }

// Expectations lists the lines of the file that expect something, rising.
func (s *Scenario) Expectations() []int {
	var list []int
	seen := map[int]bool{}
	each(s.Steps, func(step *Step) {
		if line := step.Place.Line; step.Expects() && !seen[line] {
			seen[line] = true
			list = append(list, line)
		}
	})
	return list
}

// Inverted gives the scenario with the expectation of a line turned round: of what it
// expects, the contrary. It is how one sees that an expectation can fail.
func (s *Scenario) Inverted(line int) *Scenario {
	other := *s
	other.Steps = cloned(s.Steps)
	each(other.Steps, func(step *Step) {
		if step.Expects() && step.Place.Line == line {
			step.Not = !step.Not
		}
	})
	return &other
}

func cloned(steps []Step) []Step {
	list := make([]Step, len(steps))
	for i, step := range steps {
		list[i] = step
		list[i].Body = cloned(step.Body)
	}
	return list
}

// each calls f with every step, those of blocks included, in the order of the file.
func each(steps []Step, f func(*Step)) {
	for i := range steps {
		f(&steps[i])
		each(steps[i].Body, f)
	}
}

// uses lists the nodes and targets that some line names, rising. The others have nothing
// to do with what is expected.
func (s *Scenario) uses() (nodes []lustre.Node, targets []lustre.Target) {
	ofNode, ofTarget := map[lustre.Node]bool{}, map[lustre.Target]bool{}
	each(s.Steps, func(step *Step) {
		for _, a := range step.Args {
			for _, n := range a.Nodes {
				ofNode[n] = true
			}
			for _, t := range a.Targets {
				ofTarget[t] = true
			}
		}
		if step.Verb.All {
			for t := range lustre.Target(s.Cluster.Targets) {
				ofTarget[t] = true
			}
		}
	})
	for _, n := range s.Cluster.all() {
		if ofNode[n] {
			nodes = append(nodes, n)
		}
	}
	for t := range lustre.Target(s.Cluster.Targets) {
		if ofTarget[t] {
			targets = append(targets, t)
		}
	}
	return nodes, targets
}

// all lists the nodes of the cluster, clients first.
func (c *Cluster) all() []lustre.Node {
	var list []lustre.Node
	for n := range lustre.Node(c.Clients) {
		list = append(list, n)
	}
	for n := range lustre.Node(c.MDSs) {
		list = append(list, lustre.FirstMDS+n)
	}
	return list
}

// nodes fills a place with a node of the cluster, or with all of a kind.
func (c *Cluster) nodes(word string, a *Arg) bool {
	all := c.all()
	switch word {
	case "nodes":
		a.Nodes = all
	case "clients":
		a.Nodes = all[:c.Clients]
	case "mdss":
		a.Nodes = all[c.Clients:]
	default:
		n, ok := lustre.ParseNode(word)
		a.Nodes = []lustre.Node{n}
		return ok && c.has(n)
	}
	return len(a.Nodes) > 0
}

func (c *Cluster) has(n lustre.Node) bool {
	if n.MDS() {
		return int(n-lustre.FirstMDS) < c.MDSs
	}
	return int(n) < c.Clients
}

// targets fills a place with a target of the cluster, or with all.
func (c *Cluster) targets(word string, a *Arg) bool {
	for t := range lustre.Target(c.Targets) {
		if word == "targets" || word == t.String() {
			a.Targets = append(a.Targets, t)
		}
	}
	return len(a.Targets) > 0
}

// machine fills a place with a target, a node or the MGS.
func (c *Cluster) machine(word string, a *Arg) bool {
	a.Machine = Machine{Name: word}
	switch {
	case isSet(word):
		return false
	case word == "MGS":
		a.Machine.Kind = IsMGS
	case c.nodes(word, a):
		a.Machine.Kind, a.Machine.Node = IsNode, a.Nodes[0]
	case c.targets(word, a):
		a.Machine.Kind, a.Machine.Target = IsTarget, a.Targets[0]
	default:
		return false
	}
	return true
}

// server fills a place with a target, an MDS or the MGS.
func (c *Cluster) server(word string, a *Arg) bool {
	return c.machine(word, a) && (a.Machine.Kind != IsNode || a.Machine.Node.MDS())
}

// setting is one word of a cluster line.
func (c *Cluster) setting(key, value string) bool {
	times := map[string]*time.Duration{"ping": &c.Ping, "request": &c.Request, "config": &c.Config,
		"operation": &c.Operation, "window": &c.Window, "commit": &c.Commit}
	counts := map[string]struct {
		to          *int
		least, most int
	}{
		"clients":   {&c.Clients, 1, cluster.MaxClients},
		"mdss":      {&c.MDSs, 0, cluster.MaxMDSs},
		"targets":   {&c.Targets, 1, cluster.MaxTargets},
		"added":     {&c.Added, 0, cluster.MaxTargets},
		"precreate": {&c.Precreate, 1, ost.MaxStock},
	}
	var a Arg
	if to, ok := times[key]; ok {
		ok = duration(c, value, &a) && a.Time > 0
		*to = a.Time
		return ok
	}
	count, ok := counts[key]
	if !ok || !number(c, value, &a) || a.Number < uint64(count.least) || a.Number > uint64(count.most) {
		return false
	}
	*count.to = int(a.Number)
	return true
}

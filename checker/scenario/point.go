package scenario

import (
	"fmt"
	"slices"

	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Point is a name with what it stands for; of a fault point there is its form, too.
type Point struct{ Name, Form, Doc string }

// faultPoint is a named place in which something goes wrong. What goes wrong is that
// messages are struck, or that something follows an action, or both.
type faultPoint struct {
	Point
	server MachineKind // whose point it is
	node   pointNode   // which node it concerns
	side   bool        // only where there is the MDS's side

	fault wire.Fault // what messages are struck with, 0 if none are
	kind  wire.Kind
	part  wire.Side
	all   bool // of them, until it is released

	after lustre.Action // what something follows
	then  consequence
	lost  bool // nothing counts that the server commits from that action on
}

// pointNode is which node a fault point concerns.
type pointNode uint8

const (
	ofClient pointNode = iota
	ofMDS
	ofEither
)

// consequence is what follows an action.
type consequence uint8

const (
	nothingFollows consequence = iota
	serverCrashes
	serverCrashesLater // when the record of the unlink is committed
	nodeCrashes
	connectionGoes
)

// points lists the fault points, in the order of the page.
var points = slices.Concat(
	[]faultPoint{
		lose("connect-request-lost", "a connect does not get there", ofEither, wire.Connect, wire.Requests),
		lose("connect-reply-lost", "the target has taken a connect, and its answer is lost", ofEither, wire.Connect, wire.Replies),
		late("connect-request-late", "a connect gets there when the node has given it up", ofEither, wire.Connect, wire.Requests),
		late("connect-reply-late", "the answer to a connect comes when the node has given it up", ofEither, wire.Connect, wire.Replies),
		lose("disconnect-lost", "a disconnect does not get there", ofEither, wire.Disconnect, wire.Requests),
		lose("ping-lost", "a ping does not get there", ofEither, wire.Ping, wire.Requests),
		late("ping-late", "the answer to a ping comes when the node has given it up", ofEither, wire.Ping, wire.Replies),
		lose("enqueue-lost", "an enqueue does not get there", ofClient, wire.Enqueue, wire.Requests),
		lose("enqueue-reply-lost", "the target has granted a lock, and its answer is lost", ofClient, wire.Enqueue, wire.Replies),
		lose("callback-lost", "the node is not told that somebody else wants its lock", ofClient, wire.Callback, wire.Requests),
		lose("cancel-lost", "a lock is given back, and that does not get there", ofClient, wire.Cancel, wire.Requests),
		lose("write-lost", "a write does not get there", ofClient, wire.Write, wire.Requests),
		late("write-late", "a write gets there when the node has given it up", ofClient, wire.Write, wire.Requests),
		lose("write-reply-lost", "the target has taken a write, and its answer is lost", ofClient, wire.Write, wire.Replies),
		lose("sync-lost", "the target has taken a write, and is not asked to commit it", ofClient, wire.Sync, wire.Requests),
		lose("sync-reply-lost", "the target has committed, and its answer is lost", ofClient, wire.Sync, wire.Replies),
	},
	[]faultPoint{
		{Point: Point{Name: "version-fails", Doc: "the next write that is replayed to the target fails its version check (VBR)"}, node: ofClient, after: lustre.ActVersionFails},
		lose("replay-lost", "a write that is replayed does not get there", ofClient, wire.ReplayWrite, wire.Requests),
		lose("lock-replay-lost", "a lock that is replayed does not get there", ofClient, wire.ReplayLock, wire.Requests),
		late("final-ping-late", "the answer to the final ping of a recovery comes when the node has given it up", ofEither, wire.FinalPing, wire.Replies),
		{Point: Point{Name: "crash-in-recovery", Doc: "a target that has taken a replay, or a final ping, crashes again"}, node: ofEither, after: lustre.ActOstReplay, then: serverCrashes},
		{Point: Point{Name: "loss-in-recovery", Doc: "a node that begins to replay loses its connection"}, node: ofEither, after: lustre.ActReplaySend, then: connectionGoes},
		{Point: Point{Name: "crash-at-write", Doc: "a target that has taken a write crashes before that is committed"}, node: ofClient, after: lustre.ActOstWrite, then: serverCrashes},
	},
	pointsOfSide,
	[]faultPoint{
		{Point: Point{Name: "config-lost", Doc: "the MGS's answer with new records is lost"}, server: IsMGS, node: ofEither, fault: wire.Lose, kind: wire.LogRead, part: wire.Replies},
		{Point: Point{Name: "config-unheard", Doc: "the node hears no new records, until that is released"}, server: IsMGS, node: ofEither, fault: wire.Lose, kind: wire.LogRead, part: wire.Replies, all: true},
	},
)

// pointsOfSide are the fault points that only the MDS's side has.
var pointsOfSide = sided([]faultPoint{
	lose("mds-conn-lost", "the target is not told that this is the MDS's connection (KEY_MDS_CONN)", ofMDS, wire.MDSConn, wire.Requests),
	refuse("mds-conn-refused", "the target does not take it as the MDS's, and the connection goes", wire.MDSConn, lustre.ActMdsConnSend),
	lose("llog-connect-lost", "the llog's connect does not get there", ofMDS, wire.LlogConnect, wire.Requests),
	refuse("llog-connect-refused", "the llog's connect fails, and the connection goes", wire.LlogConnect, lustre.ActLlogConnectSend),
	lose("llog-read-lost", "the target's replay of the llog does not get the records", ofMDS, wire.LlogRead, wire.Replies),
	lose("llog-cancel-lost", "the target has committed destroys, and the MDS does not hear that", ofMDS, wire.LlogCancel, wire.Requests),
	lose("orphans-lost", "the target is not asked to destroy orphans", ofMDS, wire.Orphans, wire.Requests),
	late("orphans-late", "the target has destroyed orphans, and its answer comes when the MDS has given it up", ofMDS, wire.Orphans, wire.Replies),
	refuse("orphans-refused", "the destroying of orphans fails, and the connection goes", wire.Orphans, lustre.ActOrphansSend),
	lose("destroy-lost", "a destroy does not get there", ofClient, wire.Destroy, wire.Requests),
	lose("destroy-reply-lost", "the target has destroyed an object, and its answer is lost", ofClient, wire.Destroy, wire.Replies),
	{Point: Point{Name: "crash-at-destroy", Doc: "a target that has destroyed an object crashes before that is committed"}, node: ofEither, after: lustre.ActOstDestroy, then: serverCrashes, lost: true},
	lose("precreate-lost", "the target is not asked for objects ahead", ofMDS, wire.Create, wire.Requests),
	lose("precreate-reply-lost", "the target has made objects ahead, and the MDS does not hear that", ofMDS, wire.Create, wire.Replies),
	{Point: Point{Name: "no-precreate", Doc: "the target makes no objects ahead, until that is released"}, node: ofMDS, fault: wire.Lose, kind: wire.Create, part: wire.Requests, all: true},
	ofMDT(lose("file-create-lost", "a client's create does not get to the MDS", ofClient, wire.MDSCreate, wire.Requests)),
	ofMDT(lose("file-create-reply-lost", "the MDS has made a file, and its answer is lost", ofClient, wire.MDSCreate, wire.Replies)),
	ofMDT(lose("unlink-lost", "an unlink does not get to the MDS", ofClient, wire.MDSUnlink, wire.Requests)),
	ofMDT(lose("unlink-reply-lost", "the MDS has unlinked a file, and its answer is lost", ofClient, wire.MDSUnlink, wire.Replies)),
	ofMDT(faultPoint{Point: Point{Name: "crash-at-create", Doc: "an MDS that has made a file crashes before that is committed"}, node: ofMDS, after: lustre.ActCreateTake, then: serverCrashes, lost: true}),
	ofMDT(faultPoint{Point: Point{Name: "crash-at-unlink", Doc: "an MDS that has unlinked a file crashes before that is committed"}, node: ofMDS, after: lustre.ActMdsUnlink, then: serverCrashes, lost: true}),
	ofMDT(faultPoint{Point: Point{Name: "crash-after-unlink", Doc: "an MDS that has unlinked a file crashes when that is committed"}, node: ofMDS, after: lustre.ActMdsUnlink, then: serverCrashesLater}),
	ofMDT(faultPoint{Point: Point{Name: "client-dies-at-unlink", Doc: "a client that has heard of its unlink crashes before it sends the destroy: the dual failure"}, node: ofClient, after: lustre.ActUnlinkInterpret, then: nodeCrashes}),
})

func lose(name, doc string, n pointNode, k wire.Kind, part wire.Side) faultPoint {
	return faultPoint{Point: Point{Name: name, Doc: doc}, node: n, fault: wire.Lose, kind: k, part: part}
}

func late(name, doc string, n pointNode, k wire.Kind, part wire.Side) faultPoint {
	return faultPoint{Point: Point{Name: name, Doc: doc}, node: n, fault: wire.Delay, kind: k, part: part}
}

// refuse is a request of the worker's that fails with the link up (C2.4): nothing is done
// at the target, and the connection goes.
func refuse(name, doc string, k wire.Kind, sent lustre.Action) faultPoint {
	return faultPoint{Point: Point{Name: name, Doc: doc}, node: ofMDS, fault: wire.Lose, kind: k, part: wire.Requests, after: sent, then: connectionGoes}
}

func ofMDT(p faultPoint) faultPoint { p.server = IsNode; return p }

func sided(list []faultPoint) []faultPoint {
	for i := range list {
		list[i].side = true
	}
	return list
}

// Points lists the fault points, in the order of the page.
func Points() (list []Point) {
	for i := range points {
		p := points[i].Point
		p.Form = points[i].form()
		list = append(list, p)
	}
	return list
}

// form is how a line names the point: its machine, and which nodes it can concern.
func (p *faultPoint) form() string {
	server := map[MachineKind]string{IsTarget: "TARGET", IsNode: "MDS", IsMGS: "MGS"}[p.server]
	if p.server == IsNode && p.node == ofMDS {
		return p.Name + " " + server
	}
	return fmt.Sprintf("%s %s [%s]", p.Name, server, map[pointNode]string{ofClient: "CLIENT", ofMDS: "MDS", ofEither: "NODE"}[p.node])
}

// pointNamed finds a fault point, nil if there is none of that name.
func pointNamed(word string) *faultPoint {
	for i := range points {
		if points[i].Name == word {
			return &points[i]
		}
	}
	return nil
}

func pointName(_ *Cluster, word string, _ *Arg) bool { return pointNamed(word) != nil }

// pointed refuses a fault point at a machine that is not its own, and has one that names
// no node mean the first that it can concern.
func pointed(c *Cluster, a Args) Lack {
	p, m := pointNamed(a.text("POINT")), a["SERVER"].Machine
	if m.Kind != p.server {
		return Lack{What: fmt.Sprintf("%s is a fault point of %s, and %s is none", p.Name, machineWords[p.server], m.Name)}
	}
	if p.fault == 0 && p.server == IsTarget && p.then == serverCrashes && !a.has("NODE") {
		return Lack{} // whoever it was
	}
	n := lustre.Node(0)
	if p.node == ofMDS {
		n = lustre.FirstMDS
	}
	if a.has("NODE") {
		n = a.node()
	}
	if !c.has(n) {
		return Lack{fmt.Sprintf("%s is not there%s", n, c.there("NODE")), n.String()}
	}
	if p.node == ofMDS && !n.MDS() || p.node == ofClient && n.MDS() {
		return Lack{What: fmt.Sprintf("%s is no fault point of %s", p.Name, n)}
	}
	a["NODE"] = Arg{Text: n.String(), Nodes: []lustre.Node{n}}
	return Lack{}
}

// machineWords says what the kinds of machines are.
var machineWords = map[MachineKind]string{IsTarget: "a target", IsNode: "an MDS", IsMGS: "the MGS"}

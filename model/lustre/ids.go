package lustre

import (
	"fmt"
	"strconv"
	"strings"
)

// Target is the index of an OST in the file system: the slot of the LOV that it
// fills on every node.
type Target uint16

// String gives the target's name as Lustre prints it, for example "OST0003".
func (t Target) String() string { return fmt.Sprintf("OST%04x", uint16(t)) }

// UUID is the identity under which the target is added to the config log. A
// target index once used belongs to its UUID for good (C3.3).
func (t Target) UUID() string { return t.String() + "_UUID" }

// Node is the number of a node that has imports: clients from 0, MDSs from [FirstMDS].
type Node uint16

// FirstMDS is the number of the first MDS.
const FirstMDS Node = 1000

// MDS reports that the node is a metadata server.
func (n Node) MDS() bool { return n >= FirstMDS }

// String gives the node's name, for example "client0" or "mds0".
func (n Node) String() string {
	if n.MDS() {
		return fmt.Sprintf("mds%d", uint16(n-FirstMDS))
	}
	return fmt.Sprintf("client%d", uint16(n))
}

// ParseNode is the inverse of [Node.String].
func ParseNode(name string) (Node, bool) {
	digits, client := strings.CutPrefix(name, "client")
	digits, mds := strings.CutPrefix(digits, "mds")
	number, err := strconv.ParseUint(digits, 10, 16)
	n := Node(number)
	if mds {
		n += FirstMDS
	}
	return n, client != mds && err == nil && n.String() == name
}

// Instance is the number of an export, from the OST's disk: rising, never given
// twice for one node and target, restarts included. 0 is no instance.
type Instance uint64

// Position is the place of a record in the config log, counted from 1. 0 is the
// empty log.
type Position uint64

// ConnectionCount numbers the connections of an import: a connect and a loss each
// raise it (C2.4). 0 is an import that has not tried yet.
type ConnectionCount uint32

// Generation numbers what the administrator or an eviction did to an import:
// activation, deactivation, removal and an invalidation each raise it (C2.4).
type Generation uint32

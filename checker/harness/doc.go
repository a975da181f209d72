// Package harness runs the implementation from a plan and judges what it did.
//
//	plan -> run -> judge
//
// A [Plan] is everything of a run, decided before it begins: who calls what and when,
// what goes wrong, who runs next. It is drawn from a seed ([Draw]) or from any other
// source of numbers ([DrawFrom]), so that a test library can draw it, and shrink it,
// too. It is saved as text before it is run: the same plan gives the same run, byte for
// byte, if it is controlled.
//
// [Run] builds a world and a cluster in it, lets each client do its steps, then heals
// all faults, lets the nodes settle and looks at every slot once more. It returns data:
// the history, what the trace broke ([ostlife/checker/conform]), what the world
// reports. It knows nothing of tests.
//
// [Judge] merges what all detectors say, worst first. [Shrink] makes a plan that fails
// smaller as long as it goes on failing.
//
// # The file of a plan
//
// A plan is one JSON object. Fields may come in any order, but none that is not listed
// here; those marked optional are left out where they are empty.
//
//	format        text    "ostlife-plan"
//	version       number  1
//	mode          text    "controlled" or "real"
//	seed          number  of all that the network draws
//	nodes         number  nodes with imports, from client0
//	targets       number  OSTs, from OST0000
//	mdss          number  optional: metadata servers, from mds0, whose number is 1000
//	disks         boolean optional: the servers have disks in memory, and there is one MDS
//	picker        object  who runs next, in a controlled run
//	  kind        text    "first", "random", "pct" or "picks"
//	  seed        number  optional: of random and pct
//	  depth       number  optional: of pct, the number of ordering constraints
//	  steps       number  optional: of pct, how long the run is expected to be
//	  picks       list    optional: numbers, of picks
//	  early       boolean optional: the clock may move while tasks can run
//	network       object  what happens to messages at random
//	  min_us      number  the shortest latency, in microseconds
//	  max_us      number  the longest
//	  loss        number  optional: in permille, as those that follow
//	  late        number  optional
//	  duplicate   number  optional
//	  reorder     number  optional
//	  late_us     number  how much later a late message comes
//	added         list    targets that are added before the clients begin
//	clients       list    for each client the list of its steps
//	defects       list    optional: names of what is planted in the implementation
//	limit_steps   number  steps of a controlled run, at most
//
// A step is an operation or a fault:
//
//	at_us    number   not before this moment, in microseconds after the clients begin
//	do       text     an operation, by its kind in histories, or a fault
//	node     number
//	target   number
//	uuid     text     optional: of add
//	value    number   optional: of write
//	pool     text     optional: of create, pool-add, pool-remove and pool-list; the global
//	                  pool has no name
//	file     number   optional: of unlink: which of the files that creates were answered with,
//	                  counted from 1, round and round
//	down_us  number   optional: of crash, and of restart with disks: how long it is down
//	keep     number   optional: of those: how many bytes arrive of what was on its way to the
//	                  disk; -1 is all
//	message  text     optional: of lose, late and repeat: the kind, for example CONNECT
//	reply    boolean  optional: of those: the next reply is meant, not the next request
//	off      boolean  optional: the end of a partition or an isolation
//
// The faults: disconnect (the node's import loses its connection), partition (of node
// and target), isolate-node, isolate-target, version-fail (the next write that is
// replayed to the OST fails its version check), and, of the next message of a kind
// between the two, lose, late and repeat.
//
// # Files and crashes
//
// Where the servers have disks, files are created and unlinked (C1a), last ids and EA sizes
// asked for (C1b), and nodes crash: unlink, last-id and crash want such a plan, and creates
// are clients' too. A crash and a restart lose what the disk does not have. A step that
// names what is down already, or a file before there is any, does nothing and is not
// recorded.
package harness

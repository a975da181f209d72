package scenario

import (
	"fmt"

	"ostlife/impl/env"
	"ostlife/model/lustre"
)

// Verb is what a line can do. The form is its grammar and its documentation: capitals are
// places, brackets hold what may be left out, bars stand between words of which one is
// meant, and dots let the last place be filled more than once.
type Verb struct {
	Name string
	Form string
	Doc  string
	All  bool // it has to do with every target, named or not

	Check func(*Cluster, Args) string // what else cannot be, empty for nothing
	do    func(*runner, *env.Task, *Step) (Answer, error)
	plain bool // it has no result: it ends at once, or the scenario with it
}

// Result reports that the verb is an operation: it has a result, which can be named, and
// can be done in the background.
func (v *Verb) Result() bool { return v.do != nil && !v.plain }

// Answer is what an operation gives.
type Answer struct {
	Number  uint64          // a value that was read, an instance, a position in the config log
	Objects []Object        // that were made
	Targets []lustre.Target // that were listed
}

// Object is an object of a target.
type Object struct {
	Target lustre.Target
	ID     uint64
}

// Verbs lists every verb once, in the order of the page.
func Verbs() []Verb { return verbs }

// verbNamed gives a verb by its name.
func verbNamed(name string) *Verb {
	for i := range verbs {
		if verbs[i].Name == name {
			return &verbs[i]
		}
	}
	panic("no verb " + name) // a name in the code, not in a file
}

// writes refuses an MDS as a writer.
func writes(_ *Cluster, a Args) string {
	if a.node().MDS() {
		return fmt.Sprintf("%s is an MDS: it writes and reads no data", a.node())
	}
	return ""
}

// creates refuses a client as a creator.
func creates(_ *Cluster, a Args) string {
	if !a.node().MDS() {
		return fmt.Sprintf("%s is a client: an MDS creates objects", a.node())
	}
	return ""
}

var verbs = []Verb{
	// The scenario itself.
	{Name: "cluster", Form: "cluster [clients=COUNT] [mdss=COUNT] [targets=COUNT] [added=COUNT] [ping=DURATION] [request=DURATION] [config=DURATION] [operation=DURATION] [window=DURATION]",
		Doc: "what the scenario runs on; the first line"},
	{Name: "needs", Form: "needs NAME", do: (*runner).nothing, plain: true,
		Doc: "refuse the file if there is no such thing"},
	{Name: "repeat", Form: "repeat COUNT [as NAME]",
		Doc: "the lines up to end, so often; $NAME in them is 1, 2, 3 ..."},
	{Name: "run", Form: "run NAME", do: (*runner).run, plain: true,
		Doc: "the lines up to end, beside the lines behind it"},
	{Name: "end", Form: "end", Doc: "ends repeat and run"},
	{Name: "join", Form: "join BLOCK...", do: (*runner).join, plain: true,
		Doc: "wait until these blocks and results have ended"},
	{Name: "mark", Form: "mark NAME", do: (*runner).mark, plain: true,
		Doc: "remember this moment, for since and elapsed"},
	{Name: "wait", Form: "wait DURATION", do: (*runner).wait, plain: true,
		Doc: "let time pass"},
	{Name: "wait until", Form: "wait until [not] CONDITION [for DURATION]", do: (*runner).waitUntil, plain: true,
		Doc: "wait until a condition holds, 120s at most if nothing else is said; the scenario fails if it does not"},
	{Name: "expect", Form: "expect [not] CONDITION [within DURATION]", do: (*runner).expect, plain: true,
		Doc: "the scenario fails unless the condition holds, now or within that time"},

	// The administrator.
	{Name: "add", Form: "add TARGET [as NAME]", do: (*runner).add, Doc: "add a target to the config log, under a UUID"},
	{Name: "deact", Form: "deact TARGET", do: (*runner).deact, Doc: "deactivate a target"},
	{Name: "act", Form: "act TARGET", do: (*runner).act, Doc: "activate it again"},
	{Name: "remove", Form: "remove TARGET", do: (*runner).remove, Doc: "remove a target that is deactivated"},
	{Name: "pool new", Form: "pool new POOL", do: (*runner).poolNew, Doc: "make a pool; refused exists if it is there"},
	{Name: "pool add", Form: "pool add POOL TARGET", do: (*runner).poolAdd, Doc: "put a target into a pool, which is there from then on"},
	{Name: "pool remove", Form: "pool remove POOL TARGET", do: (*runner).poolRemove, Doc: "take a target out of a pool"},
	{Name: "pool list", Form: "pool list NODE POOL", do: (*runner).poolList, Doc: "the targets that a node's pool names"},
	{Name: "pool destroy", Form: "pool destroy POOL", do: (*runner).poolDestroy, Doc: "unmake a pool; refused not-empty if it has members"},
	{Name: "settle", Form: "settle NODES", do: (*runner).settle, Doc: "wait until a node has applied the whole config log and all that it asks for has ended"},

	// Servers and links.
	{Name: "fail", Form: "fail SERVER", do: (*runner).fail, plain: true,
		Doc: "stop, start, and wait until every node that is not cut off is FULL again"},
	{Name: "fail_abort", Form: "fail_abort SERVER", do: (*runner).failAbort, plain: true,
		Doc: "the same, with the recovery aborted: every client of before is dropped"},
	{Name: "stop", Form: "stop SERVER", do: (*runner).stop, plain: true, Doc: "a server stops: nobody hears it"},
	{Name: "crash", Form: "crash SERVER", do: (*runner).stop, plain: true, Doc: "a server fails: nobody hears it, and what is not on its disk is lost"},
	{Name: "start", Form: "start SERVER", do: (*runner).start, plain: true, Doc: "it starts with what its disk has, and awaits the clients of before"},
	{Name: "evict", Form: "evict TARGET [NODE]", do: (*runner).evict, Check: evicted,
		Doc: "a target drops a node's export; client0's if no node is named"},
	{Name: "disconnect", Form: "disconnect NODE TARGET", do: (*runner).disconnect, plain: true, Doc: "a node loses its connection"},
	{Name: "cut", Form: "cut NODES TARGETS", do: (*runner).cut, plain: true, Doc: "they do not hear each other"},
	{Name: "isolate", Form: "isolate NODE", do: (*runner).isolate, plain: true, Doc: "a node hears nobody, and nobody hears it"},
	{Name: "heal", Form: "heal", do: (*runner).heal, plain: true, Doc: "end every cut and isolation"},

	// Messages.
	{Name: "drop", Form: "drop [COUNT|all] KIND request|reply NODE TARGET", do: (*runner).drop, plain: false, Doc: "the next messages of a kind between the two are lost; one if no number is given"},
	{Name: "delay", Form: "delay [COUNT|all] KIND request|reply NODE TARGET by DURATION", do: (*runner).delay, Doc: "they come so much later"},
	{Name: "double", Form: "double [COUNT|all] KIND request|reply NODE TARGET", do: (*runner).double, Doc: "they come twice"},
	{Name: "hold", Form: "hold [COUNT|all] KIND request|reply NODE TARGET", do: (*runner).hold, Doc: "they are kept until release"},
	{Name: "release", Form: "release RESULT", do: (*runner).release, plain: true, Doc: "end what a drop, delay, double or hold does: what is kept goes on its way"},
	{Name: "fl", Form: "fl POINT TARGET", do: (*runner).faultPoint, plain: true, Doc: "what a fault point stands for happens once"},

	// Data and objects.
	{Name: "connect", Form: "connect NODE TARGET", do: (*runner).connect, Doc: "a round trip to the target, which connects where it must"},
	{Name: "write", Form: "write NODE TARGET VALUE", do: (*runner).write, Check: writes, Doc: "write the target's register, into the client's cache and under its lock"},
	{Name: "read", Form: "read NODE TARGET", do: (*runner).read, Check: writes, Doc: "read it"},
	{Name: "sync", Form: "sync NODE TARGET", do: (*runner).sync, Check: writes, Doc: "have the target commit what the client wrote"},
	{Name: "create", Form: "create NODE [pool POOL]", do: (*runner).create, Check: creates, All: true, Doc: "an MDS makes an object on a target of a pool, the global one if none is named"},
	{Name: "df", Form: "df NODE", do: (*runner).df, Doc: "what a node can use, at once and whoever is away"},
}

// evicted refuses an evict that names no node where there is no client0 to mean.
func evicted(c *Cluster, _ Args) string {
	if c.Clients == 0 {
		return "there is no client0: name a node"
	}
	return ""
}

// absent says of words what they stand for that the design has not: a line that begins
// with one is refused by that name, and so is one that needs it.
var absent = map[string]string{
	"quota": "quota", "idle": "idle disconnect", "lru": "lock lru size", "lru_size": "lock lru size",
	"max_create": "limit of creates on a target", "no_create": "mounting an OST without creates",
	"inodes": "number of free inodes", "space": "free space", "append": "appending writes",
	"format": "formatting", "writeconf": "writing the config log anew", "nid": "addresses of a node (nids)",
	"failnode": "addresses of a fail-over partner", "changelog": "changelog", "hsm": "HSM", "lfsck": "lfsck",
	"mirror": "mirrored files", "dom": "data on the MDT", "snapshot": "snapshots", "nodemap": "nodemaps",
	"evictor": "ping evictor", "ir": "imperative recovery", "seq": "sequences of object ids", "open": "open files",
	"close": "open files", "rename": "names of files", "mkdir": "directories", "ls": "names of files",
	"chmod": "attributes of files", "truncate": "truncation", "flock": "locks of applications",
	"setstripe": "striped layouts", "lightweight": "lightweight connections",
}

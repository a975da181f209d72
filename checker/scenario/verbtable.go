package scenario

import "ostlife/model/lustre"

// ofScenario are the verbs of the scenario.
var ofScenario = []Verb{
	{Name: "cluster", Form: "cluster [clients=COUNT] [mdss=COUNT] [targets=COUNT] [added=COUNT] [ping=DURATION] [request=DURATION] [config=DURATION] [operation=DURATION] [window=DURATION] [commit=DURATION] [precreate=COUNT]",
		Doc: "what the scenario runs on; the first line"},
	{Name: "needs", Form: "needs NAME", do: (*runner).nothing, plain: true,
		Doc: "refuse the file if there is no such thing"},
	{Name: "repeat", Form: "repeat COUNT [as NAME] [from VALUE]",
		Doc: "the lines up to end, so often; $NAME in them is 1, 2, 3 ..., or begins elsewhere"},
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
}

// ofAdministrator are the verbs of the administrator.
var ofAdministrator = []Verb{
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
}

// ofServers are the verbs of servers and links.
var ofServers = []Verb{
	{Name: "barrier", Form: "barrier SERVER", do: (*runner).barrier, plain: true, Check: hasDisk,
		Doc: "nothing that the server commits from now on survives its next failure"},
	{Name: "fail", Form: "fail SERVER", do: (*runner).fail,
		Doc: "crash, start a second later, and wait until recovered"},
	{Name: "fail_abort", Form: "fail_abort SERVER", do: (*runner).failAbort, Check: recovers,
		Doc: "the same, with the recovery aborted: a target drops every client of before, an MDS takes no replays"},
	{Name: "stop", Form: "stop MACHINE [force]", do: (*runner).stop, Doc: "a machine stops: nobody hears it; an MDS or a client leaves in good order; with force it waits for nobody"},
	{Name: "crash", Form: "crash MACHINE", do: (*runner).crash, Doc: "a machine fails: nobody hears it, and what is not on its disk is lost"},
	{Name: "start", Form: "start MACHINE", do: (*runner).start, Doc: "it starts with what its disk has; a target awaits the clients of before"},
	{Name: "mount", Form: "mount NODE", do: (*runner).start, Doc: "start a node that has stopped"},
	{Name: "umount", Form: "umount NODE [force]", do: (*runner).stop, Doc: "stop a node; with force it waits for nobody"},
	{Name: "disk", Form: "disk MDS lose|zero|corrupt objid|llogs|catalog [TARGET]", do: (*runner).damage, plain: true,
		Doc: "damage what the disk of an MDS that is down has of a target, or of all"},
	{Name: "evict", Form: "evict TARGET [NODE]", do: (*runner).evict, Check: evicted,
		Doc: "a target drops a node's export; client0's if no node is named"},
	{Name: "disconnect", Form: "disconnect NODE TARGET", do: (*runner).disconnect, plain: true, Doc: "a node loses its connection"},
	{Name: "cut", Form: "cut NODES TARGETS|SERVER", do: (*runner).cut, plain: true, Doc: "they do not hear each other; of an MDS its clients are meant"},
	{Name: "isolate", Form: "isolate NODE", do: (*runner).isolate, plain: true, Doc: "a node hears nobody, and nobody hears it"},
	{Name: "heal", Form: "heal", do: (*runner).heal, plain: true, Doc: "end every cut and isolation"},
}

// ofMessages are the verbs of messages.
var ofMessages = []Verb{
	{Name: "drop", Form: "drop [COUNT|all] KIND request|reply NODE SERVER", do: (*runner).drop, Check: goes, Doc: "the next messages of a kind between the two are lost; one if no number is given"},
	{Name: "delay", Form: "delay [COUNT|all] KIND request|reply NODE SERVER by DURATION", do: (*runner).delay, Check: goes, Doc: "they come so much later"},
	{Name: "double", Form: "double [COUNT|all] KIND request|reply NODE SERVER", do: (*runner).double, Check: goes, Doc: "they come twice"},
	{Name: "hold", Form: "hold [COUNT|all] KIND request|reply NODE SERVER", do: (*runner).hold, Check: goes, Doc: "they are kept until release"},
	{Name: "release", Form: "release RESULT", do: (*runner).release, plain: true, Doc: "end what a drop, delay, double, hold or fl does: what is kept goes on its way"},
	{Name: "fl", Form: "fl POINT SERVER [NODE]", do: (*runner).faultPoint, Check: pointed, Doc: "what a fault point stands for happens, once if the point says nothing else; client0's or mds0's if no node is named"},
}

// ofData are the verbs of data and objects.
var ofData = []Verb{
	{Name: "connect", Form: "connect NODE TARGET", do: (*runner).connect, Doc: "a round trip to the target, which connects where it must"},
	{Name: "write", Form: "write NODE TARGET VALUE", do: (*runner).write, Check: usesData, Doc: "write the target's register, into the client's cache and under its lock"},
	{Name: "read", Form: "read NODE TARGET", do: (*runner).read, Check: usesData, Doc: "read it"},
	{Name: "sync", Form: "sync NODE TARGET", do: (*runner).sync, Check: usesData, Doc: "have the target commit what the client wrote"},
	{Name: "create", Form: "create NODE [pool POOL] [width COUNT|all]", do: (*runner).create, All: true,
		Doc: "an MDS makes a file, or a client has it make one, whose name is the result's, on a target of a pool, the global one if none is named; or on so many targets, as far as there are"},
	{Name: "unlink", Form: "unlink NODE RESULT...", do: (*runner).unlink, Check: unlinks, Doc: "a client unlinks files, named by the results of their creates"},
	{Name: "df", Form: "df NODE", do: (*runner).df, Doc: "what a node can use, at once and whoever is away"},
}

// evicted has an evict that names no node mean client0.
func evicted(_ *Cluster, a Args) Lack {
	if !a.has("NODE") {
		a["NODE"] = Arg{Text: lustre.Node(0).String(), Nodes: []lustre.Node{0}}
	}
	return Lack{}
}

// hasDisk refuses the MGS as one that commits.
func hasDisk(_ *Cluster, a Args) Lack {
	if a["SERVER"].Machine.Kind == IsMGS {
		return Lack{"what the MGS writes is there at once", "a disk of the MGS"}
	}
	return Lack{}
}

// recovers refuses the MGS as one whose recovery can be aborted.
func recovers(_ *Cluster, a Args) Lack {
	if a["SERVER"].Machine.Kind == IsMGS {
		return Lack{"the MGS has no recovery that could be aborted", "a recovery of the MGS"}
	}
	return Lack{}
}

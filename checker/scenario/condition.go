package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"ostlife/model/lustre"
)

// Condition is what can be expected or waited for.
type Condition struct {
	Form string
	Doc  string

	holds func(*runner, Args) (bool, string) // and what is seen instead
}

// Conditions lists every condition once, in the order of the page.
func Conditions() []Condition { return conditions }

// conditionWords are the words that conditions begin with.
var conditionWords = func() map[string]bool {
	words := map[string]bool{"not": true}
	for _, form := range []string{"import", "slot", "history", "count", "same", "distinct", "pool", "df", "log", "objects", "made", "file", "object",
		"records", "agree", "easize", "elapsed", "recovered", "quiet", "down", "cache"} {
		words[form] = true
	}
	return words
}()

var conditions = []Condition{
	{"RESULT ok|ended|unknown", "the operation ended well; has ended, no matter how; ended without an answer", (*runner).ended},
	{"RESULT refused [REASON]", "it was refused, for that reason", (*runner).wasRefused},
	{"RESULT value [OP] VALUE", "it gave this number: what was read, an instance, a position in the config log", (*runner).gave},
	{"RESULT on TARGETS...", "its objects are on these targets, and on no other", (*runner).isOn},
	{"RESULT lists TARGETS...", "it listed these targets, or none", (*runner).listed},
	{"RESULT took OP DURATION", "that is how long it took", (*runner).took},
	{"RESULT hits OP COUNT", "how many messages a drop, delay, double or hold has struck, or how often a fault point came", (*runner).struck},
	{"same RESULT...", "these gave the same number", (*runner).same},
	{"distinct RESULT...", "no two of these made the same object, or gave the same number", (*runner).distinct},
	{"import NODES TARGETS STATE", "the state of the import", (*runner).inState},
	{"slot NODES TARGETS active|inactive|deactivated|activated|present|absent", "what the LOV has: the target is active or not, the administrator's mark is there or not, the slot is there or not", (*runner).slot},
	{"cache NODES TARGETS empty|locked|dirty|unstable", "the node has no lock and no data of the target's object; has the lock; has written what the target has not; has written what the target may lose", (*runner).cached},
	{"history NODES TARGETS [since MARK] has STATE...", "the import was in these states, in this order, since the scenario began or since a mark", (*runner).history},
	{"count WHAT [NODES] TARGETS OP COUNT [since MARK]", "how often an action was taken, or a state entered", (*runner).counted},
	{"pool NODES POOL = TARGETS...", "what the nodes' pool names, or none", (*runner).inPool},
	{"log TARGET = RECORD...", "the records of the config log that name the target, in their order: add, deactivate, activate, remove, pool-add, pool-remove; or none", (*runner).inLog},
	{"df NODES = TARGETS...", "the targets that the nodes can use, or none", (*runner).usable},
	{"made TARGET OP COUNT", "how many objects were made on the target, those that an MDS has had made ahead included", (*runner).made},
	{"objects TARGET OP COUNT", "how many objects it has", (*runner).objects},
	{"file RESULT there|gone", "the MDS has the file of these objects, or has not; of one that is down nothing is seen", (*runner).filed},
	{"object RESULT there|gone", "the targets have all of these objects, or none; of one that is down nothing is seen", (*runner).stored},
	{"records MDS TARGET OP COUNT", "how many committed records of unlinks the MDS's llog has for the target", (*runner).logged},
	{"agree MDS TARGET", "the target has no object above what the MDS has used and has had made ahead", (*runner).agree},
	{"easize NODE OP COUNT", "how many bytes the largest layout takes at a node", (*runner).easize},
	{"elapsed MARK OP DURATION", "the time since a mark", (*runner).elapsed},
	{"down MACHINE", "it does not run: it was stopped, or has crashed", (*runner).isDown},
	{"recovered MACHINE", "since a target started every node that is not cut off is FULL again; since a node started it is FULL at every target", (*runner).recovered},
	{"quiet", "no worker runs, no event waits, and no slot is on its way out, at any node", (*runner).quiet},
}

func (r *runner) ended(a Args) (bool, string) {
	res, word := r.result(a.text("RESULT")), a.text("ok|ended|unknown")
	done := res.done()
	return done && (word == "ended" || word == "ok" && res.err == nil || word == "unknown" && res.err == lustre.ErrUnknown), res.seen()
}

func (r *runner) wasRefused(a Args) (bool, string) {
	res := r.result(a.text("RESULT"))
	refused := res.done() && slices.Contains(refusals(), res.err)
	return refused && (!a.has("REASON") || res.err.Error() == a.text("REASON")), res.seen()
}

func (r *runner) gave(a Args) (bool, string) {
	res := r.result(a.text("RESULT"))
	have, want := int64(min(res.answer.Number, MaxNumber+1)), int64(a["VALUE"].Number)
	return res.good() && compare(have, cmp.Or(a.text("OP"), "="), want), res.seen()
}

func (r *runner) struck(a Args) (bool, string) {
	r.lock.Lock()
	count := r.hits[a.text("RESULT")]
	r.lock.Unlock()
	if count == nil {
		return false, a.text("RESULT") + " strikes nothing"
	}
	n := count.Load()
	return compare(n, a.text("OP"), int64(a["COUNT"].Number)), fmt.Sprint(n)
}

func (r *runner) cached(a Args) (bool, string) {
	return everywhere(a, func(n lustre.Node, t lustre.Target) (bool, string) {
		locked, dirty, unstable := r.site.Cache(n, t)
		has := map[string]bool{"empty": !locked && !dirty && !unstable, "locked": locked, "dirty": dirty, "unstable": unstable}
		var seen []string
		for _, word := range []string{"empty", "locked", "dirty", "unstable"} {
			if has[word] {
				seen = append(seen, word)
			}
		}
		return has[a.text("empty|locked|dirty|unstable")], strings.Join(seen, ", ")
	})
}

func (r *runner) isDown(a Args) (bool, string) {
	if r.links.isDown(a["MACHINE"].Machine.Name) {
		return true, "it is down"
	}
	return false, "it runs"
}

func (r *runner) isOn(a Args) (bool, string) {
	res := r.result(a.text("RESULT"))
	var on []lustre.Target
	for _, o := range res.answer.Objects {
		on = append(on, o.Target)
	}
	return res.good() && sameTargets(on, a.targets()), res.seen()
}

func (r *runner) listed(a Args) (bool, string) {
	res := r.result(a.text("RESULT"))
	return res.good() && sameTargets(res.answer.Targets, a.targets()), res.seen()
}

// sameTargets compares two sets of targets.
func sameTargets(a, b []lustre.Target) bool {
	sorted := func(list []lustre.Target) []lustre.Target {
		list = slices.Clone(list)
		slices.Sort(list)
		return slices.Compact(list)
	}
	return slices.Equal(sorted(a), sorted(b))
}

func (r *runner) took(a Args) (bool, string) {
	res := r.result(a.text("RESULT"))
	took := r.clock.told(cmp.Or(res.ends, r.world.Now()) - res.began)
	return res.done() && compare(int64(took), a.text("OP"), int64(a["DURATION"].Time)), fmt.Sprintf("%s, took %s", res.seen(), told(took))
}

func compare(have int64, sign string, want int64) bool { return comparisons[sign](have, want) }

// several gives the results that a place names.
func (r *runner) several(a Args) (list []*result, texts []string, good bool) {
	good = true
	for _, one := range a["RESULT"].List {
		res := r.result(one.Text)
		list = append(list, res)
		texts = append(texts, one.Text+" "+res.seen())
		good = good && res.good()
	}
	return list, texts, good
}

func (r *runner) same(a Args) (bool, string) {
	list, texts, good := r.several(a)
	for _, res := range list {
		good = good && res.answer.Number == list[0].answer.Number
	}
	return good, strings.Join(texts, "; ")
}

func (r *runner) distinct(a Args) (bool, string) {
	list, texts, good := r.several(a)
	numbers, made := map[uint64]bool{}, map[Object]bool{}
	for _, res := range list {
		if len(res.answer.Objects) == 0 {
			good = good && !numbers[res.answer.Number]
			numbers[res.answer.Number] = true
		}
		for _, o := range res.answer.Objects {
			good = good && !made[o]
			made[o] = true
		}
	}
	return good, strings.Join(texts, "; ")
}

// everywhere asks for every node and target, and tells the first that answers no, or
// what the first one has if all answer yes.
func everywhere(a Args, ask func(lustre.Node, lustre.Target) (bool, string)) (bool, string) {
	first := ""
	for _, n := range a.nodes() {
		for _, t := range a.targets() {
			ok, seen := ask(n, t)
			seen = fmt.Sprintf("%s %s %s", n, t, seen)
			if !ok {
				return false, seen
			}
			first = cmp.Or(first, seen)
		}
	}
	return true, first
}

func (r *runner) inState(a Args) (bool, string) {
	return everywhere(a, func(n lustre.Node, t lustre.Target) (bool, string) {
		s := r.site.Status(n, t)
		return s.State == a["STATE"].State, s.State.String()
	})
}

func (r *runner) slot(a Args) (bool, string) {
	return everywhere(a, func(n lustre.Node, t lustre.Target) (bool, string) {
		s := r.site.Status(n, t)
		has := map[string]bool{
			"active": s.Active != 0, "inactive": s.Present && s.Active == 0,
			"deactivated": s.Deactivated, "activated": s.Present && !s.Deactivated, "present": s.Present, "absent": !s.Present,
		}
		var seen []string
		for _, word := range []string{"absent", "active", "inactive", "deactivated"} {
			if has[word] {
				seen = append(seen, word)
			}
		}
		return has[a.text("active|inactive|deactivated|activated|present|absent")], strings.Join(seen, ", ")
	})
}

func (r *runner) history(a Args) (bool, string) {
	from := r.since(a)
	return everywhere(a, func(n lustre.Node, t lustre.Target) (bool, string) {
		states := r.seen.states(n, t, from)
		left := a["STATE"].List
		var names []string
		for _, s := range states {
			names = append(names, s.String())
			if len(left) > 0 && left[0].State == s {
				left = left[1:]
			}
		}
		return len(left) == 0, strings.Join(names, " ")
	})
}

// since is the moment from which a condition looks, in the time of the world.
func (r *runner) since(a Args) time.Duration {
	if a.has("MARK") {
		return r.marked(a.text("MARK"))
	}
	return 0
}

func (r *runner) counted(a Args) (bool, string) {
	n := int64(r.seen.count(a["WHAT"], a["NODES"].Nodes, a.targets(), r.since(a)))
	return compare(n, a.text("OP"), int64(a["COUNT"].Number)), fmt.Sprint(n)
}

func (r *runner) inPool(a Args) (bool, string) {
	for _, n := range a.nodes() {
		list := r.site.Pool(n, a.text("POOL"))
		if !sameTargets(list, a.targets()) {
			return false, fmt.Sprintf("%s %s", n, names(list))
		}
	}
	return true, names(a.targets())
}

func (r *runner) inLog(a Args) (bool, string) {
	var want []string
	for _, record := range a["RECORD"].List {
		if record.Text != "none" {
			want = append(want, record.Text)
		}
	}
	have := r.seen.records(a.target())
	return slices.Equal(have, want), cmp.Or(strings.Join(have, " "), "none")
}

func (r *runner) usable(a Args) (bool, string) {
	for _, n := range a.nodes() {
		if list := r.free(n); !sameTargets(list, a.targets()) {
			return false, fmt.Sprintf("%s %s", n, names(list))
		}
	}
	return true, names(a.targets())
}

// free lists the targets that a node can use.
func (r *runner) free(n lustre.Node) (list []lustre.Target) {
	for t := range lustre.Target(r.scenario.Cluster.Targets) {
		if s := r.site.Status(n, t); s.Active != 0 && !s.Deactivated {
			list = append(list, t)
		}
	}
	return list
}

// names writes targets out.
func names(list []lustre.Target) string {
	if len(list) == 0 {
		return "none"
	}
	var words []string
	for _, t := range list {
		words = append(words, t.String())
	}
	return strings.Join(words, " ")
}

func (r *runner) elapsed(a Args) (bool, string) {
	d := r.clock.told(r.world.Now() - r.marked(a.text("MARK")))
	return compare(int64(d), a.text("OP"), int64(a["DURATION"].Time)), told(d)
}

func (r *runner) quiet(Args) (bool, string) {
	busy := r.site.Busy()
	return busy == "", cmp.Or(busy, "nothing is under way")
}

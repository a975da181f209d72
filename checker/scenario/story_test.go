package scenario_test

import (
	"strings"
	"testing"

	"ostlife/checker/scenario"
)

// stories are corners of the language that no file of the folder is about, each with an
// expectation that is the last line.
var stories = []struct {
	name, text string
	missing    string // on the model, empty for nothing
}{
	{"options in any order", "cluster mdss=1 targets=3\npool add p OST0001\npool add p OST0002\nsettle nodes\nf = create mds0 width 2 pool p\nexpect f on OST0001 OST0002\n", ""},
	{"a loop from 0, and a name behind a variable", "cluster targets=2\nrepeat 2 as i from 0\nwrite client0 OST000$i $i\nwait $is\nend\nr = read client0 OST0001\nexpect r value = 1\n", ""},
	{"values compared", "cluster targets=1\nwrite client0 OST0000 7\nr = read client0 OST0000\nexpect r value >= 7\nexpect r value != 8\nexpect not r value < 7\n", ""},
	{"who is down is not stopped", "cluster targets=1\nstop(OST0000)\ns = stop(OST0000) force\nexpect s refused busy\n", ""},
	{"who runs is not started", "cluster mdss=1 targets=1\ns = start(client0)\nexpect s refused busy\n", ""},
	{"no config log over a cut link", "cluster targets=1\ncut client0 MGS\ndeact OST0000\nwait 20s\nexpect slot client0 OST0000 activated\n", ""},
	{"an MDS that nobody hears", "cluster mdss=1 targets=1\nisolate mds0\nf = create client0 &\nwait 10s\nexpect not f ended\n", ""},
	{"a client that hears nobody", "cluster mdss=1 targets=1\nf = create client0\nisolate client0\nu = unlink client0 f &\nwait 10s\nexpect file f there\n", ""},
	{"evict means client0", "cluster targets=1\nevict(OST0000)\nexpect count EVICTED OST0000 = 1 within 60s\n", ""},
	{"an unlink without a target is refused", "cluster mdss=1 targets=2\nf = create client0\ndeact OST0000\nremove OST0000\nsettle nodes\nu = unlink client0 f\nexpect u refused no-target\n", ""},
	{"any file can be unlinked first", "cluster mdss=1 targets=1\nrepeat 20 as i\nf$i = create client0\nend\nunlink client0 f7\nunlink client0 f3\nexpect object f3 gone within 30s\nexpect file f20 there\nexpect file f1 there\nexpect object f2 there\n", ""},
	{"a fault point that is released does not come", "cluster mdss=1 targets=1\nf = create client0\nx = fl(crash-at-unlink, mds0)\nrelease x\nunlink client0 f\nexpect x hits = 0\n", ""},
	{"a fault point comes once", "cluster mdss=1 targets=1\nf = create client0\ng = create client0\nx = fl(crash-at-destroy, OST0000)\nunlink client0 f\nwait until down OST0000\nstart(OST0000)\nwait until recovered OST0000\nunlink client0 g\nexpect object g gone within 60s\nexpect x hits = 1\n", ""},
	{"what is created when nothing commits", "cluster mdss=1 targets=1\nx = fl(crash-at-create, mds0)\nf = create client0 &\nwait until down mds0\nstart(mds0)\njoin f\nexpect x hits = 1\nexpect object f there\n", ""},
	{"a config read that is late", "cluster targets=1\nlate = delay LOG_READ reply client0 MGS by 10s\ndeact OST0000\nwait 6s\nexpect slot client0 OST0000 activated\nexpect late hits = 1\n", ""},
	{"data behind a barrier of a target", "cluster mdss=1 targets=1\nbarrier(OST0000)\nwrite client0 OST0000 1\nexpect cache client0 OST0000 locked\n", "data behind a barrier of a target"},
	{"a target is in two pools, and goes from both", "cluster mdss=1 targets=2\npool add p OST0001\npool add q OST0001\npool add q OST0000\nsettle nodes\nf = create mds0 pool q width all\nexpect f on OST0000 OST0001\npool remove q OST0000\nsettle nodes\ndeact OST0001\nremove OST0001\nsettle nodes\nexpect pool nodes p = none\nexpect pool nodes q = none\n", ""},
	{"more records than there is room for", "cluster targets=1\nrepeat 9 as i\npool add p OST0000\nsettle clients\npool remove p OST0000\nend\nq = pool remove p OST0000\nexpect q value 19\nsettle clients\nexpect pool clients p = none\n", ""},
	{"more deactivations than there is room for", "cluster targets=1\nrepeat 5\ndeact OST0000\nact OST0000\nend\nexpect slot client0 OST0000 activated within 10s\n", "more config records"},
	{"more targets than can be told apart", "cluster mdss=1 targets=300 added=0\nadd OST012b\nwait until slot nodes OST012b active\nf = create mds0 width all\nexpect f on OST012b\n", "300 targets"},
	{"a target keeps the UUID that it was added under", "cluster targets=2 added=1\nadd OST0001 as first\ndeact OST0001\nremove OST0001\nx = add OST0001 as second\nexpect x refused exists\ny = add OST0001 as first\nexpect y ok\n", ""},
	{"cancels are lost one by one", "cluster mdss=1 targets=1\nrepeat 3 as i\nb$i = fl(llog-cancel-lost, OST0000)\nf$i = create client0\nunlink client0 f$i\nwait until b$i hits = 1\nend\nexpect records mds0 OST0000 = 3\ndisconnect mds0 OST0000\nexpect records mds0 OST0000 = 0 within 60s\n", ""},
	{"a cancel behind one that was lost", "cluster mdss=1 targets=1\nb = fl(llog-cancel-lost, OST0000)\nf = create client0\ng = create client0\nunlink client0 f\nwait until b hits = 1\nunlink client0 g\nwait until object g gone\nexpect records mds0 OST0000 = 1 within 20s\n", "behind one that was lost"},
	{"two unlinks of a target at a time", "cluster mdss=1 targets=1\nf = create client0\ng = create client0\ncut client0 OST0000\nunlink client0 f\nunlink client0 g\nexpect file g gone\n", "a second unlink"},
	{"an unlink that is undone", "cluster mdss=1 targets=1\nf = create client0\nx = fl(crash-at-unlink, mds0)\nu = unlink client0 f\nwait until down mds0\nstart(mds0)\nwait until recovered mds0\nfail_abort(mds0)\nexpect import mds0 OST0000 FULL\n", ""},
}

// TestStories runs each of them in both worlds, and with what it expects at the end turned
// round.
func TestStories(t *testing.T) {
	for _, story := range stories {
		t.Run(story.name, func(t *testing.T) {
			s, err := scenario.Parse("f", "# id: x\n"+story.text)
			if err != nil {
				t.Fatal(err)
			}
			lines := s.Expectations()
			other := s.Inverted(lines[len(lines)-1])
			holds(t, runs(t, s, scenario.Options{Seed: 1}))
			if r := runs(t, other, scenario.Options{Seed: 1}); r.Failure == nil {
				t.Error("turned round it holds as well")
			}
			r := runs(t, s, scenario.Options{On: scenario.Model})
			if refused := r.Refused != nil; refused != (story.missing != "") || refused && !strings.Contains(r.Refused.Missing, story.missing) {
				t.Errorf("on the model refused %v, want %q", r.Refused, story.missing)
			} else if !refused {
				holds(t, r)
			}
		})
	}
}

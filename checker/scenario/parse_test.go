package scenario

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// head is a good beginning of two lines.
const head = "# id: x 1\ncluster clients=2 mdss=1 targets=2\n"

// malformed are texts that are no scenarios, with how the error begins.
var malformed = []struct{ name, text, want string }{
	{"empty", "", `f:1:1: the first line is not "# id:" and the id of a test`},
	{"no id", "# id:  \n", `f:1:1: the first line is not "# id:" and the id of a test`},
	{"no cluster", "# id: x\nwait 1s\n", "f:2:1: the first line that is no comment is not: cluster"},
	{"cluster twice", head + "cluster\n", `f:3:1: a cluster line comes first, and once`},
	{"cluster without value", "# id: x\ncluster clients\n", `f:2:9: "clients" has no value`},
	{"cluster of nothing", "# id: x\ncluster targets=0\n", "f:2:9: a cluster has no targets=0"},
	{"cluster with more", "# id: x\ncluster disks=2\n", "f:2:9: a cluster has no disks=2"},
	{"no time", "# id: x\ncluster ping=0s\n", "f:2:9: a cluster has no ping=0s"},
	{"added", "# id: x\ncluster targets=2 added=3\n", "f:2:1: 3 targets are added of 2"},
	{"nothing expected", head + "wait 1s\n", "f:4:1: nothing is expected"},
	{"verb", head + "  jump client0\n", `f:3:3: there is no verb "jump"`},
	{"half a verb", head + "pool fast\n", `f:3:1: "pool" needs another word: pool new, pool add`},
	{"node", head + "connect client2 OST0000\n", `f:3:9: "client2" is not a node, for example client0 or mds0 of 2 clients, 1 MDSs and 2 targets`},
	{"target", head + "connect client0 OST0002\n", `f:3:17: "OST0002" is not a target`},
	{"missing", head + "connect client0\n", `f:3:16: a target, for example OST0000 is missing: connect NODE TARGET`},
	{"too much", head + "heal all\n", `f:3:6: "all" is too much: heal`},
	{"value", head + "write client0 OST0000 x\n", `f:3:23: "x" is not a number`},
	{"big value", head + "write client0 OST0000 99999999999\n", `f:3:23: "99999999999" is not a number`},
	{"writer", head + "write mds0 OST0000 1\n", "f:3:1: mds0 is an MDS: it writes and reads no data"},
	{"unlinker", head + "f = create mds0\nunlink mds0 f\n", "f:4:1: mds0 is an MDS: a client unlinks"},
	{"kind", head + "drop HELLO request client0 OST0000\n", `f:3:6: "HELLO" is not a kind of message`},
	{"side", head + "drop PING question client0 OST0000\n", `f:3:11: "question" is not request or reply`},
	{"time", head + "wait 5\n", `f:3:6: "5" is not a time`},
	{"point", head + "fl(nowhere, OST0000)\n", `f:3:4: "nowhere" is not the name of a fault point`},
	{"open parenthesis", head + "fail(OST0000\n", "f:3:5: ( is not closed"},
	{"close parenthesis", head + "fail OST0000)\n", "f:3:13: ) stands alone"},
	{"comma", head + "fail OST0000, OST0001\n", "f:3:13: , stands alone"},
	{"parenthesis first", head + "(fail OST0000)\n", "f:3:1: ( belongs behind the verb"},
	{"sign", head + "wait %1s\n", `f:3:6: '%' has no meaning here`},
	{"condition", head + "expect sunshine\n", `f:3:8: there is no condition "sunshine"`},
	{"no condition", head + "expect not\n", "f:3:11: a condition is missing"},
	{"no result", head + "expect r ok\n", `f:3:8: no line before gives a result named "r"`},
	{"no mark", head + "expect elapsed m < 1s\n", `f:3:16: no line before gives a mark named "m"`},
	{"no block", head + "join b\n", `f:3:6: no line before gives a block or result named "b"`},
	{"comparison", head + "expect made OST0000 ! 1\n", `f:3:21: '!' has no meaning here`},
	{"name of a verb without result", head + "r = heal\n", `f:3:1: heal has no result to name "r"`},
	{"name that is a word", head + "slot = read client0 OST0000\n", `f:3:1: "slot" cannot be the name of a result`},
	{"name without verb", head + "r =\n", `f:3:4: a verb is missing`},
	{"background", head + "wait 1s &\n", "f:3:1: wait ends at once: & is for what takes time"},
	{"end", head + "end\n", "f:3:1: end ends nothing"},
	{"no end", head + "repeat 2\nheal\n", "f:3:1: repeat has no end"},
	{"end of more", head + "run b\nend b\n", `f:4:5: "b" is too much: end`},
	{"repeat", head + "repeat 0\nend\n", "f:3:8: 0 times, want 1 to 10000"},
	{"many steps", head + "repeat 10000\nrepeat 11\nheal\nend\nend\n", "f:5:1: with every repeat written out there are more than 100000 steps"},
	{"long", head + strings.Repeat(" ", MaxBytes), "f:1:1: the file has 1048621 bytes, at most 1048576 are read"},
	{"within", head + "expect quiet within soon\n", `f:3:21: "soon" is not a time`},
	{"verb of another suite", head + "rm f\n", `f:3:1: there is no verb "rm": is it unlink NODE RESULT...? (missing: a verb rm)`},
	{"verb in capitals", head + "FAIL(OST0000)\n", `f:3:1: there is no verb "FAIL": is it fail SERVER?`},
	{"result that is compared", head + "r = df client0\nexpect r = 4\n", `f:4:8: there is no condition "r"; a result is ok, ended, unknown, refused, value, on, lists, took, hits`},
	{"an MDS that evicts", head + "evict(mds0, client0)\n", `f:3:7: "mds0" is not a target, for example OST0000 of 2 clients, 1 MDSs and 2 targets: evict TARGET [NODE] (missing: evict of an MDS)`},
	{"a disk of a target", head + "disk OST0000 lose objid\n", `f:3:6: "OST0000" is not an MDS, for example mds0 of 2 clients, 1 MDSs and 2 targets: disk MDS lose|zero|corrupt objid|llogs|catalog [TARGET] (missing: disk of a target)`},
	{"a node that is not there", head + "evict OST0000 client7\n", `f:3:15: "client7" is not there of 2 clients`},
	{"barrier of MGS", head + "barrier MGS\n", `f:3:1: what the MGS writes is there at once (missing: a disk of the MGS)`},
	{"recovery of MGS", head + "fail_abort MGS\n", `f:3:1: the MGS has no recovery that could be aborted (missing: a recovery of the MGS)`},
	{"no messages", head + "drop 0 PING request client0 OST0000\n", `f:3:1: 0 messages are none`},
	{"message that goes elsewhere", head + "drop PING request client0 mds0\n", `f:3:1: no PING goes between client0 and mds0`},
	{"message of the administrator's", head + "drop EVICT request client0 OST0000\n", `f:3:1: no EVICT goes between client0 and OST0000 (missing: strikes of EVICT`},
	{"message without reply", head + "hold CALLBACK reply client0 OST0000\n", `f:3:1: a CALLBACK has no reply`},
	{"point by number", head + "fl(214, OST0000)\n", `f:3:4: "214" is not the name of a fault point: fl POINT SERVER [NODE] (missing: a fault point 214)`},
	{"point of another machine", head + "fl(unlink-lost, OST0000)\n", `f:3:1: unlink-lost is a fault point of an MDS, and OST0000 is none`},
	{"point of another node", head + "fl(write-lost, OST0000, mds0)\n", `f:3:1: write-lost is no fault point of mds0`},
	{"point of no node", "# id: x\ncluster clients=1\nfl(llog-connect-lost, OST0000)\n", `f:3:1: mds0 is not there of 1 clients, 0 MDSs and 1 targets (missing: mds0)`},
	{"option that the design has not", head + "create mds0 quota 5\n", `f:3:13: "quota" is too much: create NODE [pool POOL] [width COUNT|all] (missing: quota)`},
	{"needs", head + "needs luck\n", `f:3:7: nothing is known of "luck" (missing: luck)`},
}

// TestMalformed reads what is none, and looks where it is said to be wrong, and why.
func TestMalformed(t *testing.T) {
	for _, test := range malformed {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse("f", test.text)
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}
}

// TestAbsent names what the design has not, of a verb, a condition and a need.
func TestAbsent(t *testing.T) {
	for _, line := range []string{"quota on", "expect quota 5", "needs quota"} {
		_, err := Parse("f", head+line+"\n")
		var e *Error
		if !errors.As(err, &e) || e.Missing != "quota" || e.Place.Line != 3 {
			t.Errorf("%q: %v", line, err)
		}
	}
	for word := range absent {
		if slicesContainVerb(word) {
			t.Errorf("%q is a verb, and said to be absent", word)
		}
	}
}

func slicesContainVerb(word string) bool {
	for i := range verbs {
		if strings.Fields(verbs[i].Name)[0] == word {
			return true
		}
	}
	return false
}

// TestParse reads a file in which everything occurs, and looks at what it became.
func TestParse(t *testing.T) {
	s, err := Parse("f", "# id: suite 7\r\n# why\n\ncluster clients=2 mdss=1 targets=2 added=1 window=60s\n"+
		"repeat 2 as i\n repeat 2 as j\n  f$i.$j = write(client1, OST0001, $i) &  # all\n end\nend\n"+
		"d = delay 3 FINAL_PING reply mds0 OST0000 by 1500ms\nh = hold all PING request client0 OST0000\n"+
		"expect not import clients targets FULL within 2m\nexpect count EVICTED OST0001 >= 4\n"+
		"run b\n heal\nend\nwait until quiet\nexpect distinct f1.1 f2.2\n")
	if err != nil {
		t.Fatal(err)
	}
	if s.ID != "suite 7" || s.Cluster.Added != 1 || s.Cluster.Window != time.Minute || s.Cluster.Ping != standard.Ping {
		t.Errorf("%q on %+v", s.ID, s.Cluster)
	}
	var got []string
	each(s.Steps, func(step *Step) {
		got = append(got, fmt.Sprintf("%d:%d %s %s not=%v %v bg=%v", step.Place.Line, step.Place.Column, step.Label, step.Verb.Name, step.Not, step.Within, step.Background))
	})
	want := []string{
		"7:3 f1.1 write not=false 0s bg=true", "7:3 f1.2 write not=false 0s bg=true",
		"7:3 f2.1 write not=false 0s bg=true", "7:3 f2.2 write not=false 0s bg=true",
		"10:1 d delay not=false 0s bg=false", "11:1 h hold not=false 0s bg=false",
		"12:1  expect not=true 2m0s bg=false", "13:1  expect not=false 0s bg=false",
		"14:1  run not=false 0s bg=false", "15:2  heal not=false 0s bg=false",
		"17:1  wait until not=false 0s bg=false", "18:1  expect not=false 0s bg=false",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("steps\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	w, d := s.Steps[0].Args, s.Steps[4].Args
	if w.node() != 1 || w.target() != 1 || w["VALUE"].Number != 1 || s.Steps[3].Args["VALUE"].Number != 2 {
		t.Errorf("write %+v", w)
	}
	if d["COUNT"].Number != 3 || d["KIND"].Kind != wire.FinalPing || d["DURATION"].Time != 1500*time.Millisecond || d.node() != lustre.FirstMDS {
		t.Errorf("delay %+v", d)
	}
	if lines := s.Expectations(); !reflect.DeepEqual(lines, []int{12, 13, 18}) {
		t.Errorf("expectations %v", lines)
	}
}

// TestInvertedIsAnother turns a line round, twice, and leaves what it was made from.
func TestInvertedIsAnother(t *testing.T) {
	s, err := Parse("f", head+"repeat 2\nexpect quiet\nend\nexpect not quiet\n")
	if err != nil {
		t.Fatal(err)
	}
	other := s.Inverted(4)
	nots := func(s *Scenario) (list []bool) {
		each(s.Steps, func(step *Step) { list = append(list, step.Not) })
		return list
	}
	if got := nots(other); !reflect.DeepEqual(got, []bool{true, true, true}) {
		t.Errorf("turned round %v", got)
	}
	if !reflect.DeepEqual(nots(s), []bool{false, false, true}) || !reflect.DeepEqual(nots(other.Inverted(4)), nots(s)) {
		t.Errorf("the one it was made from is %v", nots(s))
	}
}

// FuzzParse reads anything: it is a scenario, or the error names a place in it.
func FuzzParse(f *testing.F) {
	f.Add(head + "repeat 3 as i\nr$i = read client0 OST0000 &\nend\nexpect r1 ok within 3s\n")
	f.Add(head + "run b\nexpect count EVICTED nodes targets <= 3 since m\nend\n")
	f.Add(head + "x = fl(crash-at-unlink, mds0)\nexpect x hits = 0\nrelease x\nrepeat 2 as i from 0\ncut client$i MGS\nend\n")
	f.Add(head + "drop(all, PING, request, client0, OST0000)\nexpect pool nodes p = none\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := Parse("f", text)
		var e *Error
		if err != nil && (!errors.As(err, &e) || e.Place.Line < 1 || e.Place.Column < 1 || e.File != "f" || e.What == "") {
			t.Errorf("error %#v", err)
		}
	})
}

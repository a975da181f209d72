package judge_test

import (
	"fmt"
	"strings"
	"testing"

	"ostlife/checker/records/judge"
)

// The debug logs of the ages: how a change is printed, by whom.
var ages = map[string]string{
	"1.8":  "00000100:00080000:1:%d.104511:0:4211:0:(import.c:154:ptlrpc_connect_interpret()) ffff8101a2b3c400 %s: changing import state from %s to %s\n",
	"2.10": "00000100:00080000:3.0:%d.104511:0:4211:0:(import.c:154:ptlrpc_connect_interpret()) ffff8101a2b3c400 %s: changing import state from %s to %s\n",
	"2.15": "00000100:00080000:3.0:%d.104511:0:4211:0:(import.c:64:import_set_state_nolock()) 00000000a1b2c3d4 %s: changing import state from %s to %s\n",
}

// known are stories as Lustre's developers tell them, one state after the other, with what
// must be said of each. They are written down here without the relation's help.
var known = []struct {
	name, ages, target, states string
	verdict                    judge.Verdict
}{
	{"mount", "1.8 2.10", "demo-OST0002_UUID", "NEW CONNECTING FULL", judge.Conforms},
	{"mount, the first line left out", "2.15", "demo-OST0002_UUID", "CONNECTING FULL", judge.Conforms},
	{"a partition", "1.8 2.10 2.15", "demo-OST0002_UUID", "FULL DISCONN CONNECTING DISCONN CONNECTING RECOVER FULL", judge.Conforms},
	{"the OST restarts", "1.8 2.10 2.15", "demo-OST0002_UUID", "FULL DISCONN CONNECTING REPLAY REPLAY_LOCKS REPLAY_WAIT RECOVER FULL", judge.Conforms},
	{"an eviction", "1.8 2.10 2.15", "demo-OST0002_UUID", "FULL DISCONN CONNECTING EVICTED RECOVER FULL", judge.Conforms},
	{"a connect while it invalidates", "1.8 2.10", "demo-OST0002_UUID", "CONNECTING EVICTED CONNECTING DISCONN RECOVER FULL", judge.Conforms},
	{"a connect while it invalidates, forbidden since 2018", "2.15", "demo-OST0002_UUID", "CONNECTING EVICTED CONNECTING", judge.Violates},
	{"a first connect to a server in recovery", "1.8 2.10 2.15", "demo-OST0002_UUID", "CONNECTING REPLAY_LOCKS REPLAY_WAIT RECOVER FULL", judge.Conforms},
	{"a replay that breaks", "1.8 2.10 2.15", "demo-OST0002_UUID", "CONNECTING REPLAY CONNECTING REPLAY REPLAY_LOCKS CONNECTING REPLAY_LOCKS REPLAY_WAIT RECOVER FULL", judge.Conforms},
	{"idle", "2.15", "demo-OST0002_UUID", "FULL CONNECTING IDLE|CONNECTING FULL", judge.Conforms},
	{"idle, wanted at once", "2.15", "demo-OST0002_UUID", "FULL CONNECTING NEW|CONNECTING FULL", judge.Conforms},
	{"umount", "1.8 2.10 2.15", "demo-OST0002_UUID", "FULL CONNECTING CLOSED", judge.Conforms},
	{"denied", "2.15", "demo-OST0002_UUID", "FULL DISCONN CONNECTING DISCONN EVICTED RECOVER DISCONN", judge.Conforms},
	{"denied, before 2024", "1.8 2.10", "demo-OST0002_UUID", "CONNECTING DISCONN EVICTED", judge.Violates},
	{"a server's import", "1.8 2.10 2.15", "8", "RECOVER FULL RECOVER FULL", judge.Conforms},
	{"which a client's import may not do", "1.8 2.10", "demo-OST0002_UUID", "RECOVER FULL REPLAY", judge.Violates},
	{"an MGC", "1.8 2.10 2.15", "MGS", "FULL DISCONN CONNECTING FULL", judge.Conforms},
	{"FULL out of nowhere", "1.8 2.10 2.15", "demo-OST0002_UUID", "FULL DISCONN FULL", judge.Violates},
	{"a recovery that leaves the locks out", "1.8 2.10 2.15", "demo-OST0002_UUID", "CONNECTING REPLAY REPLAY_WAIT", judge.Violates},
	{"an eviction without a connect", "1.8 2.10 2.15", "demo-OST0002_UUID", "FULL EVICTED", judge.Violates},
	{"alive after its end", "1.8 2.10 2.15", "demo-OST0002_UUID", "FULL CLOSED CONNECTING", judge.Violates},
	{"IDLE before it was invented", "1.8", "demo-OST0002_UUID", "FULL IDLE", judge.Violates},
	{"idle without a disconnect", "2.15", "demo-OST0002_UUID", "FULL IDLE", judge.Violates},
}

// TestKnownStories judges each story in each of its ages. Behind a bar the next line goes on
// from the next state without one that leads there.
func TestKnownStories(t *testing.T) {
	for _, row := range known {
		for age := range strings.FieldsSeq(row.ages) {
			t.Run(row.name+", "+age, func(t *testing.T) {
				var b strings.Builder
				second := 1787650000
				for part := range strings.SplitSeq(row.states, "|") {
					list := strings.Fields(part)
					for i := range list[1:] {
						fmt.Fprintf(&b, ages[age], second, row.target, list[i], list[i+1])
						second++
					}
				}
				s := told(t, b.String())
				if s.Verdict != row.verdict {
					t.Errorf("%s: %s\n%s%s", s.Verdict, s.Why, accused(s), b.String())
				}
			})
		}
	}
}

// TestTornState: of a line that is torn in the middle of a state's name, the name is not
// believed where its beginning is another state's.
func TestTornState(t *testing.T) {
	line := log("100 REPLAY_LOCKS REPLAY_WAIT")
	for _, text := range []string{strings.TrimSuffix(line, "_WAIT\n"), strings.Replace(line, "REPLAY_WAIT", "REPLAY\n_WAIT", 1)} {
		if s := told(t, text); s.Verdict == judge.Violates {
			t.Errorf("%q: %s", text, accused(s))
		}
	}
}

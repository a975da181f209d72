package harness

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the counts of schedules that were run into spec/schedules.json")

// schedulesVariable, set to "all", has the test run the tiers that take longer, too:
// scripts/schedules does it.
const schedulesVariable = "OSTLIFE_SCHEDULES"

// scheduleManifest has the count of every small program that a tier runs.
const scheduleManifest = "../../spec/schedules.json"

// deepPairs are those that a tier enumerates deeper: a connect beside what ends its
// connection, an eviction beside the administrator, and two records of the log of which
// one decides whether the other is refused.
func deepPairs() [][]Do {
	return [][]Do{{"connect", "evict"}, {"evict", "deactivate"}, {"deactivate", "remove"}}
}

// tiers say which programs are enumerated how deep.
var tiers = []struct {
	pairs func() [][]Do
	bound ScheduleBound
	long  bool // minutes in all: for the script
}{
	{Pairs, ScheduleBound{Preemptions: 1, Switches: 1}, false},
	{deepPairs, ScheduleBound{Preemptions: 2, Switches: 1}, false},
	{Pairs, ScheduleBound{Preemptions: 2, Switches: 1}, true},
	{deepPairs, ScheduleBound{Preemptions: 3, Switches: 1}, true},
}

// pin is the count of one small program within one bound: a line of the manifest.
type pin struct {
	Pair        string `json:"pair"`
	From        State  `json:"from"`
	Preemptions int    `json:"preemptions"`
	Switches    int    `json:"switches"`
	Schedules   int    `json:"schedules"`
	Histories   int    `json:"histories"`
}

// uncounted is the pin without its counts.
func (p pin) uncounted() pin {
	p.Schedules, p.Histories = 0, 0
	return p
}

// pinned is a small program with its bound, once each, in the order of the tiers.
type pinned struct {
	program Program
	bound   ScheduleBound
	long    bool
}

func (p *pinned) pin(s Schedules) pin {
	return pin{Pair(p.program.Calls), p.program.From, p.bound.Preemptions, p.bound.Switches, s.Schedules, s.Histories}
}

func allPinned(t *testing.T) []pinned {
	t.Helper()
	var list []pinned
	known := map[pin]bool{}
	for _, tier := range tiers {
		for _, pair := range tier.pairs() {
			programs, err := Programs(pair)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range programs {
				one := pinned{p, tier.bound, tier.long}
				if !known[one.pin(Schedules{})] {
					list = append(list, one)
				}
				known[one.pin(Schedules{})] = true
			}
		}
	}
	return list
}

// TestSchedules runs every schedule of every small program of the tiers: each holds, and
// there are as many as the manifest says. With -update it writes the manifest.
func TestSchedules(t *testing.T) {
	list := allPinned(t)
	all := os.Getenv(schedulesVariable) == "all"
	got := make([]pin, len(list))
	t.Run("each", func(t *testing.T) {
		for i := range list {
			if list[i].long && !all {
				continue
			}
			t.Run(fmt.Sprintf("%s at %d", &list[i].program, list[i].bound.Preemptions), func(t *testing.T) {
				t.Parallel()
				got[i] = enumerated(t, &list[i])
			})
		}
	})
	if *update && !t.Failed() {
		writePins(t, merged(list, got, readPins(t)))
	}
	for _, what := range differences(list, got, readPins(t)) {
		t.Errorf("%s %s; scripts/schedules --update writes it anew", scheduleManifest, what)
	}
}

// What the manifest has wrong, too much or not is told, a count that was not taken aside.
func TestSchedulesDiffer(t *testing.T) {
	list := allPinned(t)[:3]
	var right []pin
	for i := range list {
		right = append(right, list[i].pin(Schedules{Schedules: 7 + i, Histories: 2}))
	}
	wrong := slices.Clone(right)
	wrong[1].Histories++
	other := right[0]
	other.Pair = "fly|fly"
	for _, row := range []struct {
		name          string
		got, manifest []pin
		want          string
	}{
		{"as pinned", right, right, ""},
		{"another count", wrong, right, "has"},
		{"not counted", []pin{{}, {}, {}}, wrong, ""},
		{"too much", right, append(slices.Clone(right), other), "which no tier runs"},
		{"missing", right, right[1:], "lacks 1 counts"},
	} {
		t.Run(row.name, func(t *testing.T) {
			told := strings.Join(differences(list, row.got, row.manifest), "; ")
			if (row.want == "") != (told == "") || !strings.Contains(told, row.want) {
				t.Errorf("told %q, want %q", told, row.want)
			}
		})
	}
}

// enumerated runs every schedule of a program, which must all hold.
func enumerated(t *testing.T, p *pinned) pin {
	t.Helper()
	s, err := EnumerateSchedules(p.program, p.bound, nil)
	switch {
	case err != nil:
		t.Error(err)
	case s.First != nil:
		folder, err := os.MkdirTemp("", "ostlife-schedule-")
		if err != nil {
			t.Fatal(err)
		}
		path, err := s.First.Plan.Save(folder)
		t.Errorf("%d of %d schedules show a violation, the first one %s: %s; to run it again: %s (%v)", s.Violated,
			s.Schedules, s.First.Findings[0].Name, s.First.Findings[0].What, s.First.Plan.Command(path), err)
	case !s.Complete || s.Undecided > 0:
		t.Errorf("%d schedules, %d undecided, complete: %v", s.Schedules, s.Undecided, s.Complete)
	}
	return p.pin(s)
}

// differences holds the manifest to what there is to count, and to what was counted.
func differences(list []pinned, got, manifest []pin) (told []string) {
	var want []pin
	for i := range list {
		want = append(want, list[i].pin(Schedules{}))
	}
	for _, m := range manifest {
		at := slices.Index(want, m.uncounted())
		switch {
		case at < 0:
			told = append(told, fmt.Sprintf("has %+v, which no tier runs", m))
		case got[at] != pin{} && got[at] != m:
			told = append(told, fmt.Sprintf("has %+v, counted were %+v", m, got[at]))
		}
	}
	missing := slices.DeleteFunc(want, func(w pin) bool {
		return slices.ContainsFunc(manifest, func(m pin) bool { return m.uncounted() == w })
	})
	if len(missing) > 0 {
		told = append(told, fmt.Sprintf("lacks %d counts, the first of %+v", len(missing), missing[0]))
	}
	return told
}

// merged takes what was counted, else what the manifest had, in the order of the tiers.
func merged(list []pinned, got, manifest []pin) []pin {
	var pins []pin
	for i := range list {
		had := slices.IndexFunc(manifest, func(m pin) bool { return m.uncounted() == list[i].pin(Schedules{}) })
		switch {
		case got[i] != pin{}:
			pins = append(pins, got[i])
		case had >= 0:
			pins = append(pins, manifest[had])
		}
	}
	return pins
}

func readPins(t *testing.T) []pin {
	t.Helper()
	text, err := os.ReadFile(scheduleManifest)
	if os.IsNotExist(err) && *update {
		return nil
	}
	var pins []pin
	if err == nil {
		err = json.Unmarshal(text, &pins)
	}
	if err != nil {
		t.Fatal(err)
	}
	return pins
}

// writePins writes one line for each, so that a difference is read line by line.
func writePins(t *testing.T, pins []pin) {
	t.Helper()
	var lines []string
	for _, p := range pins {
		line, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, "  "+string(line))
	}
	text := "[\n" + strings.Join(lines, ",\n") + "\n]\n"
	if err := os.WriteFile(scheduleManifest, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

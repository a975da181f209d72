package main

import (
	"context"
	"strings"
	"testing"

	"ostlife/model"
)

// TestExplore gives each exit code, and the same bytes each time.
func TestExplore(t *testing.T) {
	folder := t.TempDir()
	for _, row := range []struct {
		name string
		args []string
		exit int
		says []string
	}{
		{"holds", []string{"--faults", "1"}, 0, []string{"ok: the design, 1 node, 1 target, from new, at most 1 fault", "never taken", "levels"}},
		{"connected", []string{"--from", "connected", "--deep"}, 0, []string{"at most 2 faults"}},
		{"defect", []string{"--defect", "late-reply"}, 1, []string{"rule LateReplyIgnored (C2.4)", "step  config", "to see it again"}},
		{"another property", []string{"--defect", "late-reply", "--faults", "0", "--property", "PoolsNameOnlyTargets"}, 0, []string{"properties     1"}},
		{"mds", []string{"--mds", "--unlinks", "1", "--quiet", "--faults", "1"}, 0, []string{"1 unlink, the first node an MDS, no"}},
		{"records", []string{"--faults", "0", "--records", "deactivate,activate"}, 0, []string{"an administrator that can deactivate", "LogRemove"}},
		{"liveness", []string{"--faults", "1", "--liveness"}, 0, []string{"in the end     6", "never waited   WaitingCreateEnds"}},
		{"a lasso", []string{"--defect", "mds-conn-skipped"}, 1, []string{"rule ReachableTargetBecomesActive (C2.1a C2.2)", "are taken for ever", "--liveness"}},
		{"walks", []string{"--mds", "--nodes", "2", "--unlinks", "1", "--walks", "20"}, 75, []string{"undecided: ", "walks see a part", "states seen"}},
		{"walks that find it", []string{"--defect", "remove-unchecked", "--walks", "200"}, 1, []string{"rule RemoveOnlyDeactivated", "--walks 200 --seed 1"}},
		{"fingerprints", []string{"--faults", "1", "--fingerprints"}, 0, []string{"unless a state was hidden", "the odds are at most"}},
		{"symmetry", []string{"--targets", "2", "--faults", "0", "--symmetry"}, 0, []string{"counted as one", "distinct       1321"}},
		{"symmetry and a defect", []string{"--defect", "shared-lock", "--symmetry", "--fingerprints"}, 1, []string{"to see it again", "--fingerprints --symmetry"}},
		{"out of time", []string{"--nodes", "2", "--timeout", "300ms"}, 75, []string{"undecided: ", "cancelled: "}},
		{"out of memory", []string{"--nodes", "2", "--memory", "64MiB"}, 75, []string{"memory limit: "}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			e := call(t, folder, nil, append([]string{"explore"}, row.args...)...)
			e.want(t, row.exit, row.says...)
			if e.err != "" {
				t.Errorf("a pipe is no place for progress: %s", e.err)
			}
			if row.exit == 75 && !strings.Contains(row.name, "walks") {
				return // how far it came depends on the machine
			}
			if again := call(t, folder, nil, append([]string{"explore"}, row.args...)...); again.out != e.out {
				t.Errorf("another time:\n%s", again.out)
			}
		})
	}
}

// TestExploreReplay: the command that a violation names shows the same story.
func TestExploreReplay(t *testing.T) {
	folder := t.TempDir()
	e := call(t, folder, nil, "explore", "--defect", "loss-untold", "--from", "connected")
	e.want(t, 1)
	again := shell(t, folder, replayOf(t, e.out))
	again.want(t, 1)
	if table(again.out) != table(e.out) || table(e.out) == "" {
		t.Errorf("%s tells another story:\n%s", replayOf(t, e.out), again.out)
	}
}

// TestExploreDefects: every defect of the model breaks the property that it should.
func TestExploreDefects(t *testing.T) {
	for _, d := range model.Defects() {
		t.Run(string(d.Name), func(t *testing.T) {
			t.Parallel()
			e := call(t, t.TempDir(), nil, "explore", "--defect", string(d.Name), "--json")
			e.want(t, 1, `"rule": "`+d.Property+`"`)
			if doc := e.read(t); doc["command"] != "explore" || doc["exit"] != 1.0 {
				t.Errorf("document %v", doc)
			}
		})
	}
}

// TestExploreStops: a signal ends it in good order, as undecided.
func TestExploreStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, complaints strings.Builder
	exit := execute(ctx, []string{"explore"}, streams{nil, &out, &complaints})
	ended{exit, out.String(), complaints.String(), 0}.want(t, 75, "undecided: ", "cancelled: 0 levels")
}

package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestSchedulesCommand: every verdict has its exit code, and a violation leaves a plan
// that shows it again.
func TestSchedulesCommand(t *testing.T) {
	for _, row := range []struct {
		args  string
		exit  int
		tells []string
	}{
		{"status|settle evict|status", 0, []string{"ok: every schedule of 2 small programs with at most 1 preemption and 1 switch",
			"status|settle from connected"}},
		{"remove|status --preemptions 0 --switches 2", 0, []string{"0 preemptions and 2 switches",
			"remove|status from connected", "remove|status from deactivated"}},
		{"evict|deactivate --max 3", 75, []string{"undecided", "evict|deactivate from connected: more than 3 schedules"}},
		{"deactivate|disconnect --defect loss-deactivated", 1, []string{"with\n  loss-deactivated planted",
			"rule DeactivatedChangesOnlyByConfig", "run --plan ostlife-run-0001/plan.json", "kept in ostlife-run-0001"}},
		{"deactivate|disconnect --defect loss-deactivated --preemptions 0 --switches 0", 0, []string{"violated"}},
	} {
		t.Run(row.args, func(t *testing.T) {
			folder := t.TempDir()
			e := call(t, folder, nil, append([]string{"schedules"}, strings.Fields(row.args)...)...)
			e.want(t, row.exit, row.tells...)
			left := names(t, folder)
			if (row.exit == 1) != (len(left) > 0) {
				t.Errorf("left behind: %v", left)
			}
			if row.exit == 1 {
				call(t, folder, nil, "run", "--plan", "ostlife-run-0001/plan.json").want(t, 1, "DeactivatedChangesOnlyByConfig")
			}
		})
	}
}

// TestSchedulesDocument: the document has the counts, and the same ones each time.
func TestSchedulesDocument(t *testing.T) {
	ask := func() ended {
		return call(t, t.TempDir(), nil, "schedules", "deactivate|status", "--json")
	}
	first := ask()
	first.want(t, 0)
	var d struct {
		Command, Verdict string
		Reports          []struct{ Facts map[string]int }
	}
	if err := json.Unmarshal([]byte(first.out), &d); err != nil || d.Command != "schedules" || d.Verdict != "ok" || len(d.Reports) != 1 {
		t.Fatalf("%v: %s", err, first.out)
	}
	facts := d.Reports[0].Facts
	if facts["programs"] != 1 || facts["schedules"] < 2 || facts["schedules"] != facts["deactivate|status_from_connected"] {
		t.Errorf("%v", facts)
	}
	if again := ask(); again.out != first.out {
		t.Errorf("first\n%s\nthen\n%s", first.out, again.out)
	}
}

// TestSchedulesUsage: every wrong use is answered by 2, and leaves nothing behind.
func TestSchedulesUsage(t *testing.T) {
	folder := t.TempDir()
	for _, row := range []struct{ args, says string }{
		{"evict|fly", `"fly" is nothing that a small program calls; there are connect`},
		{"evict|evict|evict|evict|evict", "5 calls at once, want 1 to 4"},
		{"--preemptions -1", "--preemptions is -1"},
		{"--switches -2", "--switches is -2"},
		{"--max 0", "--max is 0"},
		{"--defect none", `--defect is "none"`},
		{"--fly", "unknown flag"},
	} {
		t.Run(row.args, func(t *testing.T) {
			call(t, folder, nil, append([]string{"schedules"}, strings.Fields(row.args)...)...).want(t, 2, row.says, "--help")
		})
	}
	if left := names(t, folder); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

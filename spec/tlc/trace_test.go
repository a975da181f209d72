package tlc

import (
	"regexp"
	"strings"
	"testing"

	"ostlife/model/lustre"
)

var (
	recordedStep = regexp.MustCompile(`action = "(\w+)" +-> (\w+)\(1, 1\)`)
	hiddenStep   = regexp.MustCompile(`\b([A-Z]\w+)\(1(?:, 1)?\)`)
)

// traceSteps lists how often Trace.tla takes each action as a recorded and as a hidden
// step. A recorded step that is another action than its record's counts as none.
func traceSteps(module string) (recorded, hidden map[string]int) {
	recorded, hidden = map[string]int{}, map[string]int{}
	before, after, _ := strings.Cut(module, "(* Recorded steps *)")
	for _, m := range recordedStep.FindAllStringSubmatch(after, -1) {
		if m[1] == m[2] {
			recorded[m[1]]++
		}
	}
	for _, m := range hiddenStep.FindAllStringSubmatch(before, -1) {
		hidden[m[1]]++
	}
	return recorded, hidden
}

// misplaced names the first action of the page that Trace.tla does not take once, as
// what it is: the node's own are recorded, all others hidden. A PingEnd is both, as
// the end of a ping may also be shown by a Loss; a MessageLost is neither, being a
// MessageLate of what then does not come. A trace has no MDS, and so none of the
// actions that objects, the module for it, adds but OstCreate.
func misplaced(page, objects, module string) string {
	recorded, hidden := traceSteps(module)
	ofMds := clauses(objects)
	delete(ofMds, "OstCreate")
	for _, a := range onPage(page) {
		name := string(a.Name)
		if _, skip := ofMds[name]; skip {
			continue
		}
		own := a.Context == "pinger" || a.Context == "application" || a.Context == "ptlrpcd" || a.Context == "worker" ||
			strings.HasPrefix(name, "Config") || name == "Loss"
		wantRecorded, wantHidden := 0, 1
		if own {
			wantRecorded, wantHidden = 1, 0
		}
		switch name {
		case "PingEnd":
			wantHidden = 1
		case "MessageLost":
			wantHidden = 0
		}
		if recorded[name] != wantRecorded || hidden[name] != wantHidden {
			return name
		}
	}
	return ""
}

func TestTraceTakesEveryAction(t *testing.T) {
	page, objects, module := read(t, "actions.md"), read(t, "ActivationObjects.tla"), read(t, "Trace.tla")
	if name := misplaced(page, objects, module); name != "" {
		t.Errorf("Trace.tla does not take %s as it should", name)
	}
	for _, row := range []struct{ name, from, to, want string }{
		{"not hidden", `\/ Evict(1, 1) `, "", "Evict"},
		{"not recorded", `      [] action = "Loss"                -> Loss(1, 1)`, "", "Loss"},
		{"another step", `-> OscWake(1, 1)`, "-> LovActive(1, 1)", "OscWake"},
		{"recorded and hidden", `\/ Evict(1, 1) `, `\/ Evict(1, 1) \/ Loss(1, 1) `, "Loss"},
	} {
		t.Run(row.name, func(t *testing.T) {
			wrong := strings.Replace(module, row.from, row.to, 1)
			if wrong == module {
				t.Fatalf("%q is not in the module", row.from)
			}
			if got := misplaced(page, objects, wrong); got != row.want {
				t.Errorf("got %q, want %s", got, row.want)
			}
		})
	}
}

// TestTrace: what a record shows is what was guarded by its lock, and what the node
// did not do itself is left out.
func TestTrace(t *testing.T) {
	full := lustre.ImportTrace{State: lustre.Full, Handle: 7, Prepared: 3, Locked: true, Asked: lustre.AskWrite}
	dirty := lustre.ImportTrace{State: lustre.Disconn, Invalid: true, Deactive: true, Recovery: true, Dirty: true,
		Uncommitted: true, Resumed: true, Dropped: true}
	const fullText = `state|->"FULL",asked|->"write",invalid|->FALSE,deactive|->FALSE,recovery|->FALSE,prepared|->TRUE,` +
		`handle|->TRUE,locked|->TRUE,dirty|->FALSE,uncommitted|->FALSE,resumed|->FALSE,dropped|->FALSE]`
	for _, row := range []struct {
		name   string
		record lustre.TraceRecord
		want   string
	}{
		{"import", lustre.TraceRecord{Action: lustre.ActFlushSend, Import: full}, `[action|->"FlushSend",` + fullText},
		{"import, all otherwise", lustre.TraceRecord{Action: lustre.ActOscWake, Import: dirty},
			`[action|->"OscWake",state|->"DISCONN",asked|->"none",invalid|->TRUE,deactive|->TRUE,recovery|->TRUE,` +
				`prepared|->FALSE,handle|->FALSE,locked|->FALSE,dirty|->TRUE,uncommitted|->TRUE,resumed|->TRUE,dropped|->TRUE]`},
		{"a reply that was taken", lustre.TraceRecord{Action: lustre.ActConnectInterpret, Taken: true, Import: full},
			`[action|->"ConnectInterpret",taken|->TRUE,` + fullText},
		{"an enqueue that must wait", lustre.TraceRecord{Action: lustre.ActAskInterpret, Ask: lustre.AskEnqueue, Import: full},
			`[action|->"AskInterpret",taken|->FALSE,` + fullText},
		{"an enqueue that was refused", lustre.TraceRecord{Action: lustre.ActAskInterpret, Ask: lustre.AskEnqueue,
			Refused: true, Import: full}, `[action|->"AskInterpret",` + fullText},
		{"slot", lustre.TraceRecord{Action: lustre.ActLovActive, LOV: lustre.LOVTrace{Present: true, Active: 4, Named: "a"}},
			`[action|->"LovActive",present|->TRUE,pooled|->FALSE,named|->TRUE,deactivated|->FALSE,active|->TRUE,penalized|->FALSE]`},
		{"slot, all otherwise", lustre.TraceRecord{Action: lustre.ActCreateMove,
			LOV: lustre.LOVTrace{Pooled: true, Deactivated: true, Penalized: true}},
			`[action|->"CreateMove",present|->FALSE,pooled|->TRUE,named|->FALSE,deactivated|->TRUE,active|->FALSE,penalized|->TRUE]`},
		{"a removal", lustre.TraceRecord{Action: lustre.ActConfigRemove, Import: full}, `[action|->"ConfigRemove",dying|->TRUE]`},
		{"another node", lustre.TraceRecord{Node: 1, Action: lustre.ActFlushSend, Import: full}, ""},
		{"another target", lustre.TraceRecord{Target: 1, Action: lustre.ActFlushSend, Import: full}, ""},
		{"the OST", lustre.TraceRecord{Action: lustre.ActOstWrite}, ""},
		{"the MGS", lustre.TraceRecord{Action: lustre.ActLogAdd}, ""},
		{"a fault of the OST", lustre.TraceRecord{Action: lustre.ActEvict}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			want := "<<\n  " + row.want + ",\n  " + row.want + "\n>>\n"
			if row.want == "" {
				want = "<<\n\n>>\n"
			}
			if got := Trace([]lustre.TraceRecord{row.record, row.record}, 0, 0); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// TestTraceOfDying: of a slot that is dying no more is shown, and of the slot after it
// everything is.
func TestTraceOfDying(t *testing.T) {
	const want = `<<
  [action|->"ConfigRemove",dying|->TRUE],
  [action|->"RemoveTop",dying|->TRUE],
  [action|->"SlotFree",dying|->FALSE],
  [action|->"ConfigAdd",present|->TRUE,pooled|->FALSE,named|->FALSE,deactivated|->FALSE,active|->FALSE,penalized|->FALSE]
>>
`
	got := Trace([]lustre.TraceRecord{
		{Action: lustre.ActConfigRemove, Slot: 1, Import: lustre.ImportTrace{State: lustre.Disconn}},
		{Action: lustre.ActRemoveTop, Slot: 1, LOV: lustre.LOVTrace{Present: true, Dying: true}},
		{Action: lustre.ActSlotFree, Slot: 1, Import: lustre.ImportTrace{State: lustre.Closed}},
		{Action: lustre.ActConfigAdd, Slot: 2, LOV: lustre.LOVTrace{Present: true}},
	}, 0, 0)
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

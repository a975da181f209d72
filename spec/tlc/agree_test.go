package tlc

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ostlife/model"
)

const manifest = "../counts.json"

// scopes are those in which TLC and the Go explorer must find the same graph.
var scopes = []struct {
	config string
	model.Scope
}{
	{"1x1-new-F1", model.Section4(1, 1, false, 1)},
	{"1x1-connected-F1", model.Section4(1, 1, true, 1)},
	{"1x2-connected-F0", model.Section4(1, 2, true, 0)},
	{"2x1-connected-F0", model.Section4(2, 1, true, 0)},
	{"1x1-connected-F1-W1", writing(model.Section4(1, 1, true, 1), 1)},
	{"1x1-connected-F1-C1", creating(model.Section4(1, 1, true, 1), 1)},
	{"1x2-connected-F0-C2", creating(model.Section4(1, 2, true, 0), 2)},
	{"1x1-connected-F1-P1", pooling(model.Section4(1, 1, true, 1), 1)},
	{"2x1-connected-F1-W1-quiet", writing(model.Scope{Nodes: 2, Targets: 1, Connected: true, Faults: 1}, 1)},
	{"mds-1x1-new-F1", mds(model.Section4(1, 1, false, 1), 0)},
	{"mds-1x1-connected-F0-C1-U1", mds(creating(model.Section4(1, 1, true, 0), 1), 1)},
	{"mds-1x1-connected-F1-C1-U1-quiet", mdsPair},
	{"mds-1x1-connected-F1-C1-U1-quiet-by-flag", mdsPair},
	{"mds-1x2-connected-F0", mds(model.Section4(1, 2, true, 0), 0)},
	{"mds-1x2-connected-F1-C1-quiet", mds(creating(model.Section4(1, 2, true, 1).Quieted(), 1), 0)},
	{"mds-1x2-connected-F1-U1-quiet", mds(model.Section4(1, 2, true, 1).Quieted(), 1)},
	{"mds-2x1-connected-F1-U1-quiet", mds(model.Section4(2, 1, true, 1).Quieted(), 1)},
	{"mds-2x1-connected-F1-W1-quiet", mds(writing(model.Section4(2, 1, true, 1).Quieted(), 1), 0)},
	{"mds-1x1-connected-F0-C1-U2-quiet", mds(creating(model.Section4(1, 1, true, 0).Quieted(), 1), 2)},
	{"mds-2x1-connected-F0-W1-U1-quiet", mds(writing(model.Section4(2, 1, true, 0).Quieted(), 1), 1)},
	{"mds-1x1-connected-F1-P1-quiet", mds(pooling(model.Section4(1, 1, true, 1).Quieted(), 1), 0)},
	{"mds-2x1-connected-F0-U1-A0100", mds(model.Scope{Nodes: 2, Targets: 1, Connected: true, Deactivates: 1}, 1)},
	{"mds-1x1-connected-F2-U1-quiet", mds(model.Section4(1, 1, true, 2).Quieted(), 1)},
	{"mds-1x1-connected-F1-U1-A0101", mds(model.Scope{Nodes: 1, Targets: 1, Connected: true, Faults: 1, Deactivates: 1, Removes: 1}, 1)},
	{"1x1-connected-F2-W1-quiet", writing(model.Section4(1, 1, true, 2).Quieted(), 1)},
}

func mds(s model.Scope, unlinks uint8) model.Scope { s.MDS, s.Unlinks = true, unlinks; return s }

// switched names the configurations in which the page's switch is the other way.
var switched = map[string]model.Design{
	"mds-1x1-connected-F1-C1-U1-quiet-by-flag": {MDSDesign: model.MDSDesign{MdsConn: model.MdsConnFlag}},
}

func writing(s model.Scope, n uint8) model.Scope  { s.Writes = n; return s }
func creating(s model.Scope, n uint8) model.Scope { s.Creates = n; return s }
func pooling(s model.Scope, n uint8) model.Scope  { s.Joins, s.Leaves = n, n; return s }

// wrongGuards are departures of which TLC has the graph too.
var wrongGuards = []struct {
	config string
	scope  model.Scope
	design model.Design
}{
	{"1x1-connected-F1-wrong-ping", model.Section4(1, 1, true, 1), model.Design{Pinger: model.PingerPingsDeactive}},
	{"1x1-connected-F1-wrong-remove", model.Section4(1, 1, true, 1), model.Design{Remove: model.RemoveUnchecked}},
	{"mds-1x1-connected-F1-C1-U1-quiet-wrong-cancel", mdsPair,
		model.Design{MDSDesign: model.MDSDesign{Cancel: model.CancelAtDestroy}}},
	{"mds-1x1-connected-F1-C1-U1-quiet-wrong-record", mdsPair,
		model.Design{MDSDesign: model.MDSDesign{Records: model.RecordsAny}}},
}

// mdsPair is the scope in which guards of the MDS's side are weakened.
var mdsPair = mds(creating(model.Section4(1, 1, true, 1).Quieted(), 1), 1)

// rows reads TLC's side by configuration.
func rows(t *testing.T) map[string]Row {
	t.Helper()
	list, err := ReadManifest(manifest)
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]Row{}
	for _, r := range list {
		of[r.Config] = r
	}
	return of
}

func explored(t *testing.T, d model.Design, scope model.Scope) Row {
	t.Helper()
	row, err := Explore(d, scope)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

// TestAgree holds the Go explorer's graphs against TLC's, and every row of the
// manifest is compared with something.
func TestAgree(t *testing.T) {
	of := rows(t)
	for _, scope := range scopes {
		t.Run(scope.config, func(t *testing.T) {
			if !strings.HasPrefix(scope.config, scope.String()) {
				t.Fatalf("the scope is %s", scope)
			}
			row, ok := of[scope.config]
			if !ok {
				t.Fatalf("no row: run scripts/tlc agree %s", scope.config)
			}
			for _, d := range explored(t, switched[scope.config], scope.Scope).Differences(row) {
				t.Errorf("the explorer and TLC differ: %s", d)
			}
		})
	}
	if want := len(scopes) + len(wrongGuards); len(of) != want {
		t.Errorf("the manifest has %d rows, and %d are compared", len(of), want)
	}
}

// TestWrongGuardIsSeen weakens a guard on either side: the graph is no longer that
// of the design, and it is the same wrong one on both sides.
func TestWrongGuardIsSeen(t *testing.T) {
	of := rows(t)
	for _, wrong := range wrongGuards {
		t.Run(wrong.config, func(t *testing.T) {
			row := of[wrong.config]
			if row.DiffersFrom != wrong.scope.String() {
				t.Fatalf("differs from %q, not from %q", row.DiffersFrom, wrong.scope)
			}
			right := of[row.DiffersFrom]
			if row.StateDigest == right.StateDigest || row.EdgeDigest == right.EdgeDigest {
				t.Error("the wrong guard of the TLA+ module was not seen")
			}
			got := explored(t, wrong.design, wrong.scope)
			if d := got.Differences(right); len(d) == 0 {
				t.Error("the wrong guard of the model was not seen")
			}
			for _, d := range got.Differences(row) {
				t.Errorf("the wrong graphs differ: %s", d)
			}
		})
	}
}

// countLine is a row of the table of agreement.md.
var countLine = regexp.MustCompile(`\n\| (mds-)?\dx\d`)

// TestPage: the table of agreement.md is the manifest's.
func TestPage(t *testing.T) {
	page := read(t, "agreement.md")
	for _, r := range rows(t) {
		line := fmt.Sprintf("\n| %s | %d | %d | %d | %d |\n", r.Config, r.States, r.Edges, r.Generated, r.Depth)
		if !strings.Contains(page, line) {
			t.Errorf("agreement.md does not say %s", line)
		}
	}
	if lines := len(countLine.FindAllString(page, -1)); lines != len(rows(t)) {
		t.Errorf("agreement.md has %d rows, the manifest %d", lines, len(rows(t)))
	}
}

// TestOnlyAnEdge shows that a departure which keeps every count is seen all the
// same: one edge carries another action's name.
func TestOnlyAnEdge(t *testing.T) {
	graph := func(action string) Row {
		g := new(Graph)
		for n := range int64(2) {
			if err := g.AddState(n, []byte{byte('a' + n)}); err != nil {
				t.Fatal(err)
			}
		}
		g.AddEdge(0, action, 1)
		sum, err := g.Sum()
		if err != nil {
			t.Fatal(err)
		}
		return Row{Sum: sum}
	}
	d := graph("Loss").Differences(graph("Evict"))
	if len(d) != 1 || !strings.HasPrefix(d[0], "digest of the edges") {
		t.Errorf("got %q", d)
	}
}

func TestDifferences(t *testing.T) {
	base := Row{Config: "c", Sum: Sum{1, "s", 2, "e"}, Generated: 3, Depth: 4}
	for _, row := range []struct {
		name   string
		change func(r *Row)
		want   string
	}{
		{"nothing", func(*Row) {}, ""},
		{"another name and command are no difference", func(r *Row) { r.Config, r.Command = "d", "x" }, ""},
		{"states", func(r *Row) { r.States++ }, "distinct states: 1 and 2"},
		{"state digest", func(r *Row) { r.StateDigest = "x" }, "digest of the states: s and x"},
		{"edges", func(r *Row) { r.Edges++ }, "labelled edges: 2 and 3"},
		{"edge digest", func(r *Row) { r.EdgeDigest = "x" }, "digest of the edges: e and x"},
		{"generated", func(r *Row) { r.Generated++ }, "generated states: 3 and 4"},
		{"depth", func(r *Row) { r.Depth++ }, "depth: 4 and 5"},
	} {
		t.Run(row.name, func(t *testing.T) {
			other := base
			row.change(&other)
			if got := strings.Join(base.Differences(other), "; "); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

// TestBudgetOrder: Text reads what is used of the budgets in the machine's order.
func TestBudgetOrder(t *testing.T) {
	m, err := model.Machine(model.Design{}, model.Section4(1, 1, false, 1))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, b := range m.Budgets {
		names = append(names, b.Name)
	}
	if !slices.Equal(names, budgetNames) {
		t.Errorf("the machine has %q, Text reads %q", names, budgetNames)
	}
}

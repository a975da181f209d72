package tlc

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ostlife/model"
	"ostlife/model/explore"
)

// fairTo is a line of Liveness.tla that says to what fairness is due.
var fairTo = regexp.MustCompile(`\bFair\(([A-Z]\w+)`)

// fairInModule lists the actions to which the module says that fairness is due.
func fairInModule(module string) (names []string) {
	_, rest, _ := strings.Cut(module, "\nFairness ==\n")
	list, _, _ := strings.Cut(rest, "\nFairSpec ==")
	for _, found := range fairTo.FindAllStringSubmatch(list, -1) {
		names = append(names, found[1])
	}
	return names
}

// fairInModel lists the same of the model.
func fairInModel(t *testing.T) (names []string) {
	t.Helper()
	for _, a := range everything(t).Actions {
		if a.Fair {
			names = append(names, a.Name)
		}
	}
	return names
}

// everything is a machine with all actions and properties.
func everything(t *testing.T) *explore.Machine[model.State] {
	t.Helper()
	m, err := model.Machine(model.Design{}, mds(model.Section4(2, 1, true, 1), 1))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestFairness: the module and the model give fairness to the same actions.
func TestFairness(t *testing.T) {
	want, module := fairInModel(t), read(t, "Liveness.tla")
	if d := difference(want, fairInModule(module)); d != "" {
		t.Errorf("the model and Liveness.tla: %s", d)
	}
	for _, line := range []string{"/\\ Fair(PingSend(n, t))", "Fair(MdsCommit)"} {
		wrong := strings.Replace(module, line, "TRUE", 1)
		if wrong == module || difference(want, fairInModule(wrong)) == "" {
			t.Errorf("%s is missing, and it is not seen", line)
		}
	}
}

// TestLivenessClauses: the module has the model's liveness properties, in the same order
// and each of the same clause.
func TestLivenessClauses(t *testing.T) {
	of := clauses(read(t, "Liveness.tla"))
	var want []string
	for _, l := range everything(t).Liveness {
		want = append(want, l.Name)
		if of[l.Name] != l.Clause {
			t.Errorf("%s is of %q in the module, of %q in the model", l.Name, of[l.Name], l.Clause)
		}
	}
	if len(of) != len(want) {
		t.Errorf("the module has %d properties, the model %d", len(of), len(want))
	}
}

// bounds gives what a configuration says of the constants that are a scope.
func bounds(config string) string {
	_, rest, _ := strings.Cut(config, "\nCONSTANTS\n")
	list, _, _ := strings.Cut(rest, "    None = None\n")
	return list
}

// constants writes a scope as configurations have it.
func constants(s model.Scope) string {
	upTo := func(n uint8) string { return map[uint8]string{1: "{1}", 2: "{1, 2}"}[n] }
	truth := func(b bool) string { return strings.ToUpper(fmt.Sprint(b)) }
	return fmt.Sprintf(`    Nodes = %s
    Targets = %s
    Mds = %s
    Connected = %s
    Adds = %d
    Deactivates = %d
    Activates = %d
    Removes = %d
    Joins = %d
    Leaves = %d
    Writes = %d
    Creates = %d
    Unlinks = %d
    Faults = %d
`, upTo(s.Nodes), upTo(s.Targets), truth(s.MDS), truth(s.Connected), s.Adds, s.Deactivates, s.Activates, s.Removes,
		s.Joins, s.Leaves, s.Writes, s.Creates, s.Unlinks, s.Faults)
}

// living are the scopes in which TLC checks what comes about in the end.
var living = []model.Scope{
	model.Section4(1, 1, false, 1),
	creating(model.Section4(1, 1, true, 1), 1),
	writing(model.Section4(1, 1, true, 2).Quieted(), 1),
	model.Section4(1, 2, true, 0),
	mdsPair,
	mds(model.Scope{Nodes: 1, Targets: 1, Connected: true, Deactivates: 1, Removes: 1}, 1),
	mds(model.Scope{Nodes: 2, Targets: 1, Connected: true, Deactivates: 1}, 1),
	mds(model.Section4(2, 1, true, 1).Quieted(), 0),
}

// TestLiving: each of them has a configuration, which judges all that the model does, and a
// row on the page.
func TestLiving(t *testing.T) {
	page := read(t, "agreement.md")
	for _, scope := range living {
		t.Run(scope.String(), func(t *testing.T) {
			text := read(t, "MC-live-"+scope.String()+".cfg")
			if got, want := bounds(text), constants(scope); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
			if d := difference(lively(t, model.Design{}, scope), promised(text)); d != "" {
				t.Errorf("the model and the configuration: %s", d)
			}
			if !strings.Contains(page, "\n| live-"+scope.String()+" | ") {
				t.Error("agreement.md does not have it")
			}
		})
	}
	files, err := filepath.Glob("../MC-live-*.cfg")
	if err != nil || len(files) != len(living) {
		t.Errorf("%d configurations, %d scopes, %v", len(files), len(living), err)
	}
}

// promised lists the properties of a configuration without invariants.
func promised(config string) []string {
	_, list, _ := strings.Cut(config, "\nPROPERTIES\n")
	list, _, _ = strings.Cut(list, "\n\n")
	return strings.Fields(list)
}

func lively(t *testing.T, d model.Design, scope model.Scope) (names []string) {
	t.Helper()
	m, err := model.Machine(d, scope)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range m.Liveness {
		names = append(names, l.Name)
	}
	return names
}

// TestEndless: each defect by which something never ends has a configuration with its
// scope and its property, and the page says of it what the explorer finds: how many states,
// and what breaks.
func TestEndless(t *testing.T) {
	page, count := read(t, "agreement.md"), 0
	for _, d := range model.Defects() {
		if !d.Liveness() {
			continue
		}
		count++
		t.Run(string(d.Name), func(t *testing.T) {
			text := read(t, "MC-endless-"+string(d.Name)+".cfg")
			if got, want := bounds(text), constants(d.Scope()); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
			if got := promised(text); !slices.Equal(got, []string{d.Property}) {
				t.Errorf("it judges %q, not %s", got, d.Property)
			}
			breaks, states := ends(t, d)
			line := fmt.Sprintf("\n| %s | %s | %d | %s |", d.Name, d.Scope(), states, strings.Join(breaks, ", "))
			if !strings.Contains(page, line) {
				t.Errorf("agreement.md does not say %s", line)
			}
		})
	}
	if files, err := filepath.Glob("../MC-endless-*.cfg"); err != nil || len(files) != count {
		t.Errorf("%d configurations, %d defects, %v", len(files), count, err)
	}
}

// ends lists the liveness properties that a defect breaks in its scope, in the order of
// the table, and counts the states. No other property stops it.
func ends(t *testing.T, d model.Defect) (breaks []string, states int) {
	t.Helper()
	m, err := model.Machine(d.Design, d.Scope())
	if err != nil {
		t.Fatal(err)
	}
	m.Properties = nil
	r, err := explore.Run(m, explore.Options[model.State]{Liveness: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range m.Liveness {
		if slices.ContainsFunc(r.Violations, func(v explore.Violation[model.State]) bool { return v.Property == l.Name }) {
			breaks = append(breaks, l.Name)
		}
	}
	return breaks, r.Distinct
}

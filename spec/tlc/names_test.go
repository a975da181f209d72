package tlc

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ostlife/model"
	"ostlife/model/lustre"
)

// ownBounds is the one property that the model has and the TLA+ module has not: it
// says that the model's arrays were long enough.
const ownBounds = "BoundsSuffice"

// ofTypes is the one that the TLA+ module has and the model has not: Go has types.
const ofTypes = "TypeOK"

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	pageContext = regexp.MustCompile(`^## (\w+)$`)
	pageRow     = regexp.MustCompile(`^\| ([A-Z]\w+) \| (C[\w.]+) \|`)

	moduleContext = regexp.MustCompile(`^\(\* ([a-z]+)[ :]`)
	definition    = regexp.MustCompile(`^([A-Z]\w+)(?:\([\w, ]+\))? ==.*\\\* (C.*)$`)
	disjunct      = regexp.MustCompile(`^ +\\/ ([A-Z]\w+)(?:\(|\n?$)`)
)

// onPage lists the actions of actions.md.
func onPage(page string) (list []model.ActionInfo) {
	context := ""
	for line := range strings.Lines(page) {
		line = strings.TrimSuffix(line, "\n")
		if m := pageContext.FindStringSubmatch(line); m != nil {
			context = m[1]
		}
		if m := pageRow.FindStringSubmatch(line); m != nil {
			list = append(list, model.ActionInfo{Name: lustre.Action(m[1]), Context: context, Clause: m[2]})
		}
	}
	return list
}

// modules are the files that define the actions, in the order of the page. The last
// of them has Next.
func modules(t *testing.T) string {
	return read(t, "ActivationRequests.tla") + read(t, "ActivationObjects.tla") + read(t, "Activation.tla")
}

// inModule lists the actions of the modules in the order of Next. One that is
// not defined has neither context nor clause; one that Next leaves out has the
// context that it is left out.
func inModule(module string) (list []model.ActionInfo) {
	context, defined := "", map[string]model.ActionInfo{}
	var order []string
	actions, next, _ := strings.Cut(module, "\nNext ==")
	for line := range strings.Lines(actions) {
		line = strings.TrimSuffix(line, "\n")
		if m := moduleContext.FindStringSubmatch(line); m != nil {
			context = m[1]
		}
		if m := definition.FindStringSubmatch(line); m != nil {
			defined[m[1]] = model.ActionInfo{Name: lustre.Action(m[1]), Context: context, Clause: m[2]}
			order = append(order, m[1])
		}
	}
	for line := range strings.Lines(next) {
		if m := disjunct.FindStringSubmatch(line); m != nil {
			action := defined[m[1]]
			action.Name = lustre.Action(m[1])
			list = append(list, action)
			order = slices.DeleteFunc(order, func(name string) bool { return name == m[1] })
		}
	}
	for _, name := range order {
		list = append(list, model.ActionInfo{Name: lustre.Action(name), Context: "left out of Next"})
	}
	return list
}

// difference names the first place where two lists are not the same.
func difference[T comparable](a, b []T) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("%v is %v in the other", a[i], b[i])
		}
	}
	if len(a) != len(b) {
		return fmt.Sprintf("%d and %d of them", len(a), len(b))
	}
	return ""
}

// TestActions: the page, the module and the model list the same actions in the same
// order, each of the same context and clause.
func TestActions(t *testing.T) {
	page := onPage(read(t, "actions.md"))
	if len(page) == 0 {
		t.Fatal("no actions on the page")
	}
	if d := difference(page, inModule(modules(t))); d != "" {
		t.Errorf("actions.md and the modules: %s", d)
	}
	if d := difference(page, model.Actions()); d != "" {
		t.Errorf("actions.md and the model: %s", d)
	}
}

func TestActionsSees(t *testing.T) {
	page, module := read(t, "actions.md"), modules(t)
	for _, row := range []struct{ name, from, to string }{
		{"renamed in Next", "\\/ PingSend(", "\\/ SendPing("},
		{"renamed where it is defined", "\nPingSend(n, t)", "\nSendPing(n, t)"},
		{"not in Next", "\n        \\/ Loss(n, t)", ""},
		{"twice in Next", "\n        \\/ Loss(n, t)", "\n        \\/ Loss(n, t)\n        \\/ Loss(n, t)"},
		{"another clause", "\\* C2.3", "\\* C2.4"},
		{"another context", "(* fault *)", "(* faults *)"},
		{"another order", "\n        \\/ LogAdd(t)\n        \\/ LogDeactivate(t)", "\n        \\/ LogDeactivate(t)\n        \\/ LogAdd(t)"},
	} {
		t.Run(row.name, func(t *testing.T) {
			wrong := strings.Replace(module, row.from, row.to, 1)
			if wrong == module {
				t.Fatalf("%q is not in the module", row.from)
			}
			if difference(onPage(page), inModule(wrong)) == "" {
				t.Error("not seen")
			}
		})
	}
}

// clauses gives the clause of every operator of a module that has one.
func clauses(module string) map[string]string {
	of := map[string]string{}
	for line := range strings.Lines(module) {
		if m := definition.FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil {
			of[m[1]] = m[2]
		}
	}
	return of
}

// judged lists what a configuration has TLC judge.
func judged(config string) (names []string) {
	_, list, _ := strings.Cut(config, "\nINVARIANTS\n")
	list, _, _ = strings.Cut(list, "\n\\*")
	for _, word := range strings.Fields(list) {
		if word != "PROPERTIES" {
			names = append(names, word)
		}
	}
	slices.Sort(names)
	return names
}

// TestProperties: every configuration that is to hold judges the model's properties of
// its scope, those of the MDS's side where there is an MDS, each under the model's name
// and clause, and the types.
func TestProperties(t *testing.T) {
	scope := model.Section4(1, 1, false, 1)
	for _, row := range []struct {
		files string
		scope model.Scope
	}{
		{"../MC-[0-9]*.cfg", scope},
		{"../MC-mds-[0-9]*.cfg", mds(scope, 0)},
	} {
		want := stated(t, row.scope)
		files, err := filepath.Glob(row.files)
		if err != nil || len(files) == 0 {
			t.Fatalf("no configurations %s: %v", row.files, err)
		}
		for _, file := range files {
			if strings.Contains(file, "-wrong-") {
				continue
			}
			if d := difference(want, judged(read(t, filepath.Base(file)))); d != "" {
				t.Errorf("the model and %s: %s", filepath.Base(file), d)
			}
		}
	}
}

// stated lists what is to be judged in a scope: the model's properties, after their
// clauses have been held against those of the modules, and the types.
func stated(t *testing.T, scope model.Scope) []string {
	t.Helper()
	m, err := model.Machine(model.Design{}, scope)
	if err != nil {
		t.Fatal(err)
	}
	of := clauses(read(t, "Properties.tla") + read(t, "PropertiesObjects.tla"))
	want := []string{ofTypes}
	for _, p := range m.Properties {
		if p.Name == ownBounds {
			continue
		}
		want = append(want, p.Name)
		if of[p.Name] != p.Clause {
			t.Errorf("%s is of %q in the modules, of %q in the model", p.Name, of[p.Name], p.Clause)
		}
	}
	if len(want) != len(m.Properties) {
		t.Errorf("the model has no property %s", ownBounds)
	}
	slices.Sort(want)
	return want
}

func TestPropertiesSees(t *testing.T) {
	config := read(t, "MC-1x1-new-F1.cfg")
	right := judged(config)
	for _, name := range []string{"TypeOK", "ConfigPrefix", "LateReplyIgnored", "RemovedIsUnreferenced"} {
		t.Run(name, func(t *testing.T) {
			wrong := judged(strings.Replace(config, "    "+name+"\n", "", 1))
			if len(wrong) != len(right)-1 || difference(right, wrong) == "" {
				t.Errorf("not seen: %d and %d", len(right), len(wrong))
			}
		})
	}
}

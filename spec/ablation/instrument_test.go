package ablation

import (
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const sample = "testdata/sample"

// TestModel finds every guard and effect of the sample, and nothing else.
func TestModel(t *testing.T) {
	want := []string{
		"send guard !from.Up",
		"send guard from.Full && from.Count == 3",
		"send guard from.Full",
		"send guard from.Count == 3",
		"send effect *m = Message{Kind: Ask, Late: from.Net[1] == Message{Kind: Answer}}",
		"send effect Message{Kind: Ask}",
		"send effect Message{Late: from.Net[1] == Message{Kind: Answer}}",
		"send effect to.Full = true",
		"send effect to.Count = 0",
		"lose guard case Ask",
		"lose guard case Answer",
		"lose guard default: return false",
		"lose effect to.raise(func(c uint8) uint8 { return c + 1 })",
		"lose guard r.design.Loss == Told && from.Full",
		"lose effect to.Told = true",
		"end guard (from.Up || r.design.Loss == Untold)",
		"end effect r.close(from, to)",
		"close guard to.Full",
		"close effect to.Count--",
		"close effect to.Up = from.Full",
		"close guard to.Up",
		"close effect to.Told = false",
		"State.raise effect s.Count = by(s.Count)",
	}
	if got := names(instrumented(t, text(t))); !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// TestNamesAreStable: code elsewhere changes numbers and places, and no names.
func TestNamesAreStable(t *testing.T) {
	before := instrumented(t, text(t))
	changed := strings.Replace(text(t), "func (r rules) send", `func (r rules) first(from, to *State) bool {
	return from.Full
}

func (r rules) send`, 1)
	changed = strings.Replace(changed, "{rules.send,", "{rules.first, rules.send,", 1)
	after := instrumented(t, changed)
	if !slices.Equal(names(after)[1:], names(before)) {
		t.Errorf("got %q", names(after))
	}
	if a, b := after.Mutants[1], before.Mutants[0]; a.Number == b.Number || a.Place == b.Place {
		t.Errorf("%+v and %+v are at one place", a, b)
	}
}

// TestSameTextTwice: a name is of one mutant.
func TestSameTextTwice(t *testing.T) {
	twice := strings.Replace(text(t), "\tif to.Full {\n", "\tif to.Full {\n\t\tto.Count--\n", 1)
	got := names(instrumented(t, twice))
	if !slices.Contains(got, "close effect to.Count--") || !slices.Contains(got, "close effect to.Count-- #2") {
		t.Errorf("got %q", got)
	}
}

// TestNoTable: a package without actions is refused, not found without fault.
func TestNoTable(t *testing.T) {
	s := parsed(t, strings.Replace(text(t), "var table", "var other", 1))
	if _, err := Model(s); err == nil {
		t.Error("a package without a table was taken")
	}
}

// TestCompiles builds the sample with every switch in it; a file that does not compile
// shows that it is the instrumented one which is built.
func TestCompiles(t *testing.T) {
	s, err := Load(sample)
	if err != nil {
		t.Fatal(err)
	}
	m, err := Model(s)
	if err != nil {
		t.Fatal(err)
	}
	build := func() error { return m.Build(".", t.TempDir(), []string{"vet"}, "./"+sample) }
	if err := build(); err != nil {
		t.Error(err)
	}
	for path := range m.Files {
		m.Files[path] = append(m.Files[path], "func ("...)
	}
	if err := build(); err == nil {
		t.Error("what was built is not the instrumented text")
	}
}

func text(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(sample, "sample.go"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// parsed takes a text for a package that imports nothing.
func parsed(t *testing.T, text string) *Source {
	t.Helper()
	s := newSource()
	if err := s.parse("sample.go", []byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := s.check(noImports{}); err != nil {
		t.Fatal(err)
	}
	return s
}

type noImports struct{}

func (noImports) Import(path string) (*types.Package, error) {
	return nil, &os.PathError{Op: "import", Path: path, Err: os.ErrNotExist}
}

func instrumented(t *testing.T, text string) *Instrumented {
	t.Helper()
	m, err := Model(parsed(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func names(m *Instrumented) []string {
	var list []string
	for _, mutant := range m.Mutants {
		list = append(list, mutant.Name)
	}
	return list
}

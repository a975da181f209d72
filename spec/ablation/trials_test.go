package ablation

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// fake is the environment variable with which the test binary stands in for a trial or
// for a package's tests.
const fake = "ABLATION_FAKE"

func TestMain(m *testing.M) {
	switch os.Getenv(fake) {
	case "":
		os.Exit(m.Run())
	case "trial":
		os.Exit(fakeTrial())
	case "fails":
		fmt.Println("--- FAIL: TestRules (0.00s)\n    --- FAIL: TestRules/instance-back (0.00s)")
		os.Exit(1)
	case "dies":
		os.Exit(2)
	}
}

// fakeTrial answers as a trial does. Mutant 2 does not end, and mutant 5 kills it.
func fakeTrial() int {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		switch lines.Text() {
		case "2":
			fmt.Printf("{\"How\": %d, \"What\": %q, \"Matters\": true}\n", ByError, endless)
			return 0
		case "5":
			return 2
		}
		fmt.Printf("{\"How\": %d, \"What\": \"P\", \"Steps\": %s}\n", ByProperty, lines.Text())
	}
	return 0
}

func mutants(numbers ...int) []Mutant {
	var list []Mutant
	for _, n := range numbers {
		list = append(list, Mutant{Number: n, Name: fmt.Sprint("m", n)})
	}
	return list
}

// TestTrialsGoOn: a process that met a mutant which does not end is replaced.
func TestTrialsGoOn(t *testing.T) {
	t.Setenv(fake, "trial")
	for _, processes := range []int{1, 3} {
		found := map[int]Finding{}
		err := (&Trials{Binary: os.Args[0]}).Judge(mutants(1, 2, 3, 4), processes, func(m Mutant, f Finding) error {
			found[m.Number] = f
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != 4 || found[2].What != endless || found[3].Steps != 3 {
			t.Errorf("got %v", found)
		}
	}
}

// TestTrialsDie: one that dies is an error that names the mutant, and keeps nobody
// waiting; so is a finding that nobody can take.
func TestTrialsDie(t *testing.T) {
	t.Setenv(fake, "trial")
	taken := func(Mutant, Finding) error { return nil }
	err := (&Trials{Binary: os.Args[0]}).Judge(mutants(1, 5, 3, 4), 1, taken)
	if err == nil || !strings.Contains(err.Error(), "m5") {
		t.Errorf("got %v", err)
	}
	err = (&Trials{Binary: filepath.Join(t.TempDir(), "none")}).Judge(mutants(1), 1, taken)
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	err = (&Trials{Binary: os.Args[0]}).Judge(mutants(1, 3), 1, func(Mutant, Finding) error { return os.ErrClosed })
	if !errors.Is(err, os.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

// TestTests tells a test that fails from a binary that does not get so far.
func TestTests(t *testing.T) {
	tests := Tests{{name: "model/sequential", path: os.Args[0], folder: "."}}
	t.Setenv(fake, "fails")
	if f, err := tests.Judge(1); err != nil || f.String() != "test: model/sequential" {
		t.Errorf("got %v, %v", f, err)
	}
	t.Setenv(fake, "dies")
	if f, err := tests.Judge(1); err == nil {
		t.Errorf("got %v", f)
	}
	t.Setenv(fake, "passes")
	if f, err := tests.Judge(1); err != nil || f.How != Survives {
		t.Errorf("got %v, %v", f, err)
	}
}

// TestRules: every rule is a mutant, one that is dropped fails a test, and with all in
// force there is none that fails.
func TestRules(t *testing.T) {
	rules := ofRules(t)
	if len(rules.Mutants) < 20 || len(rules.Files) != 1 {
		t.Errorf("%d rules, %d files", len(rules.Mutants), len(rules.Files))
	}
	folder := t.TempDir()
	b := binary{name: "model/sequential/objects", path: filepath.Join(folder, "objects.test"), folder: "../../model/sequential/objects"}
	if err := rules.Build("../..", folder, []string{"test", "-c"}, "-o", b.path, "./"+b.name); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]How{"": Survives, "rule object-twice": ByTest, "rule pool-rise": Survives} {
		number := 0
		for _, m := range rules.Mutants {
			if m.Name == name {
				number = m.Number
			}
		}
		if f, err := (Tests{b}).Judge(number); err != nil || f.How != want {
			t.Errorf("%q: %v, %v", name, f, err)
		}
	}
	if _, err := Rules(parsed(t, "package x\n")); err == nil {
		t.Error("a package in which nothing objects was taken")
	}
	if got, err := tested("../.."); err != nil || !slices.Contains(got, "checker/linear") || slices.Contains(got, "model/explore") {
		t.Errorf("tests of %q, %v", got, err)
	}
}

// TestTrial builds the instrumented model. With no mutant it has TLC's graphs and nothing
// is noticed; nor is it of a mutant that changes nothing, and others are known to be.
func TestTrial(t *testing.T) {
	m := ofModel(t)
	trials, err := NewTrials("../..", t.TempDir(), m)
	if err != nil {
		t.Fatal(err)
	}
	trials.rungs = 2
	controls := []struct{ name, want string }{
		{"none", "survives: nothing is different"},
		{"take effect s.Queue[MaxQueue-1] = Event{}", "survives: nothing is different"},
		{"enqueue guard i == MaxQueue", "survives: it never comes to matter"},
		{"connectInterpret guard accepted #2", "property: LateReplyIgnored, 5 steps, 1x1-new-F0"},
		{"configDeactivate effect to.Position[at.Node]++", "property: BoundsSuffice, 11 steps, 1x1-new-F0"},
		{"connectFull effect s.State = lustre.Full", "property: ActiveImpliesReady, 6 steps, 1x1-new-F0"},
	}
	list := []Mutant{{Name: "none"}}
	for _, c := range controls[1:] {
		i := slices.IndexFunc(m.Mutants, func(m Mutant) bool { return m.Name == c.name })
		if i < 0 {
			t.Fatalf("there is no mutant %s", c.name)
		}
		list = append(list, m.Mutants[i])
	}
	found := map[string]string{}
	keep := func(m Mutant, f Finding) error { found[m.Name] = f.String(); return nil }
	if err := trials.Judge(list, 1, keep); err != nil {
		t.Fatal(err)
	}
	for _, c := range controls {
		if got := found[c.name]; got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

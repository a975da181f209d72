package ablation

import (
	"errors"
	"fmt"
	"go/ast"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"ostlife/model/sequential"
	"ostlife/spec/ablation/gate"
)

// judges lists the folders in and under which are the tests that must notice that a rule
// never objects.
var judges = []string{"model/sequential", "checker/linear"}

// Rules instruments the sequential specification: a mutant for each rule. Every rule
// objects through one function, the method of the set of rules that is given a rule and
// gives a reason.
func Rules(s *Source) (*Instrumented, error) {
	w := s.walk()
	for _, rule := range sequential.Judged() {
		w.mutants = append(w.mutants, Mutant{Number: int(rule), Name: "rule " + rule.String(),
			Kind: Rule, Place: rule.Clause()})
	}
	for _, tree := range s.trees {
		for _, declaration := range tree.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && w.objects(f) {
				w.wrap(f.Body.List[0], fmt.Sprintf("if gate.Dropped(int(%s)) { return Reason{} }; ",
					f.Type.Params.List[0].Names[0].Name), "")
				return w.instrumented(), nil
			}
		}
	}
	return nil, errors.New("no method of Rules is given a Rule and gives a Reason")
}

// objects reports that a function is the one through which rules object.
func (w *walk) objects(f *ast.FuncDecl) bool {
	of := f.Type
	return f.Recv != nil && w.s.words(f.Recv.List[0].Type) == "Rules" &&
		of.Results != nil && w.s.words(of.Results.List[0].Type) == "Reason" &&
		len(of.Params.List) > 0 && w.s.words(of.Params.List[0].Type) == "Rule"
}

// Tests are the test binaries of the packages that judge, with the rules instrumented.
type Tests []binary

// binary is a package's tests.
type binary struct {
	name   string // of the package
	path   string
	folder string // where they run: a copy of the package's folder, for what they leave behind
}

// NewTests builds them into a folder.
func NewTests(root, folder string, rules *Instrumented) (Tests, error) {
	names, err := tested(root)
	if err != nil {
		return nil, err
	}
	var tests Tests
	for i, name := range names {
		b := binary{name, filepath.Join(folder, fmt.Sprintf("%d.test", i)), filepath.Join(folder, fmt.Sprintf("%d.run", i))}
		if err := os.CopyFS(b.folder, os.DirFS(filepath.Join(root, name))); err != nil {
			return nil, err
		}
		if err := rules.Build(root, folder, []string{"test", "-c"}, "-o", b.path, "./"+name); err != nil {
			return nil, err
		}
		tests = append(tests, b)
	}
	return tests, nil
}

// tested lists the packages with tests among those that judge.
func tested(root string) ([]string, error) {
	var names []string
	for _, judge := range judges {
		err := filepath.WalkDir(filepath.Join(root, judge), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			name, err := filepath.Rel(root, filepath.Dir(path))
			if name = filepath.ToSlash(name); !slices.Contains(names, name) {
				names = append(names, name)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return names, nil
}

// Built lists what a finding depends on.
func (tests Tests) Built() []string {
	var paths []string
	for _, b := range tests {
		paths = append(paths, b.path, b.folder)
	}
	return paths
}

// failure is what a test binary prints of a test that failed.
var failure = regexp.MustCompile(`(?m)^\s*--- FAIL: `)

// run runs the tests with a rule that never objects, until one fails. All rules object
// for gate.None.
func (b binary) run(mutant int) (Finding, error) {
	c := exec.Command(b.path, "-test.failfast", "-test.timeout", "5m")
	c.Dir = b.folder
	c.Env = append(os.Environ(), fmt.Sprintf("%s=%d", gate.Variable, mutant), "RAPID_SEED=1", "RAPID_NOFAILFILE=true")
	out, err := c.CombinedOutput()
	switch {
	case err == nil:
		return Finding{Matters: true}, nil
	case !failure.Match(out):
		return Finding{}, fmt.Errorf("%s: %w\n%s", b.name, err, out)
	}
	return Finding{How: ByTest, What: b.name, Matters: true}, nil
}

// Judge runs one package's tests after another with a rule that never objects.
func (tests Tests) Judge(mutant int) (Finding, error) {
	var f Finding
	for _, b := range tests {
		var err error
		if f, err = b.run(mutant); err != nil || f.How != Survives {
			return f, err
		}
	}
	return f, nil
}

package spec_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The limits that every Go file keeps.
const (
	maxFileLines     = 500
	maxFunctionLines = 70
	maxTestLines     = 100 // of a function in a test file: a table or a story
)

// topLevel is what lies at the root, beside hidden files.
var topLevel = []string{"go.mod", "go.sum", "model", "impl", "checker", "spec", "scripts", "README.md", "LICENSE"}

// vagueNames say nothing about what is behind them.
var vagueNames = []string{"util", "utils", "common", "helper", "helpers", "manager", "misc"}

// never lists the arrows that there must not be: files under from import nothing under
// to, but for what is excepted.
var never = []struct{ from, to, except string }{
	{"model", "impl", ""},
	{"model", "checker", ""},
	{"impl", "model", "model/lustre"},
	{"impl", "checker", ""},
	{"model/lustre", "", ""},
	{"model/explore", "", ""},
	{"model/sequential", "model/explore", ""},
	{"checker/history", "impl", ""},
	{"checker/linear", "impl", ""},
	{"checker/conform", "impl", ""},
	{"checker/report", "impl", ""},
	{"checker/records", "impl", ""},
	{"checker/harness", "checker/scenario", ""},
	{"checker/scenario", "checker/harness", ""},
	{"impl", "spec", ""}, {"model", "spec", ""}, {"checker", "spec", ""},
	{"spec/ablation", "impl", ""}, {"spec/ablation", "checker", ""},
}

// breaches lists what is wrong with a Go file of that path.
func breaches(path string, text []byte) []string {
	var wrong []string
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, text, parser.SkipObjectResolution)
	if err != nil {
		return []string{err.Error()}
	}
	if lines := bytes.Count(text, []byte("\n")); lines > maxFileLines {
		wrong = append(wrong, fmt.Sprintf("%s has %d lines", path, lines))
	}
	for _, declaration := range file.Decls {
		if f, ok := declaration.(*ast.FuncDecl); ok {
			limit := maxFunctionLines
			if strings.HasSuffix(path, "_test.go") {
				limit = maxTestLines
			}
			lines := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1
			if lines > limit {
				wrong = append(wrong, fmt.Sprintf("%s: %s has %d lines", path, f.Name.Name, lines))
			}
		}
	}
	for _, name := range strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '.' || r == '_' }) {
		for _, vague := range vagueNames {
			if name == vague {
				wrong = append(wrong, fmt.Sprintf("%s: %q is no name", path, name))
			}
		}
	}
	if !strings.HasSuffix(path, "_test.go") {
		wrong = append(wrong, arrows(path, file)...)
	}
	return wrong
}

// arrows lists the imports of a file that must not be.
func arrows(path string, file *ast.File) []string {
	var wrong []string
	for _, spec := range file.Imports {
		to, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), "ostlife/")
		for _, n := range never {
			from := path == n.from || strings.HasPrefix(path, n.from+"/")
			hit := n.to == "" || to == n.to || strings.HasPrefix(to, n.to+"/")
			self := n.to == "" && strings.HasPrefix(to, n.from+"/")
			if ours && from && hit && !self && (n.except == "" || to != n.except) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s", path, to))
			}
		}
	}
	return wrong
}

// TestLayout keeps the arrows between the folders, the sizes and the names.
func TestLayout(t *testing.T) {
	root := os.DirFS("..")
	count := 0
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || strings.HasPrefix(d.Name(), ".") && path != "." {
			return skip(d, err)
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		count++
		for _, wrong := range breaches(path, text) {
			t.Error(wrong)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if count < 50 {
		t.Errorf("only %d Go files were looked at", count)
	}
}

// skip leaves hidden folders out.
func skip(d fs.DirEntry, err error) error {
	if err == nil && d.IsDir() {
		return fs.SkipDir
	}
	return err
}

// TestTopLevel keeps the root to what a newcomer is told of. What git ignores is what
// runs leave behind.
func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, name := range topLevel {
		known[name] = true
	}
	for _, e := range entries {
		hidden := strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "ostlife-run-")
		if !hidden && !known[e.Name()] {
			t.Errorf("%s is at the top level", e.Name())
		}
	}
}

// TestLayoutSees shows that each rule can fail.
func TestLayoutSees(t *testing.T) {
	long := "package x\n\nfunc f() {\n" + strings.Repeat("\tprintln()\n", maxFunctionLines) + "}\n"
	for _, row := range []struct{ path, text, want string }{
		{"impl/osc/x.go", "package x\n\nimport _ \"ostlife/model\"\n", "impl/osc/x.go imports model"},
		{"impl/osc/x.go", "package x\n\nimport _ \"ostlife/model/lustre\"\n", ""},
		{"model/x.go", "package x\n\nimport _ \"ostlife/checker/linear\"\n", "model/x.go imports checker/linear"},
		{"model/sequential/x.go", "package x\n\nimport _ \"ostlife/model/explore\"\n", "model/sequential/x.go imports model/explore"},
		{"model/explore/x.go", "package x\n\nimport _ \"ostlife/model/lustre\"\n", "model/explore/x.go imports model/lustre"},
		{"model/lustre/x.go", "package x\n\nimport _ \"fmt\"\n", ""},
		{"checker/linear/x.go", "package x\n\nimport _ \"ostlife/impl/env\"\n", "checker/linear/x.go imports impl/env"},
		{"checker/harness/x.go", "package x\n\nimport _ \"ostlife/impl/env\"\n", ""},
		{"checker/scenario/x.go", "package x\n\nimport _ \"ostlife/checker/harness\"\n", "checker/scenario/x.go imports checker/harness"},
		{"checker/scenario/x.go", "package x\n\nimport _ \"ostlife/impl/cluster\"\n", ""},
		{"spec/ablation/x.go", "package x\n\nimport _ \"ostlife/checker/linear\"\n", "spec/ablation/x.go imports checker/linear"},
		{"model/x.go", long, "model/x.go: f has 72 lines"},
		{"model/x.go", "package x\n" + strings.Repeat("\n", maxFileLines), "model/x.go has 501 lines"},
		{"impl/util/x.go", "package x\n", `impl/util/x.go: "util" is no name`},
	} {
		got := strings.Join(breaches(row.path, []byte(row.text)), "; ")
		if got != row.want {
			t.Errorf("%s: got %q, want %q", row.path, got, row.want)
		}
	}
}

package ablation

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Source is a package of the project as text, as a tree, and with the types that the
// compiler sees in it.
type Source struct {
	files *token.FileSet
	text  map[string][]byte // by absolute path
	trees []*ast.File       // in the order of their paths
	info  types.Info
	types *types.Package
}

// Load reads the package in a folder of the project, without its tests. It needs the go
// command, which says where the compiled imports are.
func Load(folder string) (*Source, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	s := newSource()
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		if err := s.parse(path, text); err != nil {
			return nil, err
		}
	}
	imports, err := exports(folder)
	if err != nil {
		return nil, err
	}
	return s, s.check(imports)
}

func newSource() *Source { return &Source{files: token.NewFileSet(), text: map[string][]byte{}} }

// parse takes one file.
func (s *Source) parse(path string, text []byte) error {
	tree, err := parser.ParseFile(s.files, path, text, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		return err
	}
	s.text[path] = text
	s.trees = append(s.trees, tree)
	return nil
}

// check gives every expression its type.
func (s *Source) check(imports types.Importer) error {
	s.info = types.Info{
		Types: map[ast.Expr]types.TypeAndValue{},
		Uses:  map[*ast.Ident]types.Object{},
		Defs:  map[*ast.Ident]types.Object{},
	}
	config := types.Config{Importer: imports}
	var err error
	s.types, err = config.Check("source", s.files, s.trees, &s.info)
	return err
}

// exports finds the compiled packages that a folder's package imports.
func exports(folder string) (types.Importer, error) {
	list := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}", ".")
	list.Dir = folder
	var wrong bytes.Buffer
	list.Stderr = &wrong
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list in %s: %w\n%s", folder, err, wrong.Bytes())
	}
	at := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		at[path] = file
	}
	open := func(path string) (io.ReadCloser, error) {
		if at[path] == "" {
			return nil, fmt.Errorf("%s is not compiled", path)
		}
		return os.Open(at[path])
	}
	return importer.ForCompiler(token.NewFileSet(), "gc", open), nil
}

// words gives the text of a node on one line.
func (s *Source) words(n ast.Node) string { return strings.Join(strings.Fields(s.verbatim(n)), " ") }

// verbatim gives the text of a node.
func (s *Source) verbatim(n ast.Node) string {
	from, to := s.files.Position(n.Pos()), s.files.Position(n.End())
	return string(s.text[from.Filename][from.Offset:to.Offset])
}

// constant reports that the value of an expression is known when it is compiled.
func (s *Source) constant(e ast.Expr) bool { return s.info.Types[e].Value != nil }

package impl_test

import (
	"bytes"
	"encoding/json"
	"errors"
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
	"testing"
)

// The project's own import paths.
const (
	project    = "ostlife/"
	implPath   = "ostlife/impl/"
	envPath    = "ostlife/impl/env"
	ptlrpcPath = "ostlife/impl/ptlrpc"
	wirePath   = "ostlife/impl/wire"
	wordsPath  = "ostlife/model/lustre"
)

// source is a type-checked package, without its test files.
type source struct {
	path  string
	fset  *token.FileSet
	files []*ast.File
	types *types.Package
	info  *types.Info
}

// listed is what go list tells of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
}

// list asks the go command for packages and all that they import.
func list(t *testing.T, packages []string) []listed {
	t.Helper()
	args := append([]string{"list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles"}, packages...)
	command := exec.Command("go", args...)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		all = append(all, p)
	}
}

// loader type-checks sources. What they import comes from the compiler's export data.
type loader struct {
	fset    *token.FileSet
	imports types.Importer
	all     []listed
}

// newLoader makes a loader that knows packages and all that they import.
func newLoader(t *testing.T, packages ...string) *loader {
	t.Helper()
	l := &loader{fset: token.NewFileSet(), all: list(t, packages)}
	exports := map[string]string{}
	for _, p := range l.all {
		exports[p.ImportPath] = p.Export
	}
	l.imports = importer.ForCompiler(l.fset, "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("no export data of %q", path)
		}
		return os.Open(exports[path])
	})
	return l
}

// layers loads the packages below impl that the loader knows.
func (l *loader) layers() ([]*source, error) {
	var loaded []*source
	for _, p := range l.all {
		if !strings.HasPrefix(p.ImportPath, implPath) {
			continue
		}
		files := map[string]any{}
		for _, name := range p.GoFiles {
			files[filepath.Join(p.Dir, name)] = nil
		}
		s, err := l.check(p.ImportPath, files)
		if err != nil {
			return nil, err
		}
		loaded = append(loaded, s)
	}
	return loaded, nil
}

// check parses and type-checks one package: file names with their text, nil for what
// the file holds.
func (l *loader) check(path string, files map[string]any) (*source, error) {
	s := &source{path: path, fset: l.fset, info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{},
		Defs:  map[*ast.Ident]types.Object{},
		Uses:  map[*ast.Ident]types.Object{},
	}}
	for name, text := range files {
		f, err := parser.ParseFile(l.fset, name, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		s.files = append(s.files, f)
	}
	var err error
	config := types.Config{Importer: l.imports}
	s.types, err = config.Check(path, l.fset, s.files, s.info)
	return s, err
}

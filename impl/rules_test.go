package impl_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The rules. A breach names one of them.
const (
	ruleGo      = "no go statement: tasks are started by env"
	ruleChannel = "no channel and no select: waits are env's"
	ruleImport  = "no package that waits, locks, looks at a clock or draws: env does"
	ruleTime    = "of time only Duration and its units: clocks are env's"
	ruleKept    = "a Task is a parameter or a local variable, kept nowhere"
	ruleMade    = "a Task is made by env alone"
	ruleHandler = "what ptlrpcd or the network runs has no Task (C2.1b)"
	ruleArrow   = "a layer imports only lower ones, and of the model the words"
)

// layerOrder ranks the layers: each imports only those of a lower rank.
var layerOrder = map[string]int{
	"env": 0, "wire": 1, "disk": 1, "llog": 2, "ptlrpc": 2,
	"ost": 3, "mgs": 3, "mgc": 3, "mdc": 3, "ldlm": 3,
	"osc": 4, "lov": 5, "llite": 6, "mds": 6, "cluster": 7,
}

// forbiddenImports are the ways around env.
var forbiddenImports = []string{
	"context", "crypto/rand", "math/rand", "math/rand/v2", "os/signal", "runtime",
	"sync", "sync/atomic", "testing/synctest",
}

// handlers are the types of the functions that run without a right to wait.
var handlers = map[string]bool{ptlrpcPath + ".Interpreter": true, wirePath + ".Deliver": true}

// breach is one place where a rule is broken.
type breach struct {
	rule string
	at   token.Position
	what string
}

func (b breach) String() string { return fmt.Sprintf("%v: %s (%s)", b.at, b.what, b.rule) }

// inspector collects the breaches of one package.
type inspector struct {
	*source
	breaches []breach
}

// inspect holds one package against the rules.
func inspect(s *source) []breach {
	i := &inspector{source: s}
	for _, f := range s.files {
		i.arrows(f)
		if s.path == envPath {
			continue
		}
		i.imports(f)
		ast.Inspect(f, func(n ast.Node) bool {
			i.statements(n)
			i.uses(n)
			i.keepers(n)
			i.handlerSites(n)
			return true
		})
	}
	slices.SortFunc(i.breaches, func(a, b breach) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(i.breaches)
}

func (i *inspector) report(rule string, n ast.Node, format string, args ...any) {
	i.breaches = append(i.breaches, breach{rule, i.fset.Position(n.Pos()), fmt.Sprintf(format, args...)})
}

func importPath(spec *ast.ImportSpec) string {
	path, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value
	}
	return path
}

// layer is the first folder below impl.
func layer(path string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(path, implPath), "/")
	return name
}

func (i *inspector) arrows(f *ast.File) {
	own, ok := layerOrder[layer(i.path)]
	if !ok {
		i.report(ruleArrow, f, "layer %s has no rank", layer(i.path))
		return
	}
	for _, spec := range f.Imports {
		path := importPath(spec)
		if !strings.HasPrefix(path, project) || path == wordsPath || layer(path) == layer(i.path) {
			continue
		}
		rank, ok := layerOrder[layer(path)]
		if !strings.HasPrefix(path, implPath) || !ok || rank >= own {
			i.report(ruleArrow, spec, "%s imports %s", layer(i.path), path)
		}
	}
}

func (i *inspector) imports(f *ast.File) {
	for _, spec := range f.Imports {
		if path := importPath(spec); slices.Contains(forbiddenImports, path) {
			i.report(ruleImport, spec, "import of %s", path)
		}
	}
}

// statements looks for go statements and for everything that has to do with a
// channel: its type, its operations, or any expression that is one.
func (i *inspector) statements(n ast.Node) {
	switch n := n.(type) {
	case *ast.GoStmt:
		i.report(ruleGo, n, "go statement")
	case *ast.SelectStmt:
		i.report(ruleChannel, n, "select")
	case ast.Expr:
		if t := i.info.Types[n].Type; t != nil {
			if _, ok := t.Underlying().(*types.Chan); ok {
				i.report(ruleChannel, n, "%s", t)
			}
		}
	}
}

// uses looks at every name that comes from package time.
func (i *inspector) uses(n ast.Node) {
	id, ok := n.(*ast.Ident)
	if !ok {
		return
	}
	object := i.info.Uses[id]
	if object == nil || object.Pkg() == nil || object.Pkg().Path() != "time" || ofDuration(object) {
		return
	}
	i.report(ruleTime, id, "time.%s", object.Name())
}

// ofDuration tells whether a name of package time is Duration, a method of it, or a
// unit.
func ofDuration(object types.Object) bool {
	switch object := object.(type) {
	case *types.TypeName:
		return object.Name() == "Duration"
	case *types.Const:
		return isNamed(object.Type(), "time", "Duration")
	case *types.Func:
		receiver := object.Signature().Recv()
		return receiver != nil && isNamed(receiver.Type(), "time", "Duration")
	}
	return false
}

func isNamed(t types.Type, path, name string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == path
}

func isTask(t types.Type) bool { return isNamed(t, envPath, "Task") }

// holdsTask tells whether a value of the type is a Task or leads to one. A function
// that takes a Task holds none, and a struct is judged where it is declared.
func holdsTask(t types.Type) bool { return leadsToTask(t, map[types.Type]bool{}) }

func leadsToTask(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if t == nil || seen[t] {
		return false
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		for argument := range t.TypeArgs().Types() {
			if leadsToTask(argument, seen) {
				return true
			}
		}
		_, isStruct := t.Underlying().(*types.Struct)
		return isTask(t) || !isStruct && leadsToTask(t.Underlying(), seen)
	case *types.Map:
		return leadsToTask(t.Key(), seen) || leadsToTask(t.Elem(), seen)
	case *types.Struct:
		for field := range t.Fields() {
			if leadsToTask(field.Type(), seen) {
				return true
			}
		}
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		return leadsToTask(t.Elem(), seen)
	}
	return false
}

// keepers looks for a Task in a field or a global, and for one that is made.
func (i *inspector) keepers(n ast.Node) {
	switch n := n.(type) {
	case *ast.StructType:
		for _, field := range n.Fields.List {
			if t := i.info.Types[field.Type].Type; holdsTask(t) {
				i.report(ruleKept, field, "field of type %s", t)
			}
		}
	case *ast.Ident:
		v, ok := i.info.Defs[n].(*types.Var)
		if ok && v.Parent() == i.types.Scope() && holdsTask(v.Type()) {
			i.report(ruleKept, n, "global %s", n.Name)
		}
		if ok && isTask(v.Type()) {
			i.report(ruleMade, n, "%s is a Task, not a pointer to one", n.Name)
		}
	case *ast.CompositeLit:
		if isTask(i.info.Types[n].Type) {
			i.report(ruleMade, n, "literal")
		}
	case *ast.CallExpr:
		fun := i.info.Types[n.Fun]
		if fun.IsBuiltin() && len(n.Args) == 1 && i.info.Types[n.Args[0]].IsType() && isTask(i.info.Types[n.Args[0]].Type) {
			i.report(ruleMade, n, "new")
		}
	}
}

// TestRules holds every layer against the rules.
func TestRules(t *testing.T) {
	sources, err := newLoader(t, "./...").layers()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, s := range sources {
		seen[layer(s.path)] = true
		for _, b := range inspect(s) {
			t.Error(b)
		}
	}
	if !seen["env"] || !seen["wire"] {
		t.Errorf("only these layers were seen: %v", seen)
	}
}

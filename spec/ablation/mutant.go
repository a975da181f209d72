package ablation

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
)

// Kind is what is dropped.
type Kind string

// The kinds of mutants.
const (
	Guard  Kind = "guard"  // what it holds back happens
	Effect Kind = "effect" // it does not happen
	Rule   Kind = "rule"   // it never objects
)

// Mutant is the model, or the sequential specification, without one thing.
type Mutant struct {
	Number   int    // as package gate knows it, from 1
	Name     string // function, kind and text: the same as long as the code is
	Function string // with the receiver, if that is not the model's own
	Kind     Kind
	Place    string // file:line
}

// walk goes through functions, notes the mutants and writes the switches.
type walk struct {
	s       *Source
	decided decided
	parts   map[types.Type]bool
	edits   map[string][]edit // by file

	function string
	mutants  []Mutant
	names    map[string]int
	called   []*ast.Ident // names of functions of the package that were come by
	last     ast.Stmt     // the statement that ends the function
}

// add notes a mutant and gives its number.
func (w *walk) add(kind Kind, text string, at ast.Node) int {
	name := fmt.Sprintf("%s %s %s", w.function, kind, text)
	w.names[name]++
	if n := w.names[name]; n > 1 {
		name = fmt.Sprintf("%s #%d", name, n)
	}
	place := w.s.files.Position(at.Pos())
	m := Mutant{
		Number: len(w.mutants) + 1, Name: name, Function: w.function, Kind: kind,
		Place: fmt.Sprintf("%s:%d", filepath.Base(place.Filename), place.Line),
	}
	w.mutants = append(w.mutants, m)
	return m.Number
}

// table is the variable whose functions are the actions.
const table = "table"

// Instrumented is a package with a switch at each of its mutants.
type Instrumented struct {
	Mutants []Mutant
	Files   map[string][]byte // by absolute path, those that are not as they were
}

// Model instruments what the action table of a package reaches.
func Model(s *Source) (*Instrumented, error) {
	reached, err := s.reached()
	if err != nil {
		return nil, err
	}
	w := s.walk()
	for _, tree := range s.trees {
		for _, declaration := range tree.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && reached[f] {
				w.declared(f)
			}
		}
	}
	return w.instrumented(), nil
}

func (s *Source) walk() *walk {
	return &walk{s: s, decided: s.decided(), parts: s.stateParts(), edits: map[string][]edit{}, names: map[string]int{}}
}

// instrumented puts the switches into the files that have any.
func (w *walk) instrumented() *Instrumented {
	result := &Instrumented{Mutants: w.mutants, Files: map[string][]byte{}}
	for _, tree := range w.s.trees {
		path := w.s.files.Position(tree.Pos()).Filename
		if len(w.edits[path]) > 0 {
			w.wrap(tree.Name, "", importGate)
			result.Files[path] = apply(w.s.text[path], w.edits[path])
		}
	}
	return result
}

// importGate stands on the line of the package clause, so that lines keep their numbers.
const importGate = `; import "ostlife/spec/ablation/gate"`

// reached finds the functions that the action table names, and those that these call.
func (s *Source) reached() (map[*ast.FuncDecl]bool, error) {
	bodies := map[any]*ast.FuncDecl{}
	w := s.walk()
	for _, tree := range s.trees {
		for _, declaration := range tree.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				bodies[s.info.Defs[d.Name]] = d
			case *ast.GenDecl:
				w.initial(d)
			}
		}
	}
	if len(w.called) == 0 {
		return nil, fmt.Errorf("no variable %s names a function", table)
	}
	reached := map[*ast.FuncDecl]bool{}
	for len(w.called) > 0 {
		name := w.called[0]
		w.called = w.called[1:]
		if f := bodies[s.info.Uses[name]]; f != nil && !reached[f] {
			reached[f] = true
			w.declared(f)
		}
	}
	return reached, nil
}

// initial goes through the value of the action table.
func (w *walk) initial(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok || d.Tok != token.VAR || v.Names[0].Name != table {
			continue
		}
		for _, value := range v.Values {
			w.within(value)
		}
	}
}

// declared goes through a function.
func (w *walk) declared(f *ast.FuncDecl) {
	if f.Body == nil {
		return
	}
	w.function = f.Name.Name
	if f.Recv != nil {
		of := ast.Unparen(f.Recv.List[0].Type)
		if star, ok := of.(*ast.StarExpr); ok {
			of = star.X
		}
		if name := w.s.words(of); name != "rules" {
			w.function = name + "." + w.function
		}
	}
	w.body(f.Body)
}

package ablation

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// designType is the struct whose fields, or theirs, are the decisions of the design. Its zero value
// is the design; the code for other values is not.
const designType = "Design"

// stateType is the struct of which every part is state.
const stateType = "State"

// decided is what the design alone settles.
type decided struct {
	s         *Source
	decisions map[types.Type]bool
	names     map[types.Object]bool // the values of local names and functions that stand for a settled condition
}

func (s *Source) decided() decided {
	d := decided{s, map[types.Type]bool{}, map[types.Object]bool{}}
	if of, ok := s.structNamed(designType); ok {
		d.fields(of)
	}
	for _, tree := range s.trees {
		ast.Inspect(tree, d.name)
	}
	return d
}

// fields takes note of the decisions that are fields of a struct, or of a struct in it.
func (d decided) fields(of *types.Struct) {
	for i := range of.NumFields() {
		t := of.Field(i).Type()
		if inner, ok := t.Underlying().(*types.Struct); ok {
			d.fields(inner)
		} else {
			d.decisions[t] = true
		}
	}
}

// name takes note of a local name that is given a settled condition, and of a function
// that gives nothing else. A name that may be given another value later settles nothing.
func (d decided) name(n ast.Node) bool {
	if f, ok := n.(*ast.FuncDecl); ok {
		d.function(f)
	}
	a, ok := n.(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 {
		return true
	}
	id, ok := a.Lhs[0].(*ast.Ident)
	if !ok {
		return true
	}
	if a.Tok != token.DEFINE {
		delete(d.names, d.s.info.Uses[id])
	} else if value, known := d.condition(a.Rhs[0]); known {
		d.names[d.s.info.Defs[id]] = value
	}
	return true
}

// structNamed finds a struct type of the package.
func (s *Source) structNamed(name string) (*types.Struct, bool) {
	object := s.types.Scope().Lookup(name)
	if object == nil {
		return nil, false
	}
	of, ok := object.Type().Underlying().(*types.Struct)
	return of, ok
}

func (d decided) function(f *ast.FuncDecl) {
	if f.Body == nil || len(f.Body.List) != 1 {
		return
	}
	if r, ok := f.Body.List[0].(*ast.ReturnStmt); ok && len(r.Results) == 1 {
		if value, known := d.condition(r.Results[0]); known {
			d.names[d.s.info.Defs[f.Name]] = value
		}
	}
}

// condition gives the value of a condition that the design settles.
func (d decided) condition(e ast.Expr) (value, known bool) {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		value, known = d.names[d.s.info.Uses[e]]
		return value, known
	case *ast.CallExpr:
		if method, ok := e.Fun.(*ast.SelectorExpr); ok {
			return d.condition(method.Sel)
		}
		return d.condition(e.Fun)
	case *ast.UnaryExpr:
		value, known = d.condition(e.X)
		return !value, known && e.Op == token.NOT
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND, token.LOR:
			absorbing := e.Op == token.LOR
			x, knownX := d.condition(e.X)
			y, knownY := d.condition(e.Y)
			if knownX && x == absorbing || knownY && y == absorbing {
				return absorbing, true
			}
			return x, knownX && knownY
		case token.EQL, token.NEQ:
			return d.comparison(e)
		}
	}
	return false, false
}

// comparison is of a decision with one of its alternatives.
func (d decided) comparison(e *ast.BinaryExpr) (value, known bool) {
	against := e.Y
	if d.s.constant(e.X) {
		against = e.X
	}
	if !d.decisions[d.s.info.Types[e.X].Type] || !d.s.constant(against) {
		return false, false
	}
	return d.taken(against) == (e.Op == token.EQL), true
}

// taken reports that a constant is the alternative that the design takes.
func (d decided) taken(e ast.Expr) bool {
	return constant.Sign(d.s.info.Types[e].Value) == 0
}

// clauses gives those clauses of a switch that the design can come to.
func (d decided) clauses(s *ast.SwitchStmt) []*ast.CaseClause {
	var live, fallback []*ast.CaseClause
	onDecision := s.Tag != nil && d.decisions[d.s.info.Types[s.Tag].Type]
	for _, statement := range s.Body.List {
		clause := statement.(*ast.CaseClause)
		switch {
		case clause.List == nil:
			fallback = append(fallback, clause)
		case onDecision:
			for _, e := range clause.List {
				if d.taken(e) {
					return []*ast.CaseClause{clause}
				}
			}
		case s.Tag != nil || !d.never(clause):
			live = append(live, clause)
		}
	}
	return append(live, fallback...)
}

// never reports that the design comes to none of a clause's conditions.
func (d decided) never(clause *ast.CaseClause) bool {
	for _, e := range clause.List {
		if value, known := d.condition(e); !known || value {
			return false
		}
	}
	return true
}

// stateParts gives the struct types that a state is made of.
func (s *Source) stateParts() map[types.Type]bool {
	parts := map[types.Type]bool{}
	var visit func(t types.Type)
	visit = func(t types.Type) {
		switch under := t.Underlying().(type) {
		case *types.Array:
			visit(under.Elem())
		case *types.Struct:
			if parts[t] {
				return
			}
			parts[t] = true
			for i := range under.NumFields() {
				visit(under.Field(i).Type())
			}
		}
	}
	if object := s.types.Scope().Lookup(stateType); object != nil {
		visit(object.Type())
	}
	return parts
}

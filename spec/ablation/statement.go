package ablation

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// body goes through a function's.
func (w *walk) body(b *ast.BlockStmt) {
	before := w.last
	defer func() { w.last = before }()
	if n := len(b.List); n > 0 {
		w.last = b.List[n-1]
	}
	w.block(b.List)
}

func (w *walk) block(list []ast.Stmt) {
	for _, s := range list {
		w.statement(s)
	}
}

func (w *walk) statement(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.ExprStmt:
		if text := w.s.words(s); steps(s.X) {
			w.wrap(s, "if !"+skipped(w.add(Effect, text, s))+" { ", " }")
		} else {
			w.effect(s, text)
		}
		w.within(s.X)
	case *ast.AssignStmt:
		w.assignment(s)
	case *ast.IncDecStmt:
		if _, local := s.X.(*ast.Ident); !local {
			w.effect(s, w.s.words(s))
		}
		w.within(s.X)
	case *ast.IfStmt:
		w.branch(s)
	case *ast.SwitchStmt:
		w.choice(s)
	case *ast.ReturnStmt:
		w.result(s)
	case *ast.BlockStmt:
		w.block(s.List)
	case *ast.ForStmt:
		w.calls(s.Cond)
		w.block(s.Body.List)
	case *ast.RangeStmt:
		w.within(s.X)
		w.block(s.Body.List)
	case *ast.DeclStmt:
		w.within(s.Decl)
	}
}

// effect puts a statement behind a switch.
func (w *walk) effect(s ast.Stmt, text string) {
	w.wrap(s, fmt.Sprintf("if gate.Done(%d) { ", w.add(Effect, text, s)), " }")
}

// assignment is one effect for each place that it changes.
func (w *walk) assignment(s *ast.AssignStmt) {
	switch {
	case s.Tok == token.DEFINE || w.mechanical(s):
	case len(s.Lhs) == 1 || len(s.Lhs) != len(s.Rhs):
		w.effect(s, w.s.words(s))
	default:
		w.places(s)
	}
	w.sides(s)
}

// places puts a switch at each value of an assignment: the place keeps what it has.
func (w *walk) places(s *ast.AssignStmt) {
	for i, place := range s.Lhs {
		n := w.add(Effect, w.s.words(place)+" "+s.Tok.String()+" "+w.s.words(s.Rhs[i]), place)
		w.wrap(s.Rhs[i], fmt.Sprintf("gate.Else(%d, ", n), ", "+w.s.verbatim(place)+")")
	}
}

func (w *walk) sides(s *ast.AssignStmt) {
	for _, e := range slices.Concat(s.Lhs, s.Rhs) {
		w.within(e)
	}
}

// opening is the statement before the condition of an if or the tag of a switch, where
// no other statement can be put around it.
func (w *walk) opening(s ast.Stmt) {
	a, ok := s.(*ast.AssignStmt)
	switch {
	case s == nil:
	case ok && a.Tok == token.ASSIGN && !w.mechanical(a):
		w.places(a)
		w.sides(a)
	default:
		w.statement(s)
	}
}

// mechanical reports that an assignment says nothing of the design: a step begins as a
// copy of the state before it, a local pointer is aimed, a local number is counted.
func (w *walk) mechanical(s *ast.AssignStmt) bool {
	if len(s.Lhs) != 1 {
		return false
	}
	if star, ok := s.Lhs[0].(*ast.StarExpr); ok {
		from, ok := s.Rhs[0].(*ast.StarExpr)
		return ok && isName(star.X, "to") && isName(from.X, "from")
	}
	if _, local := s.Lhs[0].(*ast.Ident); !local {
		return false
	}
	_, aims := w.s.info.Types[s.Lhs[0]].Type.Underlying().(*types.Pointer)
	return aims || s.Tok != token.ASSIGN
}

func isName(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// branch is an if. Where its body leaves, it holds back what comes after it; else it
// holds back its body.
func (w *walk) branch(s *ast.IfStmt) {
	w.opening(s.Init)
	value, known := w.decided.condition(s.Cond)
	if !known {
		w.condition(s.Cond, !leaves(s.Body.List))
	}
	if !known || value {
		w.block(s.Body.List)
	}
	if s.Else != nil && (!known || !value) {
		w.statement(s.Else)
	}
}

// leaves reports that what comes after a list of statements is not come to.
func leaves(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch list[len(list)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	}
	return false
}

// choice is a switch. A case without a tag is a condition that holds back its body; one
// value of several under a tag lets the body pass.
func (w *walk) choice(s *ast.SwitchStmt) {
	w.opening(s.Init)
	onDecision := s.Tag != nil && w.decided.decisions[w.s.info.Types[s.Tag].Type]
	w.within(s.Tag)
	for _, clause := range w.decided.clauses(s) {
		for _, e := range clause.List {
			switch {
			case onDecision:
			case s.Tag == nil:
				if value, known := w.decided.condition(e); !known || value {
					w.condition(e, true)
				}
			default:
				w.value(e)
			}
		}
		if refusal, ok := refuses(clause); ok && s != w.last {
			w.wrap(refusal, fmt.Sprintf("if gate.Done(%d) { ", w.add(Guard, "default: return false", refusal)), " }")
			continue
		}
		w.block(clause.Body)
	}
}

// refuses reports that a default does nothing but refuse the action.
func refuses(clause *ast.CaseClause) (ast.Stmt, bool) {
	if clause.List != nil || len(clause.Body) != 1 {
		return nil, false
	}
	r, ok := clause.Body[0].(*ast.ReturnStmt)
	return r, ok && len(r.Results) == 1 && isName(r.Results[0], "false")
}

// value is one of a case's.
func (w *walk) value(e ast.Expr) {
	n := w.add(Guard, "case "+w.s.words(e), e)
	before, after := w.typed("Other", n, e)
	w.wrap(e, before, after)
	w.within(e)
}

// typed is a call of package gate around a value. A constant that has no type of its own
// is given the one that it has where it stands.
func (w *walk) typed(call string, n int, e ast.Expr) (before, after string) {
	if of, ok := w.s.info.Types[e].Type.(*types.Basic); ok && w.s.constant(e) {
		return fmt.Sprintf("gate.%s[%s](%d, ", call, of.Name(), n), ")"
	}
	return fmt.Sprintf("gate.%s(%d, ", call, n), ")"
}

// result is a return.
func (w *walk) result(s *ast.ReturnStmt) {
	for _, e := range s.Results {
		_, known := w.decided.condition(e)
		switch {
		case known:
		case !isBool(w.s.info.Types[e].Type) || w.s.constant(e):
			w.within(e)
		default:
			w.returned(e)
		}
	}
}

func isBool(t types.Type) bool {
	of, ok := t.Underlying().(*types.Basic)
	return ok && of.Info()&types.IsBoolean != 0
}

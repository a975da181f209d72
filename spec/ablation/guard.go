package ablation

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
)

// condition takes a condition apart. passes is the value with which it lets pass what it
// holds back; dropped, it has that value always.
func (w *walk) condition(e ast.Expr, passes bool) {
	op, operands := w.operands(e)
	if len(operands) == 1 || neutral(op) != passes {
		w.always(Guard, e, passes)
	}
	w.operandsOf(op, operands)
}

// returned takes apart what a function answers. An operand, or a whole answer, that
// makes a step is an effect.
func (w *walk) returned(e ast.Expr) {
	op, operands := w.operands(e)
	if len(operands) == 1 {
		w.always(w.kind(operands[0]), operands[0], true)
	}
	w.operandsOf(op, operands)
}

// operandsOf leaves out one operand after another.
func (w *walk) operandsOf(op token.Token, operands []ast.Expr) {
	for _, x := range operands {
		if len(operands) > 1 {
			w.always(w.kind(x), x, neutral(op))
		}
		if inner, among := w.operands(x); len(among) > 1 {
			w.operandsOf(inner, among)
		} else {
			w.within(x)
		}
	}
}

// kind of an operand: one that makes a step is an effect.
func (w *walk) kind(e ast.Expr) Kind {
	if steps(e) {
		return Effect
	}
	return Guard
}

// steps reports that an expression is a call which is given the state before and the one
// to make.
func steps(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	return ok && slices.ContainsFunc(call.Args, func(e ast.Expr) bool { return isName(e, "from") }) &&
		slices.ContainsFunc(call.Args, func(e ast.Expr) bool { return isName(e, "to") })
}

// skipped is a call that makes a step in which nothing happens, if the mutant is chosen.
func skipped(n int) string { return fmt.Sprintf("gate.Skipped(%d, from, to)", n) }

// always puts a condition behind a switch with which it has one value.
func (w *walk) always(kind Kind, e ast.Expr, value bool) {
	n := w.add(kind, w.s.words(e), e)
	switch {
	case kind == Effect:
		w.wrap(e, "("+skipped(n)+" || (", "))")
	case value:
		w.wrap(e, fmt.Sprintf("(gate.Dropped(%d) || gate.Not(%d, true, ", n, n), "))")
	default:
		w.wrap(e, fmt.Sprintf("(!gate.Dropped(%d) && gate.Not(%d, false, ", n, n), "))")
	}
}

// neutral is the value of an operand that does not count.
func neutral(op token.Token) bool { return op == token.LAND }

// operands gives those operands of a chain of && or || that the design leaves open; a
// condition that is no chain is its own only operand.
func (w *walk) operands(e ast.Expr) (token.Token, []ast.Expr) {
	e = ast.Unparen(e)
	b, ok := e.(*ast.BinaryExpr)
	if !ok || b.Op != token.LAND && b.Op != token.LOR {
		return token.ILLEGAL, []ast.Expr{e}
	}
	var open []ast.Expr
	for _, x := range chain(b.Op, b) {
		if _, known := w.decided.condition(x); !known {
			open = append(open, x)
		}
	}
	if len(open) == 1 {
		return w.operands(open[0])
	}
	return b.Op, open
}

// chain gives the operands of one operator. Parentheses begin another chain only if
// there is another operator in them.
func chain(op token.Token, e ast.Expr) []ast.Expr {
	b, ok := ast.Unparen(e).(*ast.BinaryExpr)
	if !ok || b.Op != op {
		return []ast.Expr{e}
	}
	return append(chain(op, b.X), chain(op, b.Y)...)
}

// within goes through whatever may have conditions, functions or new parts of the state
// in it.
func (w *walk) within(n ast.Node) {
	if n == nil {
		return
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			w.body(n.Body)
			return false
		case *ast.CompositeLit:
			w.made(n)
			return false
		case *ast.BinaryExpr:
			return w.binary(n)
		case *ast.Ident:
			w.called = append(w.called, n)
		}
		return true
	})
}

// calls notes the functions that a loop's condition names. What counts a loop out is no
// guard: without it the loop does not end.
func (w *walk) calls(n ast.Node) {
	if n == nil {
		return
	}
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			w.called = append(w.called, id)
		}
		return true
	})
}

// binary takes a chain apart, and looks for no effects in a comparison.
func (w *walk) binary(e *ast.BinaryExpr) (goOn bool) {
	switch e.Op {
	case token.LAND, token.LOR:
		if _, known := w.decided.condition(e); !known {
			w.operandsOf(w.operands(e))
		}
		return false
	case token.EQL, token.NEQ:
		for _, x := range []ast.Expr{e.X, e.Y} {
			if literal, ok := ast.Unparen(x).(*ast.CompositeLit); ok {
				w.elements(literal)
			} else {
				w.within(x)
			}
		}
		return false
	}
	return true
}

// made is a part of the state that is made anew: each field that is given a value is an
// effect.
func (w *walk) made(literal *ast.CompositeLit) {
	t := w.s.info.Types[literal].Type
	if !w.parts[t] {
		w.elements(literal)
		return
	}
	w.fields(literal, t)
}

// elements goes through the values of a literal.
func (w *walk) elements(literal *ast.CompositeLit) {
	for _, e := range literal.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			e = pair.Value
		}
		w.within(e)
	}
}

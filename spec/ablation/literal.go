package ablation

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
)

// fields puts each value of a struct literal behind a switch with which it is zero. One
// that is zero as it stands is no effect.
func (w *walk) fields(literal *ast.CompositeLit, t types.Type) {
	of := t.Underlying().(*types.Struct)
	for i, e := range literal.Elts {
		field, value := of.Field(i).Name(), e
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			field, value = w.s.words(pair.Key), pair.Value
		}
		if !w.zero(value) {
			n := w.add(Effect, fmt.Sprintf("%s{%s: %s}", w.s.words(literal.Type), field, w.s.words(value)), value)
			before, after := w.typed("Kept", n, value)
			w.wrap(value, before, after)
		}
		w.within(value)
	}
}

// zero reports that an expression is a zero value for certain.
func (w *walk) zero(e ast.Expr) bool {
	if literal, ok := ast.Unparen(e).(*ast.CompositeLit); ok {
		return len(literal.Elts) == 0
	}
	value := w.s.info.Types[e].Value
	switch {
	case value == nil:
		return false
	case value.Kind() == constant.Bool:
		return !constant.BoolVal(value)
	}
	return constant.Sign(value) == 0
}

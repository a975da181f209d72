package impl_test

import (
	"go/ast"
	"go/types"
)

// handlerSites looks for the places where a function becomes a handler: an argument,
// an assignment, a declaration, a conversion, a field, a result.
func (i *inspector) handlerSites(n ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpr:
		i.callSites(n)
	case *ast.AssignStmt:
		if len(n.Lhs) == len(n.Rhs) {
			for k, to := range n.Lhs {
				i.site(i.typeOf(to), n.Rhs[k])
			}
		}
	case *ast.ValueSpec:
		for _, value := range n.Values {
			if n.Type != nil {
				i.site(i.typeOf(n.Type), value)
			}
		}
	case *ast.CompositeLit:
		i.literalSites(n)
	case *ast.FuncDecl:
		if n.Body != nil {
			i.resultSites(n.Type, n.Body)
		}
	case *ast.FuncLit:
		i.resultSites(n.Type, n.Body)
	case *ast.TypeSpec:
		i.handlerType(n)
	}
}

// typeOf is the type of an expression, also of a name that is being declared.
func (i *inspector) typeOf(e ast.Expr) types.Type {
	if id, ok := e.(*ast.Ident); ok && i.info.Defs[id] != nil {
		return i.info.Defs[id].Type()
	}
	return i.info.Types[e].Type
}

func (i *inspector) callSites(call *ast.CallExpr) {
	fun := i.info.Types[call.Fun]
	if fun.IsType() {
		i.site(fun.Type, call.Args[0])
		return
	}
	if fun.Type == nil {
		return
	}
	signature, ok := fun.Type.Underlying().(*types.Signature)
	if !ok {
		return
	}
	for k, argument := range call.Args {
		i.site(parameter(signature, k, call.Ellipsis.IsValid()), argument)
	}
}

// parameter is the type that the k-th argument of a call is given to.
func parameter(s *types.Signature, k int, spread bool) types.Type {
	last := s.Params().Len() - 1
	if !s.Variadic() || k < last || spread {
		return s.Params().At(min(k, last)).Type()
	}
	if slice, ok := s.Params().At(last).Type().(*types.Slice); ok {
		return slice.Elem()
	}
	return nil
}

func (i *inspector) literalSites(literal *ast.CompositeLit) {
	t := i.typeOf(literal)
	if t == nil {
		return
	}
	if pointer, ok := t.Underlying().(*types.Pointer); ok { // {...} in a list of pointers
		t = pointer.Elem()
	}
	fields, _ := t.Underlying().(*types.Struct)
	for k, element := range literal.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if fields == nil {
				i.site(elementOf(t), pair.Value)
			} else if id, ok := pair.Key.(*ast.Ident); ok {
				i.site(i.info.Uses[id].Type(), pair.Value)
			}
			continue
		}
		if fields != nil {
			i.site(fields.Field(k).Type(), element)
		} else {
			i.site(elementOf(t), element)
		}
	}
}

func elementOf(t types.Type) types.Type {
	if holder, ok := t.Underlying().(interface{ Elem() types.Type }); ok {
		return holder.Elem()
	}
	return nil
}

// resultSites looks at the returns of one function, but not of those inside it.
func (i *inspector) resultSites(f *ast.FuncType, body *ast.BlockStmt) {
	var results []types.Type
	if f.Results != nil {
		for _, field := range f.Results.List {
			for range max(1, len(field.Names)) {
				results = append(results, i.typeOf(field.Type))
			}
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		if r, ok := n.(*ast.ReturnStmt); ok && len(r.Results) == len(results) {
			for k, value := range r.Results {
				i.site(results[k], value)
			}
		}
		_, inner := n.(*ast.FuncLit)
		return !inner
	})
}

// handlerType checks the declaration of a handler type.
func (i *inspector) handlerType(spec *ast.TypeSpec) {
	object := i.info.Defs[spec.Name]
	if object == nil || !isHandler(object.Type()) {
		return
	}
	signature, ok := object.Type().Underlying().(*types.Signature)
	if !ok {
		i.report(ruleHandler, spec, "%s is not a function type", spec.Name.Name)
		return
	}
	for v := range signature.Params().Variables() {
		if holdsTask(v.Type()) {
			i.report(ruleHandler, spec, "%s takes a Task", spec.Name.Name)
		}
	}
}

func isHandler(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && handlers[named.Obj().Pkg().Path()+"."+named.Obj().Name()]
}

// site checks a value that is given to something of type target. If that is a handler,
// the value must be one of those that can be judged here: a literal, a function or
// method by its name, nil, or what is a handler already.
func (i *inspector) site(target types.Type, value ast.Expr) {
	if target == nil || !isHandler(target) {
		return
	}
	value = ast.Unparen(value)
	if tv := i.info.Types[value]; tv.IsNil() || tv.Type != nil && isHandler(tv.Type) {
		return
	}
	switch v := value.(type) {
	case *ast.FuncLit:
		i.handler(v, v, map[types.Object]bool{})
		return
	case *ast.Ident:
		if _, ok := i.info.Uses[v].(*types.Func); ok {
			return
		}
	case *ast.SelectorExpr:
		if _, ok := i.info.Uses[v.Sel].(*types.Func); ok {
			if holdsTask(i.typeOf(v.X)) {
				i.report(ruleHandler, v, "method of a value that holds a Task")
			}
			return
		}
	}
	i.report(ruleHandler, value, "neither a literal nor a function by its name")
}

// handler checks the literal of a handler: outside of the tasks that it starts there
// is no Task at all, and inside of them only their own. It cannot see a Task behind an
// interface value, nor one captured by a function that the literal got as a parameter.
func (i *inspector) handler(site ast.Node, literal *ast.FuncLit, seen map[types.Object]bool) {
	ast.Inspect(literal.Body, func(n ast.Node) bool {
		if inner, ok := n.(*ast.FuncLit); ok && i.takesTask(inner) {
			i.captures(site, inner)
			return false
		}
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		if tv := i.info.Types[e]; tv.IsValue() && holdsTask(tv.Type) {
			i.report(ruleHandler, e, "Task in a handler")
		}
		if id, ok := e.(*ast.Ident); ok {
			i.called(site, i.info.Uses[id], seen)
		}
		return true
	})
}

// called follows a local variable that holds a function into the literals that it is
// given.
func (i *inspector) called(site ast.Node, object types.Object, seen map[types.Object]bool) {
	v, ok := object.(*types.Var)
	if !ok || seen[v] || v.Parent() == nil || v.Parent() == i.types.Scope() {
		return
	}
	seen[v] = true
	for _, f := range i.files {
		ast.Inspect(f, func(n ast.Node) bool {
			assign, ok := n.(*ast.AssignStmt)
			if !ok || len(assign.Lhs) != len(assign.Rhs) {
				return true
			}
			for k, to := range assign.Lhs {
				id, named := to.(*ast.Ident)
				literal, function := ast.Unparen(assign.Rhs[k]).(*ast.FuncLit)
				if named && function && (i.info.Defs[id] == v || i.info.Uses[id] == v) {
					i.handler(site, literal, seen)
				}
			}
			return true
		})
	}
}

// captures checks the literal of a task that a handler starts.
func (i *inspector) captures(site ast.Node, task *ast.FuncLit) {
	ast.Inspect(task, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		v, ok := i.info.Uses[id].(*types.Var)
		if ok && !v.IsField() && holdsTask(v.Type()) && (v.Pos() < task.Pos() || v.Pos() > task.End()) {
			i.report(ruleHandler, id, "Task %s from outside of the handler at %v", id.Name, i.fset.Position(site.Pos()))
		}
		return true
	})
}

func (i *inspector) takesTask(literal *ast.FuncLit) bool {
	for _, field := range literal.Type.Params.List {
		if holdsTask(i.typeOf(field.Type)) {
			return true
		}
	}
	return false
}

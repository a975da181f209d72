package impl_test

import (
	"go/types"
	"slices"
	"testing"
)

// controlImports are the packages that the negative controls import.
var controlImports = []string{
	envPath, wirePath, wordsPath,
	"context", "math/rand", "math/rand/v2", "runtime", "sync", "sync/atomic", "time",
}

// fakePtlrpc stands for the layer that declares the reply interpreter.
const fakePtlrpc = `package ptlrpc
type Interpreter func(reply int)
type Request struct { Interpret Interpreter }
func Send(i Interpreter) {}
func SendAll(is ...Interpreter) {}
`

// withFake imports the stand-in, and the rest as the loader does.
type withFake struct {
	types.Importer
	fake *types.Package
}

func (w withFake) Import(path string) (*types.Package, error) {
	if path == ptlrpcPath {
		return w.fake, nil
	}
	return w.Importer.Import(path)
}

// controlLoader is a loader in which the stand-in takes ptlrpc's place.
func controlLoader(t *testing.T) *loader {
	t.Helper()
	l := newLoader(t, controlImports...)
	fake, err := l.check(ptlrpcPath, map[string]any{"ptlrpc.go": fakePtlrpc})
	if err != nil {
		t.Fatal(err)
	}
	if broken := inspect(fake); len(broken) > 0 {
		t.Fatalf("the stand-in breaks a rule: %v", broken)
	}
	l.imports = withFake{l.imports, fake.types}
	return l
}

// The heads of the controls: packages of the layer osc.
const (
	plain    = "package osc\n"
	withEnv  = "package osc\nimport \"ostlife/impl/env\"\n"
	withBoth = "package osc\nimport (\"ostlife/impl/env\"; \"ostlife/impl/ptlrpc\")\n"
	withTime = "package osc\nimport \"time\"\n"
)

// controls each break the rule beside them; an empty rule is a clean source.
var controls = []struct {
	name, text, rule string
}{
	{"clean", `package osc
import ("time"; "ostlife/impl/env"; "ostlife/impl/ptlrpc"; "ostlife/impl/wire"; "ostlife/model/lustre")
const pause = 3 * time.Second
type step struct { run func(*env.Task); target lustre.Target; replied ptlrpc.Interpreter }
func (s *step) interpret(reply int) {}
func interpret(reply int) {}
func work(t *env.Task, w *env.World, n *wire.Network, s *step) string {
	seen := 0
	note := func() { seen++ }
	ptlrpc.Send(func(reply int) { note(); w.Go("worker", func(t *env.Task) { u := t; u.Yield("p") }) })
	ptlrpc.Send(s.interpret)
	ptlrpc.Send(interpret)
	ptlrpc.Send(s.replied)
	ptlrpc.Send(nil)
	n.Listen("a", func(wire.Message) {})
	t.Sleep("p", pause)
	var local []*env.Task
	return (pause * time.Duration(len(local))).String()
}`, ""},

	{"go statement", plain + `func f() { go f() }`, ruleGo},
	{"channel type", plain + `var c chan int`, ruleChannel},
	{"send", plain + `func f(c chan<- int) { c <- 1 }`, ruleChannel},
	{"receive from a call", "package osc\nimport \"time\"\n" + `func f() { <-time.After(1) }`, ruleChannel},
	{"range over a channel", plain + `type queue = chan int; func f(q queue) { for range q {} }`, ruleChannel},
	{"select", plain + `func f() { select {} }`, ruleChannel},

	{"sync", plain + `import "sync"; var m sync.Mutex`, ruleImport},
	{"sync/atomic", plain + `import "sync/atomic"; var n atomic.Int64`, ruleImport},
	{"math/rand", plain + `import "math/rand"; var n = rand.Int()`, ruleImport},
	{"math/rand/v2, renamed", plain + `import r "math/rand/v2"; var n = r.Int()`, ruleImport},
	{"context", plain + `import "context"; func f(context.Context) {}`, ruleImport},
	{"runtime", plain + `import "runtime"; func f() { runtime.Gosched() }`, ruleImport},

	{"Now", withTime + `var t = time.Now`, ruleTime},
	{"Sleep", withTime + `func f() { time.Sleep(1) }`, ruleTime},
	{"After", withTime + `var f = time.After`, ruleTime},
	{"NewTimer", withTime + `func f() { time.NewTimer(1) }`, ruleTime},
	{"Tick, by a dot import", plain + `import . "time"; var f = Tick`, ruleTime},
	{"Time as a type", withTime + `func f(t time.Time) {}`, ruleTime},

	{"field", withEnv + `type worker struct { t *env.Task }`, ruleKept},
	{"embedded", withEnv + `type worker struct { *env.Task }`, ruleKept},
	{"field of a slice", withEnv + `type workers struct { ts []*env.Task }`, ruleKept},
	{"field of a map", withEnv + `type workers struct { ts map[*env.Task]int }`, ruleKept},
	{"field behind a name", withEnv + `type right *env.Task; type worker struct { r right }`, ruleKept},
	{"field behind an alias", withEnv + `type right = *env.Task; type worker struct { r right }`, ruleKept},
	{"field of a generic type", withEnv + `type box[T any] struct { v T }; type worker struct { b box[*env.Task] }`, ruleKept},
	{"struct in a function", withEnv + `func f() { var w struct { t *env.Task }; _ = w }`, ruleKept},
	{"global", withEnv + `var current *env.Task`, ruleKept},
	{"global map", withEnv + `var tasks = map[string]*env.Task{}`, ruleKept},

	{"literal", withEnv + `func f() { g(&env.Task{}) }; func g(*env.Task) {}`, ruleMade},
	{"new", withEnv + `func f() { g(new(env.Task)) }; func g(*env.Task) {}`, ruleMade},
	{"variable", withEnv + `func f() { var t env.Task; t.Yield("p") }`, ruleMade},

	{"captured", withBoth + `func f(t *env.Task) { ptlrpc.Send(func(int) { t.Yield("p") }) }`, ruleHandler},
	{"captured by a task it starts", withBoth + `func f(t *env.Task, w *env.World) {
		ptlrpc.Send(func(int) { w.Go("x", func(own *env.Task) { t.Yield("p") }) }) }`, ruleHandler},
	{"captured by a function it calls", withBoth + `func f(t *env.Task) {
		wait := func() { t.Yield("p") }
		ptlrpc.Send(func(int) { wait() }) }`, ruleHandler},
	{"variadic", withBoth + `func f(t *env.Task) { ptlrpc.SendAll(nil, func(int) { t.Yield("p") }) }`, ruleHandler},
	{"assigned", withBoth + `func f(t *env.Task) { var i ptlrpc.Interpreter; i = func(int) { t.Yield("p") }; i(1) }`, ruleHandler},
	{"declared", withBoth + `func f(t *env.Task) { var i ptlrpc.Interpreter = func(int) { t.Yield("p") }; i(1) }`, ruleHandler},
	{"converted", withBoth + `func f(t *env.Task) { i := ptlrpc.Interpreter(func(int) { t.Yield("p") }); i(1) }`, ruleHandler},
	{"in a field", withBoth + `func f(t *env.Task) any { return ptlrpc.Request{Interpret: func(int) { t.Yield("p") }} }`, ruleHandler},
	{"in a field by place", withBoth + `func f(t *env.Task) any { return ptlrpc.Request{func(int) { t.Yield("p") }} }`, ruleHandler},
	{"in a slice", withBoth + `func f(t *env.Task) any { return []ptlrpc.Interpreter{func(int) { t.Yield("p") }} }`, ruleHandler},
	{"in a map", withBoth + `func f(t *env.Task) any { return map[int]ptlrpc.Interpreter{1: func(int) { t.Yield("p") }} }`, ruleHandler},
	{"in a list of pointers", withBoth + `func f(t *env.Task) any {
		return []*ptlrpc.Request{{Interpret: func(int) { t.Yield("p") }}} }`, ruleHandler},
	{"appended", withBoth + `func f(t *env.Task, is []ptlrpc.Interpreter) any {
		return append(is, func(int) { t.Yield("p") }) }`, ruleHandler},
	{"returned", withBoth + `func f(t *env.Task) ptlrpc.Interpreter { return func(int) { t.Yield("p") } }`, ruleHandler},
	{"returned by a literal", withBoth + `func f(t *env.Task) any {
		return func() ptlrpc.Interpreter { return func(int) { t.Yield("p") } } }`, ruleHandler},
	{"made inside", withBoth + `func own() *env.Task { return nil }
		func f() { ptlrpc.Send(func(int) { own().Yield("p") }) }`, ruleHandler},
	{"through a variable", withBoth + `func f(t *env.Task) { g := func(int) { t.Yield("p") }; ptlrpc.Send(g) }`, ruleHandler},
	{"through a call", withBoth + `func g(t *env.Task) func(int) { return func(int) { t.Yield("p") } }
		func f(t *env.Task) { ptlrpc.Send(g(t)) }`, ruleHandler},
	{"method of a Task holder", withBoth + `type held []*env.Task
		func (h held) interpret(int) { h[0].Yield("p") }
		func f(t *env.Task) { ptlrpc.Send(held{t}.interpret) }`, ruleHandler},
	{"given to the network", `package osc
		import ("ostlife/impl/env"; "ostlife/impl/wire")
		func f(t *env.Task, n *wire.Network) { n.Listen("a", func(wire.Message) { t.Yield("p") }) }`, ruleHandler},
}

func TestRulesCatch(t *testing.T) {
	l := controlLoader(t)
	for _, test := range controls {
		t.Run(test.name, func(t *testing.T) {
			s, err := l.check(implPath+"osc", map[string]any{"control.go": test.text})
			if err != nil {
				t.Fatal(err)
			}
			wantRule(t, inspect(s), test.rule)
		})
	}
}

// wantRule fails unless the rule is broken, or for the empty rule none is.
func wantRule(t *testing.T, broken []breach, rule string) {
	t.Helper()
	caught := slices.ContainsFunc(broken, func(b breach) bool { return b.rule == rule })
	if caught != (rule != "") || rule == "" && len(broken) > 0 {
		t.Errorf("the breaches are %v, want one of %q", broken, rule)
	}
}

func TestHandlerTypesCatch(t *testing.T) {
	l := newLoader(t, controlImports...)
	for _, test := range []struct{ name, text, rule string }{
		{"clean", `type Interpreter func(reply int)`, ""},
		{"takes a Task", `import "ostlife/impl/env"; type Interpreter func(*env.Task)`, ruleHandler},
		{"takes Tasks", `import "ostlife/impl/env"; type Interpreter func(...*env.Task)`, ruleHandler},
		{"no function", `type Interpreter interface { Interpret(reply int) }`, ruleHandler},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, err := l.check(ptlrpcPath, map[string]any{"control.go": "package ptlrpc\n" + test.text})
			if err != nil {
				t.Fatal(err)
			}
			wantRule(t, inspect(s), test.rule)
		})
	}
}

func TestArrowsCatch(t *testing.T) {
	l := newLoader(t, controlImports...)
	for _, test := range []struct {
		name, layer, imported, rule string
	}{
		{"down", "wire", envPath, ""},
		{"the words", "env", wordsPath, ""},
		{"far down", "cluster", envPath, ""},
		{"within", "wire/part", wirePath, ""},
		{"up", "env", wirePath, ruleArrow},
		{"the model", "cluster", "ostlife/model", ruleArrow},
		{"the checker", "cluster", "ostlife/checker/history", ruleArrow},
		{"a server to a client layer", "ost", "ostlife/impl/osc", ruleArrow},
		{"a server to the lov", "mgs", "ostlife/impl/lov", ruleArrow},
		{"a server to the mgc", "mgs", "ostlife/impl/mgc", ruleArrow},
		{"an unknown layer", "osc", "ostlife/impl/unheard", ruleArrow},
		{"from an unknown layer", "unheard", envPath, ruleArrow},
	} {
		t.Run(test.name, func(t *testing.T) {
			anything := types.NewPackage(test.imported, "anything")
			anything.MarkComplete()
			l := &loader{fset: l.fset, imports: oneImport{anything}}
			text := "package p\nimport _ \"" + test.imported + "\"\n"
			s, err := l.check(implPath+test.layer, map[string]any{"control.go": text})
			if err != nil {
				t.Fatal(err)
			}
			wantRule(t, inspect(s), test.rule)
		})
	}
}

// oneImport imports the same empty package under every path.
type oneImport struct{ anything *types.Package }

func (o oneImport) Import(string) (*types.Package, error) { return o.anything, nil }

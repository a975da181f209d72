package history

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"math"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"ostlife/model/lustre"
)

// leaf is a field of a record that holds a value, and not others.
type leaf struct {
	path  string
	value func(r *lustre.TraceRecord) reflect.Value
}

// leaves lists the fields of a type, those of the structs inside of it in their places.
func leaves(of reflect.Type, path string, at func(r *lustre.TraceRecord) reflect.Value) (list []leaf) {
	if of.Kind() != reflect.Struct {
		return []leaf{{path, at}}
	}
	for i := range of.NumField() {
		list = append(list, leaves(of.Field(i).Type, path+"."+of.Field(i).Name,
			func(r *lustre.TraceRecord) reflect.Value { return at(r).Field(i) })...)
	}
	return list
}

func recordLeaves() []leaf {
	return leaves(reflect.TypeFor[lustre.TraceRecord](), "TraceRecord",
		func(r *lustre.TraceRecord) reflect.Value { return reflect.ValueOf(r).Elem() })
}

// values gives some values of a type that are not zero, the largest and the smallest
// among them.
func values(t *testing.T, of reflect.Type) (list []reflect.Value) {
	t.Helper()
	var raw []any
	switch _, names := reflect.Zero(of).Interface().(fmt.Stringer); {
	case of == reflect.TypeFor[lustre.Action]():
		for _, a := range traceActions {
			raw = append(raw, string(a))
		}
	case of.Kind() == reflect.Uint8 && names:
		for n := 1; n <= math.MaxUint8; n++ {
			v := reflect.ValueOf(uint8(n)).Convert(of)
			if word := v.Interface().(fmt.Stringer).String(); word[len(word)-1] != ')' {
				raw = append(raw, uint8(n))
			}
		}
	case of.Kind() == reflect.String:
		raw = []any{"a", `"\ü` + "\x00\n"}
	case of.Kind() == reflect.Bool:
		raw = []any{true}
	case reflect.Zero(of).CanUint():
		raw = []any{1, uint64(math.MaxUint64) >> (64 - of.Bits())}
	case reflect.Zero(of).CanInt():
		raw = []any{1, int64(math.MaxInt64) >> (64 - of.Bits()), int64(math.MinInt64) >> (64 - of.Bits()), -1}
	default:
		t.Fatalf("no field of a trace is of type %s yet: it needs a form in trace_forms.go", of)
	}
	for _, v := range raw {
		list = append(list, reflect.ValueOf(v).Convert(of))
	}
	if len(list) == 0 {
		t.Fatalf("type %s has no value but zero", of)
	}
	return list
}

// TestEveryFieldSurvives: whatever field a record has, what it holds is there again
// after writing and reading. Who adds a field to the record learns it from here.
func TestEveryFieldSurvives(t *testing.T) {
	for _, l := range recordLeaves() {
		var zero lustre.TraceRecord
		for _, v := range values(t, l.value(&zero).Type()) {
			want := lustre.TraceRecord{Stamp: 1, Action: lustre.ActLoss}
			l.value(&want).Set(v)
			got, line := again(t, want)
			if got != want {
				t.Errorf("%s: %v is not in the file: it needs a line in trace_fields.go\n%s", l.path, v, line)
				break
			}
		}
	}
}

// TestSurvivalIsSeen: the negative control. A value that the line does not have is
// missed.
func TestSurvivalIsSeen(t *testing.T) {
	want := lustre.TraceRecord{Stamp: 1, Action: lustre.ActLoss, LOV: lustre.LOVTrace{Dying: true}}
	_, line := again(t, want)
	line = bytes.Replace(line, []byte(`,"lov":{"dying":true}`), nil, 1)
	if got := readTraceLine(t, line); got == want {
		t.Errorf("%s still has it", line)
	}
}

// again writes a record and reads it.
func again(t *testing.T, r lustre.TraceRecord) (lustre.TraceRecord, []byte) {
	t.Helper()
	l := traceLine{TraceRecord: r}
	line, err := l.append(nil)
	if err != nil {
		t.Fatal(err)
	}
	return readTraceLine(t, line), line
}

func readTraceLine(t *testing.T, line []byte) lustre.TraceRecord {
	t.Helper()
	p := newTraceParser()
	if err := p.parse(line[:len(line)-1]); err != nil {
		t.Fatalf("%v\n%s", err, line)
	}
	return p.line.TraceRecord
}

// TestFieldNames: no two fields of an object have one name, and names are plain.
func TestFieldNames(t *testing.T) {
	for _, g := range traceGroups {
		seen := map[string]bool{}
		for _, f := range g.fields {
			if seen[f.name] || strconv.Quote(f.name) != `"`+f.name+`"` || f.name == "" {
				t.Errorf("%s: %q", g.name, f.name)
			}
			seen[f.name] = true
		}
	}
	if n, want := traceFieldCount-2, len(recordLeaves()); n != want {
		t.Errorf("%d fields beside what and records, and a record has %d", n, want)
	}
}

// TestTraceActions: what a trace may tell is what package lustre has a constant for, in
// that order.
func TestTraceActions(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../model/lustre/actions.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var want []lustre.Action
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && fmt.Sprint(spec.Type) == "Action" {
			name, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, lustre.Action(name))
		}
		return true
	})
	if len(want) < 40 || !slices.Equal(traceActions, want) {
		for _, a := range want {
			if !slices.Contains(traceActions, a) {
				t.Errorf("%s is missing in trace_actions.go", a)
			}
		}
		t.Errorf("%d actions, want %d in the order of package lustre", len(traceActions), len(want))
	}
	for _, word := range []lustre.Action{restWord, usedWord, endWord} {
		if err := discard(t).Record(&lustre.TraceRecord{Stamp: 1, Action: word}); err == nil {
			t.Errorf("%q is taken for an action", word)
		}
	}
}

// discard gives a writer of a trace that nobody keeps.
func discard(t testing.TB) *TraceWriter {
	t.Helper()
	w, err := NewTraceWriter(io.Discard, "discard", controlled)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

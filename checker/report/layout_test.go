package report

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ostlife/model"
	"ostlife/model/explore"
)

// TestWordsFit: no line is too wide unless it is one word, and no word is lost.
func TestWordsFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.StringMatching(`[a-z]{1,12}`)).Draw(t, "words"), " ")
		width := rapid.IntRange(1, 40).Draw(t, "width")
		lines := words(text, width)
		for _, line := range lines {
			if len(line) > width && strings.Contains(line, " ") {
				t.Fatalf("%q is wider than %d", line, width)
			}
		}
		if again := strings.Join(lines, " "); again != text {
			t.Fatalf("%q became %q", text, again)
		}
	})
}

// TestChange: what came and went in a list, and what a text was before.
func TestChange(t *testing.T) {
	rows := []struct {
		name     string
		from, to field
		want     string
	}{
		{"text", textField("", "no"), textField("", "yes"), "no -> yes"},
		{"came", listField("", []string{"A"}), listField("", []string{"A", "B"}), "+B"},
		{"two came", listField("", nil), listField("", []string{"A", "B"}), "+A, +B"},
		{"went", listField("", []string{"A", "B", "C"}), listField("", []string{"A", "C"}), "-B"},
		{"became", listField("", []string{"A", "B"}), listField("", []string{"A", "C"}), "B -> C"},
		{"one of two alike went", listField("", []string{"A", "A"}), listField("", []string{"A"}), "-A"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if got := change(&row.from, &row.to); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

// TestEveryChangeIsTold: no two states of the design and its defects that differ look
// alike, and every value has a word.
func TestEveryChangeIsTold(t *testing.T) {
	designs := []model.Design{{}}
	for _, d := range model.Defects() {
		designs = append(designs, d.Design)
	}
	scope := model.Section4(1, 1, false, 1)
	scope.Writes, scope.Creates, scope.Joins, scope.Leaves = 1, 1, 1, 1
	for i, d := range designs {
		m, err := model.Machine(d, scope)
		if err != nil {
			t.Fatal(err)
		}
		r, err := explore.Run(m, explore.Options[model.State]{KeepGraph: true, MaxStates: 1500, KeepGoing: true})
		if err != nil {
			t.Fatal(err)
		}
		for e := range r.Graph.Edges {
			from, to := fieldsOf(e.FromState, scope), fieldsOf(e.ToState, scope)
			if told := changes(from, to); (len(told) == 0) != (*e.FromState == *e.ToState) {
				t.Fatalf("design %d, %s: %q is told of %+v -> %+v", i, m.Actions[e.Action].Name, told, e.FromState, e.ToState)
			}
			for _, f := range to {
				if f.value == "" {
					t.Fatalf("design %d: %s has no word in %+v", i, f.name, e.ToState)
				}
			}
		}
	}
}

// TestColumnsInOrder: contexts in their order, nodes within them, each once; a name that
// only begins like a context is none.
func TestColumnsInOrder(t *testing.T) {
	got := ordered([]string{"worker client1", "fault", "worker client0", "config", "worker client1", "osts"})
	if want := "config,worker client0,worker client1,fault"; strings.Join(got, ",") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// TestTableFits: a table of many columns is cut to the width, and no text is lost.
func TestTableFits(t *testing.T) {
	table := &Table{Columns: []string{"client 0", "client 1", "client 2"}}
	for c := range table.Columns {
		table.Rows = append(table.Rows, Row{Step: uint64(c + 1), Column: c, Open: []int{(c + 1) % 3},
			Text: strings.Repeat("status of it ", 4), Changes: []string{"state NEW -> CONNECTING", "net +connect"}})
	}
	var b strings.Builder
	table.write(&b, indentPart, MinWidth)
	for _, line := range strings.Split(b.String(), "\n") {
		if len(line) > MinWidth || strings.HasSuffix(line, " ") {
			t.Errorf("%q is not laid out for %d", line, MinWidth)
		}
	}
	if n := strings.Count(strings.Join(strings.Fields(b.String()), " "), "status"); n != 12 {
		t.Errorf("%d of 12 words are there:\n%s", n, b.String())
	}
}

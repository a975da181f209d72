package show_test

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ostlife/checker/history"
	"ostlife/checker/records"
	"ostlife/checker/records/era"
	"ostlife/checker/records/judge"
	"ostlife/checker/records/render"
	"ostlife/checker/records/show"
)

// TestAnyStoryIsShown: whatever happened, text, document, page and trace can be made of it,
// the same each time; and the trace is one that its reader takes.
func TestAnyStoryIsShown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pick := func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "pick") }
		h := render.Draw(pick, render.Shape{Era: era.Era(pick(3)), Imports: 1 + pick(4), Changes: 40})
		var b strings.Builder
		if err := h.DebugLog(&b); err != nil {
			t.Fatal(err)
		}
		if err := h.Console(&b, render.Style(pick(int(render.Styles)))); err != nil {
			t.Fatal(err)
		}
		for n := range h.Imports {
			if err := h.StateFile(&b, n, true); err != nil {
				t.Fatal(err)
			}
		}
		damage := render.Damages[pick(len(render.Damages))]
		text := damage.Do(pick, b.String())
		first, second := shown(t, text), shown(t, text)
		if first != second {
			t.Fatal("it is not told the same way twice")
		}
	})
}

// shown makes everything of a text.
func shown(t *rapid.T, from string) string {
	j := judge.New(judge.Options{})
	var r records.Reader
	sum, err := r.Read(t.Context(), []string{"-"}, strings.NewReader(from), func(record records.Record) error {
		j.Take(record)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	told := &show.Told{Story: j.Story(), Read: sum}
	var all, document, trace bytes.Buffer
	for _, err := range []error{show.Text(&all, told, show.TextOptions{Width: 61, Events: true}), show.HTML(&all, told),
		show.JSON(&document, told, 0)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if !json.Valid(document.Bytes()) {
		t.Fatal("the document is no JSON")
	}
	imports, _, err := show.Trace(&trace, "trace", told.Story)
	if err != nil {
		t.Fatal(err)
	}
	all.Write(document.Bytes())
	all.Write(trace.Bytes())
	if imports > 0 {
		readTrace(t, &trace)
	}
	return all.String()
}

// readTrace reads a trace to its end.
func readTrace(t *rapid.T, trace io.Reader) {
	_, reader, err := history.Open(trace, "trace", history.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := reader.Next(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

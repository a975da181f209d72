package judge_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ostlife/checker/records"
	"ostlife/checker/records/era"
	"ostlife/checker/records/judge"
	"ostlife/checker/records/render"
)

// historiesPerTest is how many histories a test draws unless -rapid.checks says otherwise.
const historiesPerTest = "800"

func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		if err := flag.Set("rapid.checks", historiesPerTest); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// told reads texts, each as a file of its own, into one story.
func told(t interface {
	Fatal(...any)
}, texts ...string) *judge.Story {
	j := judge.New(judge.Options{})
	var r records.Reader
	for i, text := range texts {
		name := fmt.Sprintf("file%d", i)
		if _, err := r.Read(background, []string{"-"}, strings.NewReader(text), func(rec records.Record) error {
			o := rec.From()
			o.First.File, o.Last.File = name, name
			j.Take(rec)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	return j.Story()
}

// drawn draws a history of any era.
func drawn(t *rapid.T) (*render.History, render.Pick) {
	pick := func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "pick") }
	shape := render.Shape{Era: era.Era(pick(3)), Imports: 1 + pick(3), Changes: 24}
	return render.Draw(pick, shape), pick
}

// written writes a history in every format.
func written(t *rapid.T, h *render.History) (logs, files []string) {
	text := func(write func(*strings.Builder) error) string {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	logs = append(logs, text(func(b *strings.Builder) error { return h.DebugLog(b) }))
	for s := range render.Styles {
		logs = append(logs, text(func(b *strings.Builder) error { return h.Console(b, s) }))
	}
	for n := range h.Imports {
		files = append(files, text(func(b *strings.Builder) error { return h.StateFile(b, n, true) }),
			text(func(b *strings.Builder) error { return h.StateFile(b, n, false) }),
			text(func(b *strings.Builder) error { return h.ImportFile(b, n) }))
	}
	return logs, files
}

// accused tells the violations of a story, "" for none.
func accused(s *judge.Story) string {
	var b strings.Builder
	for _, l := range s.Lanes {
		for _, v := range l.Violation {
			fmt.Fprintf(&b, "%s: %s to %s, rule %s: %s %v\n", l.Title(), v.From, v.To, v.Rule, v.Demand, v.Lines)
		}
	}
	return b.String()
}

// TestLegalIsNeverAccused: a legal history, in every format and with every damage, alone and
// all together, never violates.
func TestLegalIsNeverAccused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, pick := drawn(t)
		logs, files := written(t, h)
		damage := render.Damages[pick(len(render.Damages))]
		var all []string
		for i, text := range append(logs, files...) {
			if !damage.Logs || i < len(logs) {
				text = damage.Do(pick, text)
			}
			all = append(all, text)
		}
		one := pick(len(all))
		for _, texts := range [][]string{all, {all[one]}, {strings.Join(all, "\n")}} {
			s := told(t, texts...)
			if wrong := accused(s); wrong != "" || s.Verdict == judge.Violates {
				t.Fatalf("%s, %s: %s\n%s", h.Era, damage.Name, wrong, strings.Join(texts, "--------\n"))
			}
		}
	})
}

// TestWholeIsUnderstood: of a whole debug log every change that is printed is judged, and
// none is missing.
func TestWholeIsUnderstood(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, _ := drawn(t)
		var b strings.Builder
		if err := h.DebugLog(&b); err != nil {
			t.Fatal(err)
		}
		printed := int64(0)
		for _, im := range h.Imports {
			for i := range im.Changes {
				if h.Printed(&im.Changes[i]) {
					printed++
				}
			}
		}
		s := told(t, b.String())
		if s.Legal != printed {
			t.Fatalf("%d of %d changes are legal; %s\n%s", s.Legal, printed, s.Why, b.String())
		}
		if printed > 0 && s.Verdict != judge.Conforms {
			t.Fatalf("%s: %s\n%s", s.Verdict, s.Why, b.String())
		}
	})
}

// first is the violation on the earliest line.
func first(s *judge.Story) (v judge.Violation, ok bool) {
	for _, l := range s.Lanes {
		for _, x := range l.Violation {
			if !ok || x.Lines[0].Line < v.Lines[0].Line {
				v, ok = x, true
			}
		}
	}
	return v, ok
}

// TestIllegalIsFound: one change made illegal is found wherever the format shows it, and
// nothing before it is accused.
func TestIllegalIsFound(t *testing.T) {
	shown := 0
	rapid.Check(t, func(t *rapid.T) {
		h, pick := drawn(t)
		m, ok := h.Mutate(pick)
		if !ok {
			return
		}
		logs, files := written(t, h)
		for _, row := range []struct {
			name, text string
			shown      bool
		}{
			{"debug log", logs[0], h.ShownByLog(m)},
			{"state file", files[3*m.Import], h.ShownByRing(m)},
		} {
			s := told(t, row.text)
			if row.shown {
				shown++
			}
			if row.shown && s.Verdict != judge.Violates {
				t.Fatalf("%s, %s: %+v is not found: %s\n%s", h.Era, row.name, m, s.Why, row.text)
			}
		}
		if h.ShownByLog(m) {
			s := told(t, logs[0])
			if v, ok := first(s); !ok || v.To != m.To || v.From != h.Imports[m.Import].Changes[m.Change].From {
				t.Fatalf("%s: %+v is not what is accused first:\n%s\n%s", h.Era, m, accused(s), logs[0])
			}
		}
		for _, console := range logs[1:] {
			if s := told(t, console); s.Verdict == judge.Violates {
				t.Fatalf("a console cannot show a change: %s", accused(s))
			}
		}
	})
	if shown == 0 {
		t.Error("no mutation was shown by any format")
	}
}

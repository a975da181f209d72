package records

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// readAll reads a text as standard input.
func readAll(t testing.TB, text string) ([]Record, FileSummary) {
	t.Helper()
	var all []Record
	sum, err := new(Reader).Read(context.Background(), []string{"-"}, strings.NewReader(text), func(r Record) error {
		all = append(all, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	checkSummary(t, text, all, sum.Files[0])
	return all, sum.Files[0]
}

// checkSummary is what holds of every text: each line that is not blank is counted once, and
// the places of the records rise and are inside of the text.
func checkSummary(t testing.TB, text string, all []Record, sum FileSummary) {
	t.Helper()
	if sum.Err != nil {
		t.Fatal(sum.Err)
	}
	tally := (&Summary{Files: []FileSummary{sum}}).All()
	if counted := tally.Told + tally.Silent + tally.Unread + sum.Blank; counted != sum.Lines {
		t.Errorf("%d lines counted of %d: %+v", counted, sum.Lines, sum.Kinds)
	}
	if tally.Records != int64(len(all)) || sum.Bytes != int64(len(text)) {
		t.Errorf("%d records and %d bytes counted of %d and %d", tally.Records, sum.Bytes, len(all), len(text))
	}
	lines := strings.Count(text, "\n") + 1
	for _, r := range all {
		o := r.From()
		if o.First.Line < 1 || o.Last.Line < o.First.Line || o.Last.Line > lines || o.First.Offset > int64(len(text)) {
			t.Errorf("%T is at %v to %v of %d lines", r, o.First, o.Last, lines)
		}
	}
}

// tell writes a record in one line: what tests compare.
func tell(r Record) string {
	o := r.From()
	lines := fmt.Sprint(o.First.Line)
	if o.Last.Line != o.First.Line {
		lines += fmt.Sprint("-", o.Last.Line)
	}
	cut := ""
	if o.Cut {
		cut = " cut"
	}
	return lines + " " + body(r) + cut
}

func body(r Record) string {
	switch r := r.(type) {
	case *Transition:
		return fmt.Sprintf("%s %s %v %v", r.Import, r.Target, r.Left, r.Now)
	case *Message:
		return strings.Join(slices.DeleteFunc(append([]string{string(r.What), r.Device, r.Target, r.NID, r.Import},
			told(r.Fields)...), func(s string) bool { return s == "" }), " ")
	case *Gap:
		if r.Import {
			return fmt.Sprintf("gap %v %d import", r.Gap, r.Lines)
		}
		return fmt.Sprintf("gap %v %d", r.Gap, r.Lines)
	case *ImportFile:
		return fmt.Sprintf("import %s %s %v", r.Name, r.Target, r.State)
	case *StateFile:
		text := fmt.Sprintf("state %s %v:", r.Device, r.Current)
		for _, e := range r.History {
			text += fmt.Sprintf(" %d/%v@%d", e.Time, e.State, e.Line)
		}
		return text
	case *ServerUUID:
		return fmt.Sprintf("uuid %s %s %v %v", r.Device, r.UUID, r.State, r.Deactivated)
	case *TargetOBD:
		return fmt.Sprintf("targets %s %v", r.Device, r.Targets)
	case *RecoveryStatus:
		return fmt.Sprintf("recovery %s %s %s", r.Device, r.Status, strings.Join(told(r.Fields), " "))
	case *Devices:
		return fmt.Sprintf("devices %v", r.Devices)
	case *Pool:
		return fmt.Sprintf("pool %s.%s %v", r.Filesystem, r.Pool, r.Members)
	case *Param:
		return fmt.Sprintf("param %s %s=%s", r.Device, r.Name, r.Value)
	case *LlogRecord:
		text := fmt.Sprintf("llog %d %s %s", r.Index, r.Command, strings.Join(told(r.Fields), " "))
		for _, mark := range []struct {
			name string
			set  bool
		}{{"marked", r.Marked}, {"skip", r.Skip}, {"exclude", r.Exclude}} {
			if mark.set {
				text += " " + mark.name
			}
		}
		return text
	}
	return fmt.Sprintf("%T", r)
}

func told(f Fields) []string {
	var all []string
	for _, field := range f {
		all = append(all, field.Name+"="+field.Value)
	}
	return all
}

// row is a text and what is read from it.
type row struct {
	name, text string
	want       []string
	unread     int64
}

func check(t *testing.T, rows []row) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Helper()
			all, sum := readAll(t, row.text)
			var got []string
			for _, r := range all {
				got = append(got, tell(r))
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(row.want, "\n"))
			}
			if unread := (&Summary{Files: []FileSummary{sum}}).All().Unread; unread != row.unread {
				t.Errorf("%d lines not understood, want %d: %+v", unread, row.unread, sum.Kinds)
			}
		})
	}
}

package show_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ostlife/checker/conform"
	"ostlife/checker/conform/follow"
	"ostlife/checker/history"
	"ostlife/checker/records"
	"ostlife/checker/records/judge"
	"ostlife/checker/records/show"
)

// read makes a story of files.
func read(t *testing.T, names ...string) *show.Told {
	t.Helper()
	j := judge.New(judge.Options{})
	var r records.Reader
	sum, err := r.Read(t.Context(), names, nil, func(record records.Record) error {
		j.Take(record)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return &show.Told{Story: j.Story(), Read: sum}
}

// stories are what the golden files tell.
var stories = []struct {
	name    string
	verdict judge.Verdict
	options show.TextOptions
}{
	{"outage", judge.CannotTell, show.TextOptions{}},
	{"illegal.txt", judge.Violates, show.TextOptions{}},
	{"config.txt", judge.CannotTell, show.TextOptions{Width: 72}},
}

func text(t *testing.T, told *show.Told, o show.TextOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := show.Text(&b, told, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestText compares each story with its golden file, and colours it: colour changes no
// letter.
func TestText(t *testing.T) {
	for _, row := range stories {
		t.Run(row.name, func(t *testing.T) {
			told := read(t, filepath.Join("testdata", row.name))
			if told.Story.Verdict != row.verdict {
				t.Errorf("it %s: %s", told.Story.Verdict, told.Story.Why)
			}
			plain := text(t, told, row.options)
			compare(t, filepath.Join("testdata", "golden", strings.TrimSuffix(row.name, ".txt")+".txt"), []byte(plain))
			row.options.Colour = true
			coloured := text(t, told, row.options)
			if coloured == plain || regexp.MustCompile("\x1b\\[[0-9]*m").ReplaceAllString(coloured, "") != plain {
				t.Error("colour changes more than the colour")
			}
			for line := range strings.Lines(plain) {
				if strings.TrimRight(line, " \n") != strings.TrimSuffix(line, "\n") && !strings.Contains(line, "  ") {
					t.Errorf("blanks at the end of %q", line)
				}
			}
		})
	}
}

// TestThreeSidesAreOneStory: what client, MDS and OSS wrote of one outage is told as one.
func TestThreeSidesAreOneStory(t *testing.T) {
	got := text(t, read(t, "testdata/outage"), show.TextOptions{})
	for _, want := range []string{
		"10.9.8.7@tcp, with demo-OST0002, was away for 6 min 21 s: 09:26:46 to 09:33:07",
		"Its server's recovery had ended without it: recovery over: 1 of 2 clients, 1 evicted.",
		"demo-OST0001 at client ffff9a0011223344 is deactivated by the administrator, not lost",
		"client.txt: seconds since boot",
	} {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
	}
}

// TestJSON: every document fits the schema, and one that does not is refused by it.
func TestJSON(t *testing.T) {
	var schema map[string]any
	if file, err := os.ReadFile("schema.json"); err != nil || json.Unmarshal(file, &schema) != nil {
		t.Fatal("no schema", err)
	}
	for _, row := range stories {
		t.Run(row.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := show.JSON(&b, read(t, filepath.Join("testdata", row.name)), 0); err != nil {
				t.Fatal(err)
			}
			var document map[string]any
			if err := json.Unmarshal(b.Bytes(), &document); err != nil {
				t.Fatal(err)
			}
			if err := fits(document, schema, "document"); err != nil {
				t.Error(err)
			}
			document["verdict"] = 1.0
			if fits(document, schema, "document") == nil {
				t.Error("a verdict that is a number fits")
			}
			document["verdict"], document["more"] = "conforms", "x"
			if fits(document, schema, "document") == nil {
				t.Error("a field of nobody's fits")
			}
		})
	}
}

// TestHTML: the page fetches nothing, is the same each time, and what a file says cannot
// become part of it.
func TestHTML(t *testing.T) {
	folder := t.TempDir()
	evil := filepath.Join(folder, "evil")
	line := "[    1.000000] Lustre: demo-OST0002-osc-ffff9a0011223344: Connection to </script><b>x</b> (at 10.9.8.7@tcp) was lost; in progress operations using this service will wait for recovery to complete\n"
	if err := os.WriteFile(evil, []byte(line), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"testdata/outage", "testdata/illegal.txt", evil} {
		var a, b bytes.Buffer
		if err := show.HTML(&a, read(t, name)); err != nil {
			t.Fatal(err)
		}
		if err := show.HTML(&b, read(t, name)); err != nil {
			t.Fatal(err)
		}
		page := a.String()
		if page != b.String() {
			t.Errorf("%s: two pages differ", name)
		}
		if n := strings.Count(page, "</script>"); n != 1 {
			t.Errorf("%s: %d ends of a script", name, n)
		}
		if m := regexp.MustCompile(`(src|href)=|@import|url\(|fetch\(|https?://`).FindString(page); m != "" {
			t.Errorf("%s: it fetches: %s", name, m)
		}
		for _, part := range []string{"const stretches", "function draw(", "function listFindings("} {
			if !strings.Contains(page, part) {
				t.Errorf("%s: %s is missing", name, part)
			}
		}
	}
}

// judged gives what the design's judges say of a trace: the first violation, and the first
// record that the model cannot follow.
func judged(t *testing.T, told *show.Told) (imports, records int, broken string) {
	t.Helper()
	var b bytes.Buffer
	imports, _, err := show.Trace(&b, "trace", told.Story)
	if err != nil {
		t.Fatal(err)
	}
	if imports == 0 {
		return 0, 0, ""
	}
	_, trace, err := history.Open(&b, "trace", history.Limits{})
	if err != nil || trace == nil {
		t.Fatal("no trace", err)
	}
	watch, follower := conform.NewWatch(conform.Options{}), follow.New()
	for {
		entry, err := trace.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		records++
		watch.Record(entry.Record)
		if d := follower.Record(&entry.Record); d != nil && broken == "" {
			broken = d.Error()
		}
	}
	if v := watch.Violations(); broken == "" && len(v) > 0 {
		broken = v[0].Error()
	}
	return imports, records, broken
}

// TestTrace: what the design has too is a trace that conforms to it; what it has not is one
// that does not.
func TestTrace(t *testing.T) {
	for _, row := range []struct {
		name, log string
		conforms  bool
	}{
		{"connect, loss, reconnect", "CONNECTING FULL DISCONN CONNECTING RECOVER FULL", true},
		{"failed connects", "CONNECTING DISCONN CONNECTING DISCONN CONNECTING FULL", true},
		{"eviction", "CONNECTING FULL DISCONN CONNECTING EVICTED RECOVER FULL DISCONN CONNECTING RECOVER FULL", true},
		{"restart", "CONNECTING FULL DISCONN CONNECTING REPLAY REPLAY_LOCKS REPLAY_WAIT RECOVER FULL DISCONN CONNECTING RECOVER FULL", true},
		{"losses on the way", "CONNECTING FULL DISCONN CONNECTING REPLAY DISCONN CONNECTING REPLAY REPLAY_LOCKS DISCONN CONNECTING REPLAY REPLAY_LOCKS REPLAY_WAIT RECOVER DISCONN CONNECTING RECOVER FULL", true},
		{"a broken recovery", "CONNECTING FULL DISCONN CONNECTING REPLAY REPLAY_LOCKS CONNECTING RECOVER FULL", false},
		{"a first connect in a recovery", "CONNECTING REPLAY_LOCKS REPLAY_WAIT RECOVER FULL", false},
		{"a broken replay that goes on", "CONNECTING FULL DISCONN CONNECTING REPLAY REPLAY_LOCKS DISCONN CONNECTING REPLAY_LOCKS REPLAY_WAIT RECOVER FULL", true},
		{"a ring whose beginning is lost", "CONNECTING REPLAY_LOCKS REPLAY_WAIT RECOVER FULL" + strings.Repeat(" DISCONN CONNECTING RECOVER FULL", 3), true},
		{"cleaned up", "CONNECTING FULL CLOSED", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			var b strings.Builder
			b.WriteString("osc.demo-OST0002-osc-ffff9a0011223344.state=\ncurrent_state: FULL\nstate_history:\n")
			for i, s := range strings.Fields(row.log) {
				b.WriteString(" - [ " + []string{"1787650001", "1787650002"}[min(i/8, 1)] + ", " + s + " ]\n")
			}
			path := filepath.Join(t.TempDir(), "log")
			if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			imports, records, broken := judged(t, read(t, path))
			if imports != 1 || records < 4 || (broken == "") != row.conforms {
				t.Errorf("%d imports, %d records, %q", imports, records, broken)
			}
		})
	}
}

// TestTraceOfFiles: a log that begins in the middle conforms if the rest does, and an illegal
// change is one that the design has not either.
func TestTraceOfFiles(t *testing.T) {
	for name, conforms := range map[string]bool{"outage": true, "illegal.txt": false} {
		if imports, _, broken := judged(t, read(t, filepath.Join("testdata", name))); imports != 1 || (broken == "") != conforms {
			t.Errorf("%s: %d imports, %q", name, imports, broken)
		}
	}
}

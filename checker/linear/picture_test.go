package linear_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"ostlife/checker/history"
	"ostlife/checker/linear"
)

// page draws a verdict.
func page(t *testing.T, v *linear.Verdict) string {
	t.Helper()
	var b bytes.Buffer
	if err := v.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPicture looks for what a page must show.
func TestPicture(t *testing.T) {
	violated := parse(t, lateReply+"c9 30-31 connect client0 OST0 = unreachable")
	violated.Faults = []history.Fault{{Stamp: 9, Name: "loss", Detail: "a link"}}
	holds := parse(t, `
		c0 1-2 add OST0 A = @1
		c1 3-4 connect client0 OST0 = unreachable
		c0 5-6 status client0 OST0 = @1 active 1`)
	for _, row := range []struct {
		name    string
		verdict *linear.Verdict
		show    []string
		hide    []string
	}{
		{"violated: the minimal history and the faults", linear.Check(violated, linear.Options{}),
			[]string{"connect = 1", "evict = 1", "loss: OST0000 at client0 a link", "export 1 gone", "connect = unreachable"},
			[]string{"status = @1 active 1", "add B"}},
		{"holds: what was searched, and what was not", linear.Check(holds, linear.Options{}),
			[]string{"add A = @1", "status = @1 active 1", "connect = unreachable: OST0000 at client0, proves nothing"}, nil},
		{"undecided: nothing that would have to be searched", linear.Check(holds, linear.Options{Timeout: -1}),
			nil, []string{"add A = @1"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			html := page(t, row.verdict)
			if !strings.Contains(html, "<html") {
				t.Error("no page")
			}
			for _, text := range row.show {
				if !strings.Contains(html, text) {
					t.Errorf("%q is not shown", text)
				}
			}
			for _, text := range row.hide {
				if strings.Contains(html, text) {
					t.Errorf("%q is shown", text)
				}
			}
		})
	}
}

// TestPictureEscapes gives names that a browser must not run.
func TestPictureEscapes(t *testing.T) {
	const evil = "<img/src=x/onerror=alert(1)>"
	h := parse(t, "c0 1-2 add OST0 "+evil[:4]+" = @1")
	h.Operations[0].UUID = evil
	h.Faults = []history.Fault{{Stamp: 3, Name: evil, Detail: evil}}
	if strings.Contains(page(t, linear.Check(h, linear.Options{})), evil) {
		t.Error("a name is in the page as it is")
	}
}

// TestPictureOfMuch leaves out what is too large to look at.
func TestPictureOfMuch(t *testing.T) {
	v := linear.Check(fleet(6, 1, 3, 40), linear.Options{})
	if n := strings.Count(page(t, v), `"Largest"`); n != linear.MaxPictures {
		t.Errorf("%d partitions drawn, want %d", n, linear.MaxPictures)
	}
	v = linear.Check(fleet(1, 1, 3, 2*linear.MaxPictureOperations), linear.Options{})
	if n := strings.Count(page(t, v), `"Largest"`); n != 0 {
		t.Errorf("%d partitions drawn, want none", n)
	}
}

// full is a writer with no room.
type full struct{}

var errFull = errors.New("no room")

func (full) Write([]byte) (int, error) { return 0, errFull }

// TestPictureFails wants the error of the writer back.
func TestPictureFails(t *testing.T) {
	if err := linear.Check(parse(t, lateReply), linear.Options{}).WriteHTML(full{}); !errors.Is(err, errFull) {
		t.Errorf("%v, want the writer's error", err)
	}
}

// TestDescribe pins the words for operations.
func TestDescribe(t *testing.T) {
	text := `
		c0 1-2 add OST0 A = @1
		c0 3-4 connect client0 OST0 = 7
		c0 5-6 evict client0 OST0 = not-connected
		c0 7-8 status client0 OST0 = @0 absent
		c0 9-10 status client0 OST0 = @1 active 7
		c0 11-12 status client0 OST0 = @2 deactivated
		c0 13-14 settle client0 = @2
		c0 15- remove OST0 = ?`
	h := parse(t, text)
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		_, want, _ := strings.Cut(strings.Join(strings.Fields(line), " "), " ")
		_, want, _ = strings.Cut(want, " ")
		want = strings.NewReplacer(" OST0", "", " client0", "").Replace(want)
		if got := linear.Describe(&h.Operations[i]); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

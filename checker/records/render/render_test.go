package render_test

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"ostlife/checker/records"
	"ostlife/checker/records/era"
	"ostlife/checker/records/render"
)

func Example() {
	at := time.Unix(1787650001, 0)
	h := &render.History{Era: era.Now, Imports: []render.Import{{Device: "demo-OST0002-osc-MDT0000", Target: "demo-OST0002",
		Changes: []render.Change{{At: at, From: records.New, To: records.Connecting}, {At: at, From: records.Connecting, To: records.Full}}}}}
	if err := h.StateFile(os.Stdout, 0, true); err != nil {
		panic(err)
	}
	// Output:
	// osp.demo-OST0002-osc-MDT0000.state=
	// current_state: FULL
	// state_history:
	//  - [ 1787650001, CONNECTING ]
	//  - [ 1787650001, FULL ]
}

func draw(seed uint64, e era.Era) (*render.History, render.Pick) {
	r := rand.New(rand.NewPCG(seed, 1))
	return render.Draw(r.IntN, render.Shape{Era: e, Imports: 3, Changes: 40}), r.IntN
}

// TestDraws: what is drawn is legal, and between them the draws take every way of each era.
func TestDraws(t *testing.T) {
	for e := era.Old; e <= era.Now; e++ {
		taken := map[[2]records.State]bool{}
		for seed := range uint64(400) {
			h, _ := draw(seed, e)
			for _, im := range h.Imports {
				at := records.New
				for _, c := range im.Changes {
					if c.From != at || len(era.Find(c.From, c.To, era.Of(e))) == 0 {
						t.Fatalf("%s: %s to %s, from %s", e, c.From, c.To, at)
					}
					at = c.To
					taken[[2]records.State{c.From, c.To}] = true
				}
				if at != im.Last() {
					t.Errorf("it ends %s, not %s", im.Last(), at)
				}
			}
		}
		for from := records.Closed; from <= records.Idle; from++ {
			for _, to := range era.Left(from, era.Of(e)) {
				if unreached := e == era.Old && from == records.Idle; !taken[[2]records.State{from, to}] && !unreached {
					t.Errorf("%s: no draw goes from %s to %s", e, from, to)
				}
			}
		}
	}
}

// TestMutate: a mutation is illegal in every era, and is the only change that is.
func TestMutate(t *testing.T) {
	for seed := range uint64(200) {
		h, pick := draw(seed, era.Era(seed%3))
		m, ok := h.Mutate(pick)
		if !ok {
			continue
		}
		c := h.Imports[m.Import].Changes[m.Change]
		if c.To != m.To || len(era.Find(c.From, c.To, era.All)) != 0 {
			t.Errorf("%s to %s is no mutation", c.From, c.To)
		}
		if want := !c.Silent && (h.Era != era.Now || c.From != records.New); h.ShownByLog(m) != want {
			t.Errorf("%s, %s to %s: shown by a log is %v", h.Era, c.From, c.To, !want)
		}
	}
}

// TestDamages: every damage but none changes a text that it can change, and has a name of its
// own.
func TestDamages(t *testing.T) {
	text := strings.Repeat("one line that is long enough to be wrapped somewhere in its middle, which is here\nanother\nand another\n", 4)
	names := map[string]bool{}
	for i, d := range render.Damages {
		if d.Name == "" || names[d.Name] {
			t.Errorf("name %q", d.Name)
		}
		names[d.Name] = true
		changed := false
		for seed := range uint64(20) {
			changed = changed || d.Do(rand.New(rand.NewPCG(seed, 1)).IntN, text) != text
		}
		if changed != (i > 0) {
			t.Errorf("%s: the text is changed: %v", d.Name, changed)
		}
	}
}

package show_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ostlife/checker/records/show"
)

// TestLeftOut: where a lane's events were not kept, no state is drawn, neither in the text nor on
// the page; where all were, one is.
func TestLeftOut(t *testing.T) {
	for _, row := range []struct {
		changes int
		gap     bool
	}{{40, false}, {4000, true}} {
		var b strings.Builder
		states := []string{"FULL", "DISCONN", "CONNECTING", "RECOVER"}
		for i := range row.changes {
			fmt.Fprintf(&b, "00000100:00080000:3.0:%d.000000:0:1:0:(import.c:86:import_set_state_nolock()) 00000000a1b2c3d4 demo-OST0002_UUID: changing import state from %s to %s\n",
				1787650000+i, states[i%4], states[(i+1)%4])
		}
		path := filepath.Join(t.TempDir(), "log")
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		told := read(t, path)
		var text, page bytes.Buffer
		if err := show.Text(&text, told, show.TextOptions{}); err != nil {
			t.Fatal(err)
		}
		if err := show.HTML(&page, told); err != nil {
			t.Fatal(err)
		}
		_, strip, _ := strings.Cut(text.String(), "demo-OST0002  ")
		strip, _, _ = strings.Cut(strip, "\n")
		if blank := strings.Contains(strings.TrimSpace(strip[:40]), "   "); blank != row.gap {
			t.Errorf("%d changes: the strip is %q", row.changes, strip)
		}
		if left := strings.Contains(page.String(), "events are left out here"); left != row.gap {
			t.Errorf("%d changes: the page says that events are left out: %v", row.changes, left)
		}
	}
}

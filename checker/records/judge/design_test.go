package judge_test

import (
	"strings"
	"testing"

	"ostlife/checker/records/judge"
)

// TestDesign: what the design would not have done is told with its clause, and changes no
// verdict; what it would have done too is not told.
func TestDesign(t *testing.T) {
	for _, row := range []struct {
		name, log, clause string
		verdict           judge.Verdict
	}{
		{"at once", log("100 CONNECTING FULL"), "C2.1c, C2.4", judge.Conforms},
		{"a broken recovery", log("100 REPLAY_WAIT CONNECTING"), "C2.4, C2.5", judge.Conforms},
		{"idle", log("100 CONNECTING IDLE"), "C2.5", judge.Conforms},
		{"nowhere", log("100 DISCONN FULL"), "C2.4", judge.Violates},
		{"deactivated", imported("FULL", "invalid, deactive"), "C3.2", judge.CannotTell},
		{"as designed", log("100 DISCONN CONNECTING", "100 CONNECTING EVICTED", "100 EVICTED RECOVER", "100 RECOVER FULL", "101 FULL DISCONN"), "", judge.Conforms},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := told(t, row.log)
			var clauses []string
			for _, d := range s.Design {
				clauses = append(clauses, d.Clause)
				if d.Count == 0 || d.What == "" || d.Design == "" || d.First.Place.Line == 0 {
					t.Errorf("%+v", d)
				}
			}
			if got := strings.Join(clauses, "; "); got != row.clause {
				t.Errorf("clauses %q, want %q", got, row.clause)
			}
			if s.Verdict != row.verdict {
				t.Errorf("%s: %s", s.Verdict, s.Why)
			}
		})
	}
}

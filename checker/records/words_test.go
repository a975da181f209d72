package records

import (
	"testing"
	"time"
)

// TestWords keeps the words that records are told in.
func TestWords(t *testing.T) {
	second := Stamp{Epoch, 1787650001 * 1e9, time.Second, false}
	micro := Stamp{Wall, 1787650001*1e9 + 7000, time.Microsecond, true}
	for _, row := range []struct{ got, want string }{
		{second.String(), "2026-08-25 09:26:41Z"},
		{micro.String(), "2026-08-25 09:26:41.000007Z"},
		{Stamp{Wall, 1787650001 * 1e9, time.Second, false}.String(), "2026-08-25 09:26:41"},
		{Stamp{YearLess, int64(59 * 24 * time.Hour), time.Second, false}.String(), "Feb 29 00:00:00"},
		{Stamp{Uptime, 1500 * 1e6, time.Microsecond, false}.String(), "1.5s"},
		{Stamp{}.String(), ""},
		{ReplayLocks.String(), "REPLAY_LOCKS"}, {State(99).String(), "State(99)"},
		{KindDebug.String(), "debug log"}, {Kind(99).String(), "Kind(99)"},
		{GapUnwritten.String(), "unwritten"}, {GapKind(99).String(), "GapKind(99)"},
		{Place{File: "x", Line: 3}.String(), "x:3"},
	} {
		if row.got != row.want {
			t.Errorf("got %q, want %q", row.got, row.want)
		}
	}
	for s := Closed; s < states; s++ {
		if ParseState(s.String()) != s || ParseState(s.String()+"x") != StateUnknown {
			t.Errorf("%v is not read back", s)
		}
	}
}

func TestFields(t *testing.T) {
	f := Fields{{"a", "12 sec"}, {"b", "0x20405af0e3440478"}, {"c", "0xffffffffffffffff"}, {"d", "never"}, {"f", "010"}, {"a", "13"}}
	for _, row := range []struct {
		name string
		want int64
		ok   bool
	}{{"a", 12, true}, {"b", 0x20405af0e3440478, true}, {"c", -1, true}, {"d", 0, false}, {"f", 10, true}, {"e", 0, false}} {
		if n, ok := f.Int(row.name); n != row.want || ok != row.ok {
			t.Errorf("%s is %d %v", row.name, n, ok)
		}
	}
}

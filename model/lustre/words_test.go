package lustre_test

import (
	"errors"
	"fmt"
	"testing"

	"ostlife/model/lustre"
)

// The words are part of file formats and of what people read: each has one spelling,
// no two are alike, and what is printed can be read back.
func TestWords(t *testing.T) {
	seen := map[string]bool{}
	for s := range lustre.ImportState(12) {
		back, err := lustre.ParseImportState(s.String())
		known := s.String() != fmt.Sprintf("ImportState(%d)", uint8(s))
		if known && (err != nil || back != s || seen[s.String()]) {
			t.Errorf("state %d is read back as %v, %v", s, back, err)
		}
		if !known && err == nil {
			t.Errorf("state %d has no name and is read", s)
		}
		seen[s.String()] = true
	}
	for e := range lustre.EventRemove + 1 {
		if seen["event "+e.String()] {
			t.Errorf("event %d is called %s, as another", e, e)
		}
		seen["event "+e.String()] = true
	}
	if got := (lustre.EventRemove + 1).String(); got != "Event(7)" {
		t.Errorf("an event that is none is called %s", got)
	}
	if got := lustre.ConfigKind(9).String(); got != "ConfigKind(9)" {
		t.Errorf("a kind that is none is called %s", got)
	}
}

func TestIDs(t *testing.T) {
	if got := lustre.Target(0x1f).UUID(); got != "OST001f_UUID" {
		t.Errorf("got %s", got)
	}
	for _, n := range []lustre.Node{0, 7, 999, lustre.FirstMDS, 65535} {
		if back, ok := lustre.ParseNode(n.String()); !ok || back != n {
			t.Errorf("%s is read back as %v, %v", n, back, ok)
		}
	}
	for _, wrong := range []string{"", "client", "client-1", "client01", "client65536", "client1000", "clientmds0", "mds", "mds64536", "OST0000", "client1 "} {
		if n, ok := lustre.ParseNode(wrong); ok {
			t.Errorf("%q is read as %s", wrong, n)
		}
	}
}

// An unknown outcome is no refusal: who takes it for one would call a thing impossible
// that may have happened.
func TestRefusals(t *testing.T) {
	seen := map[string]bool{}
	for _, err := range lustre.Refusals() {
		if seen[err.Error()] || errors.Is(err, lustre.ErrUnknown) {
			t.Errorf("refusal %q", err)
		}
		seen[err.Error()] = true
	}
}

func TestDefects(t *testing.T) {
	if (lustre.Defects{}).Has(lustre.DefectLateReply) || !(lustre.Defects{lustre.DefectLateReply}).Has(lustre.DefectLateReply) {
		t.Error("a set does not have what it has")
	}
}

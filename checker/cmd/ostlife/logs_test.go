package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ostlife/checker/records"
)

// TestLustreLogs runs the implementation and reads what its nodes would have left behind
// were they Lustre's: what the reader says they did is what they did, each change of state
// of each import, and it is legal. Where one is made illegal, it is found.
func TestLustreLogs(t *testing.T) {
	for _, args := range [][]string{
		{"--histories", "40", "--seed", "5"},
		{"--real", "--clients", "3", "--targets", "5", "--operations", "400"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			folder := t.TempDir()
			e := call(t, folder, nil, append([]string{"run", "--out", "kept", "--lustre-logs", "logs"}, args...)...)
			e.want(t, 0, "")
			did, said := recordedStates(t, filepath.Join(folder, "kept", "trace.jsonl")), readStates(t, filepath.Join(folder, "logs"))
			if len(did) == 0 || len(said) != len(did) {
				t.Errorf("%d imports were told of, and there are %d", len(said), len(did))
			}
			for address, states := range did {
				if said[address] != states {
					t.Errorf("import %s\ndid %s\nand is said to have done %s", address, states, said[address])
				}
			}
			e = call(t, folder, nil, "lustre", "logs")
			e.want(t, 0, "conforms: ")
			spoil(t, filepath.Join(folder, "logs", "client0.dk"))
			e = call(t, folder, nil, "lustre", "logs")
			e.want(t, 1, "violates: ")
		})
	}
}

// recordedStates gives what each import did, by its address, without leaving NEW: nobody
// prints that.
func recordedStates(t *testing.T, trace string) map[string]string {
	nodes, err := recordedNodes(trace)
	if err != nil {
		t.Fatal(err)
	}
	did := map[string]string{}
	for _, h := range nodes {
		for i := range h.Imports {
			im := &h.Imports[i]
			for _, c := range im.Changes {
				if c.From != records.New {
					did[im.Address] += c.From.String() + ">" + c.To.String() + " "
				}
			}
			if im.Gone || len(im.Changes) == 0 {
				continue
			}
			for _, c := range im.Ring() {
				did[im.Device] += c.To.String() + " "
			}
		}
	}
	return did
}

// readStates gives what the reader says that each import did, by its address, and what its
// state file has, by its name.
func readStates(t *testing.T, folder string) map[string]string {
	said := map[string]string{}
	reader := records.Reader{}
	_, err := reader.Read(context.Background(), []string{folder}, nil, func(r records.Record) error {
		switch r := r.(type) {
		case *records.Transition:
			said[r.Import] += r.Left.String() + ">" + r.Now.String() + " "
		case *records.StateFile:
			for _, s := range r.History {
				said[r.Device] += s.State.String() + " "
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return said
}

// spoil has the first import that becomes FULL come from where none can.
func spoil(t *testing.T, name string) {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	wrong := strings.Replace(string(text), "from RECOVER to FULL", "from DISCONN to FULL", 1)
	if wrong == string(text) {
		t.Fatal("no import becomes FULL")
	}
	if err := os.WriteFile(name, []byte(wrong), 0o600); err != nil {
		t.Fatal(err)
	}
}

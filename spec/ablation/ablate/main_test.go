package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	"ostlife/spec/ablation"
)

// TestList lists guards, effects and rules, each with its place.
func TestList(t *testing.T) {
	t.Chdir("../../..")
	var out bytes.Buffer
	if err := run([]string{"--list"}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{".go:", " connectSend guard s.Deactive\n", " connectSend effect ", " rule instance-back\n"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("the list has no %q", part)
		}
	}
}

func TestBadUsage(t *testing.T) {
	t.Chdir("../../..")
	var said bytes.Buffer
	if err := run([]string{"--help"}, io.Discard, &said); !errors.Is(err, flag.ErrHelp) || !strings.Contains(said.String(), "--update") {
		t.Errorf("got %v, said %q", err, said.String())
	}
	for _, args := range [][]string{{"--nonsense"}, {"no such mutant"}} {
		if err := run(args, io.Discard, io.Discard); err == nil || errors.Is(err, errWrong) {
			t.Errorf("%q: %v", args, err)
		}
	}
	t.Chdir(t.TempDir())
	if err := run([]string{"--list"}, io.Discard, io.Discard); err == nil {
		t.Error("mutants were found where there is no model")
	}
}

// TestRemember: what is known is told and not judged again.
func TestRemember(t *testing.T) {
	folder := t.TempDir()
	mutants := []ablation.Mutant{{Name: "a"}, {Name: "b"}}
	want := []int{2, 0}
	for i, judged := range want {
		told := 0
		got := 0
		c := campaign{progress: io.Discard}
		err := c.remember(mutants, folder, func(ablation.Mutant, ablation.Finding) { told++ }, []string{os.Args[0]},
			func(left []ablation.Mutant, keep keep) error {
				for _, m := range left {
					got++
					if err := keep(m, ablation.Finding{}); err != nil {
						return err
					}
				}
				return nil
			})
		if err != nil || got != judged || told != len(mutants) {
			t.Errorf("run %d: judged %d, told %d, %v", i, got, told, err)
		}
	}
}

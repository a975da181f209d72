package records

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// How a log comes to its reader: each takes one line and gives one or more. Those that are
// harmless lose nothing.
var harmless = []struct {
	name string
	do   func(r *rand.Rand, line string) string
}{
	{"as it is", func(_ *rand.Rand, line string) string { return line + "\n" }},
	{"with carriage return", func(_ *rand.Rand, line string) string { return line + "\r\n" }},
	{"quoted", func(_ *rand.Rand, line string) string { return "> " + line + "\n" }},
	{"indented", func(_ *rand.Rand, line string) string { return "\t" + line + "\n" }},
	{"with its node", func(_ *rand.Rand, line string) string { return "oss1: " + line + "\n" }},
	{"wrapped at a column", func(r *rand.Rand, line string) string {
		width := 60 + r.IntN(60)
		var b strings.Builder
		for len(line) > width {
			b.WriteString(line[:width] + "\n")
			line = line[width:]
		}
		return b.String() + line + "\n"
	}},
	{"wrapped at a blank", func(r *rand.Rand, line string) string {
		width := 100 + r.IntN(40)
		if at := strings.LastIndexByte(line[:min(len(line), width)], ' '); at > debugHead {
			return line[:at] + "\n" + line[at+1:] + "\n"
		}
		return line + "\n"
	}},
	{"with prose around", func(_ *rand.Rand, line string) string { return "see here:\n\n" + line + "\nand so on\n" }},
}

// Those that lose something.
var harmful = []struct {
	name string
	do   func(r *rand.Rand, line string) string
}{
	{"its end cut", func(r *rand.Rand, line string) string {
		cut := line[:1+r.IntN(len(line)-1)]
		if strings.HasSuffix(cut, " to REPLAY") {
			cut += "_" // cut just there it is another state, and nobody can know
		}
		return cut + "\n" + entered // else the end of another line could be taken for its own
	}},
	{"its beginning cut", func(r *rand.Rand, line string) string {
		rest := line[1+r.IntN(len(line)-1):]
		if strings.HasPrefix(rest, "_") {
			rest = "x" + rest // behind a REPLAY it would be the end of that, and nobody can know
		}
		return rest + "\n"
	}},
	{"another line inside", func(r *rand.Rand, line string) string {
		at := r.IntN(len(line))
		return line[:at] + entered + line[at:] + "\n"
	}},
	{"another line over it", func(r *rand.Rand, line string) string { return line[:1+r.IntN(len(line)-1)] + entered }},
	{"its newline lost", func(r *rand.Rand, line string) string { return line[:1+r.IntN(len(line)-1)] }},
	{"one byte wrong", func(r *rand.Rand, line string) string {
		at := strings.Index(line, "changing") // a name with another letter is another name
		at += r.IntN(len(line) - at)
		return line[:at] + "\x7f" + line[at+1:] + "\n"
	}},
	{"nothing left", func(*rand.Rand, string) string { return "lost\n" }},
}

// aChange is a change of state with an address of its own, and how it is told.
func aChange(r *rand.Rand, n int) (line, told string) {
	left, now := Closed+State(r.IntN(int(states-Closed))), Closed+State(r.IntN(int(states-Closed)))
	address := fmt.Sprintf("%016x", uint64(0xffff8101a2000000)+uint64(n))
	head := []string{head16, head2, headF}[r.IntN(3)]
	return fmt.Sprintf("%s%s demo-OST%04x_UUID: changing import state from %v to %v", head, address, n, left, now),
		fmt.Sprintf("%s demo-OST%04x_UUID %v %v", address, n, left, now)
}

// TestDamage prints changes of state in every way, and reads them back: what loses nothing
// loses nothing, what loses something invents nothing, and says so.
func TestDamage(t *testing.T) {
	r := rand.New(rand.NewPCG(2009, 6))
	for round := range 5_000 {
		lossy := round%2 == 1
		var text strings.Builder
		var want []string
		damaged, before := 0, false
		for n := range 1 + r.IntN(5) {
			line, told := aChange(r, n)
			want = append(want, told)
			// Two damaged lines that touch are one that nobody can read.
			torn := lossy && !before && r.IntN(2) == 0
			switch {
			case torn:
				damaged++
				text.WriteString(harmful[r.IntN(len(harmful))].do(r, line))
			case before:
				text.WriteString(line + "\n")
			default:
				text.WriteString(harmless[r.IntN(len(harmless))].do(r, line))
			}
			before = torn
		}
		all, _ := readAll(t, text.String())
		var got []string
		for _, record := range all {
			if c, ok := record.(*Transition); ok {
				got = append(got, body(c))
			}
		}
		switch {
		case damaged == 0 && !slices.Equal(got, want):
			t.Fatalf("got\n%s\nof\n%s", strings.Join(got, "\n"), text.String())
		case lossy && len(got) < len(want) && !strings.Contains(text.String(), "lost\n") && !toldGap(all):
			t.Fatalf("a loss is not told: %v\nof\n%s", got, text.String())
		case !within(got, want):
			t.Fatalf("invented:\n%s\nof\n%s", strings.Join(got, "\n"), text.String())
		}
	}
}

// toldGap is whether something about imports is said to be missing.
func toldGap(all []Record) bool {
	return slices.ContainsFunc(all, func(r Record) bool { _, ok := r.(*Gap); return ok })
}

// within is whether got is part of want, in its order.
func within(got, want []string) bool {
	for _, g := range got {
		i := slices.Index(want, g)
		if i < 0 {
			return false
		}
		want = want[i+1:]
	}
	return true
}

// TestDamageSees shows that both checks can fail.
func TestDamageSees(t *testing.T) {
	if within([]string{"b", "a"}, []string{"a", "b"}) || within([]string{"c"}, []string{"a"}) || !within([]string{"b"}, []string{"a", "b"}) {
		t.Error("order and membership are not looked at")
	}
}

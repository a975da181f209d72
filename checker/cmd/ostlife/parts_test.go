package main

import (
	"math"
	"strings"
	"testing"
)

func TestBytesValue(t *testing.T) {
	for _, row := range []struct {
		text, told string
		bytes      int64
	}{
		{"64MiB", "64MiB", 64 << 20},
		{"16GiB", "16GiB", 16 << 30},
		{"1048576KiB", "1GiB", 1 << 30},
		{"67108865", "67108865", 64<<20 + 1},
		{"", "", 0},
		{"63MiB", "", 0},
		{"9223372036854775807GiB", "", 0},
		{"1.5GiB", "", 0},
		{"64 MiB", "", 0},
		{"64mb", "", 0},
	} {
		t.Run(row.text, func(t *testing.T) {
			var b bytesValue
			err := b.Set(row.text)
			if (err == nil) != (row.bytes != 0) || int64(b) != row.bytes {
				t.Fatalf("got %d, %v", b, err)
			}
			if err == nil && b.String() != row.told {
				t.Errorf("told as %s", b.String())
			}
		})
	}
}

func TestTotalMemory(t *testing.T) {
	for _, row := range []struct {
		name, text string
		want       int64
	}{
		{"there", "MemTotal:       24000000 kB\nMemFree: 1 kB\n", 24000000 << 10},
		{"missing", "MemFree: 1 kB\n", math.MaxInt64},
		{"other unit", "MemTotal: 5 MB\n", math.MaxInt64},
		{"no number", "MemTotal: x kB\n", math.MaxInt64},
		{"too large", "MemTotal: 9223372036854775807 kB\n", math.MaxInt64},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := totalMemory(row.text); got != row.want {
				t.Errorf("got %d, want %d", got, row.want)
			}
		})
	}
	if n := defaultMemory(); n < memoryFewest || n > memoryMost {
		t.Errorf("default %d", n)
	}
}

func TestQuoted(t *testing.T) {
	for word, want := range map[string]string{
		"ostlife-run-0001/plan.json": "ostlife-run-0001/plan.json",
		"a b":                        "'a b'",
		"it's":                       `'it'\''s'`,
		"":                           "''",
		"$(x)":                       "'$(x)'",
	} {
		if got := quoted(word); got != want {
			t.Errorf("%q is quoted as %s", word, got)
		}
	}
}

// Where a batch stops, and what it counts, is the same whatever the number of processors.
func TestBatchCountsInOrder(t *testing.T) {
	flags := drawFlags{seed: 1, histories: 3 * roundHistories, clients: 2, callers: 3, targets: 2,
		loss: asDrawn, late: asDrawn, duplicate: asDrawn, reorder: asDrawn, picker: pickDrawn, defects: []string{"late-reply"}}
	b := &batch{flags: &flags}
	b.how.Properties = true
	hit, err := b.run(t.Context(), progress{})
	if err != nil || hit == nil {
		t.Fatalf("%v, %v", hit, err)
	}
	if n := b.tally.histories; n >= roundHistories {
		t.Errorf("%d histories were counted", n)
	}
}

func TestRanByGo(t *testing.T) {
	cache := strings.Repeat("0a", 32) + "-d"
	for path, want := range map[string]bool{
		"/var/tmp/go-build123/b001/exe/ostlife": true,
		"/cache/68/" + cache + "/ostlife":       true,
		"/usr/bin/ostlife":                      false,
		"./ostlife":                             false,
		"/home/" + cache + "/bin/ostlife":       false,
	} {
		if got := ranByGo(path); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

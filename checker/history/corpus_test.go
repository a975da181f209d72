package history

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// malformedWant names each file of testdata/malformed with what reading it says.
var malformedWant = map[string]string{
	"blank-line.jsonl":            `3:1: want '{', found the end of the line`,
	"byte-order-mark.jsonl":       `1:1: want '{', found '\ufeff'`,
	"calls-swapped.jsonl":         `3:8: seq: 1 does not rise above 2`,
	"controlled-with-start.jsonl": `1:132: field "start" has no place in the header of a controlled run`,
	"empty.jsonl":                 `1:1: empty: want a header`,
	"field-twice.jsonl":           `2:79: field "node" is there twice`,
	"garbage-after-end.jsonl":     `5:1: want '{', found 'r'`,
	"header-alone.jsonl":          `1:1: no operation follows the header`,
	"header-missing.jsonl":        `1:2: the first line is the header, which has no field "seq"`,
	"header-twice.jsonl":          `2:2: field "format" is unknown`,
	"last-line-cut.jsonl":         `3:44: the line is cut short: it has no newline`,
	"line-doubled.jsonl":          `3:8: seq: 1 does not rise above 1`,
	"lines-swapped.jsonl":         `2:25: op: client 0 has no open operation`,
	"lone-surrogate.jsonl":        `2:84: uuid: an escape in this text stands for no character`,
	"lost-text.jsonl":             `2:88: U+FFFD stands for text that was lost`,
	"newline-missing.jsonl":       `3:64: the line is cut short: it has no newline`,
	"not-utf8.jsonl":              `2:88: byte 0xff is not UTF-8`,
	"nothing-completed.jsonl":     `5:1: no operation is completed: each is open or info`,
	"only-faults.jsonl":           `3:1: no operation follows the header`,
	"real-without-start.jsonl":    `1:1: the first line is the header: field "start" is missing`,
	"record-after-end.jsonl":      `5:1: a record follows the end`,
	"trailing-garbage.jsonl":      `3:65: want the end of the line, found '{'`,
	"two-clients-swapped.jsonl":   `4:25: op: 2 is not the open operation of client 0, which is 1`,
	"unknown-field.jsonl":         `2:79: field "host" is unknown`,
	"version-unknown.jsonl":       `1:39: version: 2 is unknown, known is 1`,
	"wrong-type.jsonl":            `2:77: node: want a whole number, found text`,
}

func corpus(t testing.TB, verdict string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", verdict, "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("testdata/%s: %d files, %v", verdict, len(files), err)
	}
	return files
}

func content(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestCorpusMalformed(t *testing.T) {
	files := corpus(t, "malformed")
	if len(files) != len(malformedWant) {
		t.Errorf("%d files, and %d expectations", len(files), len(malformedWant))
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			h, err := Read(bytes.NewReader(content(t, file)), name, Limits{})
			if _, ok := err.(*MalformedError); !ok || h != nil {
				t.Fatalf("got %v, %v, want a *MalformedError alone", h, err)
			}
			if got, want := strings.TrimPrefix(err.Error(), name+":"), malformedWant[name]; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// loose lists the good files that are not as the writer writes them.
var loose = map[string]bool{"spaces-and-order.jsonl": true, "plan-and-escapes.jsonl": true, "real-elsewhere.jsonl": true}

func TestCorpusOK(t *testing.T) {
	for _, file := range corpus(t, "ok") {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			data := content(t, file)
			h, again := rewrite(t, data)
			if ended := bytes.Contains(data, []byte(`"event":"end"`)); h.Complete != ended {
				t.Errorf("Complete is %v, and an end is there: %v", h.Complete, ended)
			}
			if same := bytes.Equal(again, data); same == loose[name] {
				t.Errorf("written again, the same bytes: %v\n%s", same, again)
			}
		})
	}
}

// rewrite reads a good history, writes it, and makes sure that this reads the same.
func rewrite(t testing.TB, data []byte) (*History, []byte) {
	t.Helper()
	first, err := Read(bytes.NewReader(data), "first", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var again bytes.Buffer
	if err := first.Write(&again); err != nil {
		t.Fatal(err)
	}
	second, err := Read(bytes.NewReader(again.Bytes()), "second", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(first, second) {
		t.Fatalf("read\n%+v\nwritten and read\n%+v", first, second)
	}
	return first, again.Bytes()
}

package history

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"ostlife/model/lustre"
)

const traceHeader = `{"format":"ostlife-trace","version":1,"mode":"controlled","seed":1,"bounds":{},"design":"rfc","defects":[]}` + "\n"

// someTrace has a line of each kind.
const someTrace = traceHeader +
	`{"seq":1,"action":"LogAdd","position":1,"taken":true}` + "\n" +
	`{"seq":3,"time":5,"action":"ConnectSend","node":1,"target":2,"slot":1,"numbers":{"count":1},"import":{"state":"CONNECTING","workers":-1}}` + "\n" +
	`{"action":"rest","slot":1,"import":{"state":"FULL"},"lov":{"present":true}}` + "\n" +
	`{"seq":2,"action":"used","node":1,"what":"a reply on a freed import"}` + "\n" +
	`{"action":"end","records":2}` + "\n"

// entries reads a trace to its end, or to its first flaw.
func entries(data []byte, limits Limits) (list []TraceEntry, r *TraceReader, err error) {
	if r, err = NewTraceReader(bytes.NewReader(data), "t", limits); err != nil {
		return nil, nil, err
	}
	for {
		entry, err := r.Next()
		if err == io.EOF {
			return list, r, nil
		}
		if err != nil {
			return list, r, err
		}
		list = append(list, entry)
	}
}

// writeEntries writes a trace.
func writeEntries(to io.Writer, header Header, list []TraceEntry, end bool) error {
	w, err := NewTraceWriter(to, "t", header)
	for i := range list {
		if err != nil {
			return err
		}
		switch e := &list[i]; e.Step {
		case Acted:
			err = w.Record(&e.Record)
		case Rested:
			err = w.Rest(&e.Record)
		default:
			err = w.Used(e.Used)
		}
	}
	if err == nil && end {
		return w.Close()
	}
	return errors.Join(err, w.Flush())
}

// TestTraceRoundTrip: a drawn trace, written and read, is the same, and written again is
// the same bytes.
func TestTraceRoundTrip(t *testing.T) {
	fields := recordLeaves()
	choices := make([]*rapid.Generator[int], len(fields))
	var zero lustre.TraceRecord
	for i, l := range fields {
		choices[i] = rapid.IntRange(-3, len(values(t, l.value(&zero).Type()))-1) // mostly zero
	}
	draw := func(rt *rapid.T) (r lustre.TraceRecord) {
		for i, l := range fields {
			if n := choices[i].Draw(rt, l.path); n >= 0 {
				l.value(&r).Set(values(t, l.value(&r).Type())[n])
			}
		}
		return r
	}
	rapid.Check(t, func(rt *rapid.T) {
		want := []TraceEntry{{Step: Acted, Record: lustre.TraceRecord{Stamp: 1, Action: lustre.ActLoss}}}
		for stamp := range rapid.Uint64Range(0, 8).Draw(rt, "lines") {
			e := TraceEntry{Step: TraceStep(rapid.IntRange(1, 3).Draw(rt, "step"))}
			switch e.Step {
			case Acted:
				e.Record = draw(rt)
				e.Record.Stamp, e.Record.Action = stamp+2, rapid.SampledFrom(traceActions).Draw(rt, "action")
			case Rested:
				e.Record = draw(rt)
				e.Record.Stamp, e.Record.Time, e.Record.Action = 0, 0, ""
			case Misused:
				e.Used = lustre.Violation{Stamp: stamp, Node: 3, What: drawText(0, MaxDetailBytes).Draw(rt, "what")}
			}
			want = append(want, e)
		}
		header, end := drawHeader(rt), rapid.Bool().Draw(rt, "end")
		var first, second bytes.Buffer
		if err := writeEntries(&first, header, want, end); err != nil {
			rt.Fatal(err)
		}
		got, r, err := entries(first.Bytes(), Limits{})
		if err != nil || r.Complete() != end {
			rt.Fatalf("%v, complete %v\n%s", err, r.Complete(), first.Bytes())
		}
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) || fmt.Sprintf("%+v", r.Header()) != fmt.Sprintf("%+v", header) {
			rt.Fatalf("got  %+v\nwant %+v\n%s", got, want, first.Bytes())
		}
		if err := writeEntries(&second, r.Header(), got, end); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
			rt.Fatalf("%v: first\n%s\nsecond\n%s", err, first.Bytes(), second.Bytes())
		}
	})
}

// traceFlaws are edits of someTrace, each with what reading it says.
var traceFlaws = []struct{ name, old, edited, want string }{
	{"empty", someTrace, "", "1:1: empty: want a header"},
	{"header alone", strings.TrimPrefix(someTrace, traceHeader), "", "1:1: no action follows the header"},
	{"no action", "LogAdd\",\"position\":1,\"taken\":true}\n", "rest\"}\n" + "{\"action\":\"end\"}\n", `2:8: rest: field "seq" has no place here`},
	{"a history's header", "ostlife-trace", "ostlife-history", `1:11: format: "ostlife-history" is not "ostlife-trace"`},
	{"version", `"version":1`, `"version":2`, "1:37: version: 2 is unknown, known is 1"},
	{"unknown action", "ConnectSend", "ConnectSent", `3:28: action: "ConnectSent" is unknown`},
	{"unknown state", "CONNECTING", "CONNECTED", `3:111: import: state: "CONNECTED" is unknown`},
	{"state is no number", `"CONNECTING"`, "4", "3:111: import: state: want text, found a number"},
	{"unknown field", `"position":1`, `"place":1`, `2:28: field "place" is unknown`},
	{"unknown field inside", `"workers"`, `"threads"`, `3:124: import: field "threads" is unknown`},
	{"field of another object", `"slot":1,"numbers":{`, `"slot":1,"numbers":{"state":"FULL",`, `3:82: numbers: field "state" is unknown`},
	{"object in an object", `"numbers":{`, `"numbers":{"lov":{},`, `3:82: numbers: field "lov" is unknown`},
	{"field twice", `"node":1,"target":2`, `"node":1,"node":2`, `3:51: field "node" is there twice`},
	{"field twice inside", `"workers":-1`, `"workers":1,"workers":1`, `3:136: import: field "workers" is there twice`},
	{"object twice", `"numbers":{"count":1}`, `"numbers":{},"numbers":{"count":1}`, `3:84: field "numbers" is there twice`},
	{"number too large", `"node":1,"target"`, `"node":65536,"target"`, "3:49: node: want a number from 0 to 65535, found 65536"},
	{"number too small", `"workers":-1`, `"workers":-9223372036854775809`, "3:134: import: workers: want a number from -9223372036854775808 to 9223372036854775807, found -9223372036854775809"},
	{"fraction", `"workers":-1`, `"workers":-1.5`, "3:135: import: workers: want a whole number from 0, found 1.5"},
	{"sign alone", `"workers":-1`, `"workers":-`, `3:134: import: workers: "-" is not a JSON number`},
	{"sign where none may be", `"slot":1,"numbers"`, `"slot":-1,"numbers"`, "3:69: slot: want a whole number from 0, found -1"},
	{"no stamp", `"seq":3,`, "", `3:1: field "seq" is missing`},
	{"stamp that does not rise", `"seq":3,`, `"seq":1,`, "3:8: seq: 1 does not rise above 1"},
	{"stamp 0", `"seq":1,`, `"seq":0,`, "2:8: seq: 0 does not rise above 0"},
	{"no action named", `"action":"LogAdd",`, "", `2:1: field "action" is missing`},
	{"stamp at rest", `{"action":"rest"`, `{"seq":9,"action":"rest"`, `4:8: rest: field "seq" has no place here`},
	{"what of an action", `"taken":true`, `"what":""`, `2:48: LogAdd: field "what" has no place here`},
	{"slot of a use", `"node":1,"what"`, `"slot":1,"what"`, `5:33: used: field "slot" has no place here`},
	{"object of a use", `"node":1,"what"`, `"lov":{},"what"`, `5:32: used: field "lov" has no place here`},
	{"seq of the end", `"records":2`, `"records":2,"seq":9`, `6:35: end: field "seq" has no place here`},
	{"count of the end", `"records":2`, `"records":3`, "6:27: records: 3 at the end, counted 2"},
	{"no count at the end", `,"records":2`, ``, "6:1: records: 0 at the end, counted 2"},
	{"after the end", "\"records\":2}\n", "\"records\":2}\n{\"action\":\"rest\"}\n", "7:1: a record follows the end"},
	{"two ends", "\"records\":2}\n", "\"records\":2}\n{\"action\":\"end\",\"records\":2}\n", "7:1: a record follows the end"},
	{"garbage behind a line", "\"taken\":true}", "\"taken\":true}x", "2:54: want the end of the line, found 'x'"},
	{"no boolean", "\"taken\":true", "\"taken\":1", "2:49: taken: want true or false, found a number"},
	{"blank line", "{\"action\":\"end\"", "\n{\"action\":\"end\"", "6:1: want '{', found the end of the line"},
	{"text too long", "a reply on a freed import", strings.Repeat("a", MaxDetailBytes+1), "5:42: what: want at most 512 bytes, found 513"},
	{"not UTF-8", "a reply", "a \xff reply", "5:45: byte 0xff is not UTF-8"},
	{"cut short", "\"records\":2}\n", "\"records\":2", "6:28: the line is cut short: it has no newline"},
}

// TestTraceMalformed: what breaks a rule is told with its place, and what came before it
// is given.
func TestTraceMalformed(t *testing.T) {
	good, _, err := entries([]byte(someTrace), Limits{})
	if err != nil || len(good) != 4 {
		t.Fatalf("%d entries, %v", len(good), err)
	}
	for _, row := range traceFlaws {
		t.Run(row.name, func(t *testing.T) {
			if !strings.Contains(someTrace, row.old) {
				t.Fatal("nothing to edit")
			}
			got, _, err := entries([]byte(strings.Replace(someTrace, row.old, row.edited, 1)), Limits{})
			var malformed *MalformedError
			if !errors.As(err, &malformed) || err.Error() != "t:"+row.want {
				t.Fatalf("got  %v\nwant t:%s", err, row.want)
			}
			if n := max(malformed.Line-2, 0); fmt.Sprint(got) != fmt.Sprint(good[:min(n, len(good))]) {
				t.Errorf("before it: %+v", got)
			}
		})
	}
}

// TestTraceCut: of a trace that was cut anywhere, each whole line is given.
func TestTraceCut(t *testing.T) {
	good, _, _ := entries([]byte(someTrace), Limits{})
	for at := len(traceHeader); at < len(someTrace); at++ {
		got, r, err := entries([]byte(someTrace[:at]), Limits{})
		whole := strings.Count(someTrace[:at], "\n") - 1
		if fmt.Sprint(got) != fmt.Sprint(good[:min(whole, len(good))]) || r.Complete() {
			t.Fatalf("cut at %d: %d entries, complete %v", at, len(got), r.Complete())
		}
		if between := someTrace[at-1] == '\n' && whole > 0; between != (err == nil) {
			t.Fatalf("cut at %d: %v", at, err)
		}
	}
}

func TestTraceLimits(t *testing.T) {
	for _, row := range []struct {
		limits Limits
		want   string
	}{
		{Limits{Records: 3}, "t:5: more than 3 records: beyond the limit"},
		{Limits{Records: 4, Nodes: 2, Targets: 2}, ""},
		{Limits{Nodes: 1}, "t:3: more than 1 nodes: beyond the limit"},
		{Limits{Targets: 1}, "t:3: more than 1 targets: beyond the limit"},
		{Limits{LineBytes: 60}, "t:3:61: the line is longer than 60 bytes"},
	} {
		_, _, err := entries([]byte(someTrace), row.limits)
		if (err != nil || row.want != "") && fmt.Sprint(err) != row.want {
			t.Errorf("%+v\ngot  %v\nwant %s", row.limits, err, row.want)
		}
	}
}

// TestTraceReadError: a reader that fails is neither malformed nor the end, and each
// later call has the same answer.
func TestTraceReadError(t *testing.T) {
	broken := errors.New("broken")
	for at := range someTrace {
		r, err := NewTraceReader(io.MultiReader(strings.NewReader(someTrace[:at]), iotest.ErrReader(broken)), "t", Limits{})
		for err == nil {
			_, err = r.Next()
		}
		var malformed *MalformedError
		if !errors.Is(err, broken) || errors.As(err, &malformed) {
			t.Fatalf("broken after %d bytes: %v", at, err)
		}
		if r == nil {
			continue
		}
		if _, again := r.Next(); again != err {
			t.Fatalf("first %v, then %v", err, again)
		}
	}
}

// TestTraceWriterRefuses: what would make the file malformed is not written, and leaves
// the writer as it was.
func TestTraceWriterRefuses(t *testing.T) {
	good := lustre.TraceRecord{Stamp: 7, Action: lustre.ActLoss}
	for _, row := range []struct {
		name   string
		change func(r *lustre.TraceRecord)
		want   string
	}{
		{"stamp that does not rise", func(r *lustre.TraceRecord) { r.Stamp = 6 }, "Loss of stamp 6: seq: 6 does not rise above 6"},
		{"unknown action", func(r *lustre.TraceRecord) { r.Action = "Fly" }, `Fly of stamp 7: action: "Fly" is unknown`},
		{"no action", func(r *lustre.TraceRecord) { r.Action = "" }, ` of stamp 7: action: "" is unknown`},
		{"unknown state", func(r *lustre.TraceRecord) { r.Import.State = 99 }, "Loss of stamp 7: state: ImportState(99) is unknown"},
		{"text is not UTF-8", func(r *lustre.TraceRecord) { r.Pool = "a\xff" }, "Loss of stamp 7: pool: byte 0xff is not UTF-8"},
		{"text too long", func(r *lustre.TraceRecord) { r.Pool = strings.Repeat("p", MaxPoolBytes+1) },
			"Loss of stamp 7: pool: want at most 64 bytes, found 65"},
		{"a word of the format", func(r *lustre.TraceRecord) { r.Action = "end" }, "end of stamp 7: end is no action"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var to bytes.Buffer
			w, err := NewTraceWriter(&to, "a.trace", controlled)
			if err != nil {
				t.Fatal(err)
			}
			before, wrong := good, good
			before.Stamp = 6
			row.change(&wrong)
			err = w.Record(&before)
			var refused *RefusedError
			if err := w.Record(&wrong); !errors.As(err, &refused) || err.Error() != "history: a.trace: "+row.want {
				t.Errorf("got  %v\nwant history: a.trace: %s", err, row.want)
			}
			if err := errors.Join(err, w.Record(&good), w.Close(), w.Close()); err != nil {
				t.Fatal(err)
			}
			want := traceHeader + `{"seq":6,"action":"Loss"}` + "\n" + `{"seq":7,"action":"Loss"}` + "\n" + `{"action":"end","records":2}` + "\n"
			if to.String() != want {
				t.Errorf("got\n%swant\n%s", to.String(), want)
			}
		})
	}
	if _, err := NewTraceWriter(io.Discard, "t", Header{}); err == nil {
		t.Error("a header without mode was written")
	}
}

// TestOpen: a file is what its first line says.
func TestOpen(t *testing.T) {
	for _, row := range []struct {
		name, data     string
		history, trace bool
	}{
		{"history", someHeader, true, false},
		{"trace", someTrace, false, true},
		{"fields in another order", `{"plan":{"format":"ostlife-history"},"version":1,"mode":"controlled","seed":1,"bounds":{},"design":"rfc","defects":[], "format" : "ostlife-trace"}` + "\n", false, true},
		{"neither", strings.Replace(someHeader, "history", "novel", 1), false, false},
		{"empty", "", false, false},
		{"garbage", "\x00garbage\n", false, false},
		{"cut", traceHeader[:40], false, false},
		{"flaw behind the format", strings.Replace(traceHeader, "rfc", "", 1), false, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			h, trace, err := Open(strings.NewReader(row.data), "t", Limits{})
			if (h != nil) != row.history || (trace != nil) != row.trace || (err == nil) != (row.history || row.trace) {
				t.Fatalf("%v, %v, %v", h, trace, err)
			}
			var malformed *MalformedError
			if err != nil && !errors.As(err, &malformed) {
				t.Errorf("%T: %v", err, err)
			}
		})
	}
}

package history

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// edit is a negative control: it makes one change to one line of a good history, and names
// all that reading it then says.
type edit struct {
	name     string
	line     int
	old, new string
	want     string
}

// edits are those of testdata/ok/every-kind.jsonl.
var edits = []edit{
	// The words of JSON.
	{"no object", 2, `{"seq":1`, `["seq":1`, `2:1: want '{', found '['`},
	{"no colon", 2, `"op":1`, `"op" 1`, `2:25: want ':', found a number`},
	{"no comma", 2, `,"op"`, ` "op"`, `2:20: want '}', found text`},
	{"name is no text", 2, `"op":1`, `op:1`, `2:20: want text, found 'o'`},
	{"text without end", 5, `ping 7"`, `ping 7`, `5:80: detail: this text has no end`},
	{"text runs into the next", 2, `"connect"`, `"connect`, `2:60: kind: "connect," is unknown`},
	{"plan has an open list", 1, `"seed":7`, `"seed":7,"plan":[1`, `1:88: plan: want ']', found ':'`},
	{"control byte", 3, `OST0003`, "OST\x01", `3:88: uuid: byte 0x01 in text must be escaped`},
	{"wrong escape", 3, `OST0003`, `OST\x`, `3:84: uuid: an escape in this text is not JSON's`},

	// Each field: known, there, once, and of its form and size.
	{"seq missing", 2, `"seq":1,`, ``, `2:1: field "seq" is missing`},
	{"event missing", 2, `"event":"call",`, ``, `2:1: field "event" is missing`},
	{"event unknown", 2, `"call"`, `"cal"`, `2:46: event: "cal" is unknown`},
	{"kind missing", 2, `"kind":"connect",`, ``, `2:1: call: field "kind" is missing`},
	{"kind unknown", 2, `"connect"`, `"conect"`, `2:60: kind: "conect" is unknown`},
	{"field of another event", 2, `"node":0`, `"node":0,"instance":1`, `2:90: call of connect: field "instance" has no place here`},
	{"fraction", 2, `"op":1`, `"op":1.5`, `2:25: op: want a whole number from 0, found 1.5`},
	{"exponent", 2, `"op":1`, `"op":1e3`, `2:25: op: want a whole number from 0, found 1e3`},
	{"leading zero", 2, `"op":1`, `"op":01`, `2:25: op: "01" is not a JSON number`},
	{"negative", 2, `"time":10`, `"time":-1`, `2:17: time: want a whole number from 0, found -1`},
	{"beyond 64 bits", 2, `"op":1`, `"op":18446744073709551616`, `2:25: op: this number is above 18446744073709551615`},
	{"time beyond 63 bits", 2, `"time":10`, `"time":9223372036854775808`, `2:17: time: want a number from 0 to 9223372036854775807, found 9223372036854775808`},
	{"client beyond 32 bits", 2, `"client":0`, `"client":4294967296`, `2:36: client: want a number from 0 to 4294967295, found 4294967296`},
	{"node beyond 16 bits", 2, `"node":0`, `"node":65536`, `2:77: node: want a number from 0 to 65535, found 65536`},
	{"target beyond 16 bits", 2, `"target":2`, `"target":65536`, `2:88: target: want a number from 0 to 65535, found 65536`},
	{"number is null", 2, `"node":0`, `"node":null`, `2:77: node: want a whole number, found 'n'`},
	{"number is a list", 2, `"node":0`, `"node":[0]`, `2:77: node: want a whole number, found '['`},
	{"seq 0", 2, `"seq":1`, `"seq":0`, `2:8: seq: want a number from 1 to 18446744073709551615, found 0`},
	{"op 0", 2, `"op":1`, `"op":0`, `2:25: op: want a number from 1 to 18446744073709551615, found 0`},
	{"instance 0 of connect", 4, `"instance":1`, `"instance":0`, `4:62: instance: want a number from 1 to 18446744073709551615, found 0`},
	{"uuid empty", 3, `"OST0003_UUID"`, `""`, `3:84: uuid: want 1 to 40 bytes, found 0`},
	{"uuid too long", 3, `OST0003_UUID`, strings.Repeat("x", 41), `3:84: uuid: want 1 to 40 bytes, found 41`},
	{"fault without a name", 5, `"loss"`, `""`, `5:44: fault: want 1 to 64 bytes, found 0`},
	{"fault with a long name", 5, `"loss"`, `"` + strings.Repeat("x", 65) + `"`, `5:44: fault: want 1 to 64 bytes, found 65`},
	{"detail too long", 5, `the reply`, strings.Repeat("x", 513), `5:80: detail: want 0 to 512 bytes, found 523`},
	{"text is a number", 3, `"OST0003_UUID"`, `3`, `3:84: uuid: want text, found a number`},
	{"boolean is a number", 8, `"present":true`, `"present":1`, `8:74: present: want true or false, found a number`},
	{"boolean is a text", 8, `"present":true`, `"present":"true"`, `8:74: present: want true or false, found text`},
	{"state unknown", 8, `"FULL"`, `"full"`, `8:118: state: "full" is unknown`},
	{"state by number", 8, `"FULL"`, `9`, `8:118: state: want text, found a number`},
	{"error unknown", 12, `"busy"`, `"EBUSY"`, `12:63: error: "EBUSY" is unknown`},

	// The fields proper to each kind.
	{"connect without node", 2, `,"node":0`, ``, `2:1: call of connect: field "node" is missing`},
	{"connect without target", 2, `,"target":2`, ``, `2:1: call of connect: field "target" is missing`},
	{"connect with uuid", 2, `"target":2`, `"target":2,"uuid":"u"`, `2:97: call of connect: field "uuid" has no place here`},
	{"add without uuid", 3, `,"uuid":"OST0003_UUID"`, ``, `3:1: call of add: field "uuid" is missing`},
	{"add with node", 3, `"target":3`, `"target":3,"node":0`, `3:84: call of add: field "node" has no place here`},
	{"remove with uuid", 11, `"target":3`, `"target":3,"uuid":"u"`, `11:89: call of remove: field "uuid" has no place here`},
	{"settle with target", 13, `"node":0`, `"node":0,"target":0`, `13:89: call of settle: field "target" has no place here`},
	{"call with error", 2, `"target":2`, `"target":2,"error":"busy"`, `2:98: call of connect: field "error" has no place here`},
	{"ok of connect without instance", 4, `,"instance":1`, ``, `4:1: ok of connect: field "instance" is missing`},
	{"ok of connect with position", 4, `"instance":1`, `"instance":1,"position":1`, `4:75: ok of connect: field "position" has no place here`},
	{"ok of connect with error", 4, `"instance":1`, `"instance":1,"error":"no-target"`, `4:72: ok of connect: field "error" has no place here`},
	{"ok of add without position", 6, `,"position":1`, ``, `6:1: ok of add: field "position" is missing`},
	{"ok of add with position 0", 6, `"position":1`, `"position":0`, `6:62: position: 0 is the empty log, and add is a record of it`},
	{"ok of deactivate with position 0", 16, `"position":2`, `"position":0`, `16:64: position: 0 is the empty log, and deactivate is a record of it`},
	{"ok of activate with position 0", 18, `"position":3`, `"position":0`, `18:64: position: 0 is the empty log, and activate is a record of it`},
	{"ok of status without position", 8, `"position":0,`, ``, `8:1: ok of status: field "position" is missing`},
	{"ok of status without present", 8, `"present":true,`, ``, `8:1: ok of status: field "present" is missing`},
	{"ok of status without deactivated", 8, `"deactivated":false,`, ``, `8:1: ok of status: field "deactivated" is missing`},
	{"ok of status without active", 8, `"active":1,`, ``, `8:1: ok of status: field "active" is missing`},
	{"ok of status without state", 8, `,"state":"FULL"`, ``, `8:1: ok of status: field "state" is missing`},
	{"ok of settle with instance", 14, `"position":0`, `"position":0,"instance":1`, `14:77: ok of settle: field "instance" has no place here`},
	{"info with instance", 10, `"info"`, `"info","instance":1`, `10:64: info of evict: field "instance" has no place here`},
	{"info with error", 10, `"info"`, `"info","error":"not-connected"`, `10:61: info of evict: field "error" has no place here`},
	{"fail without error", 12, `,"error":"busy"`, ``, `12:1: fail of remove: field "error" is missing`},
	{"fail with position", 12, `"error"`, `"position":1,"error"`, `12:66: fail of remove: field "position" has no place here`},
	{"return with kind", 4, `"ok"`, `"ok","kind":"connect"`, `4:58: ok of connect: field "kind" has no place here`},
	{"return without op", 4, `"op":1,`, ``, `4:1: ok: field "op" is missing`},
	{"return without client", 4, `"client":0,`, ``, `4:1: ok: field "client" is missing`},
	{"return without time", 4, `"time":30,`, ``, `4:1: ok: field "time" is missing`},
	{"fault with op", 5, `"node"`, `"op":1,"node"`, `5:56: fault: field "op" has no place here`},
	{"fault without detail", 5, `,"detail":"the reply to ping 7"`, ``, `5:1: fault: field "detail" is missing`},
	{"end without operations", 19, `,"operations":8`, ``, `19:1: end: field "operations" is missing`},
	{"end with time", 19, `"operations"`, `"time":1,"operations"`, `19:32: end: field "time" has no place here`},

	// The refusals that each kind knows.
	{"connect is busy", 4, `"ok","instance":1`, `"fail","error":"busy"`, `4:61: error: connect is never refused with "busy"`},
	{"evict finds no target", 10, `"info"`, `"fail","error":"no-target"`, `10:61: error: evict is never refused with "no-target"`},
	{"add finds no target", 6, `"ok","position":1`, `"fail","error":"no-target"`, `6:61: error: add is never refused with "no-target"`},
	{"remove exists", 12, `"busy"`, `"exists"`, `12:63: error: remove is never refused with "exists"`},
	{"deactivate is busy", 16, `"ok","position":2`, `"fail","error":"busy"`, `16:63: error: deactivate is never refused with "busy"`},
	{"activate is deactivated", 18, `"ok","position":3`, `"fail","error":"deactivated"`, `18:63: error: activate is never refused with "deactivated"`},
	{"status fails", 8, `"ok","position":0,"present":true,"deactivated":false,"active":1,"state":"FULL"`,
		`"fail","error":"no-target"`, `8:46: event: status never fails`},
	{"settle fails", 14, `"ok","position":0`, `"fail","error":"no-target"`, `14:48: event: settle never fails`},

	// The order of the events.
	{"seq doubled", 3, `"seq":2`, `"seq":1`, `3:8: seq: 1 does not rise above 1`},
	{"seq falls", 7, `"seq":6`, `"seq":4`, `7:8: seq: 4 does not rise above 5`},
	{"op id doubled", 3, `"op":2`, `"op":1`, `3:25: op: 1 does not rise above 1`},
	{"op id falls", 7, `"op":3`, `"op":1`, `7:25: op: 1 does not rise above 2`},
	{"client overlaps", 3, `"client":1`, `"client":0`, `3:36: client: 0 calls while its operation 1 is open`},
	{"client goes on after info", 11, `"client":2`, `"client":1`, `11:38: client: 1 calls after the unknown outcome of its operation 4`},
	{"return of another operation", 4, `"op":1`, `"op":2`, `4:25: op: 2 is not the open operation of client 0, which is 1`},
	{"return of another client", 4, `"client":0`, `"client":1`, `4:25: op: 1 is not the open operation of client 1, which is 2`},
	{"return of no client", 4, `"client":0`, `"client":9`, `4:25: op: client 9 has no open operation`},
	{"return twice", 8, `"op":3`, `"op":1`, `8:25: op: 1 is not the open operation of client 0, which is 3`},
	{"return after the return", 6, `"op":2,"client":1`, `"op":1,"client":0`, `6:25: op: client 0 has no open operation`},
	{"end counts too many", 19, `"operations":8`, `"operations":9`, `19:38: operations: 9 at the end, counted 8`},

	// The header.
	{"format unknown", 1, `"ostlife-history"`, `"jepsen"`, `1:11: format: "jepsen" is not "ostlife-history"`},
	{"format is a number", 1, `"ostlife-history"`, `1`, `1:11: format: want text, found a number`},
	{"version unknown", 1, `"version":1`, `"version":2`, `1:39: version: 2 is unknown, known is 1`},
	{"version is a text", 1, `"version":1`, `"version":"1"`, `1:39: version: want a whole number, found text`},
	{"version missing", 1, `"version":1,`, ``, `1:1: the first line is the header: field "version" is missing`},
	{"mode unknown", 1, `"controlled"`, `"dry"`, `1:48: mode: "dry" is neither "controlled" nor "real"`},
	{"mode missing", 1, `"mode":"controlled",`, ``, `1:1: the first line is the header: field "mode" is missing`},
	{"seed missing", 1, `"seed":7,`, ``, `1:1: the first line is the header: field "seed" is missing`},
	{"seed negative", 1, `"seed":7`, `"seed":-7`, `1:68: seed: want a whole number from 0, found -7`},
	{"bounds missing", 1, `"bounds":{"operations":6},`, ``, `1:1: the first line is the header: field "bounds" is missing`},
	{"bounds doubled", 1, `"operations":6`, `"operations":6,"operations":6`, `1:95: bounds: field "operations" is there twice`},
	{"bound without a name", 1, `"operations":6`, `"":6`, `1:80: bounds: a name of 0 bytes, want 1 to 64`},
	{"bound beyond 63 bits", 1, `"operations":6`, `"operations":9223372036854775808`, `1:93: bounds: 9223372036854775808 is above 9223372036854775807`},
	{"bound is a text", 1, `"operations":6`, `"operations":"6"`, `1:93: bounds: want a whole number, found text`},
	{"design empty", 1, `"rfc"`, `""`, `1:105: design: a name of 0 bytes, want 1 to 64`},
	{"design too long", 1, `"rfc"`, `"` + strings.Repeat("x", 65) + `"`, `1:105: design: a name of 65 bytes, want 1 to 64`},
	{"defects is a text", 1, `[]`, `"none"`, `1:121: defects: want '[', found text`},
	{"defect is a number", 1, `[]`, `[1]`, `1:122: defects: want text, found a number`},
	{"defect doubled", 1, `[]`, `["late-reply","late-reply"]`, `1:135: defects: "late-reply" is there twice`},
	{"too many bounds", 1, `"operations":6`, manyNames("%q:1"), `1:2384: bounds: more than 256 names`},
	{"too many defects", 1, `[]`, "[" + manyNames("%q") + "]", `1:1914: defects: more than 256 names`},
	{"header field doubled", 1, `"seed":7`, `"seed":7,"seed":7`, `1:70: field "seed" is there twice`},
	{"header with a host", 1, `"seed":7`, `"seed":7,"host":"a"`, `1:70: the first line is the header, which has no field "host"`},
	{"controlled with go", 1, `[]`, `[],"go":"go1.26"`, `1:129: field "go" has no place in the header of a controlled run`},
	{"real without go", 1, `"mode":"controlled"`, `"mode":"real","start":"2026-01-02T03:04:05Z"`, `1:1: the first line is the header: field "go" is missing`},
	{"start is no time", 1, `"mode":"controlled"`, `"mode":"real","go":"go1.26","start":"yesterday"`, `1:77: start: "yesterday" is not a time as in RFC 3339`},
	{"start is a number", 1, `"mode":"controlled"`, `"mode":"real","go":"go1.26","start":0`, `1:77: start: want text, found a number`},
	{"start before year 0", 1, `"mode":"controlled"`, `"mode":"real","go":"go1.26","start":"0000-01-01T00:00:00+01:00"`,
		`1:77: start: "0000-01-01T00:00:00+01:00" is not a time as in RFC 3339`},
	{"start beyond year 9999", 1, `"mode":"controlled"`,
		`"mode":"real","go":"go1.26","start":"9999-12-31T23:59:59-01:00"`, `1:77: start: "9999-12-31T23:59:59-01:00" is not a time as in RFC 3339`},
	{"plan with a field doubled", 1, `"seed":7`, `"seed":7,"plan":{"a":{"b":1,"b":2}}`, `1:89: plan: field "b" is there twice`},
	{"plan is no JSON", 1, `"seed":7`, `"seed":7,"plan":{"a":nil}`, `1:82: plan: want a value, found 'n'`},
	{"plan too deep", 1, `"seed":7`, `"seed":7,"plan":` + strings.Repeat("[", 65) + strings.Repeat("]", 65), `1:141: plan: deeper than 64 objects and lists`},
	{"rest after the header", 1, `[]}`, `[]}}`, `1:124: want the end of the line, found '}'`},
}

// manyNames lists one name more than a header may have.
func manyNames(format string) string {
	list := make([]string, MaxNames+1)
	for i := range list {
		list[i] = fmt.Sprintf(format, fmt.Sprintf("n%03d", i))
	}
	return strings.Join(list, ",")
}

func TestEdits(t *testing.T) {
	testEdits(t, "every-kind.jsonl", edits)
	testEdits(t, "every-kind-of-data.jsonl", dataEdits)
	testEdits(t, "every-kind-of-objects.jsonl", objectEdits)
}

func testEdits(t *testing.T, file string, edits []edit) {
	good := content(t, filepath.Join("testdata", "ok", file))
	for _, edit := range edits {
		t.Run(edit.name, func(t *testing.T) {
			lines := strings.SplitAfter(string(good), "\n")
			line := &lines[edit.line-1]
			if n := strings.Count(*line, edit.old); n != 1 {
				t.Fatalf("%q is %d times in line %d", edit.old, n, edit.line)
			}
			*line = strings.Replace(*line, edit.old, edit.new, 1)
			_, err := Read(strings.NewReader(strings.Join(lines, "")), "h", Limits{})
			if err == nil {
				t.Fatal("read as if it were good")
			}
			if got := strings.TrimPrefix(err.Error(), "h:"); got != edit.want {
				t.Errorf("got  %s\nwant %s", got, edit.want)
			}
		})
	}
}

// TestLineLost: a history without one of its lines is only good where the run could
// have left that line out.
func TestLineLost(t *testing.T) {
	free := map[int]bool{
		5:  true, // a fault
		10: true, // the info of a client that does nothing more: open instead
		12: true, // the fail of a client that does nothing more, likewise
		18: true, // the last return, likewise
		19: true, // the end
	}
	good := content(t, filepath.Join("testdata", "ok", "every-kind.jsonl"))
	lines := strings.SplitAfter(strings.TrimSuffix(string(good), "\n"), "\n")
	for i, line := range lines {
		rest := strings.Join(lines[:i], "") + strings.Join(lines[i+1:], "")
		if !strings.HasSuffix(rest, "\n") {
			rest += "\n"
		}
		if _, err := Read(strings.NewReader(rest), "h", Limits{}); (err == nil) != free[i+1] {
			t.Errorf("without line %d, %s: %v", i+1, line, err)
		}
	}
}

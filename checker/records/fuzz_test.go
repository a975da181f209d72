package records

import (
	"context"
	"io"
	"strings"
	"testing"
)

var errEnd = io.EOF

// seeds are texts of every format, whole; the fuzzer damages them.
var seeds = []string{
	head16 + change + "\n", headF + change + "\r\n> " + head2 + change, entered + head2 + "(____ptrval____) T: changing import state from NEW to REPLAY\n_WAIT\n",
	head2[:70] + head2 + change + "\n", "Debug log: 9 lines, 5 kept, 3 dropped, 1 bad.\n",
	"[1.5] " + lostText + "[2.5] " + lostText + "\n", "Aug 25 04:26:41 client7 kernel: LustreError: 167-0: a: This client was evicted by b; in\nprogress operations will fail\n",
	"<4>[    5.000100 <  0.1>][ T1] Lustre: Skipped 3 previous similar messages\n", "2026-08-25T04:26:41.5+02:00 c kernel: " + lostText,
	"Tue 2026-08-25 04:26:41 CEST c kernel: " + lostText, "2026 Feb 29 04:26:41 c kernel: " + lostText,
	"Lustre: 3389:0:(client.c:2295:f()) @@@ Request sent has timed out for slow reply: [sent 1/real 2]  req@00 x1/t0(0) o400->a@b:28/4 lens 1/1 e 0 to 1 dl 7 ref 1 fl Rpc:X/0/f rc 0/-1\n",
	importOf16, importOf18, importOfNow, beforeEach("osc.a.import=", importOfNow), strings.Replace(importOfNow, "version ]", "ver\nsion ]", 1),
	"osc.a.state=\ncurrent_state: FULL\nstate_history:\n - [ 1787650001, FULL ]\n - [1787650002, IDLE]\n",
	"status: COMPLETE\nlast_transno: 7\n", "0: demo-OST0000_UUID ACTIVE\n1: demo-OST0001_UUID INACTIVE\n", "demo-OST0000_UUID\tFULL\tDEACTIVATED\n",
	"  0 UP mgc a b 5\n  1 IN osc a b 4 c\n", "Pool: demo.fast\ndemo-OST0000_UUID\nPools from demo:\ndemo.x\n", "osp.a.active=1\nlov.a.pools.p=\nx_UUID\n",
	"- { index: 26, event: add_osc, device: d,\nost: o }\n- { index: 27, event: marker, flags: 0x15 }\n",
	"#02 (136)SKIP attach    0:a  1:osc\n#20 (224)END   EXCLUDE END   marker  12 (flags=0x12, v2.1.0.0) o 'add osc' Thu-Fri\n#44 (80)set_timeout=20\n",
	"==> /proc/fs/lustre/osc/a/active <==\n1\n", "\x1f\x8b", "\x28\xb5\x2f\xfd",
}

// FuzzRead reads any bytes: no panic, every line counted, every record inside of the text, and
// the same records when it is read again.
func FuzzRead(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.HasPrefix(text, "\x1f\x8b") || strings.HasPrefix(text, "\x28\xb5\x2f\xfd") {
			packedOrNot(t, text)
			return
		}
		all, _ := readAll(t, text)
		again, _ := readAll(t, text)
		if len(all) != len(again) {
			t.Fatalf("%d records, then %d", len(all), len(again))
		}
		for i := range all {
			if first, second := tell(all[i]), tell(again[i]); first != second {
				t.Errorf("%s, then %s", first, second)
			}
		}
	})
}

// packedOrNot reads what begins as a packed file does: an error is fine.
func packedOrNot(t *testing.T, text string) {
	const most = 1 << 20 // of records, in a file of a few bytes
	n := 0
	_, err := new(Reader).Read(context.Background(), []string{"-"}, strings.NewReader(text), func(Record) error {
		if n++; n > most {
			return io.ErrShortBuffer
		}
		return nil
	})
	if err != nil && err != io.ErrShortBuffer {
		t.Fatal(err)
	}
}

// FuzzDebug, FuzzConsole and FuzzLlog fuzz the readers of one message below the splitting into
// lines.
func FuzzDebug(f *testing.F) {
	for _, seed := range []string{head16 + change, headF + "@@@ IMP_CLOSED  req@00 x1/t0(0) o400->a@b:28/4 dl 7 fl X rc 0/-1", entered} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if !isDebug(line) {
			return
		}
		r, got := readDebug(line)
		if told := r != nil; told != (got >= fitCut) {
			t.Errorf("%v with fit %d", r, got)
		}
		if c, ok := r.(*Transition); ok && (c.Left == StateUnknown || c.Now == StateUnknown) {
			t.Errorf("got %+v", c)
		}
	})
}

func FuzzConsole(f *testing.F) {
	f.Add([]byte("[1.5] " + lostText))
	f.Add([]byte("Aug 25 04:26:41 2026 c kernel: LustreError: 166-1: 1:0:(a.c:1:f()) " + lostText[8:]))
	f.Add([]byte("2026-08-25_04:26:41.123+0230 c kernel[0]: [1.5] [2.5] Lustre: Skipped 3 previous similar messages"))
	f.Fuzz(func(t *testing.T, line []byte) {
		if r, got := readConsole(line); (r != nil) != (got >= fitCut) {
			t.Errorf("%v with fit %d", r, got)
		}
	})
}

func FuzzLlog(f *testing.F) {
	f.Add([]byte("- { index: 26, event: add_osc, device: d, ost: o }"))
	f.Add([]byte("#20 (224)SKIP START marker  12 (flags=0x05, v2.1.0.0) o 'add osc' Thu-Fri"))
	f.Fuzz(func(t *testing.T, line []byte) {
		if r, got := readLlogPrint(line); (r != nil) != (got == fitWhole) {
			t.Errorf("%v with fit %d", r, got)
		}
		if len(line) == 0 || line[0] != '#' {
			return
		}
		if r, ok := readLlogReader(line); ok && r.Command == "" {
			t.Errorf("got %+v", r)
		}
	})
}

package records

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
)

// debugLog makes a debug log as a busy node writes it: one line in about five hundred is a
// change of state or another message that tells something.
func debugLog(bytesAtLeast int) []byte {
	texts := []string{
		"00000100:00100000:%d.0:17876%05d.%06d:0:%d:0:(client.c:2210:ptlrpc_check_set()) Completed RPC pname:cluuid:pid:xid:nid:opc:job ptlrpcd_00_01:4a3f0b1e-0c5d-4a77-9d0f-0123456789ab:4211:1788000000000064:10.9.8.7@tcp:400:\n",
		"00000020:00000001:%d.0:17876%05d.%06d:0:%d:0:(genops.c:911:class_conn2export()) Process entered\n",
		"00000020:00000040:%d.0:17876%05d.%06d:0:%d:0:(genops.c:979:class_export_put()) PUTting export 00000000c1d2e3f4 : new refcount 2\n",
		"00000100:00000040:%d.0F:17876%05d.%06d:0:%d:0:(lustre_net.h:2402:ptlrpc_rqphase_move()) @@@ move request phase from RPC to Interpret  req@00000000aabbccdd x1788000000000064/t0(0) o400->demo-OST0002-osc-ffff9a0011223344@10.9.8.7@tcp:28/4 lens 224/224 e 0 to 0 dl 1787650007 ref 1 fl RPC:NQr/0/0 rc 0/0 job:''\n",
		"00000008:00000010:%d.0:17876%05d.%06d:0:%d:0:(osc_cache.c:2310:osc_queue_async_io()) kmalloced '*ext': 352 at 00000000deadbeef.\n",
	}
	change := "00000100:00080000:%d.0:17876%05d.%06d:0:%d:0:(import.c:86:import_set_state_nolock()) 00000000a1b2c3d4 demo-OST0002_UUID: changing import state from DISCONN to CONNECTING\n"
	var b bytes.Buffer
	for i := 0; b.Len() < bytesAtLeast; i++ {
		text := texts[i%len(texts)]
		if i%500 == 499 {
			text = change
		}
		fmt.Fprintf(&b, text, i%8, i/1000%100000, i%1000000, 4000+i%16)
	}
	return b.Bytes()
}

func BenchmarkDebugLog(b *testing.B) { benchmark(b, debugLog(64<<20)) }

// BenchmarkSystemLog has one line of Lustre's in a hundred.
func BenchmarkSystemLog(b *testing.B) {
	other := strings.Repeat("Aug 25 04:26:41 client7 systemd[1]: Started Session 4211 of user demo, and says more than anybody reads.\n", 99)
	benchmark(b, []byte(strings.Repeat(other+"Aug 25 04:26:41 client7 kernel: "+lostText+"\n", 1000)))
}

// BenchmarkProse has nothing that is understood.
func BenchmarkProse(b *testing.B) {
	benchmark(b, []byte(strings.Repeat("It was the best of times, it was the worst of times, and nothing like it was ever logged.\n", 100_000)))
}

func benchmark(b *testing.B, log []byte) {
	b.SetBytes(int64(len(log)))
	b.ReportAllocs()
	for b.Loop() {
		count := 0
		_, err := new(Reader).Read(context.Background(), []string{"-"}, bytes.NewReader(log), func(Record) error {
			count++
			return nil
		})
		if err != nil || count == 0 {
			b.Fatal(count, err)
		}
	}
}

// TestSameMemory reads logs of two sizes in which nothing is told, and one in which much is: a
// line that says nothing costs no allocation.
func TestSameMemory(t *testing.T) {
	allocations := func(text string) float64 {
		return testing.AllocsPerRun(3, func() {
			if _, err := new(Reader).Read(context.Background(), []string{"-"}, strings.NewReader(text), func(Record) error { return nil }); err != nil {
				t.Fatal(err)
			}
		})
	}
	const lines = 2000
	once, twice := allocations(strings.Repeat(entered, lines)), allocations(strings.Repeat(entered, 2*lines))
	if twice-once > lines/100 {
		t.Errorf("%v allocations, and %v for twice the size", once, twice)
	}
	if told := allocations(strings.Repeat(head2+change+"\n", lines)); told < once+lines {
		t.Errorf("%v allocations where each line is told: nothing is measured here", told)
	}
}

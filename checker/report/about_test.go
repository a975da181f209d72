package report

import (
	"slices"
	"testing"

	"ostlife/checker/history"
	"ostlife/model/lustre"
)

// TestOperationsSayWhere: each kind names the node and the target that it is about, and
// none that it is not.
func TestOperationsSayWhere(t *testing.T) {
	want := map[history.Kind]string{
		history.Connect: " OST0002 client1", history.Evict: " OST0002 client1", history.Status: " OST0002 client1",
		history.WriteValue: " OST0002 client1", history.ReadValue: " OST0002 client1", history.Sync: " OST0002 client1",
		history.Settle: " client1", history.Create: " client1", history.PoolList: " client1",
		history.Add: "", history.Deactivate: " OST0002", history.Activate: " OST0002", history.Remove: " OST0002",
		history.Unlink: " OST0002 client1", history.LastID: " OST0002 client1", history.EASize: " client1", history.Crash: " client1",
		history.PoolAdd: " OST0002", history.PoolRemove: " OST0002", history.Restart: " OST0002",
	}
	for _, kind := range history.Kinds() {
		op := history.Operation{Kind: kind, Node: 1, Target: lustre.Target(2)}
		if got := whereOf(&op); got != want[kind] {
			t.Errorf("%s is at %q, want %q", kind, got, want[kind])
		}
		delete(want, kind)
	}
	if len(want) > 0 || !slices.Contains(history.Kinds(), history.Restart) {
		t.Errorf("no such kinds: %v", want)
	}
}

package history

import (
	"bytes"
	"io"
	"testing"
)

// longRun is a history of so many operations, two at a time.
func longRun(operations int) *History {
	h := &History{Header: controlled, Complete: true}
	for n := range uint64(operations) {
		op := Operation{ID: n + 1, Client: uint32(n % 2), Call: 2*n + 1, Return: 2*n + 4, Outcome: OK}
		switch n % 4 {
		case 0, 1:
			op.Kind, op.Result.Instance = Connect, 1
		case 2:
			op.Kind, op.UUID, op.Result.Position = Add, "OST0003_UUID", 1
		case 3:
			op.Kind, op.Result.Status.Present = Status, true
		}
		h.Operations = append(h.Operations, op)
	}
	return h
}

// BenchmarkWrite gives the time of one record.
func BenchmarkWrite(b *testing.B) {
	w, err := NewWriter(io.Discard, controlled)
	if err != nil {
		b.Fatal(err)
	}
	w.order.limits.Operations = b.N + 1
	op := Operation{Kind: Connect, Outcome: OK, Result: Result{Instance: 1}}
	b.ReportAllocs()
	for n := range uint64(b.N) {
		if n%2 == 0 {
			op.ID, op.Call = n/2+1, n+1
			err = w.Call(op)
		} else {
			op.Return = n + 1
			err = w.Return(op)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead gives the time of reading 20,001 records, and their bytes a second.
func BenchmarkRead(b *testing.B) {
	var file bytes.Buffer
	if err := longRun(10_000).Write(&file); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(bytes.NewReader(file.Bytes()), "bench", Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

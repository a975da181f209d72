package history

import (
	"bytes"
	"io"
	"testing"
	"time"

	"ostlife/model/lustre"
)

// traceOfConnects gives the records of so many rounds of a connect, each by the actions
// of the import, the LOV and the OST, and with what they show in a run.
func traceOfConnects(rounds int) (list []lustre.TraceRecord) {
	for n := range lustre.ConnectionCount(rounds) {
		numbers := lustre.Numbers{Count: 2*n + 1, Generation: 3}
		imported := lustre.TraceRecord{Node: 1, Target: 2, Slot: 1, Numbers: numbers, Current: numbers}
		imported.Import = lustre.ImportTrace{State: lustre.Connecting, Handle: 17, Prepared: n, Queued: 1, InFlight: 1}
		slot := lustre.TraceRecord{Node: 1, Target: 2, Slot: 1, Numbers: numbers}
		slot.LOV = lustre.LOVTrace{Position: 5, Present: true, Pooled: true, Active: 17, ActiveFor: 2*n + 1}
		server := lustre.TraceRecord{Node: 1, Target: 2, Numbers: numbers, Instance: 17, Taken: true}
		server.Export = lustre.ExportTrace{Instance: 17, Granted: true}
		for _, row := range []struct {
			action lustre.Action
			record lustre.TraceRecord
		}{
			{lustre.ActConnectSend, imported}, {lustre.ActOstConnect, server}, {lustre.ActConnectInterpret, imported},
			{lustre.ActConnectFull, imported}, {lustre.ActOscPrepare, imported}, {lustre.ActLovActive, slot},
			{lustre.ActTopActive, slot}, {lustre.ActRecoveryFinished, imported},
		} {
			row.record.Action = row.action
			row.record.Stamp = uint64(len(list)) + 1
			row.record.Time = time.Duration(n) * time.Millisecond
			list = append(list, row.record)
		}
	}
	return list
}

// BenchmarkTraceWrite gives the records written a second.
func BenchmarkTraceWrite(b *testing.B) {
	benchmarkTrace(b, func(w *TraceWriter, list []lustre.TraceRecord) {
		for i := range list {
			if err := w.Record(&list[i]); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkTraceRecord is the same through a recorder.
func BenchmarkTraceRecord(b *testing.B) {
	benchmarkTrace(b, func(w *TraceWriter, list []lustre.TraceRecord) {
		r := NewTraceRecorder(w)
		for i := range list {
			r.Record(list[i])
		}
		if err := r.Close(); err != nil {
			b.Fatal(err)
		}
	})
}

func benchmarkTrace(b *testing.B, write func(w *TraceWriter, list []lustre.TraceRecord)) {
	list := traceOfConnects(10_000)
	b.ReportAllocs()
	for b.Loop() {
		w, err := NewTraceWriter(io.Discard, "bench", controlled)
		if err != nil {
			b.Fatal(err)
		}
		write(w, list)
	}
	b.ReportMetric(float64(len(list))*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

// BenchmarkTraceRead gives the records read a second, and their bytes.
func BenchmarkTraceRead(b *testing.B) {
	list := traceOfConnects(10_000)
	var file bytes.Buffer
	w, err := NewTraceWriter(&file, "bench", controlled)
	if err != nil {
		b.Fatal(err)
	}
	for i := range list {
		if err := w.Record(&list[i]); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		r, err := NewTraceReader(bytes.NewReader(file.Bytes()), "bench", Limits{})
		for err == nil {
			_, err = r.Next()
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(list))*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

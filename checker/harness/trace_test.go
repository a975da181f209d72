package harness

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"testing"

	"ostlife/checker/conform"
	"ostlife/checker/history"
	"ostlife/model/lustre"
)

// recorded runs a plan and gives what it did, with its trace as it is in a file.
func recorded(t testing.TB, p Plan) (Outcome, []byte) {
	t.Helper()
	var file bytes.Buffer
	out, err := Run(p, Options{TraceFile: &file})
	if err != nil {
		t.Fatal(err)
	}
	return out, file.Bytes()
}

// rejudge watches a trace from its file.
func rejudge(t testing.TB, file []byte) (*conform.Watch, *history.TraceReader) {
	t.Helper()
	r, err := history.NewTraceReader(bytes.NewReader(file), TraceFile, history.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	w := conform.NewWatch(conform.Options{})
	for {
		entry, err := r.Next()
		if errors.Is(err, io.EOF) {
			return w, r
		}
		if err != nil {
			t.Fatal(err)
		}
		entry.Tell(w)
	}
}

// The bounds of the comparison of traces: so many plans of each kind.
const (
	comparedPlans = 60
	comparedReal  = 4
)

// A trace that is judged from its file has the verdict that it had while it was made,
// whatever is planted; of a controlled run, to the last word.
func TestTraceFromFileIsJudgedAlike(t *testing.T) {
	for _, defect := range append([]lustre.Defect{""}, lustre.Planted()...) {
		shape := Shape{}
		if defect != "" {
			shape.Defects = []lustre.Defect{defect}
		}
		t.Run("defect "+string(defect), func(t *testing.T) {
			t.Parallel()
			broken := 0
			for seed := range uint64(comparedPlans) {
				out, file := recorded(t, Draw(seed, shape))
				again, from := rejudge(t, file)
				if !from.Complete() || !reflect.DeepEqual(from.Header(), out.History.Header) {
					t.Fatalf("seed %d: header %+v, complete %v", seed, from.Header(), from.Complete())
				}
				if !reflect.DeepEqual(again.Violations(), out.Properties) || again.More() != out.More ||
					!reflect.DeepEqual(again.Looked(), out.Looked) {
					t.Fatalf("seed %d: from the file %v, in the run %v", seed, again.Violations(), out.Properties)
				}
				broken += len(out.Properties)
			}
			if (broken > 0) != (defect != "") {
				t.Errorf("%d violations", broken)
			}
		})
	}
}

// Of a real run the order of what different locks guard may be another one in the file,
// which has no say in the verdict.
func TestRealTraceFromFileIsJudgedAlike(t *testing.T) {
	t.Parallel()
	for _, defect := range []lustre.Defect{"", lustre.DefectActiveFirst} {
		shape := Shape{Mode: history.Real}
		if defect != "" {
			shape.Defects = []lustre.Defect{defect}
		}
		t.Run("defect "+string(defect), func(t *testing.T) {
			broken := 0
			for seed := range uint64(comparedReal) {
				out, file := recorded(t, Draw(seed, shape))
				again, from := rejudge(t, file)
				if got, want := brokenProperties(again.Violations()), brokenProperties(out.Properties); got != want {
					t.Errorf("seed %d: from the file %s, in the run %s", seed, got, want)
				}
				if h := from.Header(); h.Start.IsZero() || h.Mode != history.Real || !from.Complete() {
					t.Errorf("seed %d: header %+v", seed, h)
				}
				broken += len(out.Properties)
			}
			if (broken > 0) != (defect != "") {
				t.Errorf("%d violations", broken)
			}
		})
	}
}

// brokenProperties counts the violations by property.
func brokenProperties(list []conform.Violation) string {
	counts := map[string]int{}
	for _, v := range list {
		counts[v.Property]++
	}
	return fmt.Sprint(counts)
}

// The negative control: a file that says something else is judged otherwise.
func TestTraceFileIsWhatIsJudged(t *testing.T) {
	_, file := recorded(t, Draw(1, Shape{}))
	edited := bytes.Replace(file, []byte(`"state":"FULL"`), []byte(`"state":"DISCONN"`), 1)
	if again, _ := rejudge(t, edited); bytes.Equal(edited, file) || len(again.Violations()) == 0 {
		t.Error("an edit that makes a state wrong is not seen")
	}
}

// Writing the trace changes nothing of a controlled run, and is the same bytes each time.
func TestTraceFileChangesNothing(t *testing.T) {
	for seed := range uint64(comparedPlans / 4) {
		p := Draw(seed, Shape{})
		plain, err := Run(p, Options{})
		if err != nil {
			t.Fatal(err)
		}
		out, first := recorded(t, p)
		_, second := recorded(t, p)
		if !bytes.Equal(first, second) || out.Trace != plain.Trace || !reflect.DeepEqual(out.History, plain.History) {
			t.Errorf("seed %d: traces %+v and %+v", seed, out.Trace, plain.Trace)
		}
	}
}

// A trace that cannot be written is an error of the run, which names the file.
func TestUnwritableTrace(t *testing.T) {
	full := errors.New("no space left")
	for whole := range 2 {
		left := whole
		_, err := Run(Draw(1, Shape{}), Options{TraceFile: writerFunc(func(b []byte) (int, error) {
			if left--; left < 0 {
				return 0, full
			}
			return len(b), nil
		})})
		if !errors.Is(err, full) || err.Error() != TraceFile+": no space left" {
			t.Errorf("after %d writes: %v", whole, err)
		}
	}
}

// BenchmarkRun gives the time of a controlled run, with its trace written and without.
func BenchmarkRun(b *testing.B) {
	p := Draw(1, Shape{})
	for _, row := range []struct {
		name    string
		options Options
	}{{"without", Options{}}, {"with", Options{TraceFile: io.Discard}}} {
		b.Run(row.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Run(p, row.options); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package history

import (
	"cmp"
	"io"
	"slices"
)

// History is what happened in one run.
type History struct {
	Header     Header
	Operations []Operation // in the order of their calls
	Faults     []Fault     // in the order of their stamps
	Complete   bool        // its end was recorded; false if the run was cut short
}

// Write writes a history as a [Writer] does: the same history, the same bytes.
func (h *History) Write(to io.Writer) error {
	w, err := NewWriter(to, h.Header)
	if err != nil {
		return err
	}
	for _, step := range h.steps() {
		if err := step.write(w); err != nil {
			return err
		}
	}
	if h.Complete {
		return w.Close()
	}
	return w.Flush()
}

// step is one line to come, with its stamp.
type step struct {
	stamp uint64
	write func(w *Writer) error
}

// steps puts calls, returns and faults in the order of their stamps.
func (h *History) steps() []step {
	steps := make([]step, 0, 2*len(h.Operations)+len(h.Faults))
	for i := range h.Operations {
		op := &h.Operations[i]
		steps = append(steps, step{op.Call, func(w *Writer) error { return w.Call(*op) }})
		if op.Return != 0 {
			steps = append(steps, step{op.Return, func(w *Writer) error { return w.Return(*op) }})
		}
	}
	for _, fault := range h.Faults {
		steps = append(steps, step{fault.Stamp, func(w *Writer) error { return w.Fault(fault) }})
	}
	slices.SortStableFunc(steps, func(a, b step) int { return cmp.Compare(a.stamp, b.stamp) })
	return steps
}

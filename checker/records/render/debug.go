package render

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"ostlife/checker/records/era"
)

// logged is a change of one import, where the changes of all are put in order.
type logged struct {
	Change
	im *Import
}

// all lists the changes of all imports in the order of time.
func (h *History) all() []logged {
	var list []logged
	for i := range h.Imports {
		for _, c := range h.Imports[i].Changes {
			list = append(list, logged{c, &h.Imports[i]})
		}
	}
	slices.SortStableFunc(list, func(a, b logged) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	return list
}

// Printed reports that a debug log of the history's era has a line for a change.
func (h *History) Printed(c *Change) bool {
	return !c.Silent && era.Prints(c.From, c.To, era.Of(h.Era))
}

// DebugLog writes what lctl dk would print: the changes of state, between lines that are
// about something else. The error is that of writing.
func (h *History) DebugLog(w io.Writer) error {
	for n, l := range h.all() {
		if n%5 == 0 {
			if _, err := fmt.Fprintf(w, "00000100:00000040:%s:%s:0:4211:0:(events.c:358:request_in_callback()) incoming req@0000000000b958be x17%d msgsize 520\n",
				h.cpu(n), epoch(l.At), n); err != nil {
				return err
			}
		}
		if !h.Printed(&l.Change) {
			continue
		}
		if _, err := fmt.Fprintf(w, "00000100:00080000:%s:%s:0:4211:0:(import.c:%d:%s()) %s %s_UUID: changing import state from %s to %s\n",
			h.cpu(n), epoch(l.At), 64+n%900, h.function(&l.Change), l.im.Address, l.im.Target, l.From, l.To); err != nil {
			return err
		}
	}
	return nil
}

// cpu is the processor, and since 2.0 the kind of context.
func (h *History) cpu(n int) string {
	if h.Era == era.Old {
		return fmt.Sprint(n % 4)
	}
	return fmt.Sprintf("%d.0", n%4)
}

// function is where a change is printed.
func (h *History) function(c *Change) string {
	switch {
	case h.Era == era.Now:
		return "import_set_state_nolock"
	case c.Function != "":
		return c.Function
	default:
		return "ptlrpc_import_recovery_state_machine"
	}
}

func epoch(t time.Time) string { return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000) }

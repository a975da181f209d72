package render

import (
	"fmt"
	"io"
	"strings"

	"ostlife/checker/records"
	"ostlife/checker/records/era"
)

// Ring gives the changes that an import's state file still has, the oldest first.
func (im *Import) Ring() []Change {
	var list []Change
	for _, c := range im.Changes {
		if !c.Silent {
			list = append(list, c)
		}
	}
	return list[max(0, len(list)-records.MaxStateHistory):]
}

// StateFile writes an import's state as lctl get_param prints it: with its name, or with
// named false as the file itself. The error is that of writing.
func (h *History) StateFile(w io.Writer, n int, named bool) error {
	im := &h.Imports[n]
	var b strings.Builder
	if named {
		fmt.Fprintf(&b, "%s.%s.state=\n", im.kind(), im.Device)
	}
	fmt.Fprintf(&b, "current_state: %s\nstate_history:\n", im.Last())
	entry := " - [ %d, %s ]\n"
	if h.Era == era.Old {
		entry = " - [%d, %s]\n"
	}
	for _, c := range im.Ring() {
		fmt.Fprintf(&b, entry, c.At.Unix(), c.To)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// kind is the first word of an import's parameters.
func (im *Import) kind() string {
	if strings.HasSuffix(im.Device, "MDT0000") {
		return "osp"
	}
	return "osc"
}

// ImportFile writes an import as it is at the end. The error is that of writing.
func (h *History) ImportFile(w io.Writer, n int) error {
	im := &h.Imports[n]
	open, end := "[ ", " ]"
	if h.Era == era.Old {
		open, end = "[", "]"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "import:\n    name: %s\n    target: %s_UUID\n    state: %s\n", im.Device, im.Target, im.Last())
	fmt.Fprintf(&b, "    connect_flags: %swrite_grant, version%s\n", open, end)
	if h.Era != era.Old {
		b.WriteString("    connect_data:\n       flags: 0x20000040\n       instance: 7\n")
	}
	fmt.Fprintf(&b, "    import_flags: %sreplayable, pingable%s\n", open, end)
	fmt.Fprintf(&b, "    connection:\n       failover_nids: %s%s%s\n       current_connection: %s\n", open, im.NID, end, im.NID)
	fmt.Fprintf(&b, "       connection_attempts: %d\n       generation: 1\n       in-progress_invalidations: 0\n", len(im.Changes))
	_, err := io.WriteString(w, b.String())
	return err
}

// Style is how a console's lines begin.
type Style uint8

// The styles.
const (
	KernelSeconds Style = iota // "[87885.624991] "
	KernelDate                 // "[Fri Oct  6 11:12:25 2023] "
	Syslog                     // "Oct  6 11:12:25 node1 kernel: "
	Styles
)

// Console writes what the kernel's log has: losses, returns and evictions. The error is that
// of writing.
func (h *History) Console(w io.Writer, style Style) error {
	for n, l := range h.all() {
		text := h.consoleLine(&l.Change, l.im)
		if text == "" {
			continue
		}
		head := ""
		switch style {
		case KernelSeconds:
			head = fmt.Sprintf("[%5d.%06d] ", l.At.Unix()-start.Unix()+87885, n)
		case KernelDate:
			head = l.At.Format("[Mon Jan _2 15:04:05 2006] ")
		case Syslog:
			head = l.At.Format("Jan _2 15:04:05 ") + h.Host + " kernel: "
		}
		if _, err := fmt.Fprintf(w, "%s%s\n", head, text); err != nil {
			return err
		}
	}
	return nil
}

// consoleLine is what the console says of a change, "" where it says nothing.
func (h *History) consoleLine(c *Change, im *Import) string {
	old := h.Era == era.Old
	switch {
	case c.From == records.Full && c.To == records.Disconn && old:
		return fmt.Sprintf("Lustre: %s: Connection to service %s via nid %s was lost; in progress operations using this service will wait for recovery to complete.", im.Device, im.Target, im.NID)
	case c.From == records.Full && c.To == records.Disconn:
		return fmt.Sprintf("Lustre: %s: Connection to %s (at %s) was lost; in progress operations using this service will wait for recovery to complete", im.Device, im.Target, im.NID)
	case c.From == records.Recover && c.To == records.Full && old:
		return fmt.Sprintf("Lustre: %s: Connection restored to service %s using nid %s.", im.Device, im.Target, im.NID)
	case c.From == records.Recover && c.To == records.Full:
		return fmt.Sprintf("Lustre: %s: Connection restored to %s (at %s)", im.Device, im.Target, im.NID)
	case c.To == records.Evicted && old:
		return fmt.Sprintf("LustreError: 167-0: This client was evicted by %s; in progress operations using this service will fail.", im.Target)
	case c.To == records.Evicted:
		return fmt.Sprintf("LustreError: 167-0: %s: This client was evicted by %s; in progress operations using this service will fail.", im.Device, im.Target)
	}
	return ""
}

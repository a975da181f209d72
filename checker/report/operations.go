package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ostlife/checker/history"
	"ostlife/checker/linear"
	"ostlife/model/sequential"
)

// Partitions tells each violation of a history. One that is the same for several nodes,
// since the config log alone is wrong, is told once.
func Partitions(violations []linear.Violation, replay string) []Finding {
	var list []Finding
	told := map[string]int{}
	for i := range violations {
		v := &violations[i]
		key := fmt.Sprint(v.Rule, v.First.ID, order(v.Minimal))
		if at, ok := told[key]; ok {
			list[at].note("the same", fmt.Sprint(v.Partition))
			continue
		}
		told[key] = len(list)
		list = append(list, Operations(v, replay))
	}
	return list
}

// Operations tells why a partition of a history is not linearizable: its minimal part
// as a table of the clients, and the way that each order of its operations ends.
func Operations(v *linear.Violation, replay string) Finding {
	f := Finding{
		Sentence: fmt.Sprintf("%s: no order of the operations is right. %s cannot be placed.", v.Partition, named(&v.First)),
		Rule:     v.Rule.String(), Clause: v.Rule.Clause(), Demand: v.Rule.Sentence(),
		Table: clients(v.Minimal), Replay: replay,
	}
	f.note("the first operation that cannot be placed", described(&v.First))
	if v.LastGood != nil {
		f.note("the last good one", described(v.LastGood))
	}
	if v.Sole {
		f.note("what this rule decides", "Without it alone, the history up to here would be right.")
	}
	f.note("why each way fails", ways(v.DeadEnds)...)
	return f
}

// note adds a note, if it has lines.
func (f *Finding) note(title string, lines ...string) {
	if len(lines) > 0 {
		f.Notes = append(f.Notes, Note{title, lines})
	}
}

// named names an operation, for example `Operation 7, "connect = 2",`.
func named(op *history.Operation) string {
	return fmt.Sprintf("Operation %d, %q,", op.ID, linear.Describe(op))
}

func described(op *history.Operation) string {
	return fmt.Sprintf("operation %d by client %d: %s", op.ID, op.Client, linear.Describe(op))
}

// ways tells the orders that go farthest: what is known after each, and why nothing can
// come next.
func ways(ends []linear.DeadEnd) []string {
	var lines []string
	for _, end := range ends {
		lines = append(lines, "after "+order(end.Order)+", which leaves: "+end.State.String())
		for i := range end.Ways {
			w := &end.Ways[i]
			reason := w.Reason.String()
			if w.Reason.Rule != sequential.Accepted {
				reason += " (" + w.Reason.Rule.String() + ")"
			}
			lines = append(lines, fmt.Sprintf("  not %d %s: %s", w.Operation.ID, linear.Describe(&w.Operation), reason))
		}
	}
	return lines
}

// order lists operations by their numbers.
func order(ops []history.Operation) string {
	if len(ops) == 0 {
		return "nothing"
	}
	text := ""
	for i := range ops {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%d %s", ops[i].ID, linear.Describe(&ops[i]))
	}
	return text
}

// moment is the call or the return of an operation.
type moment struct {
	stamp   uint64
	of      *history.Operation
	returns bool
}

// moments lists calls and returns in the order of their stamps. An operation of unknown
// outcome has no return.
func moments(ops []history.Operation) []moment {
	var list []moment
	for i := range ops {
		list = append(list, moment{ops[i].Call, &ops[i], false})
		if ops[i].Outcome != history.Info {
			list = append(list, moment{ops[i].Return, &ops[i], true})
		}
	}
	slices.SortStableFunc(list, func(a, b moment) int { return cmp.Compare(a.stamp, b.stamp) })
	return list
}

// clients makes the table of operations: a step is a stamp. A call and a return with
// nothing between them are one row.
func clients(ops []history.Operation) *Table {
	c := &columns{of: map[uint32]int{}}
	for _, client := range clientNumbers(ops) {
		c.of[client] = len(c.table.Columns)
		c.table.Columns = append(c.table.Columns, fmt.Sprintf("client %d", client))
	}
	list := moments(ops)
	for i := 0; i < len(list); i++ {
		m := &list[i]
		asked, answer := halves(m.of)
		switch {
		case m.returns:
			c.open = slices.DeleteFunc(c.open, func(at int) bool { return at == c.of[m.of.Client] })
			c.row(m, "= "+answer)
		case m.of.Outcome == history.Info:
			c.row(m, fmt.Sprintf("%d: %s = ?", m.of.ID, asked))
		case list[i+1].of == m.of:
			c.row(m, fmt.Sprintf("%d: %s = %s", m.of.ID, asked, answer))
			i++
		default:
			c.row(m, fmt.Sprintf("%d: %s", m.of.ID, asked))
			c.open = append(c.open, c.of[m.of.Client])
			slices.Sort(c.open)
		}
	}
	return &c.table
}

// columns is a table of operations under way.
type columns struct {
	table Table
	of    map[uint32]int // the column of a client
	open  []int
}

// row appends what happened at a moment, and what else is open then.
func (c *columns) row(m *moment, text string) {
	c.table.Rows = append(c.table.Rows, Row{
		Step: m.stamp, Column: c.of[m.of.Client], Text: text, Open: slices.Clone(c.open),
	})
}

// halves parts an operation, as it is described, into what was asked and the answer.
func halves(op *history.Operation) (asked, answer string) {
	const separator = " = "
	text := linear.Describe(op)
	at := strings.LastIndex(text, separator)
	return text[:at], text[at+len(separator):]
}

func clientNumbers(ops []history.Operation) []uint32 {
	var numbers []uint32
	for i := range ops {
		numbers = append(numbers, ops[i].Client)
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

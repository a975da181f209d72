package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Table is a story: one column for each client or context, one row for each step.
type Table struct {
	Columns []string `json:"columns"`
	Rows    []Row    `json:"rows"`
}

// Row is one step. It is taken in one column; Open are the columns in which something
// is under way that neither begins nor ends here.
type Row struct {
	Step    uint64   `json:"step"`
	Column  int      `json:"column"`
	Text    string   `json:"text"`
	Changes []string `json:"changes,omitempty"`
	Open    []int    `json:"open,omitempty"`
}

const (
	gap        = 2  // blanks between two columns
	minColumn  = 14 // a column is not made narrower than this to fit the width
	minChanges = 44 // room for changes; if there is less to the right of a column, they begin more to the left
)

// layout is where a table's columns begin and how wide they are.
type layout struct {
	width  int // of the whole
	step   int // width of the step's number
	begin  []int
	widths []int
}

// lay finds the layout: each column as wide as it would like to be, or cut to the
// widest width with which all fit.
func (t *Table) lay(indent, width int) layout {
	l := layout{width: width, step: len("step")}
	natural := make([]int, len(t.Columns))
	for i, name := range t.Columns {
		natural[i] = len(name)
	}
	for _, row := range t.Rows {
		natural[row.Column] = max(natural[row.Column], len(row.Text))
		l.step = max(l.step, len(strconv.FormatUint(row.Step, 10)))
	}
	first := indent + l.step + gap
	most := slices.Max(append(natural, minColumn))
	for most > minColumn && first+total(natural, most) > width {
		most--
	}
	for _, n := range natural {
		l.begin = append(l.begin, first)
		l.widths = append(l.widths, min(n, most))
		first += min(n, most) + gap
	}
	return l
}

// total is how wide columns are, none wider than most.
func total(natural []int, most int) int {
	sum := -gap
	for _, n := range natural {
		sum += min(n, most) + gap
	}
	return sum
}

// write appends the table's lines.
func (t *Table) write(b *strings.Builder, indent, width int) {
	if len(t.Rows) == 0 {
		return
	}
	l := t.lay(indent, width)
	head := line{}
	head.put(indent, fmt.Sprintf("%*s", l.step, "step"))
	for i, name := range t.Columns {
		head.put(l.begin[i], name)
	}
	head.end(b)
	for i := range t.Rows {
		t.Rows[i].write(b, indent, &l)
	}
}

func (r *Row) write(b *strings.Builder, indent int, l *layout) {
	for i, part := range words(r.Text, l.widths[r.Column]) {
		var ln line
		if i == 0 {
			ln.put(indent, fmt.Sprintf("%*d", l.step, r.Step))
		}
		for _, c := range r.Open {
			ln.put(l.begin[c], "|")
		}
		ln.put(l.begin[r.Column], part)
		ln.end(b)
	}
	at := max(indent+l.step+gap, min(l.begin[r.Column]+gap, l.width-minChanges))
	for _, part := range listed(r.Changes, l.width-at) {
		var ln line
		ln.put(at, part)
		ln.end(b)
	}
}

// line is a line of text under way: what is put at a place fills up blanks to there.
type line struct{ text []byte }

func (l *line) put(at int, text string) {
	for len(l.text) < at+len(text) {
		l.text = append(l.text, ' ')
	}
	copy(l.text[at:], text)
}

// end writes the line without the blanks at its end.
func (l *line) end(b *strings.Builder) {
	b.WriteString(strings.TrimRight(string(l.text), " "))
	b.WriteByte('\n')
}

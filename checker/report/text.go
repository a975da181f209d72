package report

import (
	"fmt"
	"strings"
)

// Width is how many columns a text is laid out for where nobody knows better.
const Width = 100

// MinWidth is the fewest columns that a text is laid out for.
const MinWidth = 60

// indents of a report's parts.
const (
	indentPart = 2
	indentLine = 4
)

// Text gives the report as lines of at most width columns where words allow it.
func (r *Report) Text(width int) string {
	width = max(width, MinWidth)
	var b strings.Builder
	b.WriteString(wrapped(r.Verdict.String()+": "+r.Subject, 0, indentPart, width))
	if r.Why != "" {
		b.WriteString(wrapped(r.Why, indentPart, indentPart, width))
	}
	r.writeFacts(&b, width)
	if len(r.Levels) > 0 && len(r.Violations) == 0 {
		writeLevels(&b, r.Levels)
	}
	for i := range r.Violations {
		b.WriteByte('\n')
		r.Violations[i].write(&b, width)
	}
	return b.String()
}

// writeFacts puts the values below each other.
func (r *Report) writeFacts(b *strings.Builder, width int) {
	longest := 0
	for _, f := range r.Facts {
		longest = max(longest, len(f.Name))
	}
	for _, f := range r.Facts {
		head := fmt.Sprintf("%*s%-*s", indentPart, "", longest+gap, f.Name)
		value := wrapped(told(f.Value), len(head), len(head), width)
		b.WriteString(head + strings.TrimLeft(value, " "))
	}
}

// told gives a fact's value: a list with commas, an empty one as none.
func told(value any) string {
	switch value := value.(type) {
	case bool:
		return yes(value)
	case []string:
		if len(value) == 0 {
			return "none"
		}
		return strings.Join(value, ", ")
	default:
		return fmt.Sprint(value)
	}
}

func (f *Finding) write(b *strings.Builder, width int) {
	b.WriteString(wrapped(f.Sentence, indentPart, indentPart, width))
	if f.Rule != "" {
		b.WriteString(wrapped(f.rule(), indentPart, indentLine, width))
	}
	if f.Table != nil {
		b.WriteByte('\n')
		f.Table.write(b, indentPart, width)
	}
	for _, n := range f.Notes {
		b.WriteByte('\n')
		b.WriteString(wrapped(n.Title, indentPart, indentPart, width))
		for _, line := range n.Lines {
			own := indentLine + len(line) - len(strings.TrimLeft(line, " "))
			b.WriteString(wrapped(line, own, own+indentPart, width))
		}
	}
	if f.Replay != "" {
		fmt.Fprintf(b, "\n%*sto see it again:\n%*s%s\n", indentPart, "", indentLine, "", f.Replay)
	}
}

// rule gives the rule's name, its clause and what it demands, for example "rule
// LogRise (C3.2): A record comes after all records before it."
func (f *Finding) rule() string {
	text := "rule " + f.Rule
	if f.Clause != "" {
		text += " (" + f.Clause + ")"
	}
	if f.Demand != "" {
		text += ": " + f.Demand
	}
	return text
}

// wrapped breaks a text into lines, the first one indented by first, the others by
// rest.
func wrapped(text string, first, rest, width int) string {
	var b strings.Builder
	for i, part := range words(text, width-max(first, rest)) {
		indent := first
		if i > 0 {
			indent = rest
		}
		fmt.Fprintf(&b, "%*s%s\n", indent, "", part)
	}
	return b.String()
}

// words breaks a text into lines of at most width columns. A longer word stays whole.
func words(text string, width int) []string { return join(strings.Fields(text), " ", width) }

// listed joins pieces to lines likewise, and breaks only those pieces that are too long
// for one.
func listed(pieces []string, width int) []string {
	var parts []string
	for _, piece := range pieces {
		parts = append(parts, words(piece, width)...)
	}
	return join(parts, "; ", width)
}

// join puts as many pieces into a line as fit.
func join(pieces []string, separator string, width int) []string {
	var lines []string
	for _, piece := range pieces {
		last := len(lines) - 1
		if last >= 0 && len(lines[last])+len(separator)+len(piece) <= width {
			lines[last] += separator + piece
			continue
		}
		lines = append(lines, piece)
	}
	return lines
}

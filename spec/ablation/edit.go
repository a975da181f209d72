package ablation

import (
	"go/ast"
	"slices"
	"strings"
)

// edit is a piece of text to put into a file. Pairs of them wrap nodes, one in another.
type edit struct {
	offset int
	text   string
	closes bool // the end of a wrap
	order  int  // when the wrap was made: outer ones come first
}

// wrap puts text before and after a node.
func (w *walk) wrap(n ast.Node, before, after string) {
	from, to := w.s.files.Position(n.Pos()), w.s.files.Position(n.End())
	order := len(w.edits[from.Filename])
	w.edits[from.Filename] = append(w.edits[from.Filename],
		edit{from.Offset, before, false, order}, edit{to.Offset, after, true, order})
}

// compare orders edits as they stand in the text. Where wraps meet, one ends before the
// next begins; of those that begin together the outer one begins first, and ends last.
func (e edit) compare(f edit) int {
	switch {
	case e.offset != f.offset:
		return e.offset - f.offset
	case e.closes != f.closes:
		if e.closes {
			return -1
		}
		return 1
	case e.closes:
		return f.order - e.order
	}
	return e.order - f.order
}

// apply puts the edits into a text.
func apply(text []byte, edits []edit) []byte {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, edit.compare)
	var b strings.Builder
	done := 0
	for _, e := range edits {
		b.Write(text[done:e.offset])
		b.WriteString(e.text)
		done = e.offset
	}
	b.Write(text[done:])
	return []byte(b.String())
}

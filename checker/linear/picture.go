package linear

import (
	"fmt"
	"html"
	"io"
	"slices"

	"github.com/anishathalye/porcupine"

	"ostlife/checker/history"
	"ostlife/model/sequential"
)

// WriteHTML draws partitions as one self-contained page: those that are explained, as
// their minimal histories, or else the first ones that hold, if they are small enough
// ([MaxPictures], [MaxPictureOperations]). Faults and what was left out of the search
// are beside them, up to [MaxPictureNotes] of each. The same history gives the same
// bytes.
func (v *Verdict) WriteHTML(w io.Writer) error {
	d := &drawing{verdict: v, clients: map[uint32]int{}}
	for _, p := range d.pictures() {
		d.parts = append(d.parts, len(d.items)+len(p))
		d.items = append(d.items, p...)
	}
	model := (&search{}).model()
	model.Step = func(state, input, _ any) (bool, any) {
		next, _ := state.(*place).take(v.rules, input.(*item), new(sequential.State))
		return next != nil, next
	}
	model.Partition = d.split
	model.DescribeOperation = func(input, _ any) string { return Describe(&input.(*item).op) }
	model.DescribeState = func(state any) string { return html.EscapeString(state.(*place).String()) }
	model.DescribeOperationMetadata = func(any) string { return "" }
	_, info := porcupine.CheckOperationsVerbose(model, d.operations(), 0)
	for _, orders := range info.PartialLinearizations() {
		slices.SortFunc(orders, longestFirst) // they come in any order, and are drawn in this one
	}
	info.AddAnnotations(d.annotations())
	if err := porcupine.Visualize(model, info, w); err != nil {
		return fmt.Errorf("drawing the history: %w", err)
	}
	return nil
}

// Drawn is how many partitions [Verdict.WriteHTML] would draw.
func (v *Verdict) Drawn() int { return len((&drawing{verdict: v}).pictures()) }

// drawing is what goes into one page.
type drawing struct {
	verdict *Verdict
	items   []item
	parts   []int // where each partition's items end
	left    []history.Operation
	clients map[uint32]int // rows of the page
}

// pictures gives the items of each partition that is drawn.
func (d *drawing) pictures() [][]item {
	x := newIndex(d.verdict.history.Operations)
	var pictures [][]item
	for i := range d.verdict.Violations {
		v := &d.verdict.Violations[i]
		if len(v.Minimal) <= MaxPictureOperations {
			pictures = append(pictures, v.story)
			_, left := x.part(v.Partition)
			d.left = append(d.left, left...)
		}
	}
	if len(d.verdict.Violations) > 0 {
		return pictures
	}
	for _, j := range d.verdict.Judgements {
		small := 0 < j.Operations && j.Operations <= MaxPictureOperations
		if len(pictures) < MaxPictures && j.Result == Holds && small {
			items, left := x.part(j.Partition)
			pictures = append(pictures, items)
			d.left = append(d.left, left...)
		}
	}
	return pictures
}

// split is porcupine's view of the partitions.
func (d *drawing) split(ops []porcupine.Operation) [][]porcupine.Operation {
	var parts [][]porcupine.Operation
	from := 0
	for _, to := range d.parts {
		parts = append(parts, ops[from:to])
		from = to
	}
	return parts
}

func (d *drawing) operations() []porcupine.Operation {
	ops := operations(d.items)
	for i := range ops {
		ops[i].ClientId = d.row(d.items[i].op.Client)
	}
	return ops
}

// row numbers the clients from 0, as they turn up.
func (d *drawing) row(client uint32) int {
	if _, ok := d.clients[client]; !ok {
		d.clients[client] = len(d.clients)
	}
	return d.clients[client]
}

// annotations are the faults, and the operations that were not searched.
func (d *drawing) annotations() []porcupine.Annotation {
	var notes []porcupine.Annotation
	for _, f := range d.verdict.history.Faults[:min(len(d.verdict.history.Faults), MaxPictureNotes)] {
		notes = append(notes, porcupine.Annotation{
			Tag: "faults", Start: stamp(f.Stamp), Description: f.Name,
			Details: fmt.Sprintf("%s: %s at %s %s", f.Name, f.Target, f.Node, f.Detail),
		})
	}
	for i := range min(len(d.left), MaxPictureNotes) {
		op := &d.left[i]
		notes = append(notes, porcupine.Annotation{
			Tag: fmt.Sprintf("not searched, client %d", op.Client), Start: stamp(op.Call), End: stamp(op.Return),
			Description: Describe(op), Details: fmt.Sprintf("%s: %s at %s, proves nothing", Describe(op), op.Target, op.Node),
		})
	}
	return notes
}

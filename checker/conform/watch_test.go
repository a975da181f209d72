package conform_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"ostlife/checker/conform"
	"ostlife/model/lustre"
)

// A loss that nobody tells the LOV of: while the worker has it to tell, all is well; at
// rest it is not.
func Example() {
	s := new(story).up().lose()
	watch := conform.NewWatch(conform.Options{})
	for _, r := range s.records {
		watch.Record(r)
	}
	watch.Rest(s.snapshot())
	fmt.Println("with an event queued:", len(watch.Violations()))

	s.rest()
	watch.Rest(s.snapshot())
	for _, v := range watch.Violations() {
		fmt.Println(v.Error())
	}
	// Output:
	// with an event queued: 0
	// QuiescentAgrees (C2.4) at client0 OST0000: at rest the slot's being active is true, and the import's being ready false
}

// Slots of one pair are told apart: a removed one that is still dying, and one that was
// added after it.
func TestDyingSlotBesideANewOne(t *testing.T) {
	s := new(story).up().down().remove()
	old := *s
	s.add().send()
	s.slot, s.numbers, s.import_, s.lov = old.slot, old.numbers, old.import_, old.lov
	s.free()
	s.lov.Present = false
	if names := s.judge(t); len(names) > 0 {
		t.Errorf("broken: %v", names)
	}
}

// A slot that has moved on since it was shown is not at rest, and is not judged.
func TestRestOfWhatMovedOn(t *testing.T) {
	s := new(story).up()
	shown := s.snapshot()
	shown[0].LOV.Active = 0 // as no slot at rest may be
	before := s.records
	after := s.lose().records
	for _, row := range []struct {
		records []lustre.TraceRecord
		want    int
	}{{before, 1}, {after, 0}} {
		watch := conform.NewWatch(conform.Options{})
		for _, r := range row.records {
			watch.Record(r)
		}
		watch.Rest(shown)
		if list := watch.Violations(); len(list) != row.want {
			t.Errorf("%d violations, want %d: %v", len(list), row.want, list)
		}
	}
}

func TestUseOfAFreedSlotIsTold(t *testing.T) {
	watch := conform.NewWatch(conform.Options{})
	watch.Used(lustre.Violation{Stamp: 9, Node: 1, Target: 2, What: "a reply on a freed import"})
	list := watch.Violations()
	if len(list) != 1 || list[0].Error() != "RemovedIsUnreferenced (C3.3) at client1 OST0002: a reply on a freed import" {
		t.Errorf("got %v", list)
	}
}

// Violations are told in the order of what happened, also those that are known only at
// rest, and counted beyond the limit.
func TestOrderAndLimitOfViolations(t *testing.T) {
	s := new(story).up().ping(func(r *lustre.TraceRecord) { r.Import.Deactive = true }).
		ping(func(r *lustre.TraceRecord) { r.Import.Deactive = false })
	watch := conform.NewWatch(conform.Options{Violations: 3})
	watch.Used(lustre.Violation{Stamp: 99})
	for _, r := range s.records {
		watch.Record(r)
	}
	watch.Rest([]lustre.TraceRecord{{Slot: 1, LOV: lustre.LOVTrace{Present: true}, Import: lustre.ImportTrace{Deactive: true}}})
	var names []string
	for _, v := range watch.Violations() {
		names = append(names, v.Property)
	}
	if want := []string{"DeactiveSendsNothing", "ConfigPrefix", "RemovedIsUnreferenced"}; !slices.Equal(names, want) {
		t.Errorf("got %v", names)
	}
	if watch.More() == 0 {
		t.Error("none beyond the limit")
	}
}

// Many goroutines may write: each target's records come in their order, and what they
// are worth does not depend on how the targets mix.
func TestRecordsFromManyGoroutines(t *testing.T) {
	const targets = 8
	watch := conform.NewWatch(conform.Options{})
	one := new(story).up().records
	var log []lustre.TraceRecord
	for i := range targets {
		log = append(log, lustre.TraceRecord{Action: lustre.ActLogAdd, Target: lustre.Target(i),
			Position: lustre.Position(i + 1), Taken: true})
	}
	for _, r := range log {
		watch.Record(r)
	}
	var group sync.WaitGroup
	for i := range targets {
		group.Go(func() {
			for _, r := range one[1:] {
				// Each target is at a node of its own, which has applied what came before.
				r.Node, r.Target = lustre.Node(i), lustre.Target(i)
				if r.Position > 0 {
					r.Position = lustre.Position(i + 1)
				}
				if r.LOV.Position > 0 {
					r.LOV.Position = lustre.Position(i + 1)
				}
				watch.Record(r)
			}
		})
	}
	group.Wait()
	for _, v := range watch.Violations() {
		if v.Property != "ConfigPrefix" || v.Record.Node == 0 {
			t.Error(v.Error())
		}
	}
	if n := len(watch.Violations()); n != targets-1 {
		t.Errorf("%d violations, want one for each node that skipped a record", n)
	}
}

// A right trace puts every property to the test but those that need what it lacks.
func TestLookedCounts(t *testing.T) {
	s := evicted().step(lustre.ActInvalidateEnd).chain().taken().recovered().created().synced().down().remove().free().add()
	watch := conform.NewWatch(conform.Options{})
	for _, r := range s.records {
		watch.Record(r)
	}
	watch.Rest(s.snapshot())
	for _, look := range watch.Looked() {
		if look.Records == 0 {
			t.Errorf("%s had nothing to judge", look.Property)
		}
	}
	if list := watch.Violations(); len(list) > 0 {
		t.Errorf("broken: %v", list[0].Error())
	}
}

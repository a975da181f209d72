package objects_test

import (
	"testing"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
	"ostlife/model/sequential/objects"
)

// act is an event with its answer.
type act struct {
	event   objects.FileEvent
	out     sequential.Outcome
	refusal error
}

var (
	create  = act{event: objects.FileCreate}
	guess   = act{event: objects.FileCreate, out: sequential.Unknown}
	unlink  = act{event: objects.FileUnlink}
	perhaps = act{event: objects.FileUnlink, out: sequential.Unknown}
	missing = act{objects.FileUnlink, sequential.Refused, lustre.ErrNoObject}
	away    = act{objects.FileUnlink, sequential.Refused, lustre.ErrNoTarget}
	crash   = act{event: objects.FileCrash}
)

// TestFile is the story of one file in each row; the last act of those that break a rule
// breaks it, and no act before it does.
func TestFile(t *testing.T) {
	for _, row := range []struct {
		name string
		acts []act
		want objects.FileRule
	}{
		{"made and unlinked", []act{missing, create, away, unlink, missing, missing}, objects.FileAccepted},
		{"made, over a crash", []act{create, crash, unlink}, objects.FileAccepted},
		{"undone by a crash", []act{create, unlink, crash, unlink, missing}, objects.FileAccepted},
		{"done again after a crash", []act{create, unlink, crash, missing}, objects.FileAccepted},
		{"an unlink without an answer", []act{create, perhaps, missing}, objects.FileAccepted},
		{"one that came too late", []act{create, unlink, perhaps, missing}, objects.FileAccepted},
		{"one of nothing", []act{perhaps, create}, objects.FileAccepted},
		{"made by a create without an answer", []act{guess, unlink, missing}, objects.FileAccepted},
		{"not made by it", []act{guess, missing, create}, objects.FileAccepted},
		{"an answer too many", []act{create, guess, unlink}, objects.FileAccepted},
		{"given twice", []act{create, create}, objects.FileGivenTwice},
		{"given again", []act{create, unlink, create}, objects.FileGivenTwice},
		{"unlinked twice", []act{create, unlink, unlink}, objects.FileUnlinkedTwice},
		{"unlinked twice after a crash", []act{create, unlink, crash, unlink, unlink}, objects.FileUnlinkedTwice},
		{"lost", []act{create, missing}, objects.FileLost},
		{"lost in a crash", []act{create, crash, missing}, objects.FileLost},
		{"never made", []act{unlink}, objects.FileNeverMade},
		{"a create that was refused", []act{{objects.FileCreate, sequential.Refused, lustre.ErrNoUsable}}, objects.FileForeign},
		{"refused for what it cannot be", []act{create, {objects.FileUnlink, sequential.Refused, lustre.ErrBusy}}, objects.FileForeign},
	} {
		t.Run(row.name, func(t *testing.T) {
			var f objects.File
			for i, a := range row.acts {
				next, rule := f.Next(a.event, a.out, a.refusal)
				last := i == len(row.acts)-1
				if last && rule != row.want || !last && rule != objects.FileAccepted {
					t.Errorf("act %d on a file that is %s: %q, want %q at the last", i, f, rule, row.want)
				}
				if rule != objects.FileAccepted && next != f {
					t.Errorf("a broken rule made it %s", next)
				}
				f = next
			}
		})
	}
}

// TestLastID is the query between creates.
func TestLastID(t *testing.T) {
	for _, row := range []struct {
		name string
		last []uint64 // answers of the query
		next uint64   // then an id that is given
		want sequential.Rule
	}{
		{"as it is", []uint64{5, 5}, 6, sequential.Accepted},
		{"above", []uint64{7}, 8, sequential.Accepted},
		{"back", []uint64{4}, 6, sequential.ObjectBack},
		{"back behind an answer", []uint64{7, 6}, 8, sequential.ObjectBack},
		{"given behind an answer", []uint64{7}, 6, sequential.ObjectBack},
		{"the answer given again", []uint64{7}, 7, sequential.ObjectTwice},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, got := objects.State{Last: 5}, sequential.Accepted
			for _, last := range row.last {
				next, reason := objects.LastID(sequential.All, s, last)
				if got == sequential.Accepted {
					s, got = next, reason.Rule
				}
			}
			if got == sequential.Accepted {
				_, reason := objects.Step(sequential.All, s, sequential.Input{Operation: sequential.Create}, sequential.Output{Object: row.next})
				got = reason.Rule
			}
			if got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

// TestSize asks a node for its EA size.
func TestSize(t *testing.T) {
	bytes := func(stripes uint32) uint32 { return objects.EAHead + objects.EAStripe*stripes }
	for _, row := range []struct {
		name    string
		indexes []uint16
		answer  uint32
		again   uint32
		right   bool
	}{
		{"nothing", nil, bytes(0), bytes(0), true},
		{"three targets", []uint16{0, 2, 1}, bytes(3), bytes(3), true},
		{"more than is known", []uint16{0}, bytes(3), bytes(3), true},
		{"more than a file can have", []uint16{500}, bytes(objects.MaxStripes), bytes(objects.MaxStripes), true},
		{"too little", []uint16{0, 2}, bytes(2), bytes(3), false},
		{"less than before", []uint16{0}, bytes(3), bytes(2), false},
		{"no size at all", nil, bytes(1) + 1, bytes(1), false},
	} {
		t.Run(row.name, func(t *testing.T) {
			var s objects.Size
			for _, index := range row.indexes {
				s = s.Cover(index)
			}
			s, first := s.Answer(row.answer)
			if _, second := s.Answer(row.again); (first && second) != row.right {
				t.Errorf("got %v, %v", first, second)
			}
		})
	}
}

// TestFileWords looks at the words of reports.
func TestFileWords(t *testing.T) {
	if got := objects.There.String() + " " + objects.File(9).String() + " " + objects.FileLost.String() + " " + objects.FileRule(9).String(); got != "there File(9) file-lost FileRule(9)" {
		t.Error(got)
	}
}

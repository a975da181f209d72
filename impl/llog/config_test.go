package llog_test

import (
	"errors"
	"testing"

	"ostlife/impl/llog"
	"ostlife/model/lustre"
)

const (
	target = lustre.Target(3)
	uuid   = "OST0003_UUID"
)

// histories bring the log to each thing that it can say of a target.
var histories = []struct {
	name  string
	kinds []lustre.ConfigKind
}{
	{"unheard of", nil},
	{"present", []lustre.ConfigKind{lustre.ConfigAdd}},
	{"deactivated", []lustre.ConfigKind{lustre.ConfigAdd, lustre.ConfigDeactivate}},
	{"activated again", []lustre.ConfigKind{lustre.ConfigAdd, lustre.ConfigDeactivate, lustre.ConfigActivate}},
	{"removed", []lustre.ConfigKind{lustre.ConfigAdd, lustre.ConfigDeactivate, lustre.ConfigRemove}},
	{"added again", []lustre.ConfigKind{lustre.ConfigAdd, lustre.ConfigDeactivate, lustre.ConfigRemove, lustre.ConfigAdd}},
}

// written is a log with a history of the target.
func written(kinds []lustre.ConfigKind, d ...lustre.Defect) *llog.Config {
	l := llog.NewConfig(d)
	for n, k := range kinds {
		l.Append(lustre.ConfigRecord{Position: lustre.Position(n + 1), Kind: k, Target: target, UUID: uuid})
	}
	return l
}

// decision is what Decide says. No position is ever 9, so a last of 9 stands for the
// end of the log: the target's last record.
type decision struct {
	changes bool
	last    lustre.Position
	err     error
}

// TestDecide holds every kind of record against everything that the log can say.
func TestDecide(t *testing.T) {
	write := decision{true, 0, nil}
	nothing := decision{false, 9, nil}
	refused := func(err error) decision { return decision{false, 0, err} }
	noTarget := refused(lustre.ErrNoTarget)
	rows := map[lustre.ConfigKind][]decision{ // by history
		lustre.ConfigAdd: {write, refused(lustre.ErrExists), refused(lustre.ErrExists),
			refused(lustre.ErrExists), write, refused(lustre.ErrExists)},
		lustre.ConfigDeactivate: {noTarget, {true, 9, nil}, nothing, {true, 9, nil}, noTarget, {true, 9, nil}},
		lustre.ConfigActivate:   {noTarget, nothing, {true, 9, nil}, nothing, noTarget, nothing},
		lustre.ConfigRemove: {noTarget, refused(lustre.ErrBusy), write,
			refused(lustre.ErrBusy), noTarget, refused(lustre.ErrBusy)},
	}
	for _, kind := range []lustre.ConfigKind{lustre.ConfigAdd, lustre.ConfigDeactivate, lustre.ConfigActivate, lustre.ConfigRemove} {
		for n, h := range histories {
			t.Run(kind.String()+"/"+h.name, func(t *testing.T) {
				l := written(h.kinds)
				want := rows[kind][n]
				if want.last == 9 {
					want.last = l.End()
				}
				changes, last, err := l.Decide(kind, target, uuid)
				if got := (decision{changes, last, err}); got != want {
					t.Errorf("decided %+v, want %+v", got, want)
				}
				if _, _, err := l.Decide(lustre.ConfigDeactivate, target+1, uuid); err != lustre.ErrNoTarget {
					t.Errorf("another target: %v", err)
				}
			})
		}
	}
}

// TestForeignUUID gives a used index another UUID: it belongs to the first for good.
func TestForeignUUID(t *testing.T) {
	for n, h := range histories {
		want := lustre.ErrExists
		if n == 0 {
			want = nil
		}
		if _, _, err := written(h.kinds).Decide(lustre.ConfigAdd, target, "another_UUID"); err != want {
			t.Errorf("%s: %v, want %v", h.name, err, want)
		}
	}
}

// TestUnknownKind gives the log what is no record.
func TestUnknownKind(t *testing.T) {
	for _, h := range histories {
		for _, kind := range []lustre.ConfigKind{lustre.ConfigNone, lustre.ConfigRemove + 1} {
			changes, _, err := written(h.kinds).Decide(kind, target, uuid)
			if changes || err == nil || errors.Is(err, lustre.ErrBusy) {
				t.Errorf("%s, %s: changes %v, %v", h.name, kind, changes, err)
			}
		}
	}
}

// TestRemoveUnchecked plants the defect: what is busy in the design is removed, and
// nothing else is decided differently.
func TestRemoveUnchecked(t *testing.T) {
	for _, h := range histories {
		for _, kind := range []lustre.ConfigKind{lustre.ConfigAdd, lustre.ConfigDeactivate, lustre.ConfigActivate, lustre.ConfigRemove} {
			changes, last, err := written(h.kinds).Decide(kind, target, uuid)
			want := decision{changes, last, err}
			if err == lustre.ErrBusy {
				want = decision{true, 0, nil}
			}
			changes, last, err = written(h.kinds, lustre.DefectRemoveUnchecked).Decide(kind, target, uuid)
			if got := (decision{changes, last, err}); got != want {
				t.Errorf("%s, %s: decided %+v, want %+v", kind, h.name, got, want)
			}
		}
	}
}

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
	pool   = "flash"
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
	{"in the pool", []lustre.ConfigKind{lustre.ConfigAdd, lustre.ConfigJoin}},
	{"in it and deactivated", []lustre.ConfigKind{lustre.ConfigAdd, lustre.ConfigDeactivate, lustre.ConfigJoin}},
	{"out of it again", []lustre.ConfigKind{lustre.ConfigAdd, lustre.ConfigJoin, lustre.ConfigLeave}},
	{"removed from it and added again", []lustre.ConfigKind{lustre.ConfigAdd, lustre.ConfigJoin, lustre.ConfigDeactivate,
		lustre.ConfigRemove, lustre.ConfigAdd}},
}

// kinds are all kinds of records.
var kinds = []lustre.ConfigKind{lustre.ConfigAdd, lustre.ConfigDeactivate, lustre.ConfigActivate, lustre.ConfigRemove,
	lustre.ConfigJoin, lustre.ConfigLeave}

// record is one of the target, without a position.
func record(k lustre.ConfigKind) lustre.ConfigRecord {
	r := lustre.ConfigRecord{Kind: k, Target: target}
	switch k {
	case lustre.ConfigAdd:
		r.UUID = uuid
	case lustre.ConfigJoin, lustre.ConfigLeave:
		r.Pool = pool
	}
	return r
}

// written is a log with a history of the target.
func written(kinds []lustre.ConfigKind, d ...lustre.Defect) *llog.Config {
	l := llog.NewConfig(d)
	for n, k := range kinds {
		r := record(k)
		r.Position = lustre.Position(n + 1)
		l.Append(r)
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
	changes := decision{true, 9, nil}
	exists, busy := refused(lustre.ErrExists), refused(lustre.ErrBusy)
	rows := map[lustre.ConfigKind][]decision{ // by history
		lustre.ConfigAdd:        {write, exists, exists, exists, write, exists, exists, exists, exists, exists},
		lustre.ConfigDeactivate: {noTarget, changes, nothing, changes, noTarget, changes, changes, nothing, changes, changes},
		lustre.ConfigActivate:   {noTarget, nothing, changes, nothing, noTarget, nothing, nothing, changes, nothing, nothing},
		lustre.ConfigRemove:     {noTarget, busy, write, busy, noTarget, busy, busy, write, busy, busy},
		lustre.ConfigJoin:       {noTarget, changes, changes, changes, noTarget, changes, nothing, nothing, changes, changes},
		lustre.ConfigLeave:      {noTarget, nothing, nothing, nothing, noTarget, nothing, changes, changes, nothing, nothing},
	}
	for _, kind := range kinds {
		for n, h := range histories {
			t.Run(kind.String()+"/"+h.name, func(t *testing.T) {
				l := written(h.kinds)
				want := rows[kind][n]
				if want.last == 9 {
					want.last = l.End()
				}
				changes, last, err := l.Decide(record(kind))
				if got := (decision{changes, last, err}); got != want {
					t.Errorf("decided %+v, want %+v", got, want)
				}
				if _, _, err := l.Decide(lustre.ConfigRecord{Kind: lustre.ConfigDeactivate, Target: target + 1}); err != lustre.ErrNoTarget {
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
		if _, _, err := written(h.kinds).Decide(lustre.ConfigRecord{Kind: lustre.ConfigAdd, Target: target, UUID: "another_UUID"}); err != want {
			t.Errorf("%s: %v, want %v", h.name, err, want)
		}
	}
}

// TestUnknownKind gives the log what is no record.
func TestUnknownKind(t *testing.T) {
	for _, h := range histories {
		for _, kind := range []lustre.ConfigKind{lustre.ConfigNone, lustre.ConfigLeave + 1} {
			changes, _, err := written(h.kinds).Decide(record(kind))
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
		for _, kind := range kinds {
			changes, last, err := written(h.kinds).Decide(record(kind))
			want := decision{changes, last, err}
			if err == lustre.ErrBusy {
				want = decision{true, 0, nil}
			}
			changes, last, err = written(h.kinds, lustre.DefectRemoveUnchecked).Decide(record(kind))
			if got := (decision{changes, last, err}); got != want {
				t.Errorf("%s, %s: decided %+v, want %+v", kind, h.name, got, want)
			}
		}
	}
}

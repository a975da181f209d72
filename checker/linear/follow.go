package linear

import (
	"cmp"
	"slices"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// follower knows how far a node has applied the log at least, as far as the answers
// tell that have returned: what [sequential.Input.Applied] asks for.
type follower struct {
	applied lustre.Position
	records []sequential.Record // that answers name, by position; nil if one is unknown
}

func newFollower(items []item) *follower {
	f := &follower{}
	for i := range items {
		kind := recordKind[items[i].in.Operation]
		switch {
		case kind == lustre.ConfigNone || items[i].out.Outcome == sequential.Refused:
		case items[i].out.Outcome == sequential.Unknown:
			return &follower{}
		default:
			f.records = append(f.records, sequential.Record{Position: items[i].out.Position, Kind: kind})
		}
	}
	slices.SortStableFunc(f.records, func(a, b sequential.Record) int { return cmp.Compare(a.Position, b.Position) })
	return f
}

// recordKind is what an operation writes; one that answers with a record written before
// names one of the same effect.
var recordKind = map[sequential.Operation]lustre.ConfigKind{
	sequential.Add:        lustre.ConfigAdd,
	sequential.Deactivate: lustre.ConfigDeactivate,
	sequential.Activate:   lustre.ConfigActivate,
	sequential.Remove:     lustre.ConfigRemove,
}

// see takes an answer that has returned.
func (f *follower) see(it *item) {
	switch {
	case it.in.Operation == sequential.Status:
		f.applied = max(f.applied, it.out.Status.Position)
	case it.in.Operation == sequential.Settle:
		f.applied = max(f.applied, it.out.Position)
	case it.in.Operation == sequential.Connect && it.out.Outcome == sequential.Refused:
		f.applied = max(f.applied, f.refused(it))
	}
}

// refused is the first record from where the node was at the call that gives cause for
// the refusal: the node has applied it. It is 0 if there is none to be told.
func (f *follower) refused(it *item) lustre.Position {
	cause := lustre.ConfigRemove
	if it.out.Refusal == lustre.ErrDeactivated {
		cause = lustre.ConfigDeactivate
	}
	now := sequential.Record{}
	for _, r := range f.records {
		if r.Position <= it.in.Applied {
			now = r
		}
	}
	if now.Kind == cause || now.Kind == lustre.ConfigNone && cause == lustre.ConfigRemove {
		return now.Position
	}
	for _, r := range f.records {
		if r.Position > it.in.Applied && r.Kind == cause {
			return r.Position
		}
	}
	return 0
}

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

// follow tells each operation how far its node had applied the log when it was called.
func follow(items []item) {
	if len(items) == 0 {
		return
	}
	one := newFollower(items)
	_, alone := items[0].begin.(*exports)
	applied := map[sequential.Index]lustre.Position{}
	for _, e := range events(items) {
		switch it := &items[e.of]; {
		case alone && e.returns:
			one.see(it)
		case alone:
			it.in.Applied = one.applied
		case e.returns:
			applied[it.in.Node] = max(applied[it.in.Node], shown(it))
		default:
			it.in.Applied = applied[it.in.Node]
		}
	}
}

// shown is how far an answer tells that its node had applied the log, for the
// specifications of all nodes.
func shown(it *item) lustre.Position {
	switch it.in.Operation {
	case sequential.Settle, sequential.PoolList:
		return it.out.Position
	case sequential.Status:
		return it.out.Status.Position
	}
	return 0
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

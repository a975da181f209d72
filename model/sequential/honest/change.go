package honest

import (
	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// Change is one way to alter one answer; Class is what it is counted under.
type Change struct {
	Class  string
	Output sequential.Output
}

// Changes lists the ways to alter an answer that is right. Known is the highest
// instance that the run has given so far.
func Changes(in sequential.Input, out sequential.Output, known lustre.Instance) []Change {
	var list []Change
	was := "ok"
	if out.Outcome == sequential.Refused {
		was = out.Refusal.Error()
	}
	put := func(what string, out sequential.Output) {
		list = append(list, Change{in.Operation.String() + ": " + what, out})
	}
	for _, refusal := range refusals[in.Operation] {
		if refusal != out.Refusal {
			put(was+" to "+refusal.Error(), sequential.Output{Outcome: sequential.Refused, Refusal: refusal})
		}
	}
	switch {
	case in.Operation == sequential.Status:
		return append(list, statusChanges(out.Status, known)...)
	case out.Outcome == sequential.Refused && (in.Operation == sequential.Connect || in.Operation == sequential.Evict):
		put(was+" to ok of the known", sequential.Output{Instance: known})
		put(was+" to ok of a new one", sequential.Output{Instance: known + 1})
	case out.Outcome == sequential.Refused:
		put(was+" to ok", sequential.Output{Position: 1 << 20})
	case out.Instance != 0:
		put("instance +1", sequential.Output{Instance: out.Instance + 1})
		put("instance -1", sequential.Output{Instance: out.Instance - 1})
	default:
		put("position +1", sequential.Output{Position: out.Position + 1})
		if out.Position > 0 {
			put("position -1", sequential.Output{Position: out.Position - 1})
		}
	}
	return list
}

// refusals are those that an operation knows.
var refusals = map[sequential.Operation][]error{
	sequential.Connect:    {lustre.ErrNoTarget, lustre.ErrDeactivated, lustre.ErrUnreachable},
	sequential.Evict:      {lustre.ErrNotConnected},
	sequential.Add:        {lustre.ErrExists},
	sequential.Deactivate: {lustre.ErrNoTarget},
	sequential.Activate:   {lustre.ErrNoTarget},
	sequential.Remove:     {lustre.ErrNoTarget, lustre.ErrBusy},
}

func statusChanges(st lustre.Status, known lustre.Instance) []Change {
	var list []Change
	put := func(what string, alter func(*lustre.Status)) {
		altered := st
		alter(&altered)
		list = append(list, Change{"status: " + what, sequential.Output{Status: altered}})
	}
	put("position +1", func(s *lustre.Status) { s.Position++ })
	if st.Position > 0 {
		put("position -1", func(s *lustre.Status) { s.Position-- })
	}
	put("present", func(s *lustre.Status) { s.Present = !s.Present })
	put("deactivated", func(s *lustre.Status) { s.Deactivated = !s.Deactivated })
	switch {
	case st.Active > 1:
		put("active -1", func(s *lustre.Status) { s.Active-- })
		fallthrough
	case st.Active == 1:
		put("active +1", func(s *lustre.Status) { s.Active++ })
		put("active to none", func(s *lustre.Status) { s.Active = 0 })
	default:
		if known > 0 {
			put("none to active for the known", func(s *lustre.Status) { s.Active = known })
		}
		put("none to active for a new one", func(s *lustre.Status) { s.Active = known + 1 })
	}
	return list
}

// Known is the highest instance that answers of a run have given.
func Known(run []Operation) lustre.Instance {
	known := lustre.Instance(0)
	for _, o := range run {
		known = max(known, o.Output.Instance, o.Output.Status.Active)
	}
	return known
}

// LegalChanges has the changes of one answer that can leave a history right in which
// nothing overlaps, and why. Every other change must be rejected, always.
var LegalChanges = map[string]string{
	"connect: instance +1":                    "the pinger could have made a new export",
	"connect: instance -1":                    "an instance that nobody had seen may as well be lower",
	"evict: instance -1":                      "an instance that nobody had seen may as well be lower",
	"connect: ok to unreachable":              "nothing sent proves nothing",
	"connect: no-target to unreachable":       "nothing sent proves nothing",
	"connect: deactivated to unreachable":     "nothing sent proves nothing",
	"connect: ok to no-target":                "the node may not have applied the ADD, or have applied a later REMOVE",
	"connect: ok to deactivated":              "the node may have applied a later DEACTIVATE",
	"connect: no-target to deactivated":       "the node may be elsewhere in the log",
	"connect: deactivated to no-target":       "the node may be elsewhere in the log",
	"connect: unreachable to no-target":       "the node may not have applied the ADD",
	"connect: unreachable to deactivated":     "the node may have applied a DEACTIVATE",
	"connect: no-target to ok of the known":   "the node may be elsewhere in the log",
	"connect: no-target to ok of a new one":   "the node may be elsewhere in the log",
	"connect: deactivated to ok of the known": "the node may be elsewhere in the log",
	"connect: deactivated to ok of a new one": "the node may be elsewhere in the log",
	"connect: unreachable to ok of the known": "the export may be there",
	"connect: unreachable to ok of a new one": "the pinger could have made it",
	"evict: instance +1":                      "the pinger could have made a new export",
	"evict: ok to not-connected":              "the export may have ended by a deactivation, or was only ever seen here",
	"evict: not-connected to ok of the known": "the export may have been there still",
	"evict: not-connected to ok of a new one": "the pinger could have made it",
	"add: position +1":                        "the next position may be free, and nobody looked at this one",
	"add: position -1":                        "the position before may be free, and nobody looked at this one",
	"deactivate: position +1":                 "the next position may be free, and nobody looked at this one",
	"deactivate: position -1":                 "the position before may be free, and nobody looked at this one",
	"activate: position +1":                   "the next position may be free, and nobody looked at this one",
	"activate: position -1":                   "the position before may be free, and nobody looked at this one",
	"remove: position +1":                     "the next position may be free, and nobody looked at this one",
	"remove: position -1":                     "the position before may be free, and nobody looked at this one",
	"status: active +1":                       "the pinger could have made a new export",
	"status: active -1":                       "a slot may be active for an export that nobody had seen",
	"status: active to none":                  "a slot may have lost its connection",
	"status: none to active for the known":    "a slot may still be active for it",
	"status: none to active for a new one":    "the pinger could have made it",
	"settle: position +1":                     "how far the log reaches beyond the target's records is not known here",
	"settle: position -1":                     "a node may have finished less",
}

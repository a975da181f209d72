package report

import (
	"fmt"

	"ostlife/model"
	"ostlife/model/lustre"
)

// mdsFields gives the MDS's side of a state, where the scope has one: what each node
// has beside its pairs, then each target's llog, creator and objects.
func mdsFields(s *model.State, scope model.Scope) []field {
	if !scope.MDS {
		return nil
	}
	var list []field
	for n := range scope.Nodes {
		list = append(list,
			textField("starting"+nodeSuffix(scope, n), yes(s.Starting[n])),
			textField("size"+nodeSuffix(scope, n), fmt.Sprint(s.Size[n])))
	}
	for t := range scope.Targets {
		suffix := ""
		if scope.Targets > 1 {
			suffix = "@" + lustre.Target(t).String()
		}
		for _, f := range objectFields(&s.Pairs[t], &s.Objects[t]) {
			f.name += suffix
			list = append(list, f)
		}
	}
	return list
}

// objectFields gives the fields of one target, and of the MDS's slot for it.
func objectFields(p *model.Pair, o *model.Objects) []field {
	return []field{
		textField("llog", yes(p.Slot.Llog)),
		textField("told", yes(p.Slot.Told)),
		textField("stock", instance(p.Slot.Stock)),
		textField("known", yes(p.Known)),
		textField("last", fmt.Sprint(o.Last)),
		listField("objects", objectIDs(o.There)),
		listField("stored", objectIDs(o.Stored)),
		textField("used", fmt.Sprint(o.Memory.Used)),
		listField("files", objectIDs(o.Memory.Files)),
		listField("records", objectIDs(o.Memory.Records)),
		textField("disk used", fmt.Sprint(o.Disk.Used)),
		listField("disk files", objectIDs(o.Disk.Files)),
		listField("disk records", objectIDs(o.Disk.Records)),
		textField("unlink", unlinkNames[o.Unlink]),
		textField("unlinked", instance(o.Unlinked)),
		textField("given", fmt.Sprint(o.Given)),
	}
}

func objectIDs(set model.IDs) []string {
	var list []string
	for _, id := range set.List() {
		list = append(list, fmt.Sprint(id))
	}
	return list
}

var unlinkNames = [...]string{
	model.NoUnlink: "none", model.UnlinkSent: "sent", model.UnlinkExecuted: "executed", model.UnlinkAnswered: "answered",
}

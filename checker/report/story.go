package report

import (
	"fmt"
	"slices"
	"strings"

	"ostlife/model"
	"ostlife/model/explore"
	"ostlife/model/lustre"
)

// contexts lists the columns of a message sequence in their order.
var contexts = []string{"config", "application", "pinger", "ptlrpcd", "worker", "mds", "ost", "fault"}

// Story tells a violation of the model: the path to it as a message sequence, one column
// for each context (and node, where there are several), each step with the fields of the
// state that it changes.
func Story(m *explore.Machine[model.State], scope model.Scope, v explore.Violation[model.State], replay string) Finding {
	if v.Lasso {
		return lasso(m, scope, v, replay)
	}
	f := Finding{
		Sentence: fmt.Sprintf("The design comes, in %s, to %s.", stepsOf(v), offence(m, v.Property)),
		Rule:     v.Property, Clause: v.Clause, Demand: v.Why, Table: sequence(m, scope, v.Trace), Replay: replay,
	}
	if len(v.Trace) > 0 {
		f.note("where it starts", standing(fieldsOf(&v.Trace[0].State, scope)))
		f.note("where it ends", standing(fieldsOf(&v.Trace[len(v.Trace)-1].State, scope)))
		f.note("how to read it", reading...)
	}
	return f
}

// stepsOf says how long the story is.
func stepsOf(v explore.Violation[model.State]) string {
	if n := len(v.Trace) - 1; n != 1 {
		return fmt.Sprintf("%d steps", n)
	}
	return "1 step"
}

// reading explains the words of a story that are not Lustre's.
var reading = []string{
	"Instances are numbered 1, 2, 3 ... in their order, anew after each step; #2 is the second message in flight.",
	"Overtaken: of an older connection count or generation. Stale: older than a connect that the OST has taken.",
}

// offence says whether a state or a step breaks the property.
func offence(m *explore.Machine[model.State], property string) string {
	overSteps := slices.ContainsFunc(m.Properties, func(p explore.Property[model.State]) bool {
		return p.Name == property && p.Step != nil
	})
	if overSteps {
		return "a step that " + property + " forbids"
	}
	return "a state in which " + property + " does not hold"
}

// sequence makes the table of a path. Its columns are those in which something happens.
func sequence(m *explore.Machine[model.State], scope model.Scope, trace []explore.Step[model.State]) *Table {
	var names []string
	for _, step := range trace[min(1, len(trace)):] {
		names = append(names, columnOf(m, scope, step))
	}
	t := &Table{Columns: ordered(names)}
	for i, step := range trace {
		if i == 0 {
			continue
		}
		row := Row{Step: uint64(i), Column: slices.Index(t.Columns, names[i-1]), Text: taken(m, scope, step)}
		here := pairSuffix(scope, step.Site.Node, step.Site.Target)
		for _, c := range changes(fieldsOf(&trace[i-1].State, scope), fieldsOf(&step.State, scope)) {
			row.Changes = append(row.Changes, strings.Replace(c, here+" ", " ", 1)) // the row says where
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// ordered sorts names of columns by context, then by node, each once.
func ordered(names []string) []string {
	var columns []string
	for _, context := range contexts {
		of := slices.DeleteFunc(slices.Clone(names), func(n string) bool {
			return n != context && !strings.HasPrefix(n, context+" ")
		})
		slices.Sort(of)
		columns = append(columns, slices.Compact(of)...)
	}
	return columns
}

// action finds the row of a step's action.
func action(m *explore.Machine[model.State], step explore.Step[model.State]) (int, explore.Action[model.State]) {
	i := slices.IndexFunc(m.Actions, func(a explore.Action[model.State]) bool { return a.Name == step.Action })
	return i, m.Actions[i]
}

// ofServer lists the actions that are taken at a server and concern no one node.
var ofServer = []lustre.Action{lustre.ActLogAdd, lustre.ActLogDeactivate, lustre.ActLogActivate, lustre.ActLogRemove,
	lustre.ActLogJoin, lustre.ActLogLeave, lustre.ActOstRestart, lustre.ActWindowEnds, lustre.ActWindowExpires,
	lustre.ActOstCommit, lustre.ActMdsUnlink, lustre.ActMdsCommit, lustre.ActUnlinkSend, lustre.ActUnlinkInterpret}

func columnOf(m *explore.Machine[model.State], scope model.Scope, step explore.Step[model.State]) string {
	_, a := action(m, step)
	server := a.Context == "ost" || a.Context == "mds" || a.Context == "fault" || slices.Contains(ofServer, lustre.Action(a.Name))
	if scope.Nodes == 1 || server {
		return a.Context
	}
	return a.Context + " " + scope.Node(step.Site.Node).String()
}

// taken names a step's action, and where it is taken as far as that is not clear: the
// target, the node, the place of the message among those in flight, from 1.
func taken(m *explore.Machine[model.State], scope model.Scope, step explore.Step[model.State]) string {
	text := step.Action
	i, a := action(m, step)
	if scope.Targets > 1 {
		text += " " + lustre.Target(step.Site.Target).String()
	}
	if scope.Nodes > 1 && columnOf(m, scope, step) == a.Context && !slices.Contains(ofServer, lustre.Action(a.Name)) {
		text += " " + scope.Node(step.Site.Node).String()
	}
	if slices.ContainsFunc(m.Sites(i), func(at explore.Site) bool { return at.Index > 0 }) {
		text += fmt.Sprintf(" #%d", step.Site.Index+1)
	}
	return text
}

package history

import (
	"slices"
	"time"

	"ostlife/model/lustre"
)

// Bounds of the texts of a trace, in bytes.
const (
	MaxPoolBytes  = 64      // of the name of a pool
	MaxPoolsBytes = 8 << 10 // of the names of all the pools that have a target
)

// traceGroup is the fields of one object of a line: those of the line itself, then those
// of each object inside it.
type traceGroup struct {
	name   string
	fields []traceField
	key    string // its name as it stands in a line, behind a comma
	first  int    // the number of its first field, counted through all groups
}

// traceGroups lists the fields in the order of a line. Each says its name, and where in
// a record its value is; the rest follows from the value's type. A new field of
// [lustre.TraceRecord] is one line here, one in the package's comment and one in
// trace-schema.json; the tests tell which of them is missing, and what it should be.
var traceGroups = numbered([]traceGroup{
	{name: "", fields: []traceField{
		numberField("seq", func(l *traceLine) *uint64 { return &l.Stamp }),
		numberField("time", func(l *traceLine) *time.Duration { return &l.Time }),
		actionField("action"),
		numberField("node", func(l *traceLine) *lustre.Node { return &l.Node }),
		numberField("target", func(l *traceLine) *lustre.Target { return &l.Target }),
		numberField("slot", func(l *traceLine) *uint32 { return &l.Slot }),
		numberField("position", func(l *traceLine) *lustre.Position { return &l.Position }),
		numberField("instance", func(l *traceLine) *lustre.Instance { return &l.Instance }),
		flagField("taken", func(l *traceLine) *bool { return &l.Taken }),
		wordField("ask", func(l *traceLine) *lustre.Ask { return &l.Ask }),
		flagField("refused", func(l *traceLine) *bool { return &l.Refused }),
		wordField("window", func(l *traceLine) *lustre.Window { return &l.Window }),
		textField("pool", MaxPoolBytes, func(l *traceLine) *string { return &l.Pool }),
		numberField("object", func(l *traceLine) *uint64 { return &l.Object }),
		numberField("transno", func(l *traceLine) *uint64 { return &l.Transno }),
		numberField("size", func(l *traceLine) *uint32 { return &l.Size }),
		textField("what", MaxDetailBytes, func(l *traceLine) *string { return &l.what }),
		numberField("records", func(l *traceLine) *uint64 { return &l.records }),
	}},
	{name: "numbers", fields: []traceField{
		numberField("count", func(l *traceLine) *lustre.ConnectionCount { return &l.Numbers.Count }),
		numberField("generation", func(l *traceLine) *lustre.Generation { return &l.Numbers.Generation }),
	}},
	{name: "current", fields: []traceField{
		numberField("count", func(l *traceLine) *lustre.ConnectionCount { return &l.Current.Count }),
		numberField("generation", func(l *traceLine) *lustre.Generation { return &l.Current.Generation }),
	}},
	{name: "import", fields: []traceField{
		wordField("state", func(l *traceLine) *lustre.ImportState { return &l.Import.State }),
		flagField("invalid", func(l *traceLine) *bool { return &l.Import.Invalid }),
		flagField("deactive", func(l *traceLine) *bool { return &l.Import.Deactive }),
		flagField("recovery", func(l *traceLine) *bool { return &l.Import.Recovery }),
		numberField("prepared", func(l *traceLine) *lustre.ConnectionCount { return &l.Import.Prepared }),
		numberField("handle", func(l *traceLine) *lustre.Instance { return &l.Import.Handle }),
		numberField("workers", func(l *traceLine) *int { return &l.Import.Workers }),
		numberField("queued", func(l *traceLine) *int { return &l.Import.Queued }),
		numberField("in_flight", func(l *traceLine) *int { return &l.Import.InFlight }),
		flagField("locked", func(l *traceLine) *bool { return &l.Import.Locked }),
		flagField("dirty", func(l *traceLine) *bool { return &l.Import.Dirty }),
		flagField("uncommitted", func(l *traceLine) *bool { return &l.Import.Uncommitted }),
		wordField("asked", func(l *traceLine) *lustre.Ask { return &l.Import.Asked }),
		flagField("resumed", func(l *traceLine) *bool { return &l.Import.Resumed }),
		flagField("dropped", func(l *traceLine) *bool { return &l.Import.Dropped }),
	}},
	{name: "lov", fields: []traceField{
		numberField("position", func(l *traceLine) *lustre.Position { return &l.LOV.Position }),
		flagField("present", func(l *traceLine) *bool { return &l.LOV.Present }),
		flagField("pooled", func(l *traceLine) *bool { return &l.LOV.Pooled }),
		flagField("deactivated", func(l *traceLine) *bool { return &l.LOV.Deactivated }),
		numberField("active", func(l *traceLine) *lustre.Instance { return &l.LOV.Active }),
		numberField("active_for", func(l *traceLine) *lustre.ConnectionCount { return &l.LOV.ActiveFor }),
		flagField("penalized", func(l *traceLine) *bool { return &l.LOV.Penalized }),
		textField("named", MaxPoolsBytes, func(l *traceLine) *string { return &l.LOV.Named }),
		flagField("dying", func(l *traceLine) *bool { return &l.LOV.Dying }),
	}},
	{name: "export", fields: []traceField{
		numberField("instance", func(l *traceLine) *lustre.Instance { return &l.Export.Instance }),
		wordField("recovery", func(l *traceLine) *lustre.ExportRecovery { return &l.Export.Recovery }),
		flagField("granted", func(l *traceLine) *bool { return &l.Export.Granted }),
		flagField("unstable", func(l *traceLine) *bool { return &l.Export.Unstable }),
		flagField("known", func(l *traceLine) *bool { return &l.Export.Known }),
	}},
})

// traceFieldCount is how many fields there are.
var traceFieldCount = func() int {
	last := &traceGroups[len(traceGroups)-1]
	return last.first + len(last.fields)
}()

// The numbers of the fields that the rules name.
var (
	traceSeq     = traceGroups[0].number("seq")
	traceTime    = traceGroups[0].number("time")
	traceAction  = traceGroups[0].number("action")
	traceNode    = traceGroups[0].number("node")
	traceTarget  = traceGroups[0].number("target")
	traceWhat    = traceGroups[0].number("what")
	traceRecords = traceGroups[0].number("records")
)

// numbered counts the fields through and makes their keys.
func numbered(groups []traceGroup) []traceGroup {
	count := 0
	for i := range groups {
		g := &groups[i]
		g.key, g.first = key(g.name), count
		for j := range g.fields {
			g.fields[j].key = key(g.fields[j].name)
		}
		count += len(g.fields)
	}
	return groups
}

// key is a name as it stands in a line, behind a comma.
func key(name string) string { return `,"` + name + `":` }

// number finds a field of the group, counted through all groups.
func (g *traceGroup) number(name string) int {
	return g.first + slices.IndexFunc(g.fields, func(f traceField) bool { return f.name == name })
}

// find finds a field of the group by its name, and looks first at the one at next, as
// the fields of a line mostly come in their order; -1 if there is none.
func (g *traceGroup) find(name []byte, next int) int {
	for i := next; i < len(g.fields); i++ {
		if g.fields[i].name == string(name) {
			return i
		}
	}
	for i := range min(next, len(g.fields)) {
		if g.fields[i].name == string(name) {
			return i
		}
	}
	return -1
}

package show

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ostlife/checker/history"
	"ostlife/checker/records"
	"ostlife/checker/records/judge"
	"ostlife/model/lustre"
)

// A trace of real nodes tells each change of an import's state as the action of the design
// that makes it. What records do not show and the design needs is filled in: the config log
// that adds the target, the OST's answer, what the worker tells the layers, and the way from
// the last state seen to the next one where lines are missing. Lustre takes several of the
// design's steps in one, CONNECTING to FULL above all; they are filled in too. A change that
// no action of the design makes is told as the nearest action with the state that it left, so
// that check names it; of that import nothing more is told.
//
// Each import has a target of its own, even where two nodes have the same OST: what one of
// them saw of a restart is not what the other one did. The header's plan says which is which.

// Design is what a trace of real nodes names as its design.
const Design = "lustre-records"

// Bounds of a trace.
const (
	maxTracePairs = 1 << 20 // nodes times imports, each of which is a record
	maxTraceNodes = 1 << 10
)

// tracePlan is the header's plan: whose import each node and target is.
type tracePlan struct {
	Format  string      `json:"format"`
	Imports []planEntry `json:"imports"`
	Left    int         `json:"left_out"` // imports that show changes and have no place in a trace
}

type planEntry struct {
	Node   string `json:"node"`
	Target string `json:"target"`
	Group  string `json:"group"`
	Import string `json:"import"`
}

// Trace writes what the imports did as a trace that check judges by the RFC's design. It gives
// how many imports it tells of, and how many that show changes too have no place in it: those of
// MDTs and of the MGS, since the design has targets that are OSTs alone, and those beyond the
// bounds. The error is that of writing, or a limit of the format.
func Trace(w io.Writer, name string, s *judge.Story) (imports, left int, err error) {
	lanes, left := traced(s)
	plan := tracePlan{Format: "ostlife-lustre", Imports: []planEntry{}, Left: left}
	nodes := numberNodes(lanes)
	for i, l := range lanes {
		plan.Imports = append(plan.Imports, planEntry{nodes[l.Group].String(), targetOf(lanes, i).String(), whole(l.Group), whole(l.Title())})
	}
	text, err := json.Marshal(plan)
	if err != nil {
		return 0, left, err
	}
	out, err := history.NewTraceWriter(w, name, history.Header{Mode: history.Controlled, Plan: text,
		Bounds: map[string]int64{}, Design: Design, Defects: []string{}})
	if err != nil {
		return 0, left, err
	}
	n := narrator{out: out}
	n.config(lanes, nodes)
	for _, c := range changesOf(lanes) {
		p := n.pairs[c.lane]
		n.at = max(n.at, time.Duration(c.m.At-c.begin))
		p.change(&n, c.m.Left, c.m.Now)
	}
	if n.err != nil {
		return 0, left, n.err
	}
	return len(lanes), left, out.Close()
}

// whole puts a question mark for what is no text: a name from a damaged line may be anything,
// and a header is text.
func whole(name string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(name, "?"), string(utf8.RuneError), "?")
}

// traced gives the imports of OSTs that show changes, as many as there is room for, and how
// many others show some.
func traced(s *judge.Story) (lanes []*judge.Lane, left int) {
	groups := map[string]bool{}
	for _, l := range s.Lanes {
		seen := slices.ContainsFunc(l.Moments, func(m judge.Moment) bool { return m.What == "" && m.Group >= 0 })
		if l.Kind != judge.KindImport || !seen {
			continue
		}
		if !strings.HasPrefix(l.Name, "OST") {
			left++
			continue
		}
		groups[l.Group] = true
		if len(groups)*(len(lanes)+1) > maxTracePairs || len(groups) > maxTraceNodes || len(lanes) >= history.DefaultTargets {
			left++
			continue
		}
		lanes = append(lanes, l)
	}
	return lanes, left
}

// numberNodes numbers who has imports: MDTs as MDSs, all others as clients.
func numberNodes(lanes []*judge.Lane) map[string]lustre.Node {
	nodes := map[string]lustre.Node{}
	client, mds := lustre.Node(0), lustre.FirstMDS
	for _, l := range lanes {
		if _, ok := nodes[l.Group]; ok {
			continue
		}
		next := &client
		if strings.HasPrefix(l.Group, "MDT") {
			next = &mds
		}
		nodes[l.Group] = *next
		*next++
	}
	return nodes
}

// targetOf gives a lane's target: its own index where no two lanes have the same one, and
// else the lane's number.
func targetOf(lanes []*judge.Lane, i int) lustre.Target {
	used := map[string]bool{}
	for _, l := range lanes {
		if !strings.HasPrefix(l.Name, "OST") || used[l.Name] {
			return lustre.Target(i)
		}
		used[l.Name] = true
	}
	n, err := strconv.ParseUint(strings.TrimPrefix(lanes[i].Name, "OST"), 16, 16)
	if err != nil {
		return lustre.Target(i)
	}
	return lustre.Target(n)
}

// traceChange is a change of one lane.
type traceChange struct {
	lane  int
	m     *judge.Moment
	begin int64
}

// changesOf lists the changes of all lanes in the order of time; those of clocks that cannot
// be compared one clock after the other.
func changesOf(lanes []*judge.Lane) []traceChange {
	var list []traceChange
	begin := map[int]int64{}
	for i, l := range lanes {
		for n := range l.Moments {
			m := &l.Moments[n]
			if m.What != "" || m.Group < 0 || m.Now == records.StateUnknown {
				continue
			}
			list = append(list, traceChange{lane: i, m: m})
			if first, ok := begin[m.Group]; !ok || m.At < first {
				begin[m.Group] = m.At
			}
		}
	}
	slices.SortStableFunc(list, func(a, b traceChange) int {
		return cmp.Or(cmp.Compare(a.m.Group, b.m.Group), cmp.Compare(a.m.At, b.m.At))
	})
	for i := range list {
		list[i].begin = begin[list[i].m.Group]
	}
	return list
}

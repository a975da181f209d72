package report

import (
	"fmt"
	"strings"

	"ostlife/model"
	"ostlife/model/explore"
)

// Exploration tells what an exploration found, with its certificate of counts. The
// story of the first violation is the shortest; the others of its level are named.
func Exploration(subject string, m *explore.Machine[model.State], scope model.Scope, r *explore.Result[model.State], replay string) Report {
	out := Report{Subject: subject, Levels: r.Levels}
	switch r.Verdict {
	case explore.Violated:
		out.Verdict = Violated
		f := Story(m, scope, r.Violations[0], replay)
		f.note("broken at the same depth", others(r.Violations[1:])...)
		out.Violations = []Finding{f}
	case explore.Undecided:
		out.Verdict = Undecided
		out.Why = fmt.Sprintf("%s: %d levels are whole, %d states are not expanded, and no violation was found until then",
			r.Stop, r.LevelsComplete, r.Frontier)
	}
	if out.Verdict == OK && r.Odds > 0 {
		out.Why = fmt.Sprintf("unless a state was hidden, as fingerprints told states apart: the odds are at most %.1g", r.Odds)
	}
	out.Facts.Add("distinct", r.Distinct)
	out.Facts.Add("generated", r.Generated)
	out.Facts.Add("depth", r.Depth)
	out.Facts.Add("terminal", r.Terminal)
	out.Facts.Add("properties", len(r.Witnesses))
	if r.Verdict != explore.Violated { // a search that was cut short by a violation has seen too little
		out.Facts.Add("never taken", orEmpty(r.NeverTaken()))
		out.Facts.Add("not witnessed", orEmpty(r.Unwitnessed()))
		if r.Liveness != nil {
			out.Facts.Add("in the end", len(r.Liveness))
			out.Facts.Add("never waited", orEmpty(r.NeverWaited()))
		}
	}
	return out
}

// Walks tells what random walks found. Where that is no violation, it is no verdict: what
// they did not come by was not judged.
func Walks(subject string, m *explore.Machine[model.State], scope model.Scope, w *explore.Walked[model.State], replay string) Report {
	out := Report{Subject: subject, Verdict: Undecided, Why: "walks see a part, and no violation was found in it"}
	if w.Cancelled {
		out.Why = "cancelled: " + out.Why
	}
	if w.Violation != nil {
		out.Verdict, out.Why = Violated, ""
		out.Violations = []Finding{Story(m, scope, *w.Violation, replay)}
	}
	states := fmt.Sprint(w.States)
	if w.More {
		states = "more than " + states
	}
	out.Facts.Add("walks", w.Walks)
	out.Facts.Add("steps", w.Steps)
	out.Facts.Add("longest", w.Longest)
	out.Facts.Add("states seen", states)
	out.Facts.Add("properties", len(w.Witnesses))
	out.Facts.Add("never taken", orEmpty(w.NeverTaken()))
	out.Facts.Add("not witnessed", orEmpty(w.Unwitnessed()))
	return out
}

// orEmpty makes no names an empty list, also in JSON.
func orEmpty(names []string) []string { return append([]string{}, names...) }

func others(violations []explore.Violation[model.State]) []string {
	var lines []string
	for _, v := range violations {
		lines = append(lines, fmt.Sprintf("%s (%s) after %s", v.Property, v.Clause, stepsOf(v)))
	}
	return lines
}

const (
	histogramRows = 12 // levels are put together until there are no more rows than this
	histogramBar  = 40 // columns of the longest bar
)

// writeLevels draws the states of the levels, several of them in a row if there are
// many.
func writeLevels(b *strings.Builder, levels []int) {
	per := (len(levels) + histogramRows - 1) / histogramRows
	var sums []int
	most := 1
	for i, n := range levels {
		if i%per == 0 {
			sums = append(sums, 0)
		}
		sums[i/per] += n
		most = max(most, sums[i/per])
	}
	fmt.Fprintf(b, "\n%*s%-9s%11s\n", indentPart, "", "levels", "states")
	for i, n := range sums {
		name := fmt.Sprintf("%d-%d", i*per+1, min((i+1)*per, len(levels)))
		if per == 1 {
			name = fmt.Sprint(i + 1)
		}
		bar := strings.Repeat("#", (n*histogramBar+most-1)/most)
		fmt.Fprintf(b, "%*s%-9s%11d  %s\n", indentPart, "", name, n, bar)
	}
}

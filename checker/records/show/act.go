package show

import (
	"fmt"
	"strings"

	"ostlife/checker/records/judge"
)

// violations tells each change of state that was not legal.
func (p *page) violations() {
	first := true
	for _, l := range p.Story.Lanes {
		for i := range l.Violation {
			if first {
				p.title("Not legal")
				first = false
			}
			p.violation(l, &l.Violation[i])
		}
		if l.More > 0 {
			p.wrap(fmt.Sprintf("%s: %d more", l.Title(), l.More), 2, 4, plain)
		}
	}
}

func (p *page) violation(l *judge.Lane, v *judge.Violation) {
	p.wrap(l.Title()+": "+v.Sentence, 2, 4, red)
	p.wrap(fmt.Sprintf("rule %s: %s", v.Rule, v.Demand), 4, 6, plain)
	for _, place := range v.Lines {
		p.wrap(p.at(place), 4, 6, dim)
	}
	for i, w := range v.Legal {
		if i == maxWayShown {
			p.wrap(fmt.Sprintf("and %d more ways", len(v.Legal)-i), 6, 8, plain)
			break
		}
		p.wrap(fmt.Sprintf("%s to %s: %s (%s, %s)", w.From, w.To, w.How, w.Edge, w.Source), 6, 8, plain)
	}
}

// findings tells what to act on.
func (p *page) findings() {
	if len(p.Story.Findings) == 0 {
		return
	}
	p.title("What to look at")
	all := p.Story.Findings
	shown, kinds := map[string]int{}, map[string][]string{}
	var more []string
	n := 0
	for i := range all {
		f := &all[i]
		key := string(f.Level) + " " + f.Kind
		if len(all) > maxFindings/2 && shown[key] >= maxAlike {
			if kinds[key] == nil {
				more = append(more, key)
			}
			kinds[key] = append(kinds[key], p.name(f))
			continue
		}
		shown[key]++
		n++
		p.finding(n, f)
	}
	for _, key := range more {
		level, kind, _ := strings.Cut(key, " ")
		p.wrap(fmt.Sprintf("and %d more like this (%s): %s", len(kinds[key]), kind, most(kinds[key][:min(len(kinds[key]), maxAlike)], "")+"..."), 2, 5, levelColours[judge.Level(level)])
	}
}

// name names whom a finding is about.
func (p *page) name(f *judge.Finding) string {
	if len(f.Lanes) == 0 {
		return f.Kind
	}
	return p.Story.Lanes[f.Lanes[0]].Title()
}

func (p *page) finding(n int, f *judge.Finding) {
	p.wrap(fmt.Sprintf("%d. %s", n, f.Sentence), 2, 5, levelColours[f.Level])
	for _, why := range f.Why {
		p.wrap(why, 5, 5, plain)
	}
	places := p.places(f.Lines)
	if f.More > 0 {
		places = append(places, fmt.Sprintf("%d more", f.More))
	}
	if len(places) > 0 {
		p.wrap("see "+strings.Join(places, ", "), 5, 9, dim)
	}
	for _, next := range f.Next {
		fmt.Fprintf(&p.b, "     $ %s\n", p.paint.in(cyan, next))
	}
}

// design tells what the RFC's design would not have done.
func (p *page) design() {
	changes := int64(0)
	for _, l := range p.Story.Lanes {
		if l.Kind == judge.KindImport {
			changes += l.Legal
		}
	}
	if len(p.Story.Design) == 0 {
		if changes > 0 {
			p.title("Beside the RFC's design")
			p.wrap("All of it is what the design allows.", 2, 4, plain)
		}
		return
	}
	p.title("Beside the RFC's design, which would not have done this")
	for i := range p.Story.Design {
		d := &p.Story.Design[i]
		times := ""
		if d.Count > 1 {
			times = fmt.Sprintf(" (%d times)", d.Count)
		}
		p.wrap(fmt.Sprintf("%s: %s%s; in the design %s", d.Clause, d.What, times, d.Design), 2, 4, plain)
		p.wrap("see "+p.at(d.First.Place), 4, 6, dim)
	}
}

// missing tells what the verdict would have needed.
func (p *page) missing() {
	said := map[string]int{}
	var order []string
	where := map[string]string{}
	for _, l := range p.Story.Lanes {
		for _, m := range l.Missing {
			if said[m.Text] == 0 {
				order = append(order, m.Text)
				var places []string
				for _, at := range m.Lines {
					places = append(places, p.at(at))
				}
				where[m.Text] = strings.Join(places, ", ")
			}
			said[m.Text]++
		}
	}
	unread := p.unread()
	if len(order) == 0 && len(unread) == 0 {
		return
	}
	p.title("What is missing")
	for i, text := range order {
		if i == maxFindings {
			p.wrap(fmt.Sprintf("and %d more", len(order)-i), 2, 4, dim)
			break
		}
		if n := said[text]; n > 1 {
			text = fmt.Sprintf("of %d imports: %s", n, text)
		}
		if at := where[order[i]]; at != "" {
			text += " (" + at + ")"
		}
		p.wrap(text, 2, 4, plain)
	}
	for _, text := range unread {
		p.wrap(text, 2, 4, plain)
	}
}

// Unread tells files that could not be read, or that nothing was understood of, one line
// each.
func Unread(t *Told) []string { return (&page{Told: t, files: shortNames(t)}).unread() }

func (p *page) unread() []string {
	var list, strange, empty []string
	for i := range p.Read.Files {
		f := &p.Read.Files[i]
		switch {
		case f.Err != nil:
			list = append(list, f.Err.Error())
		case f.Lines == 0:
			empty = append(empty, p.files[f.Name])
		case !f.Recognised():
			strange = append(strange, p.files[f.Name])
		}
	}
	list = append(list, limited(empty, " is empty", "are empty")...)
	list = append(list, limited(strange, ": nothing in it is a record of Lustre's", "have no record of Lustre's in them")...)
	if p.Story.Damaged > 0 {
		list = append(list, number(p.Story.Damaged, "line")+" about imports could not be read")
	}
	if p.Story.LanesOver > 0 {
		list = append(list, number(p.Story.LanesOver, "record")+" of imports beyond the limit were not told apart")
	}
	return list
}

// maxStrange is how many files of one kind that tell nothing are named one by one.
const maxStrange = 8

// limited says of each file what is the matter with it, and counts those beyond the first ones.
func limited(names []string, of, ofMore string) []string {
	var list []string
	for i, name := range names {
		if more := len(names) - i; i == maxStrange && more > 1 {
			return append(list, fmt.Sprintf("%d more files %s", more, ofMore))
		}
		list = append(list, name+of)
	}
	return list
}

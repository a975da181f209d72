package show

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ostlife/checker/records"
	"ostlife/checker/records/judge"
)

// Told is what is to be shown: a story, and what was read for it.
type Told struct {
	Story *judge.Story
	Read  records.Summary
}

// TextOptions says how the text is laid out.
type TextOptions struct {
	Width  int  // columns; 0: [Width]
	Colour bool // with the colours of a terminal
	Events bool // every event, not only those that matter
}

// Bounds of the text. What is beyond one is counted.
const (
	Width        = 100
	minWidth     = 60
	maxStrips    = 40 // lanes drawn
	maxEvents    = 24 // lines of what happened, unless all are asked for
	maxFindings  = 24
	maxAlike     = 3 // findings of one kind, where there are more than fit
	minStrip     = 16
	maxWayShown  = 4
	maxNameWidth = 32
)

// page is a text under way.
type page struct {
	*Told
	o      TextOptions
	b      bytes.Buffer
	paint  painter
	files  map[string]string // how each file is named
	coarse []time.Duration   // the coarsest clock of each axis: finer times beside it would pretend
}

// Text writes the story for people. The error is that of writing.
func Text(w io.Writer, t *Told, o TextOptions) error {
	if o.Width <= 0 {
		o.Width = Width
	}
	o.Width = max(o.Width, minWidth)
	p := &page{Told: t, o: o, paint: painter(o.Colour), files: shortNames(t), coarse: coarsest(t.Story)}
	p.head()
	p.strips()
	p.happened()
	p.config()
	p.violations()
	p.findings()
	p.design()
	p.missing()
	_, err := w.Write(p.b.Bytes())
	return err
}

// coarsest is the step of the coarsest clock of each axis, a second at most.
func coarsest(s *judge.Story) []time.Duration {
	steps := make([]time.Duration, len(s.Axes))
	for _, l := range s.Lanes {
		for i := range l.Moments {
			if m := &l.Moments[i]; m.Group >= 0 {
				steps[m.Group] = max(steps[m.Group], m.Stamp.Step)
			}
		}
	}
	return steps
}

// shortNames names files by their last part, without what all of them begin with, where that
// is enough to tell them apart.
func shortNames(t *Told) map[string]string {
	count, prefix := map[string]int{}, ""
	for i, f := range t.Read.Files {
		base := filepath.Base(f.Name)
		count[base]++
		if i == 0 {
			prefix = base
		}
		for !strings.HasPrefix(base, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	prefix = prefix[:strings.LastIndexAny(prefix, "-_./ ")+1]
	names := map[string]string{}
	for _, f := range t.Read.Files {
		names[f.Name] = f.Name
		if base := filepath.Base(f.Name); count[base] == 1 {
			names[f.Name] = base
			if short := strings.TrimPrefix(base, prefix); len(t.Read.Files) > 1 && len(short) > 0 {
				names[f.Name] = short
			}
		}
	}
	return names
}

// at names a place.
func (p *page) at(place records.Place) string {
	return p.file(place.File) + fmt.Sprintf("%d", place.Line)
}

// file names a file before a line's number: not at all where there is only one.
func (p *page) file(name string) string {
	if len(p.Read.Files) == 1 {
		return "line "
	}
	if short, ok := p.files[name]; ok {
		name = short
	}
	if over := len(name) - maxNameWidth; over > 0 {
		name = "..." + name[over+3:]
	}
	return name + ":"
}

// places names several, those of one file together.
func (p *page) places(list []judge.Moment) []string {
	var words []string
	last := ""
	for i := range list {
		m := &list[i]
		word := p.at(m.Place)
		if name := p.file(m.Place.File); name == last && len(words) > 0 {
			word = fmt.Sprintf("%d", m.Place.Line)
		} else {
			last = name
		}
		if m.Group < 0 && m.Text != "" {
			word += " (" + m.Text + ")"
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// wrap writes a text in lines, the first indented by first, the others by rest.
func (p *page) wrap(text string, first, rest int, colour string) {
	indent := first
	line := ""
	flush := func() {
		fmt.Fprintf(&p.b, "%*s%s\n", indent, "", p.paint.in(colour, line))
		indent, line = rest, ""
	}
	for _, word := range strings.Fields(text) {
		if line != "" && indent+len(line)+1+len(word) > p.o.Width {
			flush()
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	flush()
}

func (p *page) title(text string) {
	p.b.WriteString("\n" + p.paint.in(bold, text) + "\n")
}

// head tells the verdict and what was read.
func (p *page) head() {
	s := p.Story
	p.wrap(string(s.Verdict)+": "+s.Why, 0, 2, verdictColours[s.Verdict])
	all := p.Read.All()
	files := 0
	for i := range p.Read.Files {
		if p.Read.Files[i].Err == nil {
			files++
		}
	}
	text := fmt.Sprintf("%s, %s: %d told, %d about something else", number(int64(files), "file"),
		number(all.Told+all.Silent+all.Unread, "line"), all.Told, all.Silent)
	if all.Unread > 0 {
		text += fmt.Sprintf(", %d not understood (--unread shows them)", all.Unread)
	}
	p.wrap(text, 2, 4, plain)
	if s.Skipped > 0 {
		p.wrap(number(s.Skipped, "message")+" were left out by rate limiting: what is not there may have been", 2, 4, plain)
	}
}

func number(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// strips draws the lanes of each axis.
func (p *page) strips() {
	for group := range p.Story.Axes {
		var lanes []*judge.Lane
		for _, l := range p.Story.Lanes {
			if slices.ContainsFunc(l.Moments, func(m judge.Moment) bool { return m.Group == group && m.Now != records.StateUnknown }) {
				lanes = append(lanes, l)
			}
		}
		if len(lanes) > 0 {
			p.axis(group, lanes)
		}
	}
	p.still()
}

// axis draws the lanes of one.
func (p *page) axis(group int, lanes []*judge.Lane) {
	a := &p.Story.Axes[group]
	shown := worst(lanes)
	names := 0
	for _, l := range shown {
		names = max(names, len(p.laneName(l)))
	}
	sc := newScale(a, group, shown, max(minStrip, p.o.Width-names-2-2-2-20))
	what := "Timeline"
	if day := a.Day(); day != "" {
		what += ", " + day
	}
	switch {
	case a.Clock == records.Uptime:
		what += ", seconds since boot of " + p.files[a.Name]
	case a.Clock == records.Epoch:
		what += ", UTC"
	}
	p.title(what)
	used := map[records.State]bool{}
	for _, l := range shown {
		until := int64(0)
		for i := range l.Moments {
			if l.Moments[i].Group == group {
				until = max(until, p.Story.Ends()[l.End(&l.Moments[i])])
			}
		}
		cells := sc.strip(l, group, until)
		fmt.Fprintf(&p.b, "  %-*s  %s  %s\n", names, p.laneName(l), p.cells(cells), p.state(l))
		for _, c := range cells {
			used[c] = true
		}
	}
	fmt.Fprintf(&p.b, "  %*s  %s\n", names, "", sc.ticks())
	p.legend(used)
	if more := len(lanes) - len(shown); more > 0 {
		p.wrap(fmt.Sprintf("and %d more; the page (--html) has them all", more), 2, 4, dim)
	}
	if group == 0 {
		p.clocks()
	}
}

// clocks tells what was assumed of them: of those that are alike at once.
func (p *page) clocks() {
	var texts []string
	scopes := map[string][]string{}
	for _, note := range p.Story.Clocks {
		name := note.Scope
		if short, ok := p.files[name]; ok {
			name = short
		}
		if scopes[note.Text] == nil {
			texts = append(texts, note.Text)
		}
		scopes[note.Text] = append(scopes[note.Text], name)
	}
	for _, text := range texts {
		p.wrap(most(scopes[text], "")+": "+text, 2, 4, dim)
	}
}

// worst leaves the lanes that matter most where there are too many.
func worst(lanes []*judge.Lane) []*judge.Lane {
	if len(lanes) <= maxStrips {
		return lanes
	}
	rank := func(l *judge.Lane) int {
		switch {
		case l.Verdict == judge.Violates:
			return 0
		case len(l.Missing) > 0:
			return 1
		case l.State != records.Full && l.State != records.Idle:
			return 2
		default:
			return 3
		}
	}
	sorted := slices.Clone(lanes)
	slices.SortStableFunc(sorted, func(a, b *judge.Lane) int { return rank(a) - rank(b) })
	sorted = sorted[:maxStrips]
	slices.SortFunc(sorted, func(a, b *judge.Lane) int { return a.ID - b.ID })
	return sorted
}

// laneName is a lane's name beside its strip.
func (p *page) laneName(l *judge.Lane) string {
	if l.Kind == judge.KindNode {
		if short, ok := p.files[l.Name]; ok {
			return short
		}
	}
	return laneName(l)
}

func laneName(l *judge.Lane) string {
	name := l.Name
	if l.FS != "" {
		name = l.FS + "-" + l.Name
	}
	if l.Kind == judge.KindNode || l.Kind == judge.KindFile {
		return filepath.Base(name)
	}
	return l.Group + "  " + name
}

// cells colours a strip: what follows in one colour is coloured once.
func (p *page) cells(cells []records.State) string {
	var b strings.Builder
	for i := 0; i < len(cells); {
		n := i
		for n < len(cells) && looks[cells[n]].colour == looks[cells[i]].colour {
			n++
		}
		var text []byte
		for _, c := range cells[i:n] {
			text = append(text, looks[c].letter)
		}
		b.WriteString(p.paint.in(looks[cells[i]].colour, string(text)))
		i = n
	}
	return b.String()
}

// state tells what a lane is at the end, and its verdict.
func (p *page) state(l *judge.Lane) string {
	text := ""
	if l.State != records.StateUnknown && l.Kind != judge.KindTarget {
		text = p.paint.in(looks[l.State].colour, l.State.String())
	}
	if l.Verdict == judge.Violates {
		text += " " + p.paint.in(red, "VIOLATES")
	}
	return text
}

// legend explains the letters that were used.
func (p *page) legend(used map[records.State]bool) {
	var words []string
	for s := records.Closed; s <= records.Idle; s++ {
		if used[s] {
			words = append(words, p.paint.in(looks[s].colour, string(looks[s].letter))+" "+s.String())
		}
	}
	fmt.Fprintf(&p.b, "  %s\n", strings.Join(words, "  "))
}

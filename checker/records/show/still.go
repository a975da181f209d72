package show

import (
	"fmt"
	"strings"

	"ostlife/checker/records"
	"ostlife/checker/records/judge"
)

// maxStill is how many lanes without a timeline are listed.
const maxStill = 24

// still lists what only parameter files tell of.
func (p *page) still() {
	var lines []string
	more := 0
	names := 0
	for _, l := range p.Story.Lanes {
		text := p.snapshots(l)
		if text == "" || text == l.State.String() && len(l.Moments) > 0 {
			continue // its timeline says as much
		}
		if len(lines) >= 2*maxStill {
			more++
			continue
		}
		names = max(names, len(p.laneName(l)))
		lines = append(lines, p.laneName(l), text)
	}
	if len(lines) == 0 {
		return
	}
	p.title("As the parameter files have it")
	for i := 0; i < len(lines); i += 2 {
		fmt.Fprintf(&p.b, "  %-*s  %s\n", names, lines[i], lines[i+1])
	}
	if more > 0 {
		p.wrap(fmt.Sprintf("and %d more", more), 2, 4, dim)
	}
}

// snapshots tells in one line what a lane's parameter files say.
func (p *page) snapshots(l *judge.Lane) string {
	var words []string
	add := func(text string) {
		if text != "" && !strings.Contains(strings.Join(words, ", ")+",", text+",") {
			words = append(words, text)
		}
	}
	for i := range l.Snapshots {
		s := &l.Snapshots[i]
		if s.State != records.StateUnknown {
			add(s.State.String())
		}
		for _, flag := range s.Flags() {
			add(flag)
		}
		add(s.Text)
		if s.Attempts > 0 {
			add(number(s.Attempts, "connect"))
		}
		if s.Timeouts > 0 {
			add(number(s.Timeouts, "time-out"))
		}
		if s.NID != "" {
			add("at " + s.NID)
		}
	}
	return strings.Join(words, ", ")
}

// maxListed is how many targets or pools of a config log are listed.
const maxListed = 16

// config tells what the config logs have.
func (p *page) config() {
	if len(p.Story.Config) == 0 {
		return
	}
	p.title("Config logs")
	for i := range p.Story.Config {
		if i == maxStill {
			p.wrap(fmt.Sprintf("and %d more", len(p.Story.Config)-i), 2, 4, dim)
			return
		}
		p.configLog(&p.Story.Config[i])
	}
}

func (p *page) configLog(l *judge.ConfigLog) {
	name := l.Name
	if short, ok := p.files[name]; ok {
		name = short
	}
	var targets, pools []string
	for _, t := range l.Targets {
		word := t.Name
		if t.Index != "" {
			word += " (index " + t.Index + ")"
		}
		if t.Off != "" {
			word += " " + t.Off
		}
		targets = append(targets, word)
	}
	for _, pool := range l.Pools {
		pools = append(pools, fmt.Sprintf("%s with %s", pool.Name, most(pool.Members, "nothing")))
	}
	text := fmt.Sprintf("%s, %s", name, number(l.Records, "record"))
	if len(targets) > 0 {
		text += "; targets: " + most(targets, "none")
	}
	if len(pools) > 0 {
		text += "; pools: " + most(pools, "none")
	}
	if len(l.Sets) > 0 {
		text += "; sets up " + most(l.Sets, "nothing")
	}
	p.wrap(text, 2, 4, plain)
}

// most lists words with commas, and counts those beyond the first ones.
func most(words []string, none string) string {
	if len(words) == 0 {
		return none
	}
	if len(words) > maxListed {
		words = append(words[:maxListed:maxListed], fmt.Sprintf("%d more", len(words)-maxListed))
	}
	return strings.Join(words, ", ")
}

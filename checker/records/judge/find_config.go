package judge

import (
	"fmt"
	"slices"
	"strings"

	"ostlife/checker/records"
)

// configLogs tells what the config logs say that explains a target or a pool.
func (f *finder) configLogs() {
	c := &f.judge.config
	for _, t := range c.order {
		f.switchedOff(t)
	}
	for _, p := range c.named {
		f.poolNames(p)
	}
	for _, p := range f.judge.pools {
		f.poolFile(p)
	}
}

// fileMoment makes a line of a place.
func fileMoment(at records.Place, text string) Moment {
	return Moment{Event: Event{Place: at, Text: text}, Lane: -1, Group: -1}
}

// switchedOff tells a target that a config log has and that nodes do not use.
func (f *finder) switchedOff(t *configured) {
	x := Finding{Kind: "config-off", Level: Look, Lines: []Moment{fileMoment(t.mark, "config log "+t.log)}}
	switch {
	case t.skipped:
		x.Sentence = fmt.Sprintf("%s is missing because its records in the config log are marked SKIP", t.target)
		x.Why = []string{"They are dead: nodes pass over them. A target is brought back by registering it anew (writeconf)."}
	case t.excluded:
		x.Sentence = fmt.Sprintf("%s is off because its records in the config log are marked EXCLUDE", t.target)
		x.Why = []string{"conf_param osc.active=0 did that: every node adds the target inactive. It is the administrator's doing, not a loss."}
		x.Next = []string{fmt.Sprintf("lctl conf_param %s.osc.active=1 # on the MGS, to use it again", t.target)}
	case t.inactive:
		x.Sentence = fmt.Sprintf("%s is off because the config log says active=0", t.target)
		x.Why = []string{"Each node that reads the log deactivates it. A plain print of the log does not show EXCLUDE; this parameter it does."}
		x.Next = []string{fmt.Sprintf("lctl conf_param %s.osc.active=1 # on the MGS, to use it again", t.target)}
	default:
		return
	}
	x.Next = append(x.Next, "lctl --device MGS llog_print -r "+logName(t.log)+" # with the markers")
	for _, l := range f.story.Lanes {
		if l.Kind == KindImport && strings.EqualFold(l.FS+"-"+l.Name, t.target) {
			x.Lanes = append(x.Lanes, l.ID)
		}
	}
	for _, lov := range f.judge.lovs {
		if lov.name.FS != "" && strings.HasPrefix(t.target, lov.name.FS+"-") && !listed(lov, t.target) {
			x.Level = Problem
			x.Why = append(x.Why, fmt.Sprintf("%s does not list it.", lov.place))
		}
	}
	f.add(x)
}

// listed reports that a target is one of a LOV's.
func listed(lov lovSeen, target string) bool {
	return slices.ContainsFunc(lov.targets, func(t records.TargetLine) bool {
		return strings.TrimSuffix(t.UUID, "_UUID") == target
	})
}

// logName is a log's name, where what was kept is one.
func logName(log string) string {
	if strings.ContainsAny(log, "/.") {
		return "LOG"
	}
	return log
}

// poolNames tells a pool of a config log that names targets which the log does not add.
func (f *finder) poolNames(p *poolConfig) {
	var lines []Moment
	var absent []string
	for _, m := range p.members {
		t := f.judge.config.targets[p.log+" "+m.target]
		if t != nil && t.present {
			continue
		}
		why := "no record adds it"
		if t != nil && t.skipped {
			why = "its records are marked SKIP"
		}
		absent = append(absent, m.target)
		lines = append(lines, fileMoment(m.place, fmt.Sprintf("pool %s names %s: %s", p.pool, m.target, why)))
	}
	if len(absent) == 0 || !f.added(p.log) {
		return
	}
	f.add(Finding{Kind: "pool", Level: Problem, Lines: lines,
		Sentence: fmt.Sprintf("pool %s names %s, which %s not there", p.pool, joined(absent, "and"), areIs(len(absent))),
		Why:      []string{"A pool keeps indices: removing a target's records does not take it out of the pools, and a later target with that index would be in them."},
		Next:     []string{fmt.Sprintf("lctl pool_remove %s %s # on the MGS", p.pool, absent[0])}})
}

// added reports that a log adds targets at all: else it is only a part of one.
func (f *finder) added(log string) bool {
	return slices.ContainsFunc(f.judge.config.order, func(t *configured) bool { return t.log == log && t.added.File != "" })
}

func areIs(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// poolFile tells a pool's list that names targets which no target_obd of that file system
// has.
func (f *finder) poolFile(p poolSeen) {
	var absent []string
	known := false
	for _, m := range p.members {
		name := ParseName(m)
		for _, lov := range f.judge.lovs {
			if lov.name.FS != name.FS || len(lov.targets) == 0 {
				continue
			}
			known = true
			if !listed(lov, strings.TrimSuffix(m, "_UUID")) && !slices.Contains(absent, m) {
				absent = append(absent, m)
			}
		}
	}
	if !known || len(absent) == 0 {
		return
	}
	f.add(Finding{Kind: "pool", Level: Problem, Lines: []Moment{fileMoment(p.place, "pool "+p.pool)},
		Sentence: fmt.Sprintf("pool %s names %s, which target_obd does not list", p.pool, joined(absent, "and")),
		Next:     []string{fmt.Sprintf("lctl pool_remove %s.%s %s # on the MGS", p.fs, p.pool, strings.TrimSuffix(absent[0], "_UUID"))}})
}

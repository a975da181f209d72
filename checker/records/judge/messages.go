package judge

import (
	"strings"

	"ostlife/checker/records"
	"ostlife/checker/records/era"
)

// message takes a message of a console or a debug log.
func (j *Judge) message(m *records.Message) {
	j.seen.messages++
	j.clocks.anchor(m)
	if m.What == records.WhatVersion {
		j.version(m)
	}
	device := m.Device
	if device == "" && m.Request != nil {
		device = m.Request.Device
	}
	l := j.laneOf(m, device)
	l.count(m.What, 1)
	if m.Import != "" && device != "" {
		j.join(m, device)
	}
	t, ok := importTellings[m.What]
	if server, is := serverTellings[m.What]; is {
		t, ok = server, true
	}
	if !ok || t.weight == Noise {
		return
	}
	l.learn(m)
	e := Event{What: m.What, Weight: t.weight, Text: fill(t.text, m), Now: t.now, Peer: strings.Clone(m.NID)}
	if m.What == records.WhatWindowOver {
		e.Count, _ = m.Fields.Int("evicted")
	}
	j.keep(l, e, &m.Origin)
}

// laneOf finds whom a message is about.
func (j *Judge) laneOf(m *records.Message, device string) *lane {
	n := ParseName(device)
	switch {
	case n.Role == RoleLOV && m.Target != "": // a LOV speaks of its own import
		t := ParseName(m.Target)
		if t.Target == "" {
			return j.nodeLane(&m.Origin)
		}
		role := "-osc-"
		if strings.HasPrefix(t.Target, "MDT") {
			role = "-osp-"
		}
		owner := n.Owner
		if owner == "" {
			return j.target(m.Target, &m.Origin)
		}
		return j.device(t.Full()+role+owner, &m.Origin)
	case n.Role != RoleNone && n.Role != RoleLOV:
		return j.device(device, &m.Origin)
	case m.Target != "" && serverTellings[m.What].text != "":
		return j.device(strings.TrimSuffix(m.Target, "_UUID"), &m.Origin)
	case m.Target != "":
		return j.target(m.Target, &m.Origin)
	default:
		return j.nodeLane(&m.Origin)
	}
}

// learn keeps what a message says of the administrator's mark.
func (l *lane) learn(m *records.Message) {
	switch m.What {
	case records.WhatDeactivated:
		l.deactive = yes
	case records.WhatValid:
		l.deactive = no
	case records.WhatMarkedAdmin:
		active, _ := m.Fields.Get("active")
		l.deactive = no
		if active == "deactivate" {
			l.deactive = yes
		}
	}
}

// join notes that an address and a device are one import.
func (j *Judge) join(m *records.Message, device string) {
	key := m.Import + "@" + scopeOf(&m.Origin)
	if _, ok := j.joined[key]; !ok && len(j.joined) < j.limit {
		j.joined[strings.Clone(key)] = strings.Clone(device)
	}
}

// version takes what a node says of its own version.
func (j *Judge) version(m *records.Message) {
	text, _ := m.Fields.Get("version")
	major, rest, _ := strings.Cut(text, ".")
	minor, _, _ := strings.Cut(rest, ".")
	of := era.All
	switch {
	case major == "1" || major == "2" && minor == "0":
		of = era.Of(era.Old)
	case major == "2" && (len(minor) == 1 || minor == "10" || minor == "11" || minor == "12"):
		of = era.Of(era.Middle)
	case major == "2" && len(minor) == 2:
		of = era.Of(era.Now)
	}
	j.evidence(&m.Origin, of)
}

// gap takes messages that are missing.
func (j *Judge) gap(g *records.Gap) {
	switch g.Gap {
	case records.GapSkipped, records.GapRepeated:
		j.seen.skipped += max(g.Lines, 1)
	case records.GapDropped:
		j.seen.dropped += max(g.Lines, 1)
	case records.GapUnread:
		j.seen.unread += max(g.Lines, 1)
		if g.Import {
			j.seen.damaged++
		}
	case records.GapUnwritten:
		j.seen.cut++
	}
	if g.Kind == records.KindDebug || g.Import {
		j.breaks++ // of every import of this file a change may be missing
	}
}

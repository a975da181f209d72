package records

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// A compiled wording. An index finds the few that a text may be by the four bytes at its
// beginning, or behind its first blank, where the text of most messages begins: before it
// is the name of a device. That makes a line without any of them cheap.
type compiled struct {
	wording
	pattern pattern
}

// keyLength is how much of a text is looked up.
const keyLength = 4

// index finds wordings.
type index struct {
	begin map[uint32][]*compiled // by what the text begins with
	blank map[uint32][]*compiled // by what is behind the first blank
	late  []*compiled            // those that have variables in both places
	seen  [1 << 12]uint8         // a filter before the maps: 1 is in begin, 2 is in blank
}

var messages = newIndex(importWordings, layerWordings, serverWordings)

func newIndex(tables ...[]wording) *index {
	x := &index{begin: map[uint32][]*compiled{}, blank: map[uint32][]*compiled{}}
	for _, table := range tables {
		for _, w := range table {
			c := &compiled{w, compile(w.text)}
			before, after, _ := strings.Cut(w.text, " ")
			switch {
			case keyable(w.text):
				x.add(x.begin, 1, w.text, c)
			case strings.Contains(before, "{") && keyable(after):
				x.add(x.blank, 2, after, c)
			default:
				x.late = append(x.late, c)
			}
		}
	}
	return x
}

// keyable is whether text begins with enough that is no variable.
func keyable(text string) bool { return len(upTo(text)) >= keyLength }

func (x *index) add(to map[uint32][]*compiled, bit uint8, text string, c *compiled) {
	key := binary.LittleEndian.Uint32([]byte(text))
	to[key] = append(to[key], c)
	x.seen[spread(key)] |= bit
}

// spread takes a key to a place in the filter.
func spread(key uint32) uint32 { return key * 2654435761 >> 20 }

// find gives the wording that a text fits best, and what its variables stand for. Where a
// text is cut, alike is that another wording fits it as well. Of late wordings it looks only
// if asked, since that is slow.
func (x *index) find(text []byte, late bool, v *values) (best *compiled, got fit, alike bool) {
	var s search
	if len(text) >= keyLength {
		if key := binary.LittleEndian.Uint32(text); x.seen[spread(key)]&1 != 0 {
			s.try(x.begin[key], text, v)
		}
	}
	if i := bytes.IndexByte(text, ' '); i >= 0 && len(text)-i > keyLength {
		if key := binary.LittleEndian.Uint32(text[i+1:]); x.seen[spread(key)]&2 != 0 {
			s.try(x.blank[key], text, v)
		}
	}
	if late && s.got == fitNone {
		s.try(x.late, text, v)
	}
	return s.best, s.got, s.alike
}

// search keeps the best that was found: what is whole before what is not, and of two that are,
// the one with more text of its own.
type search struct {
	best  *compiled
	got   fit
	alike bool
}

func (s *search) try(from []*compiled, text []byte, v *values) {
	var w values
	for _, c := range from {
		got := c.pattern.match(text, &w)
		if got == fitCut && s.got == fitCut {
			s.alike = true
		}
		longer := got >= fitOpen && s.got >= fitOpen && len(c.text) > len(s.best.text)
		if longer || got > s.got && s.got < fitOpen {
			s.best, s.got, s.alike, *v = c, got, false, w
		}
	}
}

// newMessage is the message that a wording makes of a text.
func newMessage(c *compiled, got fit, alike bool, v *values, text []byte) *Message {
	m := &Message{What: c.what, Text: string(text), Since: c.since, Until: c.until}
	if got == fitWhole || got == fitOpen || !alike {
		m.Fields = append(m.Fields, c.fixed...)
	}
	m.Cut = got == fitCut
	for i := range v.n {
		m.set(v.names[i], string(v.values[i]))
	}
	if i := bytes.Index(text, requestMark); i >= 0 {
		m.request(text[i+1:])
	}
	if m.What == WhatLockEvicts && m.Device == "" {
		m.Device = namespaceTarget(text)
	}
	if m.What == WhatRestored && m.Target != "" && !isTarget(m.Target) {
		// Since 2.10 the connection's name stands where the target's was; a server has the
		// client's there.
		m.Fields = append(m.Fields, Field{"connection", m.Target})
		m.Target = ""
	}
	return m
}

// namespaceTarget is the target whose lock a message describes, or "": " ns: filter-NAME_UUID
// lock: ", of an OST, or " ns: mdt-NAME_UUID lock: ".
func namespaceTarget(text []byte) string {
	_, rest, _ := bytes.Cut(text, []byte(" ns: "))
	name := rest[:wordEnd(rest)]
	_, name, _ = cut(name, '-')
	return string(bytes.TrimSuffix(name, uuidMark))
}

// isTarget is whether a name is a target's, and no NID or client.
func isTarget(name string) bool {
	return name == "MGS" || strings.Contains(name, "-OST") || strings.Contains(name, "-MDT") || strings.HasSuffix(name, "_UUID")
}

// set puts a value where it belongs.
func (m *Message) set(name, value string) {
	switch name {
	case "device":
		m.Device = value
	case "target":
		m.Target = value
	case "nid":
		m.NID = value
	case "import":
		m.Import = value
	default:
		m.Fields = append(m.Fields, Field{name, value})
	}
}

// request adds the request that a message is about.
func (m *Message) request(text []byte) {
	m.Request = parseRequest(text)
	m.Request.Sent, _ = m.Fields.Int("sent")
	if m.Device == "" {
		m.Device = m.Request.Device
	}
	if m.NID == "" {
		m.NID = m.Request.NID
	}
}

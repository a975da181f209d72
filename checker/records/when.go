package records

import (
	"bytes"
	"time"
)

// before takes apart what is in front of a message: stamps, the host, the tag of the kernel.
// Of two stamps the one that names a date is taken, since it can be compared between nodes.
func before(prefix []byte) (stamp Stamp, host string) {
	var other [][]byte // words that are neither
	prefix = unquoted(prefix)
	for len(prefix) > 0 {
		if prefix[0] == ' ' || prefix[0] == '\t' {
			prefix = prefix[1:]
			continue
		}
		next, rest, ok := stampAt(prefix)
		if ok {
			if stamp.Clock == NoClock || stamp.Clock == Uptime && next.Clock != Uptime {
				stamp = next
			}
			prefix = rest
			continue
		}
		end := wordEnd(prefix)
		if inside := glued(prefix, end); inside > 0 {
			prefix = prefix[inside:]
			continue
		}
		switch word := prefix[:end]; {
		case isCount(word): // a line's number, which cat, less or grep puts before it
		case isHost(word, prefix[end:]):
			host = string(bytes.TrimSuffix(word, []byte(":")))
		default:
			other = append(other, word)
		}
		prefix = prefix[end:]
	}
	if host == "" && len(other) == 1 && stamp.Clock > Uptime && isNodeName(other[0]) {
		host = string(other[0]) // a console that is gathered has no "kernel:"
	}
	return stamp, host
}

// unquoted puts blanks in the place of the quotes and commas of CSV and JSON, and of the bars of
// a table, so that words can be told apart.
func unquoted(prefix []byte) []byte {
	if !bytes.ContainsAny(prefix, `",|`) {
		return prefix
	}
	prefix = bytes.Clone(prefix)
	for i, c := range prefix {
		next := i+1 < len(prefix) && prefix[i+1] >= '0' && prefix[i+1] <= '9'
		if c == '"' || c == '|' || c == ',' && !next { // a comma before a digit may be a fraction's
			prefix[i] = ' '
		}
	}
	return prefix
}

// glued is where in the word that ends at end a stamp begins: behind the name of the file, and
// the line's number, that grep puts before it. It is 0 where none does.
func glued(prefix []byte, end int) int {
	for i := 1; i < end; i++ {
		if prefix[i-1] == ':' {
			if _, _, ok := stampAt(prefix[i:]); ok {
				return i
			}
		}
	}
	return 0
}

// isCount is whether a word is a number, with or without a colon.
func isCount(word []byte) bool {
	_, number := parseInt(bytes.TrimSuffix(word, []byte(":")))
	return number
}

// isHost is whether a word before a message is the host's name: what comes before "kernel:",
// or alone before a colon, as tools that gather logs put it.
func isHost(word, rest []byte) bool {
	rest = bytes.TrimLeft(rest, " ")
	if bytes.HasPrefix(rest, []byte("kernel")) {
		return !bytes.HasSuffix(word, []byte(":"))
	}
	name, ok := bytes.CutSuffix(word, []byte(":"))
	return ok && len(name) > 0 && !bytes.HasPrefix(name, []byte("kernel")) &&
		string(name) != "kern" && !bytes.ContainsAny(name, "[]()<>:=/")
}

// stampAt takes one stamp of any style from the beginning of a text.
func stampAt(text []byte) (s Stamp, rest []byte, ok bool) {
	switch c := text[0]; {
	case c == '<': // a raw level, as dmesg -r has it
		if level, rest, ok := cut(text[1:], '>'); ok && len(level) <= 3 && len(rest) > 0 {
			if _, number := parseInt(level); number {
				return stampAt(rest)
			}
		}
	case c == '[':
		if s, rest, ok = uptime(text); ok {
			return s, rest, true
		}
		return bracketed(text)
	case c >= '0' && c <= '9':
		return numeric(text)
	case c >= 'A' && c <= 'Z':
		return named(text)
	}
	return s, text, false
}

// uptime reads "[87885.624991]", "[   12.345678][ T1234]", and "[ 12.3 <  0.000001>]".
func uptime(text []byte) (s Stamp, rest []byte, ok bool) {
	inside, rest, closed := cut(text, ']')
	if !closed || len(inside) < 2 || inside[0] != '[' {
		return s, text, false
	}
	inside, _, _ = cut(inside[1:], '<')
	inside = bytes.TrimSpace(inside)
	if bytes.IndexByte(inside, '.') < 0 {
		return s, text, false
	}
	nanos, ok := parseSeconds(inside)
	if !ok {
		return s, text, false
	}
	if thread, after, ok := cut(rest, ']'); ok && len(thread) < 12 && bytes.HasPrefix(thread, []byte("[")) {
		rest = after // the thread or the CPU that printed it
	}
	return Stamp{Clock: Uptime, Nanos: nanos, Step: time.Microsecond}, rest, true
}

// bracketed reads a date in brackets, as dmesg -T has it: "[Fri Oct  6 11:12:25 2023]".
func bracketed(text []byte) (s Stamp, rest []byte, ok bool) {
	inside, rest, closed := cut(text, ']')
	inside = bytes.TrimSpace(inside[1:])
	if !closed || len(inside) == 0 {
		return s, text, false
	}
	s, after, ok := stampAt(inside)
	if !ok || len(bytes.TrimSpace(after)) > 0 {
		return s, text, false
	}
	return s, rest, true
}

// numeric reads "2023-10-06T11:12:25.123456+02:00", "2023-10-06 11:12:25", "2023 Oct  6
// 11:12:25", and the journal's "1696583545.123456".
func numeric(text []byte) (s Stamp, rest []byte, ok bool) {
	end := wordEnd(text)
	word := text[:end]
	if s, ok = isoDate(word, &text, end); ok {
		return s, text, true
	}
	if s, rest, ok = dayFirst(text, end); ok {
		return s, rest, true
	}
	if year, number := parseInt(word); number && len(word) == 4 && end < len(text) {
		if s, rest, ok = named(text[end+1:]); ok && s.Clock == YearLess {
			return s.inYear(int(year)), rest, true
		}
		return s, text, false
	}
	const digits = 10 // of seconds since 1970
	if dot := bytes.IndexByte(word, '.'); dot == digits {
		if nanos, ok := parseSeconds(word); ok {
			return Stamp{Clock: Epoch, Nanos: nanos, Step: time.Microsecond}, text[end:], true
		}
	}
	return s, text, false
}

// dayFirst reads "16.10.2017 11:12:25" and "16-Oct-2017 11:12:25".
func dayFirst(text []byte, end int) (s Stamp, rest []byte, ok bool) {
	const dotted, named = len("02.01.2006"), len("02-Jan-2006")
	word := text[:end]
	var y, m, d int64
	var ok1, ok2, ok3 bool
	switch {
	case len(word) == dotted && word[2] == '.' && word[5] == '.':
		y, ok1 = parseInt(word[6:])
		m, ok2 = parseInt(word[3:5])
		d, ok3 = parseInt(word[:2])
	case len(word) == named && word[2] == '-' && word[6] == '-':
		var mon time.Month
		mon, ok2 = month(word[3:6])
		y, ok1 = parseInt(word[7:])
		m = int64(mon)
		d, ok3 = parseInt(word[:2])
	}
	clock, rest := firstWord(text[end:])
	nanos, _, _, step, ok4 := clockTime(clock)
	if !ok1 || !ok2 || !ok3 || !ok4 || !validDate(int(m), int(d)) {
		return s, text, false
	}
	at := time.Date(int(y), time.Month(m), int(d), 0, 0, 0, 0, time.UTC).UnixNano() + nanos
	return Stamp{Clock: Wall, Nanos: at, Step: step}, rest, true
}

// isoDate reads a date with its time behind a T or a blank. It moves text behind it.
func isoDate(word []byte, text *[]byte, end int) (s Stamp, ok bool) {
	const date = len("2006-01-02")
	if len(word) < date || word[4] != '-' && word[4] != '/' || word[7] != word[4] {
		return s, false
	}
	clock, rest := word[date:], (*text)[end:]
	switch {
	case len(clock) > 1 && (clock[0] == 'T' || clock[0] == '_'):
		clock = clock[1:]
	case len(clock) == 0 && len(rest) > 1:
		stop := wordEnd(rest[1:])
		clock, rest = rest[1:1+stop], rest[1+stop:]
	default:
		return s, false
	}
	y, ok1 := parseInt(word[:4])
	m, ok2 := parseInt(word[5:7])
	d, ok3 := parseInt(word[8:10])
	nanos, zone, zoned, step, ok4 := clockTime(clock)
	if !ok1 || !ok2 || !ok3 || !ok4 || !validDate(int(m), int(d)) {
		return s, false
	}
	*text = rest
	at := time.Date(int(y), time.Month(m), int(d), 0, 0, 0, 0, time.UTC).UnixNano() + nanos - zone
	return Stamp{Clock: Wall, Nanos: at, Step: step, Zoned: zoned}, true
}

// clockTime reads "11:12:25", with a fraction, and with a zone: "Z", "+02:00", "+0200".
func clockTime(word []byte) (nanos, zone int64, zoned bool, step time.Duration, ok bool) {
	const clock = len("15:04:05")
	if len(word) < clock || word[2] != ':' || word[5] != ':' {
		return 0, 0, false, 0, false
	}
	end := clock
	for end < len(word) && (word[end] == '.' || word[end] == ',' || word[end] >= '0' && word[end] <= '9') {
		end++
	}
	h, ok1 := parseInt(word[:2])
	m, ok2 := parseInt(word[3:5])
	part, ok3 := parseSeconds(word[6:end])
	if !ok1 || !ok2 || !ok3 || h > 23 || m > 59 || h < 0 || m < 0 || part > 61e9 {
		return 0, 0, false, 0, false
	}
	step = time.Second
	if end > clock {
		step = time.Microsecond
	}
	zone, zoned, ok = zoneOf(word[end:])
	return (h*3600+m*60)*1e9 + part, zone, zoned, step, ok
}

// zoneOf reads the zone behind a time, as nanoseconds east of UTC. None is fine, and so is a
// closing bracket or colon.
func zoneOf(word []byte) (east int64, zoned, ok bool) {
	word = bytes.TrimRight(word, ":]")
	if len(word) == 0 {
		return 0, false, true
	}
	if string(word) == "Z" {
		return 0, true, true
	}
	digits := bytes.ReplaceAll(word[1:], []byte(":"), nil)
	n, number := parseInt(digits)
	if !number || len(digits) != 4 && len(digits) != 2 || word[0] != '+' && word[0] != '-' {
		return 0, false, false
	}
	if len(digits) == 2 {
		n *= 100
	}
	east = (n/100*3600 + n%100*60) * 1e9
	if word[0] == '-' {
		east = -east
	}
	return east, true, true
}

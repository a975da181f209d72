package records

import (
	"bytes"
	"time"
)

var monthNames = []byte("JanFebMarAprMayJunJulAugSepOctNovDec")

// month reads the name of a month in three letters.
func month(word []byte) (time.Month, bool) {
	if len(word) != 3 {
		return 0, false
	}
	i := bytes.Index(monthNames, word)
	return time.Month(i/3 + 1), i >= 0 && i%3 == 0
}

// weekday is whether a word is the name of a day in three letters.
func weekday(word []byte) bool {
	i := bytes.Index([]byte("SunMonTueWedThuFriSat"), word)
	return len(word) == 3 && i >= 0 && i%3 == 0
}

// validDate is whether a year may have such a day.
func validDate(month, day int) bool {
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	return day <= time.Date(leapYear, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// leapYear is the year in which a date without one is counted, so that each day has a place.
// It is the year 1972, of which the nanoseconds since 1970 count from its own beginning.
const leapYear = 1972

// A number from firstYear up to lastYear behind a date is its year.
const firstYear, lastYear = 1970, 2200

// startOfYear is where a year begins, in nanoseconds since 1970.
func startOfYear(year int) int64 { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano() }

// inYear gives a date without its year the year.
func (s Stamp) inYear(year int) Stamp {
	at := time.Unix(0, startOfYear(leapYear)+s.Nanos).UTC()
	s.Clock = Wall
	s.Nanos = time.Date(year, at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), time.UTC).UnixNano()
	return s
}

// named reads what begins with the name of a month or a day: "Jun 26 16:17:32", "Fri Oct  6
// 11:12:25 2023", "Fri 2023-10-06 11:12:25 CEST", "Oct 06 11:12:25.123456".
func named(text []byte) (s Stamp, rest []byte, ok bool) {
	word, rest := firstWord(text)
	if weekday(word) {
		if word, rest = firstWord(rest); len(word) > 4 && word[4] == '-' {
			s, rest, ok = numeric(append(append([]byte(nil), word...), rest...))
			return s, afterZone(rest), ok
		}
	}
	m, isMonth := month(word)
	if !isMonth {
		return s, text, false
	}
	day, rest := firstWord(rest)
	clock, rest := firstWord(rest)
	if y, number := parseInt(clock); number && y >= firstYear && y < lastYear { // "Oct 16 2017 11:12:25"
		if s, rest, ok = named([]byte(string(word) + " " + string(day) + string(rest))); ok && s.Clock == YearLess {
			return s.inYear(int(y)), rest, true
		}
		return s, text, false
	}
	d, isDay := parseInt(day)
	nanos, _, _, step, ok := clockTime(clock)
	if !ok || !isDay || !validDate(int(m), int(d)) {
		return s, text, false
	}
	at := time.Date(leapYear, m, int(d), 0, 0, 0, 0, time.UTC).UnixNano() + nanos
	s = Stamp{Clock: YearLess, Nanos: at - startOfYear(leapYear), Step: step}
	if year, after := firstWord(rest); len(year) == 4 {
		if y, number := parseInt(year); number && y >= firstYear && y < lastYear {
			return s.inYear(int(y)), after, true
		}
	}
	return s, rest, true
}

// afterZone goes over the name of a zone, "CEST" or "UTC", whose distance nobody says.
func afterZone(text []byte) []byte {
	word, rest := firstWord(text)
	if len(word) < 2 || len(word) > 5 {
		return text
	}
	for _, c := range word {
		if c < 'A' || c > 'Z' {
			return text
		}
	}
	return rest
}

// firstWord gives the first word of a text, and what is behind it with its blank.
func firstWord(text []byte) (word, rest []byte) {
	text = bytes.TrimLeft(text, " ")
	end := wordEnd(text)
	return text[:end], text[end:]
}

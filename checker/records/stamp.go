package records

import "time"

// Clock is what a time was told by.
type Clock uint8

// The clocks. Times of different clocks cannot be compared.
const (
	NoClock  Clock = iota // none was printed
	Uptime                // seconds since the node started: "[87885.624991]"
	Epoch                 // seconds since 1970
	Wall                  // the date with its year; UTC where Zoned, else the node's own zone
	YearLess              // the date without its year, in the node's own zone: syslog
)

// Stamp is when something was printed.
type Stamp struct {
	Clock Clock
	// Nanos are nanoseconds since the node started (Uptime), since 1970 (Epoch, Wall), or
	// since the year began, counted in a leap year (YearLess).
	Nanos int64
	// Step is the smallest difference that this clock shows: a second, a microsecond.
	Step time.Duration
	// Zoned is that a Wall's zone was printed, so that it can be compared with an Epoch.
	Zoned bool
}

// Sub gives the time from u to s, and whether the two can be compared.
func (s Stamp) Sub(u Stamp) (time.Duration, bool) {
	same := s.Clock == u.Clock && s.Zoned == u.Zoned
	absolute := s.absolute() && u.absolute()
	if s.Clock == NoClock || u.Clock == NoClock || !same && !absolute {
		return 0, false
	}
	return time.Duration(s.Nanos - u.Nanos), true
}

// absolute is that the stamp is a point in time wherever the node was.
func (s Stamp) absolute() bool { return s.Clock == Epoch || s.Clock == Wall && s.Zoned }

// String gives the stamp in its own clock's manner, for example "2026-08-25 04:26:41.104511".
func (s Stamp) String() string {
	fraction := ""
	if s.Step < time.Second {
		fraction = ".000000"
	}
	at := time.Unix(0, s.Nanos).UTC()
	switch s.Clock {
	case Uptime:
		return time.Duration(s.Nanos).String()
	case Epoch:
		return at.Format("2006-01-02 15:04:05" + fraction + "Z")
	case Wall:
		zone := ""
		if s.Zoned {
			zone = "Z"
		}
		return at.Format("2006-01-02 15:04:05" + fraction + zone)
	case YearLess:
		return time.Unix(0, startOfYear(leapYear)+s.Nanos).UTC().Format("Jan _2 15:04:05" + fraction)
	}
	return ""
}

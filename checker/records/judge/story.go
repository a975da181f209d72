package judge

import (
	"ostlife/checker/records"
)

// Verdict is what may be said of an import, or of all of them.
type Verdict string

// The verdicts. Nothing is that of a lane that shows no change of state to be judged.
const (
	Conforms   Verdict = "conforms"
	Violates   Verdict = "violates"
	CannotTell Verdict = "cannot tell"
	Nothing    Verdict = "nothing to judge"
)

// Violation is a change of state that was not legal.
type Violation struct {
	Lane     int             `json:"lane"`
	Rule     string          `json:"rule"` // for example "enter-full"
	Sentence string          `json:"sentence"`
	Demand   string          `json:"demand"`
	From     records.State   `json:"-"`
	To       records.State   `json:"-"`
	Lines    []records.Place `json:"-"`
	Stamp    records.Stamp   `json:"-"`
	Legal    []Way           `json:"-"` // how that state may be entered
}

// Way is a row of the relation, in words.
type Way struct {
	From, To          records.State
	Edge, How, Source string
}

// Missing is why something cannot be told.
type Missing struct {
	Text  string
	Lines []records.Place
}

// Kind is what a lane is of.
type Kind string

// The kinds of lanes.
const (
	KindImport Kind = "import"
	KindTarget Kind = "target" // at its server
	KindNode   Kind = "node"   // what a node does as a whole
	KindFile   Kind = "file"   // a parameter file that does not say whose it is
)

// Moment is an event in a lane's timeline.
type Moment struct {
	Event
	Lane  int
	Group int   // moments of one group can be compared
	At    int64 // nanoseconds on the group's axis
}

// Lane is one import, or one target at its server.
type Lane struct {
	ID        int
	Kind      Kind
	Group     string // who has it: "client ffff9a0011223344", "MDT0000", "OSS"
	Name      string // "OST0002"
	FS        string
	Device    string
	Pointer   string // its address in debug logs
	Host      string
	Role      Role
	Moments   []Moment // in the order of time
	Dropped   int64    // events that were not kept
	Skipped   int64    // messages left out by rate limiting
	Legal     int64    // changes of state that are legal
	Edges     map[[2]records.State]int64
	Verdict   Verdict
	Violation []Violation
	More      int64 // violations beyond those
	Missing   []Missing
	Lost      int64 // of those beyond the ones named
	Snapshots []Snapshot
	State     records.State // the last one known; unknown where nothing says it
	Since     *Moment       // when it came into it; nil where only a parameter file says it
	Deactive  tri           // the administrator's mark at the end
	Tally     map[records.What]int64
}

// Axis is how the times of one group are told.
type Axis struct {
	Clock records.Clock // Epoch, Uptime or YearLess
	Name  string        // whose clock it is, where it is not all others'
	Low   int64
	High  int64
}

// Story is all that is told.
type Story struct {
	Verdict    Verdict
	Why        string // in one sentence
	Lanes      []*Lane
	Axes       []Axis
	Clocks     []ClockNote
	Config     []ConfigLog
	Findings   []Finding
	Design     []Difference
	Records    int64
	Legal      int64
	Violations int64
	Skipped    int64 // messages that rate limiting left out
	Damaged    int64 // lines about imports that could not be read
	LanesOver  int64 // records of lanes beyond the limit
	ConfigFull bool  // more targets and pools in config logs than are kept

	ends map[End]int64
}

// End is whose records end: a file's, and in one that several hosts write to, a host's.
type End struct{ File, Host string }

// End is whose records a lane's moment is of.
func (l *Lane) End(m *Moment) End { return End{m.Place.File, l.Host} }

// Ends is when the records of each end.
func (s *Story) Ends() map[End]int64 {
	if s.ends != nil {
		return s.ends
	}
	s.ends = map[End]int64{}
	for _, l := range s.Lanes {
		for i := range l.Moments {
			m := &l.Moments[i]
			if end, ok := s.ends[l.End(m)]; m.Group >= 0 && (!ok || m.At > end) {
				s.ends[l.End(m)] = m.At
			}
		}
	}
	return s.ends
}

// counts is what was seen in all.
type counts struct {
	records, transitions, messages, devices, skipped, dropped, unread, damaged, cut int64
}

// ConfigLog is what a config log has.
type ConfigLog struct {
	Name    string // or its file
	Records int64
	Targets []ConfigTarget
	Pools   []ConfigPool
	Sets    []string // devices that it sets up, other than imports
}

// ConfigTarget is a target in a config log.
type ConfigTarget struct {
	Name  string
	Index string
	Off   string // "", "SKIP", "EXCLUDE", "active=0" or "removed"
}

// ConfigPool is a pool in a config log.
type ConfigPool struct {
	Name    string
	Members []string
}

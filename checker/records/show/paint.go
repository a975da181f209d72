package show

import (
	"ostlife/checker/records"
	"ostlife/checker/records/judge"
)

// The colours of a terminal.
const (
	plain   = ""
	bold    = "1"
	dim     = "2"
	red     = "31"
	green   = "32"
	yellow  = "33"
	magenta = "35"
	cyan    = "36"
)

// look is how a state is drawn. Of several in one place the one with the highest rank shows.
type look struct {
	letter byte
	colour string
	rank   int
}

var looks = map[records.State]look{
	records.StateUnknown: {' ', plain, 0},
	records.Full:         {'=', green, 1},
	records.Idle:         {'-', green, 2},
	records.New:          {'n', dim, 3},
	records.Recover:      {'v', cyan, 4},
	records.Connecting:   {'>', yellow, 5},
	records.ReplayWait:   {'w', cyan, 6},
	records.ReplayLocks:  {'l', cyan, 7},
	records.Replay:       {'r', cyan, 8},
	records.Closed:       {'#', dim, 9},
	records.Disconn:      {'.', red, 10},
	records.Evicted:      {'!', magenta, 11},
}

// painter colours, or does not.
type painter bool

func (p painter) in(colour, text string) string {
	if !p || colour == plain || text == "" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

var verdictColours = map[judge.Verdict]string{
	judge.Conforms: green, judge.Violates: red, judge.CannotTell: yellow, judge.Nothing: dim,
}

var levelColours = map[judge.Level]string{judge.Problem: red, judge.Look: yellow, judge.Told: green}

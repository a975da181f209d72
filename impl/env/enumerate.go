package env

// EnumerateOptions bounds an enumeration of schedules.
type EnumerateOptions struct {
	// Preemptions is how often a schedule may switch away from a task that could go
	// on, or move the clock while tasks can run. Negative: as often as it likes.
	Preemptions int
	// MaxSchedules ends the enumeration, incomplete. 0: DefaultMaxSchedules.
	MaxSchedules int
}

// DefaultMaxSchedules is the bound of an enumeration that names none: some seconds of
// short runs.
const DefaultMaxSchedules = 1_000_000

// Enumerate calls body once for every schedule within the bounds, each time with a
// picker to run a fresh world of the same plan under, until body returns false. It
// returns how many schedules were run, and whether they were all there are.
//
// The search is depth first over prefixes: a run repeats the picks of the run before
// up to the last place where something else could be picked, takes that, and goes on
// without preemption. Replaying is sound only if the plan depends on nothing but the
// picks; a replay that meets other choices than before ends the search, incomplete.
func Enumerate(o EnumerateOptions, body func(Picker) bool) (schedules int, complete bool) {
	if o.MaxSchedules <= 0 {
		o.MaxSchedules = DefaultMaxSchedules
	}
	e := &enumeration{bound: o.Preemptions}
	for schedules < o.MaxSchedules {
		e.begin()
		more := body(e)
		schedules++
		if e.strayed || e.depth < len(e.path) {
			return schedules, false
		}
		if !e.backtrack() {
			return schedules, true
		}
		if !more {
			return schedules, false
		}
	}
	return schedules, false
}

// branch is a place where there was something to choose.
type branch struct {
	width   int   // number of choices there
	options []int // those within the bound, the ones without preemption first
	free    int   // how many of options need no preemption
	at      int   // the option that is taken now
}

// enumeration is the picker of all the runs.
type enumeration struct {
	bound   int
	path    []branch
	depth   int  // branches met in this run
	last    int  // the task that ran last, -1 for none
	spent   int  // preemptions in this run
	strayed bool // a replayed prefix met another number of choices
}

func (e *enumeration) begin() { e.depth, e.last, e.spent = 0, -1, 0 }

// backtrack drops the branches that are exhausted and turns the last one that is
// not; false when none is left.
func (e *enumeration) backtrack() bool {
	for len(e.path) > 0 {
		b := &e.path[len(e.path)-1]
		if b.at++; b.at < len(b.options) {
			return true
		}
		e.path = e.path[:len(e.path)-1]
	}
	return false
}

// Pick implements [Picker].
func (e *enumeration) Pick(choices []Choice) int {
	picked := 0
	if len(choices) > 1 {
		picked = e.branch(choices)
	}
	if c := choices[picked]; !c.Clock {
		e.last = c.Task
	}
	return picked
}

// branch takes the option of the path, which it makes longer where it ends.
func (e *enumeration) branch(choices []Choice) int {
	if e.depth == len(e.path) {
		e.path = append(e.path, e.newBranch(choices))
	}
	b := &e.path[e.depth]
	e.depth++
	if b.width != len(choices) {
		e.strayed = true
		return 0
	}
	if b.at >= b.free {
		e.spent++
	}
	return b.options[b.at]
}

// newBranch lists what may be picked among choices: what needs no preemption first.
func (e *enumeration) newBranch(choices []Choice) branch {
	b := branch{width: len(choices)}
	var preempting []int
	for i, c := range choices {
		if e.preempts(c, choices) {
			preempting = append(preempting, i)
		} else {
			b.options = append(b.options, i)
		}
	}
	b.free = len(b.options)
	if e.bound < 0 || e.spent < e.bound {
		b.options = append(b.options, preempting...)
	}
	return b
}

// preempts tells whether taking c keeps a task from going on that could.
func (e *enumeration) preempts(c Choice, choices []Choice) bool {
	if c.Clock {
		return true
	}
	if c.Task == e.last {
		return false
	}
	for _, other := range choices {
		if !other.Clock && other.Task == e.last {
			return true
		}
	}
	return false
}

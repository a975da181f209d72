package env

import "fmt"

// The bounds of a controlled run.
const (
	// DefaultMaxSteps is the step limit when [Control] names none: about a second.
	DefaultMaxSteps = 1_000_000
	// MaxTasks is how many tasks may be alive at once, so that a pick fits 16 bits.
	MaxTasks = 1 << 12
	// MaxLockFaults is how many lock faults a report holds; later ones are dropped.
	MaxLockFaults = 64
	// LeaveSteps is how many steps a task has, on average, to return after the
	// world stops. Then it is ended from outside and reported in [Report.Stuck].
	LeaveSteps = 1000
)

// Control says how a controlled world is driven.
type Control struct {
	Picker      Picker // nil: always the first choice
	MaxSteps    int    // 0: DefaultMaxSteps
	EarlyTimers bool   // offer to move the clock while tasks can still run
	Record      bool   // keep every step in Report.Schedule
}

// Choice is one thing that can happen next: a task that goes on from the point
// where it is parked, or the clock that moves to the next timer.
type Choice struct {
	Task  int    // number of the task in the order of starting, from 0; -1 for the clock
	Name  string // name of the task, "clock" for the clock
	Point Point
	Clock bool
}

// Picker decides what happens next. It is asked at every step, also when there is
// one choice only, so that it can follow the run; picks among one are not recorded.
type Picker interface {
	// Pick gives an index of choices, which holds the tasks that can run by number
	// and last, if it is on offer, the clock. An index out of range is taken modulo.
	// The slice belongs to the scheduler and is valid during the call.
	Pick(choices []Choice) int
}

// Step is one entry of a schedule: the task that went on, from which point, among
// how many choices.
type Step struct {
	Task     string
	Point    Point
	Runnable int
}

// String tells the step on one line.
func (s Step) String() string { return fmt.Sprintf("%s: %s (of %d)", s.Task, s.Point, s.Runnable) }

package env

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Report is what a run did. A real world fills in Clock, Panics and Stuck only.
type Report struct {
	Steps      int           // baton hand-overs and moves of the clock
	Hash       uint64        // FNV-1a over the task and point of every step
	Clock      time.Duration // the world's time at the end
	Picks      []uint16      // the picks taken where there was a choice, for NewReplay
	Schedule   []Step        // every step, if Control.Record is set
	Deadlock   *Deadlock     // nothing could run and no timer was pending; nil if not
	Limited    bool          // a bound of the run was reached: it proves nothing
	Panics     []Panic
	LockFaults []LockFault
	Stuck      []Parked // tasks that did not return after the world stopped
}

// Parked is a task and where it is parked.
type Parked struct {
	Task  string
	Point Point
	Queue string // name of the wait queue, empty if it waits in none
}

// String tells where the task is, on one line.
func (p Parked) String() string {
	if p.Queue == "" {
		return fmt.Sprintf("%s at %q", p.Task, p.Point)
	}
	return fmt.Sprintf("%s at %q in queue %q", p.Task, p.Point, p.Queue)
}

// Deadlock is the moment when nothing could run any more: every task that was alive,
// by number.
type Deadlock struct {
	Clock  time.Duration
	Parked []Parked
}

// Error tells where each task is parked. The text is the same in every replay.
func (d *Deadlock) Error() string {
	return fmt.Sprintf("deadlock at %v: %s", d.Clock, list(d.Parked))
}

// Panic is a panic of a task.
type Panic struct {
	Task  string
	Point Point // where the task last went on from
	Value any
	Stack string // differs from run to run; not part of the error text
}

// Error tells the task and the value.
func (p *Panic) Error() string {
	return fmt.Sprintf("panic in %s after %q: %v", p.Task, p.Point, p.Value)
}

// LockFault is a breach of the rules of [Lock], or of the rule that only the running
// task may use its [Task].
type LockFault struct {
	Task  string
	Lock  string // empty if no lock has to do with it
	Point Point  // where the task was, or was about to park
	What  string
}

// Error tells the breach on one line.
func (f *LockFault) Error() string {
	if f.Lock == "" {
		return fmt.Sprintf("%s at %q %s", f.Task, f.Point, f.What)
	}
	return fmt.Sprintf("%s at %q: lock %q %s", f.Task, f.Point, f.Lock, f.What)
}

// ErrLimited is the error of a run that reached one of its bounds.
var ErrLimited = errors.New("the run reached its step or task limit")

// Err joins everything that went wrong in the run, nil if nothing did. It is the
// same in every replay.
func (r *Report) Err() error {
	var errs []error
	if r.Deadlock != nil {
		errs = append(errs, r.Deadlock)
	}
	if r.Limited {
		errs = append(errs, ErrLimited)
	}
	for i := range r.Panics {
		errs = append(errs, &r.Panics[i])
	}
	for i := range r.LockFaults {
		errs = append(errs, &r.LockFaults[i])
	}
	if len(r.Stuck) > 0 {
		errs = append(errs, fmt.Errorf("did not return after the stop: %s", list(r.Stuck)))
	}
	return errors.Join(errs...)
}

// list joins the parked tasks for an error text.
func list(parked []Parked) string {
	told := make([]string, len(parked))
	for i, p := range parked {
		told[i] = p.String()
	}
	return strings.Join(told, "; ")
}

// FirstDifference is the index of the first step in which two schedules differ, -1
// if they are equal. Two runs of one plan under the same picks that differ show that
// something in the plan depends on more than the picks.
func FirstDifference(a, b []Step) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}

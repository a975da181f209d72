package env

// next takes one step: it says who holds the baton now, nil if every task has
// ended. The clock may move before that.
func (c *controlled) next() *Task {
	for len(c.live) > 0 {
		c.checkBounds()
		c.listChoices()
		if len(c.ready) == 0 {
			c.advanceOrDeadlock()
			continue
		}
		i := c.pick()
		if c.choices[i].Clock {
			c.advance()
			continue
		}
		t := c.ready[i]
		c.count(t.name, t.point)
		c.running = t
		return t
	}
	return nil
}

// checkBounds stops a run that is too long, and ends the tasks that a stop did not
// make return.
func (c *controlled) checkBounds() {
	if !c.stopping && c.report.Steps >= c.control.MaxSteps {
		c.report.Limited = true
		c.stop()
	}
	if c.stopping && !c.ending && c.report.Steps >= c.leaveBy {
		c.report.Stuck = parked(c.live)
		c.ending = true
	}
}

// listChoices lists what can happen next: the tasks by number, never by the order
// in which they became ready, then the clock.
func (c *controlled) listChoices() {
	c.choices, c.ready, c.timer = c.choices[:0], c.ready[:0], Forever
	for _, t := range c.live {
		if t.waiting {
			c.timer = min(c.timer, t.until)
			continue
		}
		c.ready = append(c.ready, t)
		c.choices = append(c.choices, Choice{Task: t.id, Name: t.name, Point: t.point})
	}
	if c.control.EarlyTimers && c.timer != Forever && len(c.ready) > 0 {
		c.choices = append(c.choices, Choice{Task: -1, Name: clockName, Point: PointAdvance, Clock: true})
	}
}

// pick asks the picker, or while the world stops takes the tasks in turn, so that
// none can keep the others from leaving.
func (c *controlled) pick() int {
	if c.stopping {
		for i, t := range c.ready {
			if t.id > c.running.id {
				return i
			}
		}
		return 0
	}
	n := uint(len(c.choices))
	i := uint(c.control.Picker.Pick(c.choices)) % n
	if n > 1 {
		c.report.Picks = append(c.report.Picks, uint16(i))
	}
	return int(i)
}

// advanceOrDeadlock is for the moment when no task can run.
func (c *controlled) advanceOrDeadlock() {
	if c.timer != Forever {
		c.advance()
		return
	}
	c.report.Deadlock = &Deadlock{Clock: c.clock, Parked: parked(c.live)}
	c.stop()
}

// advance moves the clock to the next timer. Every task whose time has come can run
// then; the picker orders them.
func (c *controlled) advance() {
	c.count(clockName, PointAdvance)
	c.clock = c.timer
	for _, t := range c.live {
		if t.waiting && t.until <= c.clock {
			c.endWait(t, TimedOut)
		}
	}
}

// clockName is the clock's name among the tasks.
const clockName = "clock"

// count enters one step into the report.
func (c *controlled) count(name string, p Point) {
	c.report.Steps++
	c.report.Hash = hashString(hashString(c.report.Hash, name), string(p))
	if c.control.Record {
		c.report.Schedule = append(c.report.Schedule, Step{name, p, len(c.choices)})
	}
}

// The constants of FNV-1a for 64 bits.
const (
	hashOffset = 14695981039346656037
	hashPrime  = 1099511628211
)

// hashString goes on with the hash h over s and a zero byte that ends it.
func hashString(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * hashPrime
	}
	return h * hashPrime
}

// parked tells where the tasks are.
func parked(tasks []*Task) []Parked {
	told := make([]Parked, len(tasks))
	for i, t := range tasks {
		told[i] = Parked{Task: t.name, Point: t.point}
		if t.queue != nil {
			told[i].Queue = t.queue.name
		}
	}
	return told
}

package env

import "slices"

// The locks of a controlled world never make anyone wait: only the holder of the
// baton can take one, and must free it before passing the baton on. They check just
// that.

func (c *controlled) lock(l *Lock) {
	if l.holder != nil {
		c.fault(c.running, l, "taken while held by "+l.holder.name)
		l.holder.drop(l)
	}
	l.holder = c.running
	c.running.held = append(c.running.held, l)
}

func (c *controlled) unlock(l *Lock) {
	switch {
	case l.holder == nil:
		c.fault(c.running, l, "freed while free")
		return
	case l.holder != c.running:
		c.fault(c.running, l, "freed while held by "+l.holder.name)
	}
	l.holder.drop(l)
	l.holder = nil
}

// drop takes l from the locks that t holds.
func (t *Task) drop(l *Lock) {
	if i := slices.Index(t.held, l); i >= 0 {
		t.held = slices.Delete(t.held, i, i+1)
	}
}

// release frees the locks of a task that panicked.
func (c *controlled) release(t *Task) {
	for _, l := range t.held {
		l.holder = nil
	}
	t.held = t.held[:0]
}

// own checks that t runs, and gives the task that does: another's Task is no right
// to wait.
func (c *controlled) own(t *Task, p Point) *Task {
	if t == c.running {
		return t
	}
	c.addFault(LockFault{c.running.name, "", p, "used the Task of " + t.name})
	return c.running
}

// faultHeld reports each lock that t holds, but for allowed.
func (c *controlled) faultHeld(t *Task, allowed *Lock, what string) {
	for _, l := range t.held {
		if l != allowed {
			c.fault(t, l, what)
		}
	}
}

func (c *controlled) fault(t *Task, l *Lock, what string) {
	c.addFault(LockFault{t.name, l.name, t.point, what})
}

// addFault reports a breach, but not those of a task that is being ended wherever it
// stands.
func (c *controlled) addFault(f LockFault) {
	if !c.ending && len(c.report.LockFaults) < MaxLockFaults {
		c.report.LockFaults = append(c.report.LockFaults, f)
	}
}

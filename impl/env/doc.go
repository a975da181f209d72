// Package env is what the implementation stands on: its tasks, locks, waits and
// time. Nothing else in the implementation starts a goroutine, takes a mutex,
// touches a channel, looks at a clock or draws a random number.
//
// The same code then runs in two kinds of world. In a real one ([NewReal]) tasks
// are goroutines, locks are mutexes and time is the machine's. In a controlled one
// ([NewControlled]) the tasks hand one baton among themselves: exactly one runs,
// until it yields, waits or ends, and there a [Picker] says who goes on. The clock
// is virtual and moves to the next timer when nothing else can run. The same picks
// give the same run, step by step, so that a failing run can be told, replayed and
// shrunk; pickers draw at random ([NewRandomPicker]), hunt for bugs that need a few
// unlucky switches ([NewPCT]), replay ([NewReplay]) or try every schedule
// ([Enumerate]).
//
// The right to wait is a value, [Task]. A function that may block takes one; a
// reply interpreter has none and so cannot (C2.1b). A [Lock] guards a short
// critical section and is never held over a yield or over a wait on anything but
// its own [Queue]. A controlled world reports every breach; in a real one it would
// be a rare stall.
//
// A task must reach a yield, a wait or its end in bounded time: the baton cannot be
// taken from one that computes for ever.
package env

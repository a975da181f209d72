package scenario

import (
	"fmt"
	"strings"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// nothing is what a line does that was for the reader of the file.
func (r *runner) nothing(*env.Task, *Step) (Answer, error) { return Answer{}, nil }

func (r *runner) run(_ *env.Task, s *Step) (Answer, error) {
	name := s.Args.text("NAME")
	r.lock.Lock()
	r.running++
	r.blocks[name] = false
	r.lock.Unlock()
	r.world.Go("scenario "+name, func(own *env.Task) {
		r.sequence(own, s.Body)
		r.lock.Lock()
		r.blocks[name] = true
		r.lock.Unlock()
		r.leave()
	})
	return Answer{}, nil
}

func (r *runner) join(t *env.Task, s *Step) (Answer, error) {
	r.await(t, s, func() bool { return r.blocksEnded(s.Args["BLOCK"].List) })
	return Answer{}, nil
}

func (r *runner) mark(_ *env.Task, s *Step) (Answer, error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.marks[s.Args.text("NAME")] = r.world.Now()
	return Answer{}, nil
}

func (r *runner) wait(t *env.Task, s *Step) (Answer, error) {
	t.Sleep(pointWait, r.clock.real(s.Args["DURATION"].Time))
	return Answer{}, nil
}

func (r *runner) waitUntil(t *env.Task, s *Step) (Answer, error) {
	limit := Patience
	if s.Timed {
		limit = s.Within
	}
	begun := r.world.Now()
	r.poll(t, s, s.conditionText(), r.clock.real(limit), func() (bool, string) {
		ok, seen := s.Condition.holds(r, s.Args)
		if !ok && !s.Not {
			ok = r.passed(s, begun)
		}
		return ok != s.Not, seen
	})
	return Answer{}, nil
}

// expect looks whether a condition holds, or comes to hold in time. What is not to hold
// is not to come in all that time.
func (r *runner) expect(t *env.Task, s *Step) (Answer, error) {
	begun := r.world.Now()
	ok, seen := r.until(t, r.clock.real(s.Within), func() (bool, string) {
		ok, seen := s.Condition.holds(r, s.Args)
		return ok || s.Timed && r.passed(s, begun), seen
	})
	if ok == s.Not && !r.over() {
		text := s.conditionText()
		if s.Not && !strings.HasPrefix(text, "not ") {
			text = "not " + text
		}
		r.failed(s, text, seen)
	}
	return Answer{}, nil
}

// passed reports that a condition on the state of imports has held since a moment, at each
// of them: they may only have passed through it, between two looks.
func (r *runner) passed(s *Step, begun time.Duration) bool {
	if _, ok := s.Args["STATE"]; !ok || !strings.HasPrefix(s.Condition.Form, "import ") {
		return false
	}
	all, _ := everywhere(s.Args, func(n lustre.Node, t lustre.Target) (bool, string) {
		return r.seen.count(s.Args["STATE"], []lustre.Node{n}, []lustre.Target{t}, begun+1) > 0, ""
	})
	return all
}

// change has the MGS write a record.
func (r *runner) change(t *env.Task, c lustre.ConfigRecord) (Answer, error) {
	if r.links.isDown("MGS") {
		return Answer{}, lustre.ErrUnreachable
	}
	p, err := r.site.Change(t, c)
	return Answer{Number: uint64(p)}, err
}

func (r *runner) add(t *env.Task, s *Step) (Answer, error) {
	uuid := s.Args.target().UUID()
	if s.Args.has("NAME") {
		uuid = s.Args.text("NAME")
	}
	return r.change(t, lustre.ConfigRecord{Kind: lustre.ConfigAdd, Target: s.Args.target(), UUID: uuid})
}

func (r *runner) deact(t *env.Task, s *Step) (Answer, error) {
	return r.change(t, lustre.ConfigRecord{Kind: lustre.ConfigDeactivate, Target: s.Args.target()})
}

func (r *runner) act(t *env.Task, s *Step) (Answer, error) {
	return r.change(t, lustre.ConfigRecord{Kind: lustre.ConfigActivate, Target: s.Args.target()})
}

func (r *runner) remove(t *env.Task, s *Step) (Answer, error) {
	answer, err := r.change(t, lustre.ConfigRecord{Kind: lustre.ConfigRemove, Target: s.Args.target()})
	if err == nil {
		r.flush(s.Args.target())
	}
	return answer, err
}

// settle waits until a node has applied what the config log has now.
func (r *runner) settle(t *env.Task, s *Step) (Answer, error) {
	for _, n := range s.Args.nodes() {
		last := lustre.Position(r.seen.position())
		at := lustre.Position(0)
		r.poll(t, s, fmt.Sprintf("%s at record %d", n, last), r.clock.real(Patience), func() (bool, string) {
			p, err := r.site.Settle(t, n)
			if err == nil {
				at = max(at, p)
			}
			return at >= last, fmt.Sprintf("at record %d", at)
		})
	}
	return Answer{}, nil
}

// free is read by df at once, whoever is away.
func (r *runner) df(_ *env.Task, s *Step) (Answer, error) {
	return Answer{Targets: r.free(s.Args.node())}, nil
}

func (r *runner) connect(t *env.Task, s *Step) (Answer, error) {
	i, err := r.site.Connect(t, s.Args.node(), s.Args.target())
	return Answer{Number: uint64(i)}, err
}

func (r *runner) write(t *env.Task, s *Step) (Answer, error) {
	return Answer{}, r.site.Write(t, s.Args.node(), s.Args.target(), s.Args["VALUE"].Number)
}

func (r *runner) read(t *env.Task, s *Step) (Answer, error) {
	v, err := r.site.Read(t, s.Args.node(), s.Args.target())
	return Answer{Number: v}, err
}

func (r *runner) sync(t *env.Task, s *Step) (Answer, error) {
	return Answer{}, r.site.Sync(t, s.Args.node(), s.Args.target())
}

// evict drops an export; a target that is down hears no administrator.
func (r *runner) evict(t *env.Task, s *Step) (Answer, error) {
	if r.links.isDown(s.Args.target().String()) {
		return Answer{}, lustre.ErrUnreachable
	}
	i, err := r.site.Evict(t, s.Args.node(), s.Args.target())
	return Answer{Number: uint64(i)}, err
}

func (r *runner) disconnect(_ *env.Task, s *Step) (Answer, error) {
	r.site.Disconnect(s.Args.node(), s.Args.target())
	return Answer{}, nil
}

// relink changes who hears whom.
func (r *runner) relink(change func(*links)) (Answer, error) {
	r.links.change(change)
	return Answer{}, nil
}

func (r *runner) cut(_ *env.Task, s *Step) (Answer, error) {
	return r.relink(func(l *links) {
		for _, n := range s.Args.nodes() {
			for _, target := range s.Args.targets() {
				l.cuts[link{n, target.String()}] = true
			}
			if s.Args.has("SERVER") {
				l.cuts[link{n, s.Args["SERVER"].Machine.Name}] = true
			}
		}
	})
}

func (r *runner) isolate(_ *env.Task, s *Step) (Answer, error) {
	return r.relink(func(l *links) { l.isolated[s.Args.node()] = true })
}

func (r *runner) heal(*env.Task, *Step) (Answer, error) {
	return r.relink(func(l *links) {
		clear(l.cuts)
		clear(l.isolated)
	})
}

// strike begins what happens to messages, and keeps how to end it.
func (r *runner) strike(f wire.Fault, s *Step) (Answer, error) {
	x := Strike{Fault: f, Kind: s.Args["KIND"].Kind, Side: wire.Requests, Node: s.Args.node(), Server: s.Args["SERVER"].Machine,
		Times: 1, By: r.clock.real(s.Args["DURATION"].Time)}
	hits := r.counts(s)
	x.Hit = func() { hits.Add(1) }
	if s.Args.text("request|reply") == "reply" {
		x.Side = wire.Replies
	}
	if s.Args.has("COUNT") {
		x.Times = int(s.Args["COUNT"].Number)
	}
	if s.Args.has("COUNT|all") {
		x.Times = 0
	}
	lift := r.site.Strike(x)
	r.lock.Lock()
	r.lifts[s.Label] = lift
	r.lock.Unlock()
	return Answer{}, nil
}

func (r *runner) drop(_ *env.Task, s *Step) (Answer, error)   { return r.strike(wire.Lose, s) }
func (r *runner) delay(_ *env.Task, s *Step) (Answer, error)  { return r.strike(wire.Delay, s) }
func (r *runner) double(_ *env.Task, s *Step) (Answer, error) { return r.strike(wire.Repeat, s) }
func (r *runner) hold(_ *env.Task, s *Step) (Answer, error)   { return r.strike(wire.Hold, s) }

func (r *runner) release(_ *env.Task, s *Step) (Answer, error) {
	r.lock.Lock()
	lift := r.lifts[s.Args.text("RESULT")]
	r.lock.Unlock()
	if lift == nil {
		return Answer{}, &Error{What: fmt.Sprintf("%s strikes no messages", s.Args.text("RESULT")), Missing: "what to release"}
	}
	lift()
	return Answer{}, nil
}

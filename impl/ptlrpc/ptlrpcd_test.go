package ptlrpc

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ostlife/impl/env"
	"ostlife/impl/wire"
)

// heard is what the interpreter of a request was given, in order.
type heard []string

// hears makes an interpreter that writes down how it was called.
func (h *heard) hears(name string) Interpreter {
	return func(a Answer) {
		what := "reply"
		if a.Err != nil {
			what = a.Err.Error()
		}
		*h = append(*h, name+": "+what)
	}
}

const (
	timedOut = "no reply in time"
	aborted  = "aborted: the generation was raised"
)

var ping = wire.Message{To: ostAddress, Kind: wire.Ping}

// answers are the ways in which requests end.
var answers = []struct {
	name string
	do   func(*env.Task, *stage, *heard)
	want heard
}{
	{"reply", func(task *env.Task, s *stage, h *heard) {
		s.rpc.Send(ping, requestTime, h.hears("a"))
		s.reply(s.request(task), wire.OK, 0)
		expire(task)
	}, heard{"a: reply"}},
	{"a reply twice", func(task *env.Task, s *stage, h *heard) {
		s.rpc.Send(ping, requestTime, h.hears("a"))
		m := s.request(task)
		s.reply(m, wire.OK, 0)
		s.reply(m, wire.OK, 0)
		expire(task)
	}, heard{"a: reply"}},
	{"time-out", func(task *env.Task, s *stage, h *heard) {
		s.rpc.Send(ping, requestTime, h.hears("a"))
		expire(task)
	}, heard{"a: " + timedOut}},
	{"abort", func(task *env.Task, s *stage, h *heard) {
		s.rpc.Abort(s.rpc.Send(ping, requestTime, h.hears("a")))
		expire(task)
	}, heard{"a: " + aborted}},
	{"abort twice", func(task *env.Task, s *stage, h *heard) {
		xid := s.rpc.Send(ping, requestTime, h.hears("a"))
		s.rpc.Abort(xid)
		s.rpc.Abort(xid)
		expire(task)
		s.rpc.Abort(xid)
		expire(task)
	}, heard{"a: " + aborted}},
	{"abort of nothing", func(task *env.Task, s *stage, h *heard) {
		s.rpc.Abort(7)
		expire(task)
	}, nil},
	{"reply after a time-out, twice", func(task *env.Task, s *stage, h *heard) {
		s.rpc.Send(ping, requestTime, h.hears("a"))
		m := s.request(task)
		expire(task)
		s.reply(m, wire.OK, 0)
		s.reply(m, wire.OK, 0)
		rest(task)
	}, heard{"a: " + timedOut, "a: reply"}},
	{"reply after an abort", func(task *env.Task, s *stage, h *heard) {
		xid := s.rpc.Send(ping, requestTime, h.hears("a"))
		m := s.request(task)
		s.rpc.Abort(xid)
		rest(task)
		s.reply(m, wire.OK, 0)
		rest(task)
	}, heard{"a: " + aborted, "a: reply"}},
	{"a reply that was there when the abort came", func(task *env.Task, s *stage, h *heard) {
		xid := s.rpc.Send(ping, requestTime, h.hears("a"))
		m := s.request(task)
		s.rpc.deliver(m.Answer(wire.OK)) // both in one step: ptlrpcd has seen neither
		s.rpc.Abort(xid)
		expire(task)
	}, heard{"a: reply"}},
	{"deadlines out of order", func(task *env.Task, s *stage, h *heard) {
		for _, ms := range []time.Duration{30, 10, 20, 10} {
			s.rpc.Send(ping, ms*time.Millisecond, h.hears(fmt.Sprint(int64(ms))))
		}
		expire(task)
	}, heard{"10: " + timedOut, "10: " + timedOut, "20: " + timedOut, "30: " + timedOut}},
	{"one that cannot be encoded, behind others", func(task *env.Task, s *stage, h *heard) {
		s.rpc.Send(ping, 20*time.Millisecond, h.hears("a"))
		m := ping
		m.UUID = strings.Repeat("x", wire.MaxNameBytes+1)
		s.rpc.Send(m, time.Hour, h.hears("too long"))
		task.Sleep("test: less than the first takes", 5*time.Millisecond)
		*h = append(*h, "5 ms")
		expire(task)
	}, heard{"too long: " + timedOut, "5 ms", "a: " + timedOut}},
	{"a request of somebody's", func(task *env.Task, s *stage, h *heard) {
		s.rpc.Send(ping, requestTime, h.hears("a"))
		m := s.request(task)
		m.From, m.To = m.To, m.From
		if err := s.network.Send(m); err != nil {
			s.t.Error(err)
		}
		expire(task)
	}, heard{"a: " + timedOut}},
}

// TestAnswers has ptlrpcd end requests in each of its ways.
func TestAnswers(t *testing.T) {
	for _, test := range answers {
		t.Run(test.name, func(t *testing.T) {
			var got heard
			play(t, func(task *env.Task, s *stage) { test.do(task, s, &got) })
			if !slices.Equal(got, test.want) {
				t.Errorf("heard %q, want %q", got, test.want)
			}
		})
	}
}

// TestLinger sees that a reply is interpreted while its request is among the last that
// ended without one, and forgotten beyond that.
func TestLinger(t *testing.T) {
	play(t, func(task *env.Task, s *stage) {
		replies := make([]int, Linger+2)
		var requests []wire.Message
		for n := range replies {
			s.rpc.Send(ping, requestTime, func(a Answer) {
				if a.Err == nil {
					replies[n]++
				} else if !errors.Is(a.Err, ErrTimeout) {
					t.Errorf("request %d ended with %v", n, a.Err)
				}
			})
			requests = append(requests, s.request(task))
			task.Sleep("test: let it time out", requestTime+time.Millisecond)
		}
		if n := len(s.rpc.index); n != Linger || len(s.rpc.late) != Linger {
			t.Errorf("%d and %d requests linger, want %d", n, len(s.rpc.late), Linger)
		}
		for _, m := range requests {
			s.reply(m, wire.OK, 0)
		}
		rest(task)
		for n, got := range replies {
			want := 1
			if n < 2 { // the two that ended first
				want = 0
			}
			if got != want {
				t.Fatalf("request %d heard %d replies, want %d", n, got, want)
			}
		}
		if len(s.rpc.index)+len(s.rpc.late)+len(s.rpc.pending)+len(s.rpc.aborted) > 0 {
			t.Error("ptlrpcd still remembers a request")
		}
	})
}

// TestStopEndsPtlrpcd sees ptlrpcd leave with requests pending.
func TestStopEndsPtlrpcd(t *testing.T) {
	play(t, func(_ *env.Task, s *stage) {
		s.rpc.Send(ping, time.Hour, func(Answer) { t.Error("nobody answers when the world stops") })
	})
}

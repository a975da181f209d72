package explore

import "slices"

// teller follows moves from an initial state on. What the visited set has of a story is its moves and, of its states, at
// least the first; with symmetry, moves between states that stand for others, beside which the teller takes the moves
// that lead from one state to the next.
type teller[S comparable] struct {
	s     *search[S]
	kept  S // the state that the set has, or had
	trace []Step[S]
}

// path is the story from an initial state to a node.
func (s *search[S]) path(n int) []Step[S] { return s.follow(n).trace }

// story is the path to a finding, the step that it is about included.
func (s *search[S]) story(f finding, p *Property[S]) []Step[S] {
	t := s.follow(f.node)
	if f.move != noMove {
		t.take(f.move, p)
	}
	return t.trace
}

func (s *search[S]) follow(n int) *teller[S] {
	var moves []int
	for ; s.set.node(n).parent != noNode; n = int(s.set.node(n).parent) {
		moves = append(moves, s.set.move(n))
	}
	t := &teller[S]{s: s, kept: *s.set.state(n)}
	start := slices.IndexFunc(s.m.Init, func(init S) bool { return s.stands(init) == t.kept })
	t.trace = []Step[S]{{State: s.m.Init[start]}}
	for _, move := range slices.Backward(moves) {
		t.take(move, nil)
	}
	return t
}

// stands gives the state that stands for one: itself, but for symmetry.
func (s *search[S]) stands(state S) S {
	if s.canonical != nil {
		s.canonical(&state)
	}
	return state
}

// take goes on by a move, or by the one of the same action that is like it: it leads to a state for which the same
// stands, and breaks the property, if there is one that is about steps. A canonical form under which there is none is
// wrong, and its story one that Replay refuses.
func (t *teller[S]) take(move int, broken *Property[S]) {
	s, mv := t.s, t.s.moves[move]
	var to S
	kept := t.kept
	mv.next(&kept, mv.site, &to)
	t.kept = s.stands(to)
	from := t.trace[len(t.trace)-1].State
	for _, like := range s.moves {
		if like.action != mv.action || s.canonical == nil && like.site != mv.site {
			continue
		}
		if !like.next(&from, like.site, &to) || s.stands(to) != t.kept {
			continue
		}
		if broken != nil && broken.Step != nil && broken.Step(&from, like.action, like.site, &to) {
			continue
		}
		mv = like
		break
	}
	mv.next(&from, mv.site, &to)
	t.trace = append(t.trace, Step[S]{Action: s.m.Actions[mv.action].Name, Site: mv.site, State: to})
}

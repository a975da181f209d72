package records

import "bytes"

// stateBlock reads a state file.
type stateBlock struct{ StateFile }

func startState(line []byte) block {
	key, value, ok := keyValue(line)
	if !ok || string(key) != "current_state" {
		return nil
	}
	if current := parseState(value); current != StateUnknown {
		return &stateBlock{StateFile{Current: current}}
	}
	return nil
}

func (b *stateBlock) kind() Kind      { return KindState }
func (b *stateBlock) origin() *Origin { return &b.Origin }
func (b *stateBlock) about(a Subject) { b.Subject = a }
func (b *stateBlock) record() Record  { return &b.StateFile }
func (b *stateBlock) full() bool      { return len(b.History) > MaxStateHistory }

func (b *stateBlock) close() {}

// unended says that a file without its ring may be the beginning of one.
func (b *stateBlock) unended() { b.Cut = b.Cut || len(b.History) == 0 }

// add reads the title of the ring, or an entry: " - [ 1787650001, FULL ]", before 2014 without
// the blanks inside.
func (b *stateBlock) add(at Place, line []byte) bool {
	line = bytes.TrimSpace(line)
	if string(line) == "state_history:" {
		return true
	}
	entry, ok := bytes.CutPrefix(line, []byte("- ["))
	if !ok {
		return false
	}
	seconds, state, ok := cut(entry, ',')
	n, number := parseInt(bytes.TrimSpace(seconds))
	state, closed := bytes.CutSuffix(bytes.TrimSpace(state), []byte("]"))
	e := StateEntry{Line: at.Line, Time: n, State: parseState(bytes.TrimSpace(state))}
	if !ok || !number || e.State == StateUnknown || !closed && e.State == Replay {
		b.Cut = true
		return false
	}
	b.History = append(b.History, e)
	return true
}

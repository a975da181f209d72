package records

import "fmt"

// State is the state of an import, as Lustre prints it.
type State uint8

// The states. StateUnknown is that of a word that is none of them.
const (
	StateUnknown State = iota
	Closed
	New
	Disconn
	Connecting
	Replay
	ReplayLocks
	ReplayWait
	Recover
	Full
	Evicted
	Idle
	states
)

var stateNames = [states]string{"UNKNOWN", "CLOSED", "NEW", "DISCONN", "CONNECTING", "REPLAY",
	"REPLAY_LOCKS", "REPLAY_WAIT", "RECOVER", "FULL", "EVICTED", "IDLE"}

// String gives the state as Lustre prints it, for example "DISCONN".
func (s State) String() string {
	if s < states {
		return stateNames[s]
	}
	return fmt.Sprintf("State(%d)", uint8(s))
}

// ParseState gives the state that a word is, and StateUnknown for any other word.
func ParseState(word string) State { return parseState([]byte(word)) }

// parseState is ParseState of what a file holds.
func parseState(word []byte) State {
	for s := Closed; s < states; s++ {
		if string(word) == stateNames[s] {
			return s
		}
	}
	return StateUnknown
}

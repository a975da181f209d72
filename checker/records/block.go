package records

import (
	"bytes"
	"strconv"
)

// maxBlock is how many lines a parameter file may have. A list of devices or targets that is
// longer is told in parts.
const maxBlock = 20_000

// A block is a parameter file of several lines while it is read.
type block interface {
	kind() Kind
	origin() *Origin
	about(Subject)
	// add takes the next line, and says whether it is part of the file.
	add(at Place, line []byte) bool
	full() bool
	// close is called behind the last line, unended if that may have been cut.
	close()
	unended()
	record() Record
}

// startBlock gives the file that a line begins, with the line added.
func startBlock(line []byte) block {
	for _, start := range []func([]byte) block{startImport, startState, startRecovery, startServerUUID,
		startTargets, startDevices, startPool} {
		if b := start(line); b != nil {
			return b
		}
	}
	return nil
}

// keyValue takes "key: value" apart, whatever it is indented by.
func keyValue(line []byte) (key, value []byte, ok bool) {
	line = bytes.TrimSpace(line)
	key, value, ok = cut(line, ':')
	if !ok || len(key) == 0 || len(value) > 0 && value[0] != ' ' && value[0] != '\t' {
		return nil, nil, false
	}
	return key, bytes.TrimSpace(value), true
}

// list takes "[ a, b ]" apart, with and without the blanks and quotes. It is open where the
// bracket that closes it is missing.
func list(value []byte) (items []string, open bool) {
	value, ok := bytes.CutPrefix(bytes.TrimSpace(value), []byte("["))
	if !ok {
		return nil, false
	}
	value, closed := bytes.CutSuffix(value, []byte("]"))
	for _, item := range bytes.Split(value, []byte(",")) {
		if item = bytes.Trim(item, " \t\"'"); len(item) > 0 {
			items = append(items, string(item))
		}
	}
	return items, !closed
}

// stateBlock reads a state file.
type stateBlock struct{ StateFile }

func startState(line []byte) block {
	b := &stateBlock{}
	if key, value, ok := keyValue(line); ok && string(key) == "current_state" {
		b.Current = parseState(value)
		if b.Current != StateUnknown {
			return b
		}
	}
	return nil
}

func (b *stateBlock) kind() Kind      { return KindState }
func (b *stateBlock) origin() *Origin { return &b.Origin }
func (b *stateBlock) about(a Subject) { b.Subject = a }
func (b *stateBlock) record() Record  { return &b.StateFile }
func (b *stateBlock) full() bool      { return len(b.History) > MaxStateHistory }

// close says that something is missing: a ring whose last entry is not the current state has
// lost its end, or the state was set without it.
func (b *stateBlock) close() {}

// unended takes back a last entry that may go on: REPLAY may have been REPLAY_LOCKS.
func (b *stateBlock) unended() {
	if n := len(b.History); n == 0 || b.History[n-1].State == Replay {
		b.Cut = true
	}
}

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

// recoveryBlock reads a recovery_status.
type recoveryBlock struct{ RecoveryStatus }

// recoveryWords are what a status may be.
var recoveryWords = []string{"INACTIVE", "WAITING", "WAITING_FOR_CLIENTS", "RECOVERING", "COMPLETE"}

// recoveryKeys are the lines behind it, of all versions.
var recoveryKeys = []string{"recovery_start", "recovery_duration", "completed_clients", "replayed_requests",
	"last_transno", "VBR", "IR", "non-ready MDTs", "time_waited", "time_remaining", "time remaining", "connected_clients",
	"req_replay_clients", "lock_repay_clients", "lock_replay_clients", "evicted_clients", "queued_requests",
	"next_transno", "delayed_clients", "recovery_deadline", "stale_clients", "first_recovery", "replayed_requests?"}

func startRecovery(line []byte) block {
	if key, value, ok := keyValue(line); ok && string(key) == "status" && isOneOf(value, recoveryWords) {
		return &recoveryBlock{RecoveryStatus{Status: string(value)}}
	}
	return nil
}

func (b *recoveryBlock) kind() Kind      { return KindRecoveryStatus }
func (b *recoveryBlock) origin() *Origin { return &b.Origin }
func (b *recoveryBlock) about(a Subject) { b.Subject = a }
func (b *recoveryBlock) record() Record  { return &b.RecoveryStatus }
func (b *recoveryBlock) full() bool      { return len(b.Fields) > 2*len(recoveryKeys) }
func (b *recoveryBlock) unended()        {}

// close says that something is missing: these always have lines behind them.
func (b *recoveryBlock) close() {
	last := map[string]string{"COMPLETE": "last_transno", "RECOVERING": "next_transno"}[b.Status]
	if _, ok := b.Fields.Get(last); last != "" && !ok {
		b.Cut = true
	}
}

func (b *recoveryBlock) add(_ Place, line []byte) bool {
	key, value, ok := keyValue(line)
	if !ok || !isOneOf(key, recoveryKeys) {
		return false
	}
	b.Fields = append(b.Fields, Field{string(key), string(value)})
	return true
}

func isOneOf(word []byte, of []string) bool {
	for _, w := range of {
		if string(word) == w {
			return true
		}
	}
	return false
}

// targetBlock reads a target_obd.
type targetBlock struct{ TargetOBD }

func startTargets(line []byte) block {
	b := &targetBlock{}
	if t, ok := targetLine(line); ok {
		b.Targets = append(b.Targets, t)
		return b
	}
	return nil
}

func (b *targetBlock) kind() Kind      { return KindTargetOBD }
func (b *targetBlock) origin() *Origin { return &b.Origin }
func (b *targetBlock) record() Record  { return &b.TargetOBD }
func (b *targetBlock) full() bool      { return len(b.Targets) >= maxBlock }
func (b *targetBlock) close()          { b.Targets[0].Line = b.First.Line }
func (b *targetBlock) unended()        {}
func (b *targetBlock) about(a Subject) { b.Subject = a }

func (b *targetBlock) add(at Place, line []byte) bool {
	t, ok := targetLine(line)
	t.Line = at.Line
	if ok {
		b.Targets = append(b.Targets, t)
	}
	return ok
}

// targetLine reads "2: demo-OST0002_UUID ACTIVE".
func targetLine(line []byte) (t TargetLine, ok bool) {
	var space [4][]byte
	w := words(line, space[:0])
	if len(w) != 3 || !bytes.HasSuffix(w[0], []byte(":")) {
		return t, false
	}
	index, number := parseInt(w[0][:len(w[0])-1])
	t = TargetLine{Index: int(index), UUID: string(w[1]), Active: string(w[2]) == "ACTIVE"}
	return t, number && (t.Active || string(w[2]) == "INACTIVE")
}

// uuidBlock reads an ost_server_uuid: one line.
type uuidBlock struct{ ServerUUID }

func startServerUUID(line []byte) block {
	var space [4][]byte
	w := words(line, space[:0])
	if len(w) < 2 || len(w) > 3 || !bytes.HasSuffix(w[0], []byte("_UUID")) {
		return nil
	}
	b := &uuidBlock{ServerUUID{UUID: string(w[0]), State: parseState(w[1])}}
	if len(w) == 3 {
		b.Deactivated = string(w[2]) == "DEACTIVATED"
		if !b.Deactivated {
			return nil
		}
	}
	if b.State == StateUnknown {
		return nil
	}
	return b
}

func (b *uuidBlock) kind() Kind             { return KindServerUUID }
func (b *uuidBlock) origin() *Origin        { return &b.Origin }
func (b *uuidBlock) about(a Subject)        { b.Subject = a }
func (b *uuidBlock) record() Record         { return &b.ServerUUID }
func (b *uuidBlock) full() bool             { return false }
func (b *uuidBlock) close()                 {}
func (b *uuidBlock) unended()               { b.Cut = b.State == Replay }
func (b *uuidBlock) add(Place, []byte) bool { return false }

// deviceBlock reads lctl dl.
type deviceBlock struct{ Devices }

func startDevices(line []byte) block {
	b := &deviceBlock{}
	if d, ok := deviceLine(line); ok {
		b.Devices.Devices = append(b.Devices.Devices, d)
		return b
	}
	return nil
}

func (b *deviceBlock) kind() Kind      { return KindDevices }
func (b *deviceBlock) origin() *Origin { return &b.Origin }
func (b *deviceBlock) about(Subject)   {}
func (b *deviceBlock) record() Record  { return &b.Devices }
func (b *deviceBlock) full() bool      { return len(b.Devices.Devices) >= maxBlock }
func (b *deviceBlock) close()          { b.Devices.Devices[0].Line = b.First.Line }
func (b *deviceBlock) unended()        {}

func (b *deviceBlock) add(at Place, line []byte) bool {
	d, ok := deviceLine(line)
	d.Line = at.Line
	if ok {
		b.Devices.Devices = append(b.Devices.Devices, d)
	}
	return ok
}

// deviceStatus are what a device may be.
var deviceStatus = []string{"UP", "AT", "ST", "IN", "--"}

// deviceLine reads "  4 UP osc demo-OST0002-osc-ffff9a0011223344 UUID 5".
func deviceLine(line []byte) (d Device, ok bool) {
	var space [8][]byte
	w := words(line, space[:0])
	if len(w) < 6 || len(w) > 7 || !isOneOf(w[1], deviceStatus) {
		return d, false
	}
	index, err1 := strconv.Atoi(string(w[0]))
	refs, err2 := strconv.Atoi(string(w[5]))
	d = Device{Index: index, Status: string(w[1]), Type: string(w[2]), Name: string(w[3]), UUID: string(w[4]), Refs: refs}
	if len(w) == 7 {
		d.NID = string(w[6])
	}
	return d, err1 == nil && err2 == nil
}

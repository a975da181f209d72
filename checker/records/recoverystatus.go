package records

// recoveryBlock reads a recovery_status.
type recoveryBlock struct{ RecoveryStatus }

// recoveryWords are what a status may be.
var recoveryWords = []string{"INACTIVE", "WAITING", "WAITING_FOR_CLIENTS", "RECOVERING", "COMPLETE"}

// recoveryKeys are the lines behind it, of all versions.
var recoveryKeys = []string{"recovery_start", "recovery_duration", "completed_clients", "replayed_requests",
	"last_transno", "VBR", "IR", "non-ready MDTs", "time_waited", "time_remaining", "time remaining", "connected_clients",
	"req_replay_clients", "lock_repay_clients", "lock_replay_clients", "evicted_clients", "queued_requests",
	"next_transno", "delayed_clients", "recovery_deadline", "stale_clients", "first_recovery"}

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
	last := ""
	switch b.Status {
	case "COMPLETE":
		last = "last_transno"
	case "RECOVERING":
		last = "next_transno"
	}
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

package records

import (
	"bytes"
	"encoding/json"
	"time"
)

// journalEntry is what is read of an entry as journalctl -o json prints it.
type journalEntry struct {
	Message  string `json:"MESSAGE"`
	Realtime string `json:"__REALTIME_TIMESTAMP"` // microseconds since 1970
	Host     string `json:"_HOSTNAME"`
}

var journalBegin, journalMessage = []byte("{"), []byte(`"MESSAGE"`)

// journal reads an entry of the journal in JSON, of which each is a line.
func (s *scanner) journal(line []byte) bool {
	if !bytes.HasPrefix(line, journalBegin) || !bytes.Contains(line, journalMessage) {
		return false
	}
	var entry journalEntry
	if json.Unmarshal(line, &entry) != nil {
		return false
	}
	if s.tail.n > 0 {
		s.settle()
	}
	text := []byte(entry.Message)
	if begin, _, _ := tag(text); begin < 0 {
		s.count(KindConsole, 0, 1)
		return true
	}
	r, got := readConsole(text)
	if r == nil {
		s.unread(KindConsole, s.at, line, got == fitShort)
		return true
	}
	o := r.From()
	if micros, ok := parseInt([]byte(entry.Realtime)); ok && micros >= 0 && micros/1e6 <= maxSeconds {
		o.Stamp = Stamp{Clock: Epoch, Nanos: micros * 1000, Step: time.Microsecond}
	}
	o.Node, o.Cut = entry.Host, got == fitCut
	s.tell(r)
	return true
}

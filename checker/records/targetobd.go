package records

import "bytes"

// targetBlock reads a target_obd.
type targetBlock struct{ TargetOBD }

func startTargets(line []byte) block {
	if t, ok := targetLine(line); ok {
		return &targetBlock{TargetOBD{Targets: []TargetLine{t}}}
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
	if !number {
		return t, false
	}
	t = TargetLine{Index: int(index), UUID: string(w[1]), Active: string(w[2]) == "ACTIVE"}
	return t, t.Active || string(w[2]) == "INACTIVE"
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

package records

import "strconv"

// deviceBlock reads lctl dl.
type deviceBlock struct{ Devices }

func startDevices(line []byte) block {
	if d, ok := deviceLine(line); ok {
		return &deviceBlock{Devices{Devices: []Device{d}}}
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

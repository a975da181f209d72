package records

import (
	"fmt"
	"strconv"
	"strings"
)

// Record is one of the types of this package that embed an [Origin].
type Record interface {
	// From says where the record was read and when it was printed.
	From() *Origin
}

// Kind is a format that lines are written in.
type Kind uint8

// The formats. KindNone is that of lines that are not understood or say nothing.
const (
	KindNone           Kind = iota
	KindDebug               // lctl dk, lctl debug_file, the debug daemon's text
	KindConsole             // a console, dmesg, syslog, the journal
	KindImport              // *.import
	KindState               // *.state
	KindServerUUID          // *.ost_server_uuid, *.mds_server_uuid
	KindTargetOBD           // lov.*.target_obd, lod.*.target_obd, lfs osts
	KindRecoveryStatus      // *.recovery_status
	KindDevices             // lctl dl, devices
	KindPool                // lov.*.pools.*, lctl pool_list
	KindParam               // any other parameter with its name
	KindLlogPrint           // lctl llog_print
	KindLlogReader          // llog_reader, and llog_print before it printed YAML
	kinds
)

var kindNames = [kinds]string{"none", "debug log", "console", "import", "state", "server uuid",
	"target_obd", "recovery_status", "devices", "pool", "parameter", "llog_print", "llog_reader"}

// String gives the kind's name, for example "debug log".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Place is where a line begins.
type Place struct {
	File   string // as named; "-" is standard input; inside of a directory, the whole path
	Line   int    // from 1
	Offset int64  // in bytes, from 0, of what was unpacked
}

// String gives the place as "file:line".
func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// Spot is the place in Lustre's source that printed a message, and who ran there. All is
// zero for what is no message, and for a console message without it.
type Spot struct {
	Subsystem uint32 // debug log alone
	Mask      uint32 // debug log alone: D_HA is 0x80000
	CPU       int    // debug log alone
	Context   int    // debug log since 2.0: 0 a task, 1 a soft interrupt, 2 an interrupt; else -1
	PID       int
	Host      int    // the PID as the host has it, where it differs
	File      string // for example "import.c"
	Line      int
	Function  string // for example "ptlrpc_connect_interpret"
}

// Origin is what all records have.
type Origin struct {
	Kind  Kind
	First Place  // the record's first line
	Last  Place  // its last line; a message that was wrapped has more than one
	Stamp Stamp  // when it was printed; a parameter file has none
	Node  string // the host that a system log names, or a tool that gathered lines; else ""
	Spot  Spot
	Cut   bool // its end is missing, or may be: what is there is right
}

// From gives the origin itself.
func (o *Origin) From() *Origin { return o }

// of says which node a record is of, where it does not say so itself.
func (o *Origin) of(node string) {
	if o.Node == "" {
		o.Node = node
	}
}

// Subject is what a parameter file is about. The file does not say it: it is in the
// parameter's name, in a header "==> name <==", or in the name of the file.
type Subject struct {
	Param  string // for example "osc.demo-OST0002-osc-ffff9a0011223344.state"; "" where none
	Device string // the obd device, for example "demo-OST0002-osc-MDT0000"; "" where unknown
	ByPath bool   // read from the name of the file, not from its content
}

// Field is a name with what stood behind it, as printed.
type Field struct{ Name, Value string }

// Fields are in the order in which they were printed.
type Fields []Field

// Get gives the first value of that name, and whether there is one.
func (f Fields) Get(name string) (string, bool) {
	for i := range f {
		if f[i].Name == name {
			return f[i].Value, true
		}
	}
	return "", false
}

// Int gives the first value of that name as a number: decimal, or hexadecimal with 0x. A
// unit after a blank is left off. It is false for what is no number. Flags of 64 bits may come
// out negative.
func (f Fields) Int(name string) (int64, bool) {
	value, ok := f.Get(name)
	if !ok {
		return 0, false
	}
	number, _, _ := strings.Cut(value, " ")
	if digits, ok := strings.CutPrefix(number, "0x"); ok {
		n, err := strconv.ParseUint(digits, 16, 64)
		return int64(n), err == nil
	}
	n, err := strconv.ParseInt(number, 10, 64)
	return n, err == nil
}

// Transition is an import's change of state, as the debug log prints it.
type Transition struct {
	Origin
	// Import is the import's address as printed, hashed by newer kernels: stable within one
	// boot, and the only thing that tells two imports of one target apart.
	Import string
	// Target is the target's UUID, or what stood there: for a reverse import, which a server
	// has, it may be anything.
	Target string
	Left   State // the state that it was in
	Now    State // the state that it is in
}

// Message is any other message whose wording is known.
type Message struct {
	Origin
	What    What
	Device  string   // the obd device that printed it, for example "demo-OST0002-osc-MDT0000"
	Target  string   // the target that it names, with or without "_UUID", as printed
	NID     string   // the peer's network id, for example "10.9.8.7@tcp"
	Import  string   // the import's address as printed
	Code    string   // the console code, for example "166-1"; "" where none was printed
	Error   bool     // printed as an error; else a warning, or for information
	Text    string   // the message, joined where it was wrapped
	Request *Request // the request that it is about
	Fields  Fields   // what else it says, by the names that [What] documents
	// Since and Until are the first and the last version of Lustre that words it so; "" is from
	// the beginning, or still. They are right to about one version.
	Since, Until string
}

// Request is a request as a message describes it.
type Request struct {
	Pointer  string
	XID      uint64
	Transno  int64
	Opcode   int    // OST_CONNECT is 8, OBD_PING 400; 0 where it was not printed
	Device   string // of the import; "" where none was printed
	NID      string
	Sent     int64 // epoch seconds; 0 where not printed
	Deadline int64 // epoch seconds; 0 where not printed
	Flags    string
	Status   int // what the sender was answered
}

// GapKind is why something is missing.
type GapKind uint8

// The kinds of gaps.
const (
	GapSkipped   GapKind = iota // rate limited: "Skipped n previous similar messages"
	GapRepeated                 // syslog: "last message repeated n times"
	GapDropped                  // the log daemon or lctl dropped lines
	GapUnread                   // lines that are not understood stood here
	GapUnwritten                // the file ends in the middle of a message
)

var gapNames = [...]string{"skipped", "repeated", "dropped", "unread", "unwritten"}

// String gives the kind's name, for example "skipped".
func (k GapKind) String() string {
	if int(k) < len(gapNames) {
		return gapNames[k]
	}
	return fmt.Sprintf("GapKind(%d)", uint8(k))
}

// Gap says that messages are missing here.
type Gap struct {
	Origin
	Gap   GapKind
	Lines int64 // how many messages, or lines of GapUnread; 0 where unknown
	// Import is that what is missing was seen to be about imports or targets: a damaged change
	// of state, a cut message of Lustre's. Without it a GapUnread is most likely prose.
	Import bool
}

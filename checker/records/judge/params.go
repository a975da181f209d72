package judge

import (
	"fmt"
	"strconv"
	"strings"

	"ostlife/checker/records"
	"ostlife/checker/records/era"
)

// Snapshot is what a parameter file says of an import or a target, at a moment that nobody
// knows.
type Snapshot struct {
	Kind  records.Kind
	Place records.Place
	State records.State // of the import; unknown where it does not say
	Invalid,
	Deactive,
	Replayable tri
	Active    tri   // a target_obd's: the LOV's dynamic flag
	Admin     tri   // the file "active": not switched off
	Index     int   // in the LOV
	Precreate int64 // prealloc_status
	NoCreate  bool  // max_create_count is 0
	Attempts  int64 // connects so far; 0 where it does not say
	Timeouts  int64
	NID       string
	First     string        // the first of its NIDs: the usual one
	Text      string        // how it is told
	Ring      int           // a state file's entries
	Last      records.State // its last one
	Since     int64         // epoch seconds of it
}

// recoverySeen is a target's recovery status.
type recoverySeen struct {
	lane   *lane
	place  records.Place
	status string
	fields map[string]int64
	total  int64 // of completed_clients "4/8"
	done   int64
}

// lovSeen is a list of a LOV's targets; poolSeen one of a pool's.
type lovSeen struct {
	place   records.Place
	scope   string
	name    Name
	targets []records.TargetLine
}

type poolSeen struct {
	place   records.Place
	fs      string
	pool    string
	members []string
}

func is(b bool) tri {
	if b {
		return yes
	}
	return no
}

func (j *Judge) importFile(f *records.ImportFile) {
	l := j.subject(&f.Subject, &f.Origin, f.Name)
	for _, flag := range f.ImportFlags {
		if strings.HasPrefix(flag, "IMPF_") {
			j.evidence(&f.Origin, era.Of(era.Now))
			break
		}
	}
	s := Snapshot{Kind: f.Kind, Place: f.First, State: f.State, NID: strings.Clone(f.Connection),
		Invalid: is(f.Flag("invalid")), Deactive: is(f.Flag("deactive")), Replayable: is(f.Flag("replayable"))}
	if f.Cut && len(f.ImportFlags) == 0 {
		s.Invalid, s.Deactive, s.Replayable = unknown, unknown, unknown
	}
	if len(f.NIDs) > 0 {
		s.First = strings.Clone(f.NIDs[0])
	}
	s.Attempts, _ = f.Fields.Int("connection.connection_attempts")
	s.Timeouts, _ = f.Fields.Int("rpcs.timeouts")
	l.snapshot(s)
}

func (j *Judge) serverUUID(f *records.ServerUUID) {
	l := j.subject(&f.Subject, &f.Origin, "")
	l.snapshot(Snapshot{Kind: f.Kind, Place: f.First, State: f.State, Deactive: is(f.Deactivated)})
}

func (j *Judge) targetOBD(f *records.TargetOBD) {
	n := ParseName(f.Device).clone()
	if n.Role != RoleLOV {
		n = ParseName(lovIn(f.First.File)).clone()
	}
	seen := lovSeen{place: f.First, name: n, scope: scopeOf(&f.Origin)}
	for _, t := range f.Targets {
		t.UUID = strings.Clone(t.UUID)
		seen.targets = append(seen.targets, t)
		l := j.lovTarget(n, t.UUID, &f.Origin)
		l.snapshot(Snapshot{Kind: f.Kind, Index: t.Index, Active: is(t.Active),
			Place: records.Place{File: f.First.File, Line: t.Line}})
	}
	if len(j.lovs) < maxConfig {
		j.lovs = append(j.lovs, seen)
	}
}

// lovTarget gives the lane of a LOV's target: the import of the same client or MDT.
func (j *Judge) lovTarget(lov Name, uuid string, o *records.Origin) *lane {
	t := ParseName(uuid)
	if t.Target == "" || lov.Owner == "" {
		return j.target(uuid, o)
	}
	return j.device(t.Full()+"-osc-"+lov.Owner, o)
}

func (j *Judge) recoveryStatus(f *records.RecoveryStatus) {
	l := j.subject(&f.Subject, &f.Origin, "")
	seen := recoverySeen{lane: l, place: f.First, status: strings.Clone(f.Status), fields: map[string]int64{}}
	for _, name := range []string{"recovery_start", "recovery_duration", "time_remaining", "evicted_clients",
		"connected_clients", "time_waited"} {
		if n, ok := f.Fields.Int(name); ok {
			seen.fields[name] = n
		}
	}
	for _, name := range []string{"completed_clients", "connected_clients"} {
		if text, ok := f.Fields.Get(name); ok {
			seen.done, seen.total = ratio(text)
			break
		}
	}
	if len(j.server) < maxConfig {
		j.server = append(j.server, seen)
	}
	l.snapshot(Snapshot{Kind: f.Kind, Place: f.First, Text: seen.text()})
}

// text tells a recovery in a few words.
func (r *recoverySeen) text() string {
	if r.total == 0 {
		return "recovery " + r.status
	}
	return fmt.Sprintf("recovery %s, %d of %d clients", r.status, r.done, r.total)
}

// ratio reads "4/8".
func ratio(text string) (part, whole int64) {
	a, b, ok := strings.Cut(text, "/")
	part, err := strconv.ParseInt(strings.TrimSpace(a), 10, 64)
	if err != nil || !ok {
		return 0, 0
	}
	if whole, err = strconv.ParseInt(strings.TrimSpace(b), 10, 64); err != nil {
		return 0, 0
	}
	return part, whole
}

func (j *Judge) devices(f *records.Devices) {
	j.seen.devices += int64(len(f.Devices))
	for i := range f.Devices {
		d := &f.Devices[i]
		n := ParseName(d.Name)
		if !n.Role.Import() && n.Role != RoleTarget {
			continue
		}
		l := j.device(d.Name, &f.Origin)
		l.snapshot(Snapshot{Kind: f.Kind, Place: records.Place{File: f.First.File, Line: d.Line},
			Text: "device " + strings.Clone(d.Status)})
	}
}

func (j *Judge) pool(p *records.Pool) {
	if len(j.pools) >= maxConfig {
		return
	}
	seen := poolSeen{place: p.First, fs: strings.Clone(p.Filesystem), pool: strings.Clone(p.Pool)}
	for _, m := range p.Members {
		seen.members = append(seen.members, strings.Clone(m))
	}
	j.pools = append(j.pools, seen)
}

// param takes the parameters that say something of an import.
func (j *Judge) param(p *records.Param) {
	if n := ParseName(p.Device); !n.Role.Import() {
		return
	}
	s := Snapshot{Kind: p.Kind, Place: p.First}
	value, err := strconv.ParseInt(strings.TrimSpace(p.Value), 0, 64)
	if err != nil {
		return
	}
	switch p.Name {
	case "active":
		s.Admin = is(value != 0)
		s.Text = "active=" + strconv.FormatInt(value, 10)
	case "prealloc_status":
		s.Precreate = value
		s.Text = "prealloc_status=" + strconv.FormatInt(value, 10)
	case "max_create_count":
		s.NoCreate = value == 0
		s.Text = "max_create_count=" + strconv.FormatInt(value, 10)
	default:
		return
	}
	j.device(p.Device, &p.Origin).snapshot(s)
}

// Flags tells the marks that a parameter file shows.
func (s *Snapshot) Flags() []string {
	var list []string
	for _, f := range []struct {
		is   bool
		name string
	}{{s.Invalid == yes, "INVALID"}, {s.Deactive == yes, "DEACTIVE"},
		{s.Active == yes, "ACTIVE in the LOV"}, {s.Active == no, "INACTIVE in the LOV"}} {
		if f.is {
			list = append(list, f.name)
		}
	}
	return list
}

package cluster

import (
	"time"

	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Bounds of a cluster in one process.
const (
	MaxClients = 64
	MaxTargets = 1024
)

// Config is what a cluster is made of. Its config log is empty at first: targets are
// added by [Cluster.Add].
type Config struct {
	Clients int // nodes with imports, client0 and up
	Targets int // OSTs that run, OST0000 and up

	Network wire.Faults
	Seed    uint64 // of all that the network draws
	Timing  Timing
	Defects lustre.Defects // departures from the design that are planted
	Trace   lustre.Tracer  // nil for none
}

// Timing is how long things take, in the time of the cluster's world.
type Timing struct {
	Request   time.Duration // a request without a reply ends after it
	Ping      time.Duration // the pinger's interval
	Config    time.Duration // how often a node asks the MGS for new records
	Operation time.Duration // an operation without an answer ends after it
}

// Virtual is the timing of controlled worlds. Only the proportions count there.
func Virtual() Timing {
	return Timing{Request: 40 * time.Millisecond, Ping: 60 * time.Millisecond,
		Config: 30 * time.Millisecond, Operation: 400 * time.Millisecond}
}

// Real is the timing of worlds on the machine's clock, with a network that takes
// well under a millisecond.
func Real() Timing {
	return Timing{Request: 25 * time.Millisecond, Ping: 15 * time.Millisecond,
		Config: 2 * time.Millisecond, Operation: 250 * time.Millisecond}
}

// ConfigError says which part of a [Config] cannot be.
type ConfigError struct{ Field, Reason string }

// Error names the field.
func (e *ConfigError) Error() string { return "cluster: " + e.Field + ": " + e.Reason }

package cluster

import (
	"fmt"
	"time"

	"ostlife/impl/disk"
	"ostlife/impl/ost"
	"ostlife/impl/wire"
	"ostlife/model/lustre"
)

// Bounds of a cluster in one process.
const (
	MaxClients = 64
	MaxMDSs    = 16
	MaxTargets = 1024
)

// Config is what a cluster is made of. Its config log is empty at first: targets are
// added by [Cluster.Add].
type Config struct {
	Clients int // nodes that write and read, client0 and up
	MDSs    int // nodes that create objects, mds0 and up
	Targets int // OSTs that run, OST0000 and up

	Network wire.Faults
	Seed    uint64 // of all that the network draws
	Timing  Timing
	Defects lustre.Defects // departures from the design that are planted
	Trace   lustre.Tracer  // nil for none

	// Disks gives the MDS and each OST its disk, by the server's name, each time that it
	// starts; see [Memory] and [NewFiles]. It is called by one start at a time. With it there is the MDS's side of the design, and
	// one MDS. Without it nothing survives but what the servers remember.
	Disks     func(owner string) (disk.Medium, error)
	MDSFlag   bool   // the connect tells an OST that it is the MDS's, and no request of its own
	Precreate uint32 // how many objects the MDS has made at a time; 0 is 1
}

// Timing is how long things take, in the time of the cluster's world.
type Timing struct {
	Request   time.Duration // a request without a reply ends after it
	Ping      time.Duration // the pinger's interval
	Config    time.Duration // how often a node asks the MGS for new records
	Operation time.Duration // an operation without an answer ends after it
	Window    time.Duration // how long a restarted OST awaits the clients of before
	Commit    time.Duration // how long a transaction may wait for its commit, where there are disks
}

// Virtual is the timing of controlled worlds. Only the proportions count there.
func Virtual() Timing {
	return Timing{Request: 40 * time.Millisecond, Ping: 60 * time.Millisecond,
		Config: 30 * time.Millisecond, Operation: 400 * time.Millisecond, Window: 240 * time.Millisecond, Commit: 20 * time.Millisecond}
}

// Real is the timing of worlds on the machine's clock, with a network that takes
// well under a millisecond.
func Real() Timing {
	return Timing{Request: 25 * time.Millisecond, Ping: 15 * time.Millisecond,
		Config: 2 * time.Millisecond, Operation: 250 * time.Millisecond, Window: 100 * time.Millisecond, Commit: 5 * time.Millisecond}
}

func (c Config) check() error {
	shortest := min(c.Timing.Request, c.Timing.Ping, c.Timing.Config, c.Timing.Operation, c.Timing.Window)
	switch {
	case c.Clients < 1 || c.Clients > MaxClients:
		return &ConfigError{"Clients", fmt.Sprintf("must be 1 to %d", MaxClients)}
	case c.MDSs < 0 || c.MDSs > MaxMDSs:
		return &ConfigError{"MDSs", fmt.Sprintf("must be 0 to %d", MaxMDSs)}
	case c.Targets < 1 || c.Targets > MaxTargets:
		return &ConfigError{"Targets", fmt.Sprintf("must be 1 to %d", MaxTargets)}
	case shortest <= 0 || c.Disks != nil && c.Timing.Commit <= 0:
		return &ConfigError{"Timing", "every time must be above 0"}
	case c.Disks != nil && c.MDSs != 1:
		return &ConfigError{"MDSs", "must be 1 where there are disks"}
	case c.Precreate > ost.MaxStock:
		return &ConfigError{"Precreate", fmt.Sprintf("must be 0 to %d", ost.MaxStock)}
	}
	return nil
}

// ConfigError says which part of a [Config] cannot be.
type ConfigError struct{ Field, Reason string }

// Error names the field.
func (e *ConfigError) Error() string { return "cluster: " + e.Field + ": " + e.Reason }

package cluster_test

import (
	"errors"
	"testing"

	"ostlife/impl/cluster"
	"ostlife/impl/env"
)

// TestConfigError makes clusters that cannot be.
func TestConfigError(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*cluster.Config)
		want   string
	}{
		{"fine", func(*cluster.Config) {}, ""},
		{"the largest", func(c *cluster.Config) { c.Clients, c.Targets = cluster.MaxClients, cluster.MaxTargets }, ""},
		{"no clients", func(c *cluster.Config) { c.Clients = 0 }, "cluster: Clients: must be 1 to 64"},
		{"too many clients", func(c *cluster.Config) { c.Clients = cluster.MaxClients + 1 }, "cluster: Clients: must be 1 to 64"},
		{"some MDSs", func(c *cluster.Config) { c.MDSs = cluster.MaxMDSs }, ""},
		{"fewer MDSs than none", func(c *cluster.Config) { c.MDSs = -1 }, "cluster: MDSs: must be 0 to 16"},
		{"too many MDSs", func(c *cluster.Config) { c.MDSs = cluster.MaxMDSs + 1 }, "cluster: MDSs: must be 0 to 16"},
		{"no window", func(c *cluster.Config) { c.Timing.Window = 0 }, "cluster: Timing: every time must be above 0"},
		{"no targets", func(c *cluster.Config) { c.Targets = -1 }, "cluster: Targets: must be 1 to 1024"},
		{"too many targets", func(c *cluster.Config) { c.Targets = cluster.MaxTargets + 1 }, "cluster: Targets: must be 1 to 1024"},
		{"no request time", func(c *cluster.Config) { c.Timing.Request = 0 }, "cluster: Timing: every time must be above 0"},
		{"no ping interval", func(c *cluster.Config) { c.Timing.Ping = 0 }, "cluster: Timing: every time must be above 0"},
		{"no config interval", func(c *cluster.Config) { c.Timing.Config = -1 }, "cluster: Timing: every time must be above 0"},
		{"no operation time", func(c *cluster.Config) { c.Timing.Operation = 0 }, "cluster: Timing: every time must be above 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := cluster.Config{Clients: 1, Targets: 1, Timing: cluster.Virtual()}
			test.change(&c)
			_, err := cluster.New(env.NewControlled(env.Control{}), c)
			var wrong *cluster.ConfigError
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (!errors.As(err, &wrong) || err.Error() != test.want):
				t.Errorf("%v, want %s", err, test.want)
			}
		})
	}
}

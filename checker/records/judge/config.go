package judge

import (
	"strings"

	"ostlife/checker/records"
)

// config is what the config logs say of targets and pools.
type config struct {
	targets map[string]*configured // by log, file system and target
	pools   map[string]*poolConfig // by log and pool
	order   []*configured
	named   []*poolConfig
	logs    map[string]*ConfigLog
	names   []string
	full    bool
}

// configured is a target in a config log.
type configured struct {
	log, target string // log is its name, or its file
	index       string
	added       records.Place
	present     bool
	skipped     bool // its group is dead
	excluded    bool // the administrator switched it off
	inactive    bool // active=0
	mark        records.Place
}

// poolConfig is a pool in a config log.
type poolConfig struct {
	log, pool string
	place     records.Place
	members   []member
}

type member struct {
	target string
	place  records.Place
}

func newConfig() config {
	return config{targets: map[string]*configured{}, pools: map[string]*poolConfig{}, logs: map[string]*ConfigLog{}}
}

// take takes a record of a config log.
func (c *config) take(r *records.LlogRecord) {
	log := r.Log
	if log == "" {
		log = r.First.File
	}
	c.note(log, r)
	get := func(name string) string { value, _ := r.Fields.Get(name); return value }
	switch r.Command {
	case "add_osc", "add_mdc":
		uuid := get("ost")
		if r.Command == "add_mdc" {
			uuid = get("mdt")
		}
		if t := c.target(log, uuid); t != nil {
			t.present, t.added = !r.Skip, r.First
			t.skipped, t.excluded = r.Skip, r.Exclude
			t.mark, t.index = r.First, strings.Clone(get("index"))
		}
	case "del_osc":
		if t := c.target(log, get("ost")); t != nil && !r.Skip {
			t.present, t.mark = false, r.First
		}
	case "conf_param", "param":
		c.param(log, get("device"), get("parameter"), r)
	case "new_pool", "add_pool", "remove_pool", "del_pool":
		c.pool(log, r.Command, get("fsname")+"."+get("pool"), get("ost"), r)
	}
}

// maxSets is how many devices that a log sets up are named.
const maxSets = 16

// note counts a record, and keeps which servers' devices a log sets up.
func (c *config) note(log string, r *records.LlogRecord) {
	l := c.logs[log]
	if l == nil {
		if len(c.names) >= maxConfig {
			c.full = true
			return
		}
		l = &ConfigLog{Name: strings.Clone(log)}
		c.logs[l.Name] = l
		c.names = append(c.names, l.Name)
	}
	l.Records++
	device, _ := r.Fields.Get("device")
	if r.Command == "attach" && !ParseName(device).Role.Import() && len(l.Sets) < maxSets {
		kind, _ := r.Fields.Get("type")
		l.Sets = append(l.Sets, strings.TrimSpace(device+" "+kind))
	}
}

// told gives what is to be told of each log.
func (c *config) told() []ConfigLog {
	var list []ConfigLog
	for _, name := range c.names {
		l := *c.logs[name]
		for _, t := range c.order {
			if t.log == name {
				l.Targets = append(l.Targets, ConfigTarget{t.target, t.index, t.off()})
			}
		}
		for _, p := range c.named {
			if p.log == name {
				pool := ConfigPool{Name: p.pool}
				for _, m := range p.members {
					pool.Members = append(pool.Members, m.target)
				}
				l.Pools = append(l.Pools, pool)
			}
		}
		list = append(list, l)
	}
	return list
}

// off is why a target is not used.
func (t *configured) off() string {
	switch {
	case t.skipped:
		return "SKIP"
	case t.excluded:
		return "EXCLUDE"
	case t.inactive:
		return "active=0"
	case !t.present:
		return "removed"
	}
	return ""
}

// target finds or makes a target.
func (c *config) target(log, uuid string) *configured {
	name := strings.TrimSuffix(uuid, "_UUID")
	if name == "" {
		return nil
	}
	key := log + " " + name
	t := c.targets[key]
	if t == nil {
		if len(c.order)+len(c.named) >= maxConfig {
			c.full = true
			return nil
		}
		t = &configured{log: strings.Clone(log), target: strings.Clone(name)}
		c.targets[strings.Clone(key)] = t
		c.order = append(c.order, t)
	}
	return t
}

// param takes osc.active=0 and osc.active=1.
func (c *config) param(log, device, parameter string, r *records.LlogRecord) {
	key, value, _ := strings.Cut(parameter, "=")
	if !strings.HasSuffix(key, ".active") || r.Skip {
		return
	}
	n := ParseName(device)
	if n.Target == "" {
		return
	}
	if t := c.target(log, n.Full()); t != nil {
		t.inactive, t.mark = strings.TrimSpace(value) == "0", r.First
	}
}

// pool takes a record of a pool.
func (c *config) pool(log, command, name, uuid string, r *records.LlogRecord) {
	if r.Skip {
		return
	}
	key := log + " " + name
	p := c.pools[key]
	if p == nil {
		if len(c.order)+len(c.named) >= maxConfig {
			c.full = true
			return
		}
		p = &poolConfig{log: strings.Clone(log), pool: strings.Clone(name), place: r.First}
		c.pools[strings.Clone(key)] = p
		c.named = append(c.named, p)
	}
	target := strings.Clone(strings.TrimSuffix(uuid, "_UUID"))
	switch command {
	case "add_pool":
		if len(p.members) < maxConfig {
			p.members = append(p.members, member{target, r.First})
		}
	case "remove_pool":
		p.drop(func(m member) bool { return m.target == target })
	case "del_pool":
		p.drop(func(member) bool { return true })
	}
}

func (p *poolConfig) drop(which func(member) bool) {
	var left []member
	for _, m := range p.members {
		if !which(m) {
			left = append(left, m)
		}
	}
	p.members = left
}

package judge

import (
	"math"
	"time"

	"ostlife/checker/records"
)

// resolve makes one lane of those that are of the same import, the surest evidence first.
func (j *Judge) resolve() {
	j.foldHosts()
	j.foldJoined()
	j.foldLone()
	j.foldAlike()
	j.nameHosts()
}

// foldHosts joins a device that no line names a host of to the one on the only host that has
// it.
func (j *Judge) foldHosts() {
	hosted := map[string][]*lane{}
	for _, l := range j.order {
		if l.device != "" && l.host != "" {
			hosted[l.device] = append(hosted[l.device], l)
		}
	}
	for _, l := range j.order {
		if with := hosted[l.device]; l.device != "" && l.host == "" && len(with) == 1 {
			with[0].merge(l)
		}
	}
}

// foldJoined joins addresses to the devices that a line names with them.
func (j *Judge) foldJoined() {
	devices := map[string]*lane{}
	for _, l := range j.order {
		for _, scope := range l.scopes {
			if key := l.device + "@" + scope; l.into == nil && l.device != "" && l.pointer == "" && devices[key] == nil {
				devices[key] = l
			}
		}
	}
	for _, l := range j.order {
		if l.pointer == "" || l.device != "" {
			continue
		}
		for _, scope := range l.scopes {
			device := j.joined[l.pointer+"@"+scope]
			if device == "" {
				continue
			}
			if to := devices[device+"@"+scope]; to != nil {
				to.merge(l)
			} else {
				l.device, l.name = device, ParseName(device)
			}
			break
		}
	}
}

// foldLone joins what is known by its target alone to the only import of that target in its
// scopes: an address to a device, and a bare target to whichever there is.
func (j *Judge) foldLone() {
	devices, addresses := map[string][]*lane{}, map[string][]*lane{}
	for _, l := range j.order {
		if l.into != nil || l.odd || l.node {
			continue
		}
		for _, scope := range l.scopes {
			key := l.name.Full() + " " + scope
			switch {
			case l.device != "" && l.name.Role.Import():
				devices[key] = append(devices[key], l)
			case l.pointer != "":
				addresses[key] = append(addresses[key], l)
			}
		}
	}
	for _, l := range j.order {
		if l.into != nil || l.odd || l.node || l.device != "" || l.pointer == "" {
			continue
		}
		for _, scope := range l.scopes {
			key := l.name.Full() + " " + scope
			if d := devices[key]; len(d) == 1 && len(addresses[key]) == 1 && d[0].pointer == "" {
				d[0].merge(l)
				break
			}
		}
	}
	for _, l := range j.order {
		if l.into != nil || !l.loose {
			continue
		}
		for _, scope := range l.scopes {
			key := l.name.Full() + " " + scope
			if to := single(devices[key], addresses[key]); to != nil && to != l {
				to.merge(l)
				break
			}
		}
	}
}

// single gives the only import there is, if all those named are one.
func single(lists ...[]*lane) *lane {
	var only *lane
	for _, list := range lists {
		for _, l := range list {
			for l.into != nil {
				l = l.into
			}
			if only != nil && l != only {
				return nil
			}
			only = l
		}
	}
	return only
}

// alike is how many changes a debug log and a ring must have in common to be one import's.
const alike = 2

// entry is a state that was entered in a second.
type entry struct {
	second int64
	state  records.State
}

// foldAlike joins an address to the only device whose ring has the same changes in the same
// seconds, and none beside them while the log goes on.
func (j *Judge) foldAlike() {
	rings := map[string][]*lane{}
	for _, l := range j.order {
		if l.into == nil && l.device != "" && l.pointer == "" {
			rings[l.name.Full()] = append(rings[l.name.Full()], l)
		}
	}
	for _, l := range j.order {
		if l.into != nil || l.pointer == "" || l.device != "" || l.odd {
			continue
		}
		var only *lane
		found := 0
		for _, d := range rings[l.name.Full()] {
			if d.into == nil && d.pointer == "" && (l.host == "" || d.host == "" || l.host == d.host) && l.like(d) {
				only = d
				found++
			}
		}
		if found == 1 {
			only.merge(l)
		}
	}
}

// like reports that a ring tells what an address's log does.
func (l *lane) like(ring *lane) bool {
	logged, low, high := map[entry]bool{}, int64(math.MaxInt64), int64(math.MinInt64)
	for _, e := range l.events.all() {
		if e.What == "" && e.Stamp.Clock == records.Epoch {
			second := e.Stamp.Nanos / int64(time.Second)
			logged[entry{second, e.Now}] = true
			low, high = min(low, second), max(high, second)
		}
	}
	same := 0
	for _, e := range ring.events.all() {
		second := e.Stamp.Nanos / int64(time.Second)
		switch {
		case !e.Ring || second < low || second > high:
		case logged[entry{second, e.Now}]:
			same++
		case e.Now == records.Connecting: // from NEW it is not printed since 2019
		case second > low && l.events.dropped == 0:
			return false
		}
	}
	return same >= alike
}

// nameHosts gives the host that some of an owner's lanes name to the others, if it is one.
func (j *Judge) nameHosts() {
	hosts := map[string]string{}
	for _, l := range j.order {
		if key := l.name.FS + " " + l.name.Owner; l.host != "" && l.name.Owner != "" {
			if other, ok := hosts[key]; ok && other != l.host {
				hosts[key] = ""
			} else {
				hosts[key] = l.host
			}
		}
	}
	for _, l := range j.order {
		if l.host == "" && l.name.Owner != "" {
			l.host = hosts[l.name.FS+" "+l.name.Owner]
		}
	}
}

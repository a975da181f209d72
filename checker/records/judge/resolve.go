package judge

// resolve makes one lane of those that are of the same import.
func (j *Judge) resolve() {
	j.foldHosts()
	j.foldJoined()
	j.foldLone()
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

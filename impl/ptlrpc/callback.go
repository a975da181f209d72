package ptlrpc

// OnCallback sets what happens when the OST wants the lock of the target's object back.
// It is called in ptlrpcd, under the import lock, and must not wait.
func (i *Import) OnCallback(f func(Held)) {
	i.Change("a lock layer", func(Held) { i.callback = f })
}

// called takes a callback. One for another connection than this is of the past.
func (i *Import) called(a Answer) {
	if !i.find() {
		return
	}
	defer i.leave()
	if i.callback != nil && !i.dying && a.Reply.Instance == i.handle {
		i.callback(Held{i})
	}
}

// hear has callbacks for a target go to its newest import.
func (p *Ptlrpcd) hear(i *Import) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.imports[i.config.Target] = i
}

// forgetImport is the end of [Ptlrpcd.hear], unless another import has followed.
func (p *Ptlrpcd) forgetImport(i *Import) {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.imports[i.config.Target] == i {
		delete(p.imports, i.config.Target)
	}
}

package ptlrpc

// Object is what a node has of a target's one object: the lock, and the data under it
// (C3.2). It is guarded by the import lock, because an eviction, a removal and a
// recovery take it or send it again. The lock layer and the OSC change it otherwise.
type Object struct {
	Locked bool // the lock is ours
	// Unsure says that the OST may have granted the lock to a request whose end we did
	// not hear, or not have taken it back.
	Unsure bool

	Dirty bool   // Value is in the cache and not with the OST
	Value uint64 // what was written last

	Uncommitted bool   // Taken is with the OST, and kept for replay until it is committed
	Taken       uint64 // what the OST took last
	Version     uint64 // which the OST gave it

	Dropped bool // data of this node's was dropped, and no sync has told it
}

// Clean reports that the OST has committed all that was written here.
func (o *Object) Clean() bool { return !o.Dirty && !o.Uncommitted }

// purge drops the lock and the data under it. The next sync tells that there was some.
func (o *Object) purge() { *o = Object{Dropped: o.Dropped || !o.Clean()} }

package records

import "bytes"

// poolBlock reads a pool's members, one a line, or a file system's pools.
type poolBlock struct {
	Pool
	list bool // of pools
}

// startPool reads "Pool: demo.fast" and "Pools from demo:" of lctl pool_list.
func startPool(line []byte) block {
	line = bytes.TrimSpace(line)
	if name, ok := bytes.CutPrefix(line, []byte("Pool: ")); ok && wordEnd(name) == len(name) {
		filesystem, pool, dot := cut(name, '.')
		if dot {
			return &poolBlock{Pool: Pool{Filesystem: string(filesystem), Pool: string(pool)}}
		}
	}
	if name, ok := bytes.CutPrefix(line, []byte("Pools from ")); ok {
		if name, ok = bytes.CutSuffix(name, []byte(":")); ok && wordEnd(name) == len(name) {
			return &poolBlock{Pool: Pool{Filesystem: string(name)}, list: true}
		}
	}
	return nil
}

// startPoolOf begins the pool that a parameter is: "lov.DEVICE.pools.NAME".
func startPoolOf(about Subject, at Place) block {
	const mark = ".pools."
	i := bytes.Index([]byte(about.Param), []byte(mark))
	if i < 0 {
		return nil
	}
	b := &poolBlock{Pool: Pool{Subject: about, Pool: about.Param[i+len(mark):]}}
	b.Origin = Origin{Kind: KindPool, First: at, Last: at}
	filesystem, _, _ := cut([]byte(about.Device), '-')
	b.Filesystem = string(filesystem)
	return b
}

func (b *poolBlock) kind() Kind      { return KindPool }
func (b *poolBlock) origin() *Origin { return &b.Origin }
func (b *poolBlock) record() Record  { return &b.Pool }
func (b *poolBlock) full() bool      { return len(b.Members) >= maxBlock }
func (b *poolBlock) close()          {}
func (b *poolBlock) unended()        {}

// about is not asked for where the pool's own name says it.
func (b *poolBlock) about(a Subject) {
	if b.Pool.Pool == "" || a.Param != "" {
		b.Subject = a
	}
}

// add takes a member, or a pool's name in a list.
func (b *poolBlock) add(_ Place, line []byte) bool {
	line = bytes.TrimSpace(line)
	member := bytes.HasSuffix(line, []byte("_UUID"))
	if b.list {
		member = bytes.HasPrefix(line, []byte(b.Filesystem+"."))
	}
	if !member || wordEnd(line) < len(line) {
		return false
	}
	b.Members = append(b.Members, string(line))
	return true
}

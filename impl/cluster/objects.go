package cluster

import "ostlife/model/lustre"

// Objects is what there is of a target's objects at one moment, each list rising: shown,
// and judged by nobody. What a machine has that is down is not shown.
type Objects struct {
	OST     []uint64 // that are on the OST
	Files   []uint64 // that a file of the MDS has
	Records []uint64 // that the MDS has a committed unlink record of
}

// Objects shows a target's objects, where there are disks.
func (k *Cluster) Objects(target lustre.Target) Objects {
	var shown Objects
	if m, err := k.ost(target); err == nil {
		if own := m.now(); own != nil {
			shown.OST = own.ost.Objects()
		}
	}
	if len(k.mdss) > 0 {
		if own := k.mdss[0].now(); own != nil {
			shown.Files, shown.Records = own.mds.Files(target), own.mds.Records(target)
		}
	}
	return shown
}

// Unlinks is how many unlinks of a client's have been answered, and their destroys not.
func (k *Cluster) Unlinks(n lustre.Node) int {
	own, err := k.find(n)
	if err != nil || own.mdc == nil {
		return 0
	}
	return own.mdc.Unlinks()
}

package conform

import "ostlife/model/lustre"

// actions is a set of actions, a bit for each.
type actions uint64

// lock is what guards the change that an action makes.
type lock uint8

const (
	noLock lock = iota // no such action
	importLock
	lovLock
	ostLock
	mgsLock
	networkLock
)

// guards lists the actions of spec/actions.md with the lock that each is recorded
// under.
var guards = []struct {
	action lustre.Action
	lock   lock
}{
	{lustre.ActLogAdd, mgsLock}, {lustre.ActLogDeactivate, mgsLock},
	{lustre.ActLogActivate, mgsLock}, {lustre.ActLogRemove, mgsLock},
	{lustre.ActConfigAdd, lovLock}, {lustre.ActConfigPoolAdd, lovLock},
	{lustre.ActConfigDeactivate, importLock}, {lustre.ActConfigActivate, importLock},
	{lustre.ActConfigPoolFlush, lovLock}, {lustre.ActConfigRemove, importLock},
	{lustre.ActConnectSend, importLock}, {lustre.ActPingSend, importLock},
	{lustre.ActOstConnect, ostLock}, {lustre.ActOstDisconnect, ostLock}, {lustre.ActOstPing, ostLock},
	{lustre.ActConnectInterpret, importLock}, {lustre.ActConnectExpire, importLock},
	{lustre.ActPingInterpret, importLock}, {lustre.ActPingEnd, importLock},
	{lustre.ActDisconnectInterpret, importLock}, {lustre.ActDisconnectExpire, importLock},
	{lustre.ActEventStale, importLock}, {lustre.ActInvalidateEnd, importLock},
	{lustre.ActConnectFull, importLock}, {lustre.ActOscPrepare, importLock},
	{lustre.ActLovActive, lovLock}, {lustre.ActTopActive, lovLock},
	{lustre.ActRecoveryFinished, importLock},
	{lustre.ActLovInactive, lovLock}, {lustre.ActTopInactive, lovLock},
	{lustre.ActLovDeactivate, lovLock}, {lustre.ActOscWake, importLock},
	{lustre.ActDisconnectSend, importLock}, {lustre.ActDeactivateEnd, importLock},
	{lustre.ActLovActivate, lovLock}, {lustre.ActRemoveTop, lovLock},
	{lustre.ActRemoveEnd, importLock}, {lustre.ActSlotFree, importLock},
	{lustre.ActLoss, importLock}, {lustre.ActEvict, ostLock},
	{lustre.ActMessageLost, networkLock}, {lustre.ActMessageLate, networkLock},
}

// places finds an action's place in guards.
var places = func() map[lustre.Action]int {
	m := make(map[lustre.Action]int, len(guards))
	for i, row := range guards {
		m[row.action] = i
	}
	return m
}()

// guardOf gives the lock that a record was written under. An event that was dropped
// was found overtaken under either lock; only one of them shows an import.
func guardOf(r *lustre.TraceRecord) lock {
	i, ok := places[r.Action]
	switch {
	case !ok:
		return noLock
	case r.Action == lustre.ActEventStale && r.Import.State == lustre.Absent:
		return lovLock
	}
	return guards[i].lock
}

// on is the set of the actions listed.
func on(list ...lustre.Action) (set actions) {
	for _, a := range list {
		set |= 1 << places[a]
	}
	return set
}

// has reports that the set holds an action.
func (s actions) has(a lustre.Action) bool {
	i, ok := places[a]
	return ok && s>>i&1 != 0
}

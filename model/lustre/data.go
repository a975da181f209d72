package lustre

import "fmt"

// Ask is what a request of an import asks for, connects, disconnects and pings aside.
type Ask uint8

// What an import asks for. AskReplay stands for the three requests of a recovery; the
// import's state tells them apart.
const (
	AskNothing Ask = iota
	AskEnqueue     // the lock of the target's object
	AskWrite       // that the OST takes what is dirty
	AskSync        // that it commits what it has taken
	AskCancel      // that it takes the lock back
	AskReplay      // a write, a lock, or the final ping of a recovery
	AskCreate      // an object
	AskRead        // the object's value, under the lock
	AskMdsConn     // that the OST takes this for the MDS's connection
	AskLlog        // that it replays the llog
	AskOrphans     // that it destroys what nobody has used
	AskDestroy     // that it destroys an object
)

var askNames = [...]string{"none", "enqueue", "write", "sync", "cancel", "replay", "create", "read",
	"mds-conn", "llog", "orphans", "destroy"}

// String gives the word of spec/actions.md, for example "enqueue".
func (a Ask) String() string {
	if int(a) < len(askNames) {
		return askNames[a]
	}
	return fmt.Sprintf("Ask(%d)", uint8(a))
}

// Window is what a connect reply says of the OST's recovery window.
type Window uint8

// NoWindow: it is not open, or not for this client. Fresh: the OST has restarted and
// has seen nothing of the client's replay. Again: it has seen some of it.
const (
	NoWindow Window = iota
	WindowFresh
	WindowAgain
)

var windowNames = [...]string{"no", "fresh", "again"}

// String gives the word of spec/actions.md, for example "fresh".
func (w Window) String() string {
	if int(w) < len(windowNames) {
		return windowNames[w]
	}
	return fmt.Sprintf("Window(%d)", uint8(w))
}

// ExportRecovery is how far an export has come since the OST restarted.
type ExportRecovery uint8

// The stages, in their order.
const (
	ExportNormal    ExportRecovery = iota // no window is open for it
	ExportAwaiting                        // its client has not connected since the restart
	ExportJoined                          // it has, and has replayed nothing yet
	ExportReplaying                       // it has replayed something
	ExportDone                            // its final ping is here: it waits for the others
)

var exportRecoveryNames = [...]string{"no", "awaiting", "joined", "replaying", "done"}

// String gives the word of spec/actions.md, for example "awaiting".
func (e ExportRecovery) String() string {
	if int(e) < len(exportRecoveryNames) {
		return exportRecoveryNames[e]
	}
	return fmt.Sprintf("ExportRecovery(%d)", uint8(e))
}

package lustre

// Action is the name of an action of the design, as spec/actions.md lists it. The
// model's table, the TLA+ module and the implementation's trace use the same names.
type Action string

// The actions, by context, in the order of spec/actions.md.
const (
	// config
	ActLogAdd           Action = "LogAdd"
	ActLogDeactivate    Action = "LogDeactivate"
	ActLogActivate      Action = "LogActivate"
	ActLogRemove        Action = "LogRemove"
	ActConfigAdd        Action = "ConfigAdd"
	ActConfigPoolAdd    Action = "ConfigPoolAdd"
	ActConfigDeactivate Action = "ConfigDeactivate"
	ActConfigActivate   Action = "ConfigActivate"
	ActConfigPoolFlush  Action = "ConfigPoolFlush"
	ActConfigRemove     Action = "ConfigRemove"
	// pinger
	ActConnectSend Action = "ConnectSend"
	ActPingSend    Action = "PingSend"
	// ost
	ActOstConnect    Action = "OstConnect"
	ActOstDisconnect Action = "OstDisconnect"
	ActOstPing       Action = "OstPing"
	// ptlrpcd
	ActConnectInterpret    Action = "ConnectInterpret"
	ActConnectExpire       Action = "ConnectExpire"
	ActPingInterpret       Action = "PingInterpret"
	ActPingEnd             Action = "PingEnd"
	ActDisconnectInterpret Action = "DisconnectInterpret"
	ActDisconnectExpire    Action = "DisconnectExpire"
	// worker
	ActEventStale       Action = "EventStale"
	ActInvalidateEnd    Action = "InvalidateEnd"
	ActConnectFull      Action = "ConnectFull"
	ActOscPrepare       Action = "OscPrepare"
	ActLovActive        Action = "LovActive"
	ActTopActive        Action = "TopActive"
	ActRecoveryFinished Action = "RecoveryFinished"
	ActLovInactive      Action = "LovInactive"
	ActTopInactive      Action = "TopInactive"
	ActLovDeactivate    Action = "LovDeactivate"
	ActOscWake          Action = "OscWake"
	ActDisconnectSend   Action = "DisconnectSend"
	ActDeactivateEnd    Action = "DeactivateEnd"
	ActLovActivate      Action = "LovActivate"
	ActRemoveTop        Action = "RemoveTop"
	ActRemoveEnd        Action = "RemoveEnd"
	ActSlotFree         Action = "SlotFree"
	// fault
	ActLoss        Action = "Loss"
	ActEvict       Action = "Evict"
	ActMessageLost Action = "MessageLost"
	ActMessageLate Action = "MessageLate"
)

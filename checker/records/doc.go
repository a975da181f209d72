// Package records reads what real Lustre nodes leave behind and gives one stream of
// records: debug logs of lctl dk, consoles and system logs, parameter files, device
// lists, config logs. It says what was written and where, and judges nothing.
//
// What a line is goes by its content, never by the name of its file, so that a mail, a
// ticket or a tar of a node can be read as it is. A record names the lines that it comes
// from. A line is counted in exactly one [Class]: it told something, it is well formed and
// says nothing about imports and targets, or it is not understood. What is not understood
// is never guessed at: it is counted, shown on request, and told as a [Gap] in the place
// where it stood, since whoever judges must know that something is missing there.
//
// # What the records say
//
//	Transition      an import changes its state: the debug log alone prints these
//	Message         any other message of the debug log or the console whose wording is known
//	Gap             messages were left out, dropped or damaged here
//	ImportFile      an import as it is now
//	StateFile       the import's state, and the last 16 with their seconds
//	ServerUUID      a target's UUID, the import's state, the administrator's mark
//	TargetOBD       the targets of a LOV, active or inactive
//	RecoveryStatus  a target's recovery
//	Devices         the obd devices of a node
//	Pool            a pool's members
//	Param           any other parameter
//	LlogRecord      a record of a config log
//
// A console proves presence, never absence: it is rate limited, and a line that is not
// there proves nothing. Nor is each line true: [WhatRestored] is printed for an import that
// was deactivated meanwhile and did not become FULL. [Message.What] says what was printed.
//
// # What cannot be known
//
// A line that ends "to REPLAY" may have been cut from REPLAY_LOCKS or REPLAY_WAIT. At the end
// of a file without a newline the record says so ([Origin.Cut]); in the middle of one nobody
// can. Two cut lines that touch may read as one that was wrapped. A name in which a letter was
// changed is another name.
//
// # Limits
//
// Lines are at most [MaxLine] bytes, folders have at most [MaxFiles] files, and a message is
// put together from at most eight lines. Reading takes the same memory, some megabytes, for any
// size: a record is given to its taker and forgotten.
package records

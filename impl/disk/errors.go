package disk

import (
	"errors"
	"fmt"
)

// What can be wrong with a disk. Each comes in an [Error].
var (
	ErrCorrupt   = errors.New("corrupt")             // it does not hold what was written to it
	ErrForeign   = errors.New("foreign")             // it is another server's disk, or no disk of this kind
	ErrTruncated = errors.New("truncated")           // the end of it is missing
	ErrFull      = errors.New("full")                // a transaction does not fit any more
	ErrReadOnly  = errors.New("read-only")           // nothing can be written
	ErrInUse     = errors.New("in use")              // another process has it open
	ErrFailed    = errors.New("failed")              // the machine's own error, which is wrapped beside it
	ErrCrashed   = errors.New("the machine crashed") // of an [Obd] that is no more
	ErrRecord    = errors.New("impossible record")   // a name or a value beyond its bounds
)

// Error says what is wrong with which disk. Nothing that was committed is lost by it.
type Error struct {
	File   string // the path of a file, the name of a disk in memory
	Reason error  // one of the errors above
	Detail string
	Cause  error // the machine's own error, nil for none
}

// Error names the file.
func (e *Error) Error() string {
	text := fmt.Sprintf("disk %s: %v", e.File, e.Reason)
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap gives the reason and the cause.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Reason}
	}
	return []error{e.Reason, e.Cause}
}

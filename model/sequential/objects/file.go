package objects

import (
	"fmt"

	"ostlife/model/lustre"
	"ostlife/model/sequential"
)

// File is what is known of the file of one object, whichever client asks for what: a
// create makes it, an unlink takes it away (C1a). It is the specification of one object of
// one target, beside [State], which is that of the target's ids.
//
// A create is answered when it is committed, so what was made stays made. An unlink is
// answered before that. The MDS's crash undoes it, and its client, if that lives and comes
// back in time, does it again; what a history shows of either is not enough to tell. So
// after a crash of the MDS a file that was unlinked may be there.
type File uint8

// What is known of a file.
const (
	Unmade  File = iota // no create was answered with its object, and none of unknown outcome was called
	Perhaps             // it may be there, or not
	There               // it is there
	Gone                // it was unlinked, and the MDS has not crashed since
)

var fileNames = [...]string{"unmade", "perhaps", "there", "gone"}

// String gives the word, for example "there".
func (f File) String() string {
	if int(f) < len(fileNames) {
		return fileNames[f]
	}
	return fmt.Sprintf("File(%d)", uint8(f))
}

// FileEvent is what takes effect on a file.
type FileEvent uint8

// The events.
const (
	FileCreate FileEvent = iota // a create whose answer, if there is one, is this object
	FileUnlink                  // an unlink of this object
	FileCrash                   // a crash of the MDS
)

// FileRule is what an answer breaks.
type FileRule uint8

// The rules: an object is given to one file, a file is unlinked once, what was made and
// not unlinked is there, what was never made is not.
const (
	FileAccepted FileRule = iota
	FileGivenTwice
	FileUnlinkedTwice
	FileLost
	FileNeverMade
	FileForeign // an outcome that the event cannot have
)

var fileRuleNames = [...]string{"", "file-given-twice", "file-unlinked-twice", "file-lost", "file-never-made", "file-foreign"}

// String gives the rule's stable name, for example "file-lost"; nothing if none is broken.
func (r FileRule) String() string {
	if int(r) < len(fileRuleNames) {
		return fileRuleNames[r]
	}
	return fmt.Sprintf("FileRule(%d)", uint8(r))
}

// Next lets an event take effect with its answer. An unlink of unknown outcome takes its
// effect where it is placed, and one that had none is placed last; a create of unknown
// outcome may have made the file of any object. If a rule is broken the state is as it was.
func (f File) Next(e FileEvent, out sequential.Outcome, refusal error) (File, FileRule) {
	switch {
	case e == FileCrash:
		return f.crash(), FileAccepted
	case e == FileCreate:
		return f.create(out)
	case e == FileUnlink && out != sequential.Refused:
		return f.unlink(out)
	case e == FileUnlink && refusal == lustre.ErrNoObject:
		return f.missing()
	case e == FileUnlink && (refusal == lustre.ErrNoTarget || refusal == lustre.ErrUnreachable):
		return f, FileAccepted // it was not looked for
	}
	return f, FileForeign
}

// crash is a crash of the MDS.
func (f File) crash() File {
	if f == Gone {
		return Perhaps
	}
	return f
}

// create is a create that is answered with the object, or not answered at all.
func (f File) create(out sequential.Outcome) (File, FileRule) {
	switch {
	case out == sequential.Unknown && f == Unmade:
		return Perhaps, FileAccepted
	case out == sequential.Unknown:
		return f, FileAccepted
	case out == sequential.Refused:
		return f, FileForeign // it is of no object
	case f == There || f == Gone:
		return f, FileGivenTwice
	}
	return There, FileAccepted
}

// unlink is an unlink that was done, or may have been.
func (f File) unlink(out sequential.Outcome) (File, FileRule) {
	switch {
	case out == sequential.Unknown && (f == Unmade || f == Gone):
		return f, FileAccepted // it changed nothing
	case f == Unmade:
		return f, FileNeverMade
	case f == Gone:
		return f, FileUnlinkedTwice
	}
	return Gone, FileAccepted
}

// missing is an unlink that found no file.
func (f File) missing() (File, FileRule) {
	if f == There {
		return f, FileLost
	}
	return f, FileAccepted
}

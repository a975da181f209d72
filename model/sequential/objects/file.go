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

// Hash gives equal states equal numbers.
func (f File) Hash() uint64 { return uint64(f) * 0x9E3779B97F4A7C15 }

// StepFile lets a create, an unlink, or a crash of the MDS take effect with its answer. A
// create is one whose answer, if there is one, is this object. An unlink of unknown outcome
// takes its effect where it is placed, and one that had none is placed last; a create of
// unknown outcome may have made the file of any object. If a rule in force is broken, the
// reason says so and the state is as it was.
func StepFile(rules sequential.Rules, f File, in sequential.Input, out sequential.Output) (File, sequential.Reason) {
	refused := out.Outcome == sequential.Refused
	switch {
	case out.Outcome > sequential.Unknown:
	case in.Operation == sequential.Crash && !refused:
		return f.crash(), sequential.Reason{}
	case in.Operation == sequential.Create && !refused:
		return f.create(rules, out)
	case in.Operation == sequential.Unlink && !refused:
		return f.unlink(rules, out)
	case in.Operation == sequential.Unlink && out.Refusal == lustre.ErrNoObject:
		return f, rules.Broken(sequential.FileLost, f == There, 0, 0)
	case in.Operation == sequential.Unlink && (out.Refusal == lustre.ErrNoTarget || out.Refusal == lustre.ErrUnreachable):
		return f, sequential.Reason{} // it was not looked for
	}
	return f, sequential.Reason{Rule: sequential.RefusalForeign}
}

// crash is a crash of the MDS.
func (f File) crash() File {
	if f == Gone {
		return Perhaps
	}
	return f
}

// create is a create that is answered with the object, or not answered at all.
func (f File) create(rules sequential.Rules, out sequential.Output) (File, sequential.Reason) {
	switch {
	case out.Outcome == sequential.Unknown && f == Unmade:
		return Perhaps, sequential.Reason{}
	case out.Outcome == sequential.Unknown:
		return f, sequential.Reason{}
	}
	if reason := rules.Broken(sequential.FileGivenTwice, f == There || f == Gone, 0, 0); reason.Rule != sequential.Accepted {
		return f, reason
	}
	return There, sequential.Reason{}
}

// unlink is an unlink that was done, or may have been.
func (f File) unlink(rules sequential.Rules, out sequential.Output) (File, sequential.Reason) {
	if out.Outcome == sequential.Unknown {
		if f == Unmade || f == Gone {
			return f, sequential.Reason{} // it changed nothing
		}
		return Gone, sequential.Reason{}
	}
	if reason := rules.Broken(sequential.FileNeverMade, f == Unmade, 0, 0); reason.Rule != sequential.Accepted {
		return f, reason
	}
	if reason := rules.Broken(sequential.FileUnlinkedTwice, f == Gone, 0, 0); reason.Rule != sequential.Accepted {
		return f, reason
	}
	return Gone, sequential.Reason{}
}

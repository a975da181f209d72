package records

import (
	"context"
	"io"
	"slices"
)

// Reader reads files of any kind. Its zero value is ready; it may be used again, but not
// by two at a time.
type Reader struct {
	// Unread, if set, is given each line that is not understood. The bytes are good until it
	// returns.
	Unread func(at Place, line []byte)
	// Progress, if set, is told now and then how many bytes were read, before unpacking, and
	// how many there are, or 0 where that is unknown.
	Progress func(read, total int64)
}

// Tally counts the lines of one kind.
type Tally struct {
	Told    int64 // lines that are part of a record
	Silent  int64 // well formed, and nothing about imports and targets
	Unread  int64 // not understood
	Records int64 // what was given to yield
}

// FileSummary is what was found in one file.
type FileSummary struct {
	Name   string
	Packed string // "gzip", "bzip2", "zstd" or ""
	Bytes  int64  // unpacked
	Lines  int64  // each is blank, or counted once in Kinds
	Blank  int64
	Long   int64 // lines longer than MaxLine: skipped, counted as Unread
	Headed int64 // lines that are not understood, but that Lustre printed: their head says so
	Kinds  [kinds]Tally
	Err    error // why it could not be opened, or not be read to its end
}

// Summary is what was found in all files, in the order of reading.
type Summary struct {
	Files []FileSummary
}

// Total is the tally of one kind over all files.
func (s *Summary) Total(k Kind) Tally {
	var sum Tally
	for i := range s.Files {
		sum.add(s.Files[i].Kinds[k])
	}
	return sum
}

// All is the tally of all kinds over all files.
func (s *Summary) All() Tally {
	var sum Tally
	for k := KindNone; k < kinds; k++ {
		sum.add(s.Total(k))
	}
	return sum
}

// Recognised is whether anything was: a record, a line of a known kind, or one that Lustre
// printed.
func (s *Summary) Recognised() bool { return slices.ContainsFunc(s.Files, FileSummary.Recognised) }

// Recognised is whether anything in the file was.
func (f FileSummary) Recognised() bool {
	for _, t := range f.Kinds {
		if t.Told+t.Silent > 0 {
			return true
		}
	}
	return f.Headed > 0
}

func (t *Tally) add(u Tally) {
	t.Told += u.Told
	t.Silent += u.Silent
	t.Unread += u.Unread
	t.Records += u.Records
}

// Read reads what is named, in that order, and gives each record to yield: "-" is stdin, a
// folder is every file under it, sorted, and a tar archive every file in it. It needs the same memory for any size. A file that
// cannot be read is told in the Summary, and the next one is read. The error is that of
// yield or of ctx, and then the Summary says how far it came.
func (r *Reader) Read(ctx context.Context, names []string, stdin io.Reader, yield func(Record) error) (Summary, error) {
	var sum Summary
	all, err := inputs(names, MaxFiles)
	if err != nil {
		return sum, err
	}
	f := &files{reader: r, yield: yield, stdin: stdin, buf: make([]byte, readBuffer)}
	for _, in := range all {
		if in.size == 0 && in.name == "-" {
			f.total = 0
			break
		}
		f.total += in.size
	}
	for _, in := range all {
		if err := ctx.Err(); err != nil {
			return sum, err
		}
		some, err := f.one(ctx, in)
		sum.Files = append(sum.Files, some...)
		if err != nil {
			return sum, err
		}
	}
	if r.Progress != nil {
		r.Progress(f.read, f.total)
	}
	return sum, nil
}

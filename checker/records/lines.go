package records

import (
	"bytes"
	"context"
	"io"
)

// MaxLine is how long a line may be, in bytes. A longer one is skipped to its end and
// counted. Lustre's own end at a page.
const MaxLine = 64 << 10

// readBuffer holds some lines at a time; a line of MaxLine fits.
const readBuffer = 4 * MaxLine

// lineReader splits what it reads into lines, without their ends.
type lineReader struct {
	ctx    context.Context
	in     io.Reader
	buf    []byte
	lo, hi int // what is not given out yet
	at     Place
	next   Place // of the next line
	eof    bool
	long   bool // the line that was given is too long: it is only its beginning
	whole  bool // the line that was given had an end
}

func newLineReader(ctx context.Context, file string, in io.Reader, buf []byte) *lineReader {
	return &lineReader{ctx: ctx, in: in, buf: buf, next: Place{File: file, Line: 1}}
}

// read gives the next line, good until the next call. Its place is in at. It ends with
// io.EOF, or with what the reader or the context says.
func (l *lineReader) read() ([]byte, error) {
	for from := l.lo; ; {
		if i := bytes.IndexByte(l.buf[from:l.hi], '\n'); i >= 0 {
			return l.give(from+i, 1), nil
		}
		if l.eof {
			if l.lo == l.hi {
				return nil, io.EOF
			}
			return l.give(l.hi, 0), nil
		}
		if l.hi-l.lo > MaxLine {
			return l.skip()
		}
		from = l.hi - l.lo
		if err := l.fill(); err != nil {
			return nil, err
		}
	}
}

// give gives the line up to end and goes over it and its end.
func (l *lineReader) give(end, newline int) []byte {
	line := l.buf[l.lo:end]
	l.at, l.long, l.whole = l.next, false, newline > 0
	l.next.Line++
	l.next.Offset += int64(len(line) + newline)
	l.lo = end + newline
	if len(line) > MaxLine {
		l.long, line = true, line[:MaxLine]
	}
	return line
}

// skip goes to the end of a line that is too long, and gives its beginning.
func (l *lineReader) skip() ([]byte, error) {
	at := l.next
	begin := append([]byte(nil), l.buf[l.lo:l.lo+MaxLine]...)
	for {
		i := bytes.IndexByte(l.buf[l.lo:l.hi], '\n')
		if i >= 0 {
			l.give(l.lo+i, 1)
		} else {
			l.next.Offset += int64(l.hi - l.lo)
			l.lo = l.hi
		}
		if i < 0 && l.eof {
			l.give(l.hi, 0)
		}
		if i >= 0 || l.eof {
			l.at, l.long = at, true
			return begin, nil
		}
		if err := l.fill(); err != nil {
			return nil, err
		}
	}
}

// fill moves what is left to the front and reads more behind it.
func (l *lineReader) fill() error {
	if err := l.ctx.Err(); err != nil {
		return err
	}
	copy(l.buf, l.buf[l.lo:l.hi])
	l.lo, l.hi = 0, l.hi-l.lo
	n, err := io.ReadAtLeast(l.in, l.buf[l.hi:], 1)
	l.hi += n
	if err == io.EOF {
		l.eof = true
		return nil
	}
	return err
}

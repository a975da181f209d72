package history

import "io"

// Open reads the first line of a file that is a history or a trace and gives the reader
// of what it is; the other one is nil. What names no format that is known is read as a
// history. The name is that of the file, for errors: those of [NewReader] and
// [NewTraceReader].
func Open(from io.Reader, name string, limits Limits) (*Reader, *TraceReader, error) {
	l := newLines(from, name)
	line, err := l.first(limits.complete())
	if err != nil {
		return nil, nil, l.locate(err)
	}
	if FormatOf(line) == TraceFormat {
		r, err := newTraceReader(l, line, limits)
		return nil, r, err
	}
	r, err := newReader(l, line, limits)
	return r, nil, err
}

// FormatOf gives the format that the first line of a file names, [Format] or
// [TraceFormat] of what can be read here; empty if it names none.
func FormatOf(line []byte) (format string) {
	s := scanner{line: line}
	_ = s.object(func(name []byte, _ int) error { // who reads the header tells what is wrong
		if string(name) != "format" {
			_, err := s.skip(MaxDepth)
			return err
		}
		text, err := s.text()
		format = string(text)
		return err
	})
	return format
}

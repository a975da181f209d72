package records

import (
	"bufio"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"
)

// MaxFiles is how many files one Read may go through: a folder with more is refused.
const MaxFiles = 100_000

// maxZstdWindow is how much memory unpacking may take, in bytes: zstd's own limit for files
// made without its option --long.
const maxZstdWindow = 8 << 20

// ErrTooManyFiles is that a folder holds more than MaxFiles.
var ErrTooManyFiles = errors.New("too many files")

// ErrXZ is that a file is packed with xz, which nothing here unpacks.
var ErrXZ = errors.New("packed with xz: unpack it first, xz -dc FILE | ostlife lustre -")

// input is a file to read.
type input struct {
	name string
	size int64 // 0 where unknown
}

// inputs lists what the names mean: themselves, and the files under folders in the order of
// their names. What cannot be listed is listed by itself, so that opening it tells why.
func inputs(names []string, most int) ([]input, error) {
	var all []input
	for _, name := range names {
		if info, err := os.Stat(name); name == "-" || err != nil || !info.IsDir() {
			size := int64(0)
			if err == nil && name != "-" {
				size = info.Size()
			}
			all = append(all, input{name, size})
			continue
		}
		err := filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.Type().IsRegular() {
				size := int64(0)
				if info, err := d.Info(); err == nil && !d.IsDir() {
					size = info.Size()
				}
				all = append(all, input{path, size})
			}
			if len(all) > most {
				return fmt.Errorf("%s: %w: more than %d", name, ErrTooManyFiles, most)
			}
			if err != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// counter counts what is read, before it is unpacked.
type counter struct {
	in   io.Reader
	read func(n int)
}

func (c counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.read(n)
	return n, err
}

// unpack gives what is in a file, unpacked if its content says that it is packed.
func unpack(in io.Reader) (out *bufio.Reader, packed string, closing func(), err error) {
	const magic = 4
	buffered := bufio.NewReaderSize(in, MaxLine)
	head, err := buffered.Peek(magic)
	if err != nil && err != io.EOF {
		return nil, "", nil, err
	}
	switch {
	case len(head) >= 2 && head[0] == 0x1f && head[1] == 0x8b:
		z, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, "gzip", nil, err
		}
		return bufio.NewReader(z), "gzip", func() { _ = z.Close() }, nil
	case string(head[:min(3, len(head))]) == "BZh":
		return bufio.NewReader(bzip2.NewReader(buffered)), "bzip2", func() {}, nil
	case string(head) == "\xfd7zX":
		return nil, "xz", nil, ErrXZ
	case string(head) == "\x28\xb5\x2f\xfd":
		z, err := zstd.NewReader(buffered, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxZstdWindow),
			zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, "zstd", nil, err
		}
		return bufio.NewReader(z), "zstd", z.Close, nil
	}
	return buffered, "", func() {}, nil
}

// files reads one file after another.
type files struct {
	reader *Reader
	yield  func(Record) error
	stdin  io.Reader
	buf    []byte
	read   int64 // of all files, before unpacking
	total  int64 // of all files; 0 where one of them does not say
	told   int64 // up to where Progress was told
}

// progressStep is how many bytes are between two calls of Progress.
const progressStep = 4 << 20

// one reads one file, or those in an archive. The error is yield's or the context's; a file's own
// is in its summary.
func (f *files) one(ctx context.Context, in input) ([]FileSummary, error) {
	from := f.stdin
	if in.name != "-" {
		file, err := os.Open(in.name)
		if err != nil {
			return []FileSummary{{Name: in.name, Err: err}}, nil
		}
		defer func() { _ = file.Close() }()
		from = file
	}
	if from == nil {
		return []FileSummary{{Name: in.name, Err: fmt.Errorf("%s: no standard input", in.name)}}, nil
	}
	return f.stream(ctx, in.name, counter{from, f.progress}, 0)
}

// stream reads what is in a file, or in an archive's.
func (f *files) stream(ctx context.Context, name string, from io.Reader, depth int) ([]FileSummary, error) {
	sum := FileSummary{Name: name}
	out, packed, closing, err := unpack(from)
	sum.Packed = packed
	if err != nil {
		sum.Err = fmt.Errorf("%s: %w", name, err)
		return []FileSummary{sum}, nil
	}
	defer closing()
	if isArchive(out) {
		return f.archive(ctx, name, out, depth)
	}
	s := &scanner{reader: f.reader, yield: f.yield, sum: &sum, lines: newLineReader(ctx, name, out, f.buf),
		file: subjectOfPath(name), header: name}
	err = s.run()
	if err != nil && s.err == nil && ctx.Err() == nil {
		sum.Err = fmt.Errorf("%s: %w", name, err)
		err = nil
	}
	return []FileSummary{sum}, err
}

// progress counts what was read and tells of it.
func (f *files) progress(n int) {
	f.read += int64(n)
	if f.reader.Progress != nil && f.read-f.told >= progressStep {
		f.told = f.read
		f.reader.Progress(f.read, f.total)
	}
}

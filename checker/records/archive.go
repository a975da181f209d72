package records

import (
	"archive/tar"
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
)

// maxArchives is how deep archives may be inside of one another.
const maxArchives = 2

// ErrTooDeep is an archive inside of too many others.
var ErrTooDeep = errors.New("archives inside of archives")

// isArchive is whether what is read begins as a tar archive does: the name of the format stands
// in the first file's header.
func isArchive(in *bufio.Reader) bool {
	const at = 257
	magic := "ustar"
	head, _ := in.Peek(at + len(magic))
	return len(head) == at+len(magic) && string(head[at:]) == magic
}

// archive reads every file in a tar archive, as one gathers a node's logs. A file is named by the
// archive's name and its own.
func (f *files) archive(ctx context.Context, name string, in io.Reader, depth int) (all []FileSummary, err error) {
	failed := func(err error) []FileSummary {
		return append(all, FileSummary{Name: name, Err: fmt.Errorf("%s: %w", name, err)})
	}
	if depth == maxArchives {
		return failed(ErrTooDeep), nil
	}
	for archive := tar.NewReader(in); ; {
		if err := ctx.Err(); err != nil {
			return all, err
		}
		switch head, err := archive.Next(); {
		case err == io.EOF && len(all) == 0:
			return failed(errors.New("no file is in this archive")), nil
		case err == io.EOF:
			return all, nil
		case err != nil:
			return failed(err), nil
		case len(all) > MaxFiles:
			return failed(ErrTooManyFiles), nil
		case head.Typeflag == tar.TypeReg:
			some, err := f.stream(ctx, name+"/"+head.Name, archive, depth+1)
			if all = append(all, some...); err != nil {
				return all, err
			}
		}
	}
}

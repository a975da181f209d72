package show

import (
	"io"

	"ostlife/checker/records/judge"
)

func HTML(w io.Writer, t *Told) error                      { return nil }
func Trace(w io.Writer, name string, s *judge.Story) error { return nil }

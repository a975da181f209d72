package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progressEvery is how often a bar is drawn at most.
const progressEvery = 200 * time.Millisecond

// progress shows how far a command is, on a terminal; elsewhere it shows nothing.
type progress struct{ bar *progressbar.ProgressBar }

// newProgress begins a bar of so many steps; -1 if nobody knows how many.
func newProgress(to io.Writer, steps int64, what string) progress {
	f, ok := to.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return progress{}
	}
	return progress{progressbar.NewOptions64(steps,
		progressbar.OptionSetWriter(to), progressbar.OptionSetDescription(what), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionThrottle(progressEvery), progressbar.OptionClearOnFinish())}
}

// at shows that so many steps are done; what may say more.
func (p progress) at(done int64, what string) {
	if p.bar == nil {
		return
	}
	p.bar.Describe(what)
	_ = p.bar.Set64(done) // a bar that cannot be drawn is no reason to stop
}

// end takes the bar away.
func (p progress) end() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}

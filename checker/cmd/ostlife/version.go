package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// build is what --json prints of the version.
type build struct {
	Command  string   `json:"command"`
	Version  string   `json:"version"`
	Revision string   `json:"revision,omitempty"`
	Modified bool     `json:"modified,omitempty"` // the sources were not those of the revision
	Go       string   `json:"go"`
	Modules  []string `json:"modules"` // that are linked in, with their versions
}

func newVersionCommand(t *teller) *cobra.Command {
	c := &cobra.Command{
		Use:     "version",
		Short:   "Name the build: version, revision, Go, and the modules linked in",
		Long:    "version names the build: its version and revision, Go's version, and every module that is linked in.",
		Example: "  ostlife version\n  ostlife version --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			b := readBuild()
			if t.json {
				return t.write(b)
			}
			fmt.Fprintf(t.out, "ostlife %s\n", b.Version)
			if b.Revision != "" {
				fmt.Fprintf(t.out, "  revision %s%s\n", b.Revision, map[bool]string{true: ", modified"}[b.Modified])
			}
			fmt.Fprintf(t.out, "  %s\n", b.Go)
			for _, m := range b.Modules {
				fmt.Fprintf(t.out, "  %s\n", m)
			}
			return nil
		},
	}
	t.flag(c)
	return c
}

// readBuild reads what the linker wrote into the program.
func readBuild() build {
	b := build{Command: "version", Version: "unknown", Modules: []string{}}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	b.Version, b.Go = info.Main.Version, info.GoVersion
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	for _, m := range info.Deps {
		b.Modules = append(b.Modules, m.Path+" "+m.Version)
	}
	return b
}

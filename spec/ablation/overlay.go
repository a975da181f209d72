package ablation

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Build runs the go command in the root of the project, with the instrumented files in
// the place of those of the project. verb is build or test -c, or vet; what it needs
// beside its result is written into a folder. The same source gives the same bytes, in
// whatever folder.
func (i *Instrumented) Build(root, folder string, verb []string, more ...string) error {
	overlay, err := i.overlay(folder)
	if err != nil {
		return err
	}
	command := exec.Command("go", append(append(verb, "-trimpath", "-buildvcs=false", "-overlay", overlay), more...)...)
	command.Dir = root
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", command.Args, err, out)
	}
	return nil
}

// overlay writes the files into a folder, and a list of which file each is instead of.
func (i *Instrumented) overlay(folder string) (string, error) {
	replace := map[string]string{}
	for path, text := range i.Files {
		to := filepath.Join(folder, filepath.Base(path))
		if err := os.WriteFile(to, text, 0o600); err != nil {
			return "", err
		}
		replace[path] = to
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	list := filepath.Join(folder, "overlay.json")
	return list, os.WriteFile(list, text, 0o600)
}

package repotest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// templateName is how a generated file names its template; it depends on the folder in
// which templ was run and does not count.
var templateName = regexp.MustCompile("FileName: `[^`]*`")

// staleTemplates generates all page templates in a folder of its own and compares.
func (t *Tree) staleTemplates() (faults []string) {
	var templates []string
	for _, name := range t.Files {
		if strings.HasSuffix(name, ".templ") {
			templates = append(templates, name)
		}
		if from, ok := strings.CutSuffix(name, "_templ.go"); ok && !t.Has(from+".templ") {
			faults = append(faults, name+": its template is gone; remove it")
		}
	}
	if len(templates) == 0 {
		return faults
	}
	dir, err := os.MkdirTemp("", "banjie-templ-")
	if err != nil {
		return append(faults, err.Error())
	}
	defer os.RemoveAll(dir)
	for _, name := range templates {
		if err := t.copyTo(dir, name); err != nil {
			return append(faults, err.Error())
		}
	}
	cmd := exec.Command("go", "tool", "templ", "generate", "-path", dir)
	cmd.Dir = t.Root
	if out, err := cmd.CombinedOutput(); err != nil {
		return append(faults, fmt.Sprintf("templ: %v\n%s", err, out))
	}
	for _, name := range templates {
		generated := strings.TrimSuffix(name, ".templ") + "_templ.go"
		fresh, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(generated)))
		if err != nil {
			return append(faults, err.Error())
		}
		kept, err := t.Read(generated)
		if err != nil || templateName.ReplaceAllString(string(kept), "") != templateName.ReplaceAllString(string(fresh), "") {
			faults = append(faults, generated+" is not what templ makes of "+name+"; run make generate")
		}
	}
	return faults
}

func (t *Tree) copyTo(dir, name string) error {
	src, err := t.Read(name)
	if err != nil {
		return err
	}
	to := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, src, 0o644)
}

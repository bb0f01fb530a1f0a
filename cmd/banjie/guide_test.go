package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestGuideExamples runs every console block of the guides named here as it is printed: its files are
// the blocks whose first line names one, each line after "$ " is a command, and what follows must be its answer,
// letter by letter, in the language of the guide.
func TestGuideExamples(t *testing.T) {
	dir := t.TempDir()
	for name, least := range map[string]int{"epcis.md": 5, "epcis.en.md": 5, "soil.md": 5, "soil.en.md": 5} {
		page, err := os.ReadFile(filepath.Join("..", "..", "doc", "guide", name))
		if err != nil {
			t.Fatal(err)
		}
		script, commands := guideScript(string(page), !strings.HasSuffix(name, ".en.md"))
		if commands < least {
			t.Errorf("%s has %d commands, at least %d are promised", name, commands, least)
		}
		if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(strings.TrimSuffix(name, ".md"), ".", "_")+".txtar"), []byte(script), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	testscript.Run(t, testscript.Params{Dir: dir})
}

// guideScript makes the script of a guide, and counts its commands.
func guideScript(page string, chinese bool) (script string, commands int) {
	var run, files strings.Builder
	if chinese {
		run.WriteString("env LANG=zh_CN.UTF-8\n")
	}
	answer := func(lines []string) {
		if len(lines) > 0 {
			fmt.Fprintf(&run, "cmp stdout answer-%d\n", commands)
			fmt.Fprintf(&files, "-- answer-%d --\n%s\n", commands, strings.Join(lines, "\n"))
		}
	}
	blocks := strings.Split(page, "\n```")
	for i := 1; i < len(blocks); i += 2 {
		head, body, _ := strings.Cut(blocks[i], "\n")
		if kind, file, named := strings.Cut(head, " "); named && kind != "" {
			fmt.Fprintf(&files, "-- %s --\n%s\n", file, body)
		}
		if head != "console" {
			continue
		}
		var said []string
		for line := range strings.SplitSeq(body, "\n") {
			command, asked := strings.CutPrefix(line, "$ ")
			if !asked {
				said = append(said, line)
				continue
			}
			answer(said)
			said = nil
			if set, ok := strings.CutPrefix(command, "export "); ok {
				fmt.Fprintf(&run, "env %s\n", set)
				continue
			}
			commands++
			fmt.Fprintf(&run, "exec %s\n", strings.ReplaceAll(command, `"`, "'"))
		}
		answer(said)
	}
	return run.String() + files.String(), commands
}

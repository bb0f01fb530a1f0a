//go:build ignore

// Command gen_pairs writes tagger/pairs.txt: pairs of neighbouring characters that stand in the
// repository's own Chinese texts (pages, guides, service items), usual ones first. They tell the
// tagger which words are everyday ones. Run it by hand when those texts have grown much, in the
// folder of the package: go run gen_pairs.go
package main

import (
	"cmp"
	"io/fs"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// levels are how often a pair must stand there for each line of the file.
var levels = []int{8, 3, 2}

func main() {
	counts := map[string]int{}
	for _, folder := range []string{"../../../internal", "../../../doc", "../../../cmd"} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.Contains(path, "_test.go") || strings.Contains(path, "internal/complaint") || strings.Contains(path, "simtown/people") {
				return err
			}
			if !slices.Contains([]string{".go", ".md", ".json", ".templ"}, filepath.Ext(path)) {
				return nil
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			before := rune(0)
			for _, r := range string(raw) {
				if r < 0x4e00 || r > 0x9fff {
					before = 0
					continue
				}
				if before != 0 {
					counts[string([]rune{before, r})]++
				}
				before = r
			}
			return nil
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	all := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Compare(a, b) })
	var b strings.Builder
	b.WriteString("# Made by gen_pairs.go from the repository's own Chinese texts: pairs of characters, by how often they stand there.\n")
	for i, least := range levels {
		for _, p := range all {
			if counts[p] >= least && (i == 0 || counts[p] < levels[i-1]) {
				b.WriteString(p)
			}
		}
		b.WriteByte('\n')
	}
	if err := os.WriteFile("tagger/pairs.txt", []byte(b.String()), 0o644); err != nil {
		log.Fatal(err)
	}
}

//go:build ignore

// Command gen_words writes corpus.txt: pairs of characters that stand in the repository's own
// Chinese texts (pages, guides, service items) and could be taken for a part of a name. Run
// it in the folder of the package: go run gen_words.go
package main

import (
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"banjie/internal/complaint/hints"
)

// fewest times a pair must stand there.
const fewest = 2

func main() {
	counts := map[string]int{}
	for _, folder := range []string{"../../web", "../../law", "../../casework", "../../licensing", "../../supervise", "../../catalog", "../../simtown/items", "../../../doc"} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.Contains(path, "_test.go") || strings.Contains(path, "sample") || strings.Contains(path, "specimen") {
				return err
			}
			switch filepath.Ext(path) {
			case ".go", ".md", ".json":
			default:
				return nil
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			var before rune
			for _, r := range string(raw) {
				if before != 0 && hints.Confusable(before, r) {
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
	var pairs []string
	for p, n := range counts {
		if n >= fewest {
			pairs = append(pairs, p)
		}
	}
	slices.Sort(pairs)
	var b strings.Builder
	b.WriteString("# Made by gen_words.go from the repository's own Chinese texts.\n")
	for i, p := range pairs {
		b.WriteString(p)
		if i%40 == 39 || i == len(pairs)-1 {
			b.WriteByte('\n')
		} else {
			b.WriteByte(' ')
		}
	}
	if err := os.WriteFile("corpus.txt", []byte(b.String()), 0o644); err != nil {
		log.Fatal(err)
	}
}

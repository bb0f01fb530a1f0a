//go:build ignore

// Command gen_weights learns tagger/weights.bin from the sets of stories for tuning. Run it by
// hand after a change of stories, lists, features or settings, in the folder of the package: go
// run gen_weights.go
package main

import (
	"log"
	"os"
	"path/filepath"

	"banjie/internal/complaint/hints/train"
	"banjie/internal/complaint/labelled"
)

func main() {
	stories, err := labelled.Read(filepath.Join("..", "testdata", "stories"), train.Sets...)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("tagger", "weights.bin"), train.Train(stories, train.Usual).Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

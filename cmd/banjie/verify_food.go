package main

import (
	"io"
	"strings"

	"banjie/internal/lang"
	"banjie/packs/foodchain/label"
)

type labelFinding struct{ label.Report }

// verifyFoodLabel checks the signed code of a box of food.
func verifyFoodLabel(data []byte, t trust) (bool, finding, error) {
	if !strings.Contains(string(data), label.Parameter+"=") {
		return false, nil, nil
	}
	key, value, err := label.Find(string(data))
	if err != nil {
		return true, nil, err
	}
	keys, err := certificateKeys(t.Keys)
	if err != nil {
		return true, nil, err
	}
	report, err := label.Verify(key, value, keys)
	return true, labelFinding{report}, err
}

func (f labelFinding) write(w io.Writer, tag lang.Tag) { writeSections(w, tag, f.Checked, f.Unchecked) }

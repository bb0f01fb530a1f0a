package main

import (
	"fmt"
	"io"
	"strings"

	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/label"
)

type proofFinding struct{ capture.ProofReport }

// verifyFoodProof checks the proof of a food event in its two steps.
func verifyFoodProof(data []byte, t trust) (bool, finding, error) {
	if !capture.IsProof(data) {
		return false, nil, nil
	}
	known, err := ledger.NewTrust(t.Witnesses, ledgerKeys(t.Keys)...)
	if err != nil {
		return true, nil, err
	}
	report, err := capture.CheckProof(data, known)
	return true, proofFinding{report}, err
}

func (f proofFinding) write(w io.Writer, tag lang.Tag) {
	for _, s := range f.Checked {
		fmt.Fprintln(w, "  - "+s.In(tag))
	}
	receiptFinding{f.Receipt}.write(w, tag)
}

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

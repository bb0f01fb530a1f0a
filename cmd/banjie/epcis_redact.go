package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/packs/foodchain"
	"banjie/packs/foodchain/redact"
)

func epcisRedactCommand() *cobra.Command {
	var data string
	var show []string
	cmd := &cobra.Command{
		Use:   "redact event",
		Short: "Show some fields of a captured event with proof, and blind the others",
		Long: `Writes a view of one event of the folder: the named fields with their values, of every other
field a commitment under a salt of its own. "banjie verify" checks the view without the office:
a shown field that was altered, added or taken away is refused, and a blinded one cannot be
guessed, however few values it may have. The view tells how many fields the event has.

The event is named by its hash id (ni:///sha-256;…) or by its eventID. A list's name shows
all its elements, "destinationList/1" one of them. The type and the time of the event are always shown.`,
		Example: `  BANJIE_DATA=data/hall banjie epcis redact --show bizStep,epcList ni:///sha-256;… > view.json
  banjie verify --trust data/hall/public view.json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var view redact.View
			if err := givePack(cmd.Context(), data, "epcis-redact", foodchain.RedactEvent{Event: args[0], Show: show}, &view, func(_, _ int64) {}); err != nil {
				return err
			}
			e := json.NewEncoder(cmd.OutOrStdout())
			e.SetEscapeHTML(false)
			e.SetIndent("", " ")
			return e.Encode(view)
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringSliceVar(&show, "show", nil, "names of fields to show, divided by commas")
	return cmd
}

type viewFinding struct{ redact.Report }

// verifyFoodView checks a view of a food event.
func verifyFoodView(data []byte, t trust) (bool, finding, error) {
	if !redact.Is(data) {
		return false, nil, nil
	}
	known, err := ledger.NewTrust(t.Witnesses, ledgerKeys(t.Keys)...)
	if err != nil {
		return true, nil, err
	}
	report, err := redact.Check(data, known)
	return true, viewFinding{report}, err
}

func (f viewFinding) write(w io.Writer, tag lang.Tag) {
	for _, path := range slices.Sorted(maps.Keys(f.Shown)) {
		fmt.Fprintf(w, "    %s: %s\n", path, f.Shown[path])
	}
	for _, t := range slices.Concat(f.Checked, f.Unchecked) {
		fmt.Fprintln(w, "  - "+t.In(tag))
	}
	receiptFinding{f.Receipt}.write(w, tag)
}

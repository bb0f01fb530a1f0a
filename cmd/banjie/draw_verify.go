package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"banjie/internal/draw"
	"banjie/internal/lang"
	"banjie/internal/ledger"
)

func drawVerifyCommand() *cobra.Command {
	var keys []string
	var folder, announced, names string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify FILE",
		Short: "Compute a draw again, offline （重新计算并核验一次抽取）",
		Long: `Computes the whole draw again from its file, without network, and says line by line what holds
(+), what does not (!) and what was not checked (?). The exit status is 0 when nothing is
broken. The published file alone is enough, and no data folder is asked for. Compare the stated
numbers with those that were published.

That the announcement is the one made beforehand needs one thing from outside the file: the
hash as it was published then, --announced, or the public key of the ledger, --key or --trust,
with which the receipts in the file prove when each step was recorded.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := readDraw(args[0])
			if err != nil {
				return err
			}
			var by draw.Against
			if announced != "" {
				by.Announced = &draw.Hash{}
				if err := by.Announced.UnmarshalText([]byte(announced)); err != nil {
					return badHash(announced)
				}
			}
			if len(keys) > 0 || folder != "" {
				lines, err := readKeys(keys, folder)
				if err != nil {
					return err
				}
				trust, err := ledger.NewTrust(0, ledgerKeys(lines)...)
				if err != nil {
					return err
				}
				by.Trust = &trust
			}
			if names != "" {
				raw, err := readSmall(names)
				if err != nil {
					return err
				}
				if by.Names, err = draw.ParseNames(raw); err != nil {
					return err
				}
			}
			return tellFindings(cmd.OutOrStdout(), file, by, asJSON)
		},
	}
	cmd.Flags().StringVar(&announced, "announced", "", "hash of the announcement as it was published beforehand")
	cmd.Flags().StringArrayVar(&keys, "key", nil, "file of public keys, one a line (may be repeated)")
	cmd.Flags().StringVar(&folder, "trust", "", "folder of key files *.pub")
	cmd.Flags().StringVar(&names, "names", "", "the office's file of names: check the whole list")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the findings as JSON")
	return cmd
}

func tellFindings(w io.Writer, file *draw.File, by draw.Against, asJSON bool) error {
	found, ok := draw.Verify(file, by)
	if asJSON {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(map[string]any{"valid": ok, "findings": found}); err != nil {
			return err
		}
	} else {
		mark := map[draw.State]string{draw.Holds: "+", draw.Broken: "!", draw.Unchecked: "?"}
		for _, f := range found {
			fmt.Fprintln(w, mark[f.State], f.Text.In(tongue()))
		}
		verdict := lang.T("没有发现不符。", "Nothing is broken.")
		if !ok {
			verdict = lang.T("这次抽取不成立：见标有 ! 的几行。", "This draw does not hold: see the lines marked with !.")
		}
		fmt.Fprintln(w, verdict.In(tongue()))
	}
	if !ok {
		return errReported
	}
	return nil
}

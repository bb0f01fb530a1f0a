package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/control"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// rehearseOrder begins a rehearsal of the custodians, or ends it with the word they read.
type rehearseOrder struct {
	Word string `json:"word,omitempty"`
}

func sealRehearseCommand() *cobra.Command {
	var data, out string
	o := &rehearseOrder{}
	cmd := &cobra.Command{
		Use:   "rehearse",
		Short: "Show that two custodians can still open （保管人演练）",
		Long: `Twice a year: --out writes a file in which an invented identity with a word is sealed for the
custodians. Two of them open it with "banjie seal open" on a machine without a network and tell the word;
--word then puts the rehearsal on the ledger. The page on which people complain says when the last one was, and
that it is overdue after half a year.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := openFolder(data)
			if err != nil {
				return err
			}
			var got complaint.Bundle
			if err := withFolder(cmd.Context(), dir, "rehearse", o, &got, nil, time.Time{}); err != nil {
				return err
			}
			if o.Word != "" {
				_, err = fmt.Fprintln(cmd.OutOrStdout(), lang.T("演练已登记。", "The rehearsal is on record.").In(tongue()))
				return err
			}
			raw, err := json.MarshalIndent(got, "", "  ")
			if err == nil {
				err = os.WriteFile(out, append(raw, '\n'), 0o600)
			}
			if err != nil {
				return cannotWrite(out, err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVar(&out, "out", "", "file for the two custodians")
	cmd.Flags().StringVar(&o.Word, "word", "", "the word they read")
	cmd.MarkFlagsOneRequired("out", "word")
	cmd.MarkFlagsMutuallyExclusive("out", "word")
	return cmd
}

func (o *rehearseOrder) carryOut(ctx context.Context, h *hall, _ control.Progress) (any, error) {
	if o.Word == "" {
		v, err := h.vault()
		if err != nil {
			return nil, err
		}
		bundle, keep, err := v.Rehearse(h.division)
		if err != nil {
			return nil, err
		}
		_, err = h.engine.Record(ctx, h.system(), complaint.RehearsalBegun, keep, casework.Private{})
		return bundle, err
	}
	var last complaint.Rehearsal
	err := h.cases.ActsOf(ctx, h.division, complaint.RehearsalBegun, func(e casework.Event) (err error) {
		last, err = casework.Data[complaint.Rehearsal](e)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !last.Fits(o.Word) {
		return nil, fault.New(fault.Invalid, "wrong_word", lang.T("口令词不对，演练没有登记。", "That is not the word; no rehearsal was put on record."),
			lang.T("请两名保管人打开最近一次写出的文件再看。", "Let two custodians open the file that was written last."))
	}
	_, err = h.engine.Record(ctx, h.system(), complaint.RehearsalPassed, struct{}{}, casework.Private{})
	return complaint.Bundle{}, err
}

// lastRehearsal is the day of the last rehearsal that passed.
func (h *hall) lastRehearsal(ctx context.Context) (day calendar.Day, err error) {
	err = h.cases.ActsOf(ctx, h.division, complaint.RehearsalPassed, func(e casework.Event) error {
		day = h.calendar.Load().DayOf(e.At)
		return nil
	})
	return day, err
}

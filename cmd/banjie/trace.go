package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/control"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/caseview"
)

// marker words briefs with a key of this folder.
func (h *hall) marker() complaint.Marker {
	return complaint.Marker{Key: h.codes.mac("brief", "wording")}
}

// traceOrder holds a text that came to light against the wordings of a brief.
type traceOrder struct {
	Case      string `json:"case"`
	Text      string `json:"text"`
	OrderedBy string `json:"ordered_by"`
	Reason    string `json:"reason"`
}

func sealTraceCommand() *cobra.Command {
	var data string
	o := &traceOrder{}
	cmd := &cobra.Command{
		Use:   "trace CASE FILE|-",
		Short: "Hold a leaked brief against what each reader was shown （追查摘要外传）",
		Long: `Every officer of a unit reads a brief in a wording of his own: in a few places one of two words
of the same meaning stands. The command takes the text that came to light, typed off or cut out, and says
which reader it fits, with the chance of a coincidence, or that it is undetermined. Nobody is named where
that chance is above one in a thousand.

A match is a lead and no proof: it needs evidence of another kind and the person's reply. Each use is an
act of the case, which the reporter sees; whom it named is not kept.`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := readDocument(cmd, args[1])
			if err != nil {
				return err
			}
			o.Case, o.Text = args[0], string(text)
			dir, err := openFolder(data)
			if err != nil {
				return err
			}
			var got complaint.Traced
			if err := withFolder(cmd.Context(), dir, "trace", o, &got, nil, time.Time{}); err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), got.Says().In(tongue()))
			return err
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVar(&o.OrderedBy, "by", "", "id of the officer or unit that ordered it, as in the directory")
	cmd.Flags().StringVar(&o.Reason, "reason", "", "why, without names")
	cmd.MarkFlagRequired("by")
	cmd.MarkFlagRequired("reason")
	return cmd
}

func (o *traceOrder) carryOut(ctx context.Context, h *hall, _ control.Progress) (any, error) {
	unit, err := h.orderedBy(o.OrderedBy)
	if err != nil {
		return nil, err
	}
	key, err := h.find(ctx, o.Case)
	if err != nil {
		return nil, err
	}
	c, _, err := h.engine.Load(ctx, key)
	if err != nil {
		return nil, err
	}
	brief := caseview.BriefOf(c)
	if c.Procedure != complaint.Name || brief == "" {
		return nil, fault.New(fault.Unlawful, "no_brief", lang.T("这个办件没有交给单位的摘要。", "This case has no brief that a unit was given."), lang.T("请核对编号。", "Please check the number."))
	}
	var viewers []string
	units := complaint.FileOf(c).To
	for _, e := range c.Events { // a ruling may have moved it on
		for _, t := range e.Facts.Tasks {
			units = append(units, t.Unit)
		}
	}
	for _, officer := range h.org.Load().Data().Officers {
		if slices.Contains(units, officer.Unit) {
			viewers = append(viewers, officer.ID)
		}
	}
	got, err := h.marker().Trace(brief, c.Number, viewers, o.Text)
	if err != nil {
		return nil, err
	}
	// The use is on record before anybody reads what it says.
	_, err = h.engine.Do(ctx, casework.Command{Actor: h.system(), Case: c.ID, Verb: "trace_leak", Reason: o.Reason, Input: &complaint.TraceInput{OrderedBy: o.OrderedBy, Unit: unit, Named: got.Viewer != ""}})
	return got, err
}

package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/packs/foodchain"
	"banjie/packs/foodchain/capture"
)

func epcisProveCommand() *cobra.Command {
	var data, out string
	cmd := &cobra.Command{
		Use:   "prove event-id",
		Short: "Prove that an event was captured",
		Long: `Writes a proof that an event is in the ledger: the text of the event, the way from it to the
root of its capture, and the receipt of the capture. Anybody checks it with "banjie verify" and
the ledger's public key, without network. The event is named by its eventID or by the id of its
content, as "banjie epcis hash --rules" gives it.`,
		Example: "  BANJIE_DATA=data/hall banjie epcis prove 'ni:///sha-256;…?ver=CBV2.0' -o harvest.proof.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var p capture.Proof
			if err := givePack(cmd.Context(), data, "epcis-prove", foodchain.ProveEvent{Event: args[0]}, &p, func(int64, int64) {}); err != nil {
				return err
			}
			text, err := p.Text()
			if err != nil {
				return err
			}
			if out == "" || out == "-" {
				_, err = cmd.OutOrStdout().Write(text)
				return err
			}
			return os.WriteFile(out, text, 0o644)
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write (default standard output)")
	return cmd
}

// provenEvent is a food event that was found in the ledger.
type provenEvent struct {
	Event   string        `json:"event"`
	Capture string        `json:"capture"`
	Receipt ledger.Report `json:"receipt"`
}

func verifyFoodProof(data []byte, t trust) (bool, finding, error) {
	if !capture.IsProof(data) {
		return false, nil, nil
	}
	known, err := ledger.NewTrust(t.Witnesses, ledgerKeys(t.Keys)...)
	if err != nil {
		return true, nil, err
	}
	p, report, err := capture.VerifyProof(data, known)
	if err != nil {
		return true, nil, err
	}
	stands := lang.Format("事件 %s 的每一个字都在这次登记里。", "Every letter of the event %s is in the capture.", p.ID)
	if p.Event == "" {
		stands = lang.Format("事件 %s 的指纹在这次登记里；凭证里没有事件的原文。", "The fingerprint of the event %s is in the capture; its words are not in the proof.", p.ID)
	}
	report.Checked = append([]lang.Text{
		stands,
		lang.Format("它是这次登记的第 %[1]d 个事件，共 %[2]d 个。", "It is event %[1]d of the %[2]d captured.", p.Position+1, p.Events),
	}, report.Checked...)
	return true, provenEvent{p.Event, p.Capture, report}, nil
}

func (f provenEvent) write(w io.Writer, tag lang.Tag) {
	if f.Event != "" {
		fmt.Fprintln(w, "  "+f.Event)
	}
	receiptFinding{f.Receipt}.write(w, tag)
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/casework"
	"banjie/internal/control"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/supervise"
)

func cardsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cards",
		Short: "Cards of electronic supervision: recompute, list, rebuild （红黄牌）",
		Long: `A card opens by a written rule (banjie doc cards) from what a case's own events say, and by
nothing else. Whoever holds an export of the events makes the same cards with this program.`,
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(cardsRecompute(), cardsList(), cardsRebuild())
	return cmd
}

func cardsRecompute() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use:   "recompute [FILE]",
		Short: "Make the cards again from an export of events, or from a data folder",
		Long: `Reads what "banjie export events" wrote, or the events of a data folder, and writes the
cards they give as JSON lines in the order of the ledger. The rows the server keeps are not
looked at: "banjie cards list" and the supervisor's page write those, line for line the same.`,
		Example: `  banjie export events --data /srv/banjie -o events.jsonl
  banjie cards recompute events.jsonl`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (len(args) == 1) == (data != "") {
				return fault.New(fault.Invalid, "one_source", lang.T("请给出一个导出文件，或者用 --data 指定数据文件夹，二者选一。", "Name either an export or, with --data, a data folder."), lang.Text{})
			}
			cards, err := recomputed(cmd.Context(), args, data, cmd.InOrStdin())
			if err != nil {
				return err
			}
			return supervise.Write(cmd.OutOrStdout(), cards)
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder instead of an export")
	return cmd
}

func recomputed(ctx context.Context, files []string, data string, in io.Reader) (cards []supervise.Card, err error) {
	if data != "" {
		var b bytes.Buffer
		if err := withReader(ctx, data, func(h *hall) error { return exportEvents(ctx, h, &b, func(int64, int64) {}) }); err != nil {
			return nil, err
		}
		return supervise.Recompute(&b)
	}
	if files[0] == "-" {
		return supervise.Recompute(in)
	}
	f, err := os.Open(files[0])
	if err != nil {
		return nil, fault.New(fault.NotFound, "no_such_file", lang.T("打不开文件 "+files[0]+"。", "The file "+files[0]+" cannot be opened."),
			lang.T("请检查文件名和读取权限。", "Check its name and whether you may read it.")).With(err)
	}
	defer f.Close()
	return supervise.Recompute(f)
}

func cardsList() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use: "list", Short: "Write the cards as the server keeps them, as JSON lines", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withReader(cmd.Context(), data, func(h *hall) error {
				cards, err := h.cards.All(cmd.Context(), h.division)
				if err != nil {
					return err
				}
				return supervise.Write(cmd.OutOrStdout(), cards)
			})
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	return cmd
}

// cardsOrder writes the rows of all cards anew.
type cardsOrder struct{}

type rebuiltCards struct {
	Cases int64 `json:"cases"`
	Cards int64 `json:"cards"`
}

func (*cardsOrder) carryOut(ctx context.Context, h *hall, tell control.Progress) (any, error) {
	var done rebuiltCards
	total, err := h.cases.CaseCount(ctx, h.division)
	if err != nil {
		return nil, err
	}
	err = h.cases.Walk(ctx, h.division, func(key casework.Key) error {
		c, _, err := h.engine.Load(ctx, key)
		if err != nil {
			return err
		}
		n, err := h.cards.Rebuild(ctx, c)
		if err == nil {
			_, err = h.orders.Rebuild(ctx, c)
		}
		if err == nil {
			err = h.complained.Rebuild(ctx, c)
		}
		if err == nil {
			err = h.elsewhere.Rebuild(ctx, c)
		}
		done.Cases++
		done.Cards += int64(n)
		tell(done.Cases, total)
		return err
	})
	return done, err
}

func cardsRebuild() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use: "rebuild", Short: "Write the list of cards anew from the events",
		Long: `Needed once after an update from a program without cards, and whenever fsck says that the
list of cards differs from the events. It changes no event and no card: the list is made again, and with it the
lists of supervision orders, of escalated limits, of complaints and of cases recorded elsewhere.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := openFolder(data)
			if err != nil {
				return err
			}
			b := newBar(lang.T("重算红黄牌", "Cards"))
			var got rebuiltCards
			err = withFolder(cmd.Context(), dir, "cards-rebuild", &cardsOrder{}, &got, b.tell, time.Time{})
			b.end()
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), lang.Format("%[1]d 件办件，%[2]d 张牌。", "%[1]d cases, %[2]d cards.", got.Cases, got.Cards).In(tongue()))
			return nil
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	return cmd
}

// exportEvents writes the events of all cases without anything that belongs to a person.
func exportEvents(ctx context.Context, h *hall, w io.Writer, tell control.Progress) error {
	notices, err := h.notices().Notices(ctx, h.division)
	if err != nil {
		return err
	}
	total, err := h.cases.CaseCount(ctx, h.division)
	if err != nil {
		return err
	}
	x := supervise.NewExporter(w, h.division, notices)
	done := int64(0)
	err = h.cases.Walk(ctx, h.division, func(key casework.Key) error {
		events, _, err := h.cases.Load(ctx, key)
		if err != nil {
			return err
		}
		done++
		tell(done, total)
		if o := events[0].Facts.Open; o != nil && o.Sealed {
			return nil // nothing of a complaint leaves the house
		}
		return x.Case(events)
	})
	if err != nil {
		return err
	}
	return x.Close()
}

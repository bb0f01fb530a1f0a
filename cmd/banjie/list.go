package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/calendar"
	"banjie/internal/control"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/publiclist"
	adminlists "banjie/internal/web/admin/lists"
)

func listCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: "Publish and export the four lists （权力、责任、负面、专项资金清单）",
		Long: `The lists of powers, duties, restrictions and funds, version by version. A whole list comes as
.csv or .xlsx with the headings 编码 名称 单位 类别 内容 依据 金额（元） (or code, name, unit, type,
text, basis, amount_yuan).

  banjie list plan powers FILE                       what would be added, taken out, changed
  banjie list apply powers FILE --plan HASH --reason …  publishes exactly that
  banjie list export powers --json                   the bytes whose SHA-256 stands on the ledger`,
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(listPlanCommand(), listApplyCommand(), listExportCommand())
	return cmd
}

// listFile is a list from a file, as the commands take it.
type listFile struct {
	data, effective string
	illustrative    bool
}

func (l *listFile) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&l.data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVar(&l.effective, "effective", "", "first day in force, 2006-01-02 (today, never earlier)")
	cmd.Flags().BoolVar(&l.illustrative, "illustrative", false, "marks a made-up list as such")
}

// order reads what the command names.
func (l *listFile) order(kind, name string) (*listOrder, error) {
	k, err := listKind(kind)
	if err != nil {
		return nil, err
	}
	o := &listOrder{Kind: k, Name: name, Illustrative: l.illustrative}
	if l.effective != "" {
		if o.Effective, err = calendar.ParseDay(l.effective); err != nil {
			return nil, err
		}
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, cannotOpen(name, err)
	}
	defer f.Close()
	if o.File, err = io.ReadAll(io.LimitReader(f, publiclist.MaxFile+1)); err != nil {
		return nil, cannotOpen(name, err)
	}
	return o, nil
}

func listKind(s string) (publiclist.Kind, error) {
	k, err := publiclist.ParseKind(s)
	if err != nil {
		names := make([]string, len(publiclist.Kinds))
		for i, k := range publiclist.Kinds {
			names[i] = string(k)
		}
		return "", fault.New(fault.Invalid, "unknown_list", lang.T("没有“"+s+"”这张清单。", "There is no list “"+s+"”."), lang.T("四张清单是："+strings.Join(names, "、")+"。", "The four are: "+strings.Join(names, ", ")+"."))
	}
	return k, nil
}

// listOrder publishes a version.
type listOrder struct {
	Kind         publiclist.Kind `json:"kind"`
	Name         string          `json:"name"`
	File         []byte          `json:"file"`
	Effective    calendar.Day    `json:"effective,omitzero"`
	Illustrative bool            `json:"illustrative,omitempty"`
	Plan         string          `json:"plan"`
	Reason       string          `json:"reason"`
}

// plan is what publishing would do now.
func (o *listOrder) plan(ctx context.Context, h *hall) (publiclist.Plan, error) {
	entries, err := publiclist.Read(o.Kind, o.Name, o.File, adminlists.Directory{Org: h.org.Load()})
	if err != nil {
		return publiclist.Plan{}, err
	}
	current, err := h.lists.Whole(ctx, h.division, o.Kind, 0)
	if err != nil {
		return publiclist.Plan{}, err
	}
	return publiclist.PlanNext(o.Kind, current, entries, o.Effective, h.calendar.Load().DayOf(h.clock.Now()), o.Illustrative), nil
}

func (o *listOrder) carryOut(ctx context.Context, h *hall, _ control.Progress) (any, error) {
	p, err := o.plan(ctx, h)
	if err != nil {
		return nil, err
	}
	if err := p.Confirm(o.Plan); err != nil {
		return nil, err
	}
	f, err := p.Publish(h.system(), o.Reason)
	if err != nil {
		return nil, err
	}
	out, err := publiclist.Record(ctx, h.engine, h.system(), f)
	if err != nil {
		return nil, err
	}
	r, err := h.cases.Receipt(ctx, out.Events[0], h.sign)
	if err != nil {
		return nil, err
	}
	return listApplied{Version: f.Version, Hash: f.Hash, Receipt: r.Text()}, nil
}

// listApplied is what publishing gave.
type listApplied struct {
	Version int    `json:"version"`
	Hash    string `json:"hash"`
	Receipt string `json:"receipt"`
}

func listPlanCommand() *cobra.Command {
	var l listFile
	var asJSON bool
	cmd := &cobra.Command{
		Use: "plan LIST FILE", Short: "Say what publishing a list would add, take out and change", Args: cobra.ExactArgs(2),
		Long: "The dry run of apply: nothing is written. The hash at the end stands for exactly this plan.",
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := l.order(args[0], args[1])
			if err != nil {
				return err
			}
			return withReader(cmd.Context(), l.data, func(h *hall) error {
				p, err := o.plan(cmd.Context(), h)
				if err != nil {
					return err
				}
				if asJSON {
					return json.NewEncoder(cmd.OutOrStdout()).Encode(p)
				}
				return printListPlan(cmd.OutOrStdout(), p)
			})
		},
	}
	l.flags(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the plan as JSON")
	return cmd
}

func printListPlan(w io.Writer, p publiclist.Plan) error {
	var b strings.Builder
	tag := terminalLanguage()
	for _, c := range p.Changes {
		switch {
		case c.Old == nil:
			fmt.Fprintf(&b, "+ %s %s\n", c.Code, c.New.Name)
		case c.New == nil:
			fmt.Fprintf(&b, "- %s %s\n", c.Code, c.Old.Name)
		default:
			var names []string
			for _, f := range c.Fields() {
				names = append(names, f.In(tag))
			}
			fmt.Fprintf(&b, "~ %s %s (%s)\n", c.Code, c.New.Name, strings.Join(names, ", "))
		}
	}
	fmt.Fprintln(&b, lang.Format("增加%[1]d条，减少%[2]d条，改动%[3]d条；新版共%[4]d条。", "%[1]d added, %[2]d taken out, %[3]d changed; %[4]d in the new version.", p.Added, p.Removed, p.Changed, p.Entries).In(tag))
	if p.Kind == publiclist.Powers {
		fmt.Fprintln(&b, lang.Format("行政许可从%[1]d条变成%[2]d条。", "Approvals go from %[1]d to %[2]d.", p.Approvals[0], p.Approvals[1]).In(tag))
	}
	fmt.Fprintf(&b, "plan %s\n", p.Hash)
	_, err := io.WriteString(w, b.String())
	return err
}

func listApplyCommand() *cobra.Command {
	var l listFile
	var plan, reason, receipt string
	cmd := &cobra.Command{
		Use: "apply LIST FILE --plan HASH --reason TEXT", Short: "Publish the next version of a list, exactly as planned", Args: cobra.ExactArgs(2),
		Long: `Publishes what "banjie list plan" showed. When the list or the file has changed since, the hash
no longer fits and nothing happens. The receipt proves when the version was published.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := l.order(args[0], args[1])
			if err != nil {
				return err
			}
			o.Plan, o.Reason = plan, reason
			dir, err := openFolder(l.data)
			if err != nil {
				return err
			}
			var got listApplied
			if err := withFolder(cmd.Context(), dir, "list-apply", o, &got, nil, time.Time{}); err != nil {
				return err
			}
			if receipt != "" {
				if err := replaceFile(receipt, []byte(got.Receipt), 0o644); err != nil {
					return err
				}
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), lang.Format("第%[1]d版已公布，指纹 %[2]s", "version %[1]d is public, fingerprint %[2]s", got.Version, got.Hash).In(terminalLanguage()))
			return err
		},
	}
	l.flags(cmd)
	cmd.Flags().StringVar(&plan, "plan", "", "hash that plan printed")
	cmd.Flags().StringVar(&reason, "reason", "", "why this version is published; public")
	cmd.Flags().StringVar(&receipt, "receipt", "", "write the ledger's receipt to this file")
	return cmd
}

func listExportCommand() *cobra.Command {
	var data string
	var version int
	var asJSON bool
	cmd := &cobra.Command{
		Use: "export LIST", Short: "Write a version of a list as CSV, or as the bytes behind its hash", Args: cobra.ExactArgs(1),
		Long: `Writes the newest version, or another. The CSV is what plan and apply read. With --json it writes
the very bytes whose SHA-256 was put on the ledger: sha256sum gives the fingerprint again.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			k, err := listKind(args[0])
			if err != nil {
				return err
			}
			return withReader(cmd.Context(), data, func(h *hall) error {
				v, err := h.lists.Whole(cmd.Context(), h.division, k, version)
				if err != nil {
					return err
				}
				if v.Version == 0 {
					return fault.New(fault.NotFound, "list_not_published", lang.T("这张清单还没有公布。", "This list is not published yet."), lang.T("先用 banjie list plan 和 apply 公布。", "Publish it with banjie list plan and apply."))
				}
				if asJSON {
					_, err = cmd.OutOrStdout().Write(v.Bytes())
					return err
				}
				return v.WriteCSV(cmd.OutOrStdout())
			})
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().IntVar(&version, "version", 0, "version (the newest)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "the bytes behind the hash")
	return cmd
}

// listedDuties are the entries of the division's newest list of duties; none where there is no list.
func (h *hall) listedDuties(ctx context.Context) ([]publiclist.Entry, error) {
	v, err := h.lists.Whole(ctx, h.division, publiclist.Duties, 0)
	return v.Entries, err
}

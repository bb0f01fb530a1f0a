package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/integrity/retaliation"
	"banjie/internal/integrity/watch"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/seal"
	registerstore "banjie/internal/store/registers"
)

// What the retaliation watch by two custodians asks of the hall, and their offline program.

func (h *hall) watchRules(centre string) watch.Rules {
	return watch.Rules{Centre: centre, Taken: h.watched.Taken, Unit: func(id string) bool { return h.knowsUnit(h.division, id) }, Tell: h.tellOf(centre)}
}

// tellOf gives the officers who get the notice of an alarm: who heads the centre, and which
// supervisor has a post of it that day; where no post is a supervisor's, every supervisor who is
// there. Clerks of the same unit are told nothing.
func (h *hall) tellOf(centre string) func(calendar.Day) []string {
	return func(day calendar.Day) (ids []string) {
		d := h.org.Load()
		if d == nil || centre == "" {
			return nil
		}
		var duty, supervisors []string
		for _, p := range d.Data().Posts {
			if p.Unit != centre {
				continue
			}
			if on, err := d.OnDuty(p.ID, day); err == nil {
				duty = append(duty, on.Officer)
			}
		}
		for _, o := range d.Staff(centre, day) {
			is := func(r access.Role) bool { return slices.Contains(o.Roles, string(r)) }
			switch {
			case is(access.CentreHead) || is(access.UnitHead):
				ids = append(ids, o.ID)
			case is(access.Supervisor) && !d.Away(o.ID, day):
				supervisors = append(supervisors, o.ID)
			}
		}
		on := slices.DeleteFunc(slices.Clone(supervisors), func(id string) bool { return !slices.Contains(duty, id) })
		if len(on) == 0 {
			on = supervisors
		}
		ids = append(ids, on...)
		slices.Sort(ids)
		return slices.Compact(ids)
	}
}

// filedIn are the complaints of whole months, those with nothing left in them too.
func (h *hall) filedIn(ctx context.Context, from, until calendar.Day) (all []*casework.Case, err error) {
	cal := h.calendar.Load()
	q := casework.Query{Division: h.division, Procedure: complaint.Name, Sealed: true, Since: cal.Start(from), Until: cal.Start(until + 1), Order: casework.ByNewest, Limit: 100}
	for {
		page, err := h.cases.Cases(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			c, _, err := h.engine.Load(ctx, row.Key)
			if err != nil {
				return nil, err
			}
			all = append(all, c)
		}
		if q.After = page.Next; q.After == "" {
			return all, nil
		}
	}
}

// adverse are visits, fines and refusals of every firm around the months, up to yesterday.
func (h *hall) adverse(ctx context.Context, from, until calendar.Day) (r watch.Registers, err error) {
	cal, registers := h.calendar.Load(), registerstore.NewAdverse(h.db)
	r.AsOf = cal.DayOf(h.clock.Now()) - 1
	first, last := from-retaliation.Window, min(until+retaliation.Window, r.AsOf)
	if r.Begun, err = registers.Begun(ctx, h.division); err != nil {
		return r, err
	}
	if r.Acts, err = registers.Acts(ctx, h.division, first, last); err != nil {
		return r, err
	}
	for _, u := range h.org.Load().Units() {
		r.Units = append(r.Units, u.ID)
	}
	q := casework.Query{Division: h.division, Procedure: licensing.Name, ClosedSince: cal.Start(first), ClosedUntil: cal.Start(last + 1), Limit: 100}
	for {
		page, err := h.cases.Cases(ctx, q)
		if err != nil {
			return r, err
		}
		for _, row := range page.Rows {
			if row.Result != "denied" && row.Result != "refused" {
				continue
			}
			c, _, err := h.engine.Load(ctx, row.Key)
			if err != nil {
				return r, err
			}
			// Of people nothing goes out: the watch is about firms.
			if p := c.Events[0].Private.Person; p != nil && p.IDKind == string(idnum.KindUSCC) && c.Party != "" {
				r.Acts = append(r.Acts, retaliation.Act{Kind: retaliation.Refusal, Unit: row.Unit, Firm: c.Party, Day: cal.DayOf(row.Closed)})
			}
		}
		if q.After = page.Next; q.After == "" {
			return r, nil
		}
	}
}

// handWatch puts the opening of watch boxes on the ledger, and then makes the file for the
// custodians. Each fetching is an act of its own with a key of its own.
func (h *hall) handWatch(ctx context.Context, by access.Actor, w *casework.Case) (watch.Export, error) {
	f := watch.FileOf(w)
	from, err := h.filedIn(ctx, f.From, f.Until)
	if err != nil {
		return watch.Export{}, err
	}
	registers, err := h.adverse(ctx, f.From, f.Until)
	if err != nil {
		return watch.Export{}, err
	}
	v, err := h.vault()
	if err != nil {
		return watch.Export{}, err
	}
	if err := v.Ready(); err != nil {
		return watch.Export{}, err
	}
	key, seed, err := watch.NewAnswerKey()
	if err != nil {
		return watch.Export{}, err
	}
	places := complaint.SlipPlaces(from)
	out, err := h.engine.Do(ctx, casework.Command{Actor: by, Case: w.ID, Verb: string(access.OpenWatch), Expect: w.Version,
		Input: &watch.OpenInput{Slips: len(places), Sum: seal.PlacesSum(places), Answer: key}})
	if err != nil {
		return watch.Export{}, err
	}
	return watch.NewExport(ctx, v, out.Case, from, registers, seed)
}

func sealWatchCommand(now clock.Clock) *cobra.Command {
	var first, second, out string
	cmd := &cobra.Command{
		Use:   "watch FILE",
		Short: "Count for the retaliation watch with two custodians' keys, offline （报复核对）",
		Long: `Reads the file that the complaint centre's page hands out after a retaliation watch was approved by two
people and its opening put on record, and the key files of two custodians. It counts visits, fines and refusals of the
firms that take part in the 180 days before and after they complained, by unit, beside matched firms that did not, and
writes counts signed with a key that was sealed in the file. Of fewer than five firms it says "too few" and nothing
else. No firm, no code and no complaint is shown or written, and nothing is sent. Bring the answer back to the page.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			raw, err := os.ReadFile(args[0])
			if err != nil {
				return cannotOpen(args[0], err)
			}
			e, err := watch.ReadExport(raw)
			if err != nil {
				return err
			}
			lines := bufio.NewScanner(cmd.InOrStdin())
			var keys []seal.Private
			var names []string
			for _, name := range []string{first, second} {
				k, holder, err := unlockNamed(cmd, lines, name)
				if err != nil {
					return err
				}
				keys, names = append(keys, k), append(names, holder)
			}
			contents, err := openWatch(e, keys[0], keys[1])
			if err != nil {
				return fault.New(fault.Invalid, "not_opened", lang.T("这两把钥匙打不开。", "These two keys do not open it."),
					lang.T("请核对是不是这个投诉中心的两名保管人，文件有没有被改动。", "See that they are two custodians of this centre and that the file was not altered.")).With(err)
			}
			result, signed, err := contents.Count(names, calendar.Builtin().DayOf(now.Now()))
			if err != nil {
				return err
			}
			if raw, err = json.MarshalIndent(signed, "", "  "); err == nil {
				err = os.WriteFile(out, append(raw, '\n'), 0o600)
			}
			if err != nil {
				return cannotWrite(out, err)
			}
			return printWatch(cmd, result)
		},
	}
	cmd.Flags().StringVar(&first, "first", "", "key file of one custodian")
	cmd.Flags().StringVar(&second, "second", "", "key file of another")
	cmd.Flags().StringVar(&out, "out", "", "file for the signed counts")
	for _, f := range []string{"first", "second", "out"} {
		cmd.MarkFlagRequired(f)
	}
	return cmd
}

func openWatch(e watch.Export, a, b seal.Private) (watch.Contents, error) {
	half, err := e.Peel(a)
	if err == nil {
		var c watch.Contents
		if c, err = half.Open(b); err == nil {
			return c, nil
		}
	}
	if !errors.Is(err, seal.ErrNotForYou) {
		return watch.Contents{}, err
	}
	if half, err = e.Peel(b); err != nil {
		return watch.Contents{}, err
	}
	return half.Open(a)
}

// printWatch writes the counts for the two who sit there.
func printWatch(cmd *cobra.Command, r watch.Result) error {
	say := func(t lang.Text) error { _, err := fmt.Fprintln(cmd.OutOrStdout(), t.In(tongue())); return err }
	if err := say(lang.Format("报复核对 %[1]s，%[2]s到%[3]s的投诉，登记册到%[4]s", "Retaliation watch %[1]s, complaints of %[2]s to %[3]s, registers up to %[4]s", r.Number, r.From, r.Until, r.AsOf)); err != nil {
		return err
	}
	few := 0
	for _, row := range r.Rows {
		if row.State == retaliation.TooFew {
			few++
			continue
		}
		what := lang.T("没有提示", "no alarm")
		if row.Alarm() {
			what = lang.T("提示：看一看", "alarm: look")
		}
		power := "?"
		if row.Power > 0 {
			power = strconv.Itoa(int(row.Power*100+.5)) + "%"
		}
		if err := say(lang.T(fmt.Sprintf("  %s：%d家，以前%d次，以后%d次，p=%.4f，翻倍能看出的机会%s，%s", row.Unit, row.Firms, row.Before, row.After, row.P, power, what.ZH),
			fmt.Sprintf("  %s: %d firms, before %d, after %d, p = %.4f, sees a doubling with %s, %s", row.Unit, row.Firms, row.Before, row.After, row.P, power, what.EN))); err != nil {
			return err
		}
		if b := row.Beside; b != nil {
			if err := say(lang.T(fmt.Sprintf("    旁边的同类企业：%d家以后%d次；%d家加入的以后%d次，p=%.4f", b.Peers, b.PeersAfter, b.Firms, b.After, b.P),
				fmt.Sprintf("    matched firms: %d with %d after; %d that take part with %d, p = %.4f", b.Peers, b.PeersAfter, b.Firms, b.After, b.P))); err != nil {
				return err
			}
		}
	}
	return say(lang.Format("  其余%d个单位：太少", "  the other %d units: too few", few))
}

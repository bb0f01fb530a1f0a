package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/clock"
	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// drawRun is how a step is carried out from the terminal.
type drawRun struct {
	data, at string
}

func (d *drawRun) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&d.data, "data", "", "also record the step on the ledger of this data folder, whose clock then counts")
	cmd.Flags().StringVar(&d.at, "at", "", "instant of the step where nothing is recorded, e.g. 2027-03-04T21:30:00+08:00 (default now)")
}

// step carries an order out and writes the file.
func (d *drawRun) step(ctx context.Context, name string, o *drawOrder) error {
	if d.data != "" && d.at != "" {
		return fault.New(fault.Invalid, "clock_of_the_ledger", lang.T("记入账本的以账本的时钟为准。", "For what is recorded the clock of the ledger counts."),
			lang.T("请去掉--at。", "Leave out --at."))
	}
	if d.data != "" {
		dir, err := openFolder(d.data)
		if err != nil {
			return err
		}
		file := &draw.File{}
		if err := withFolder(ctx, dir, "draw", o, file, nil, time.Time{}); err != nil {
			return err
		}
		o.File = file
		return writeDraw(name, file)
	}
	now := clock.System.Now()
	if d.at != "" {
		var err error
		if now, err = time.Parse(time.RFC3339, d.at); err != nil {
			return badInstant(d.at)
		}
	}
	if _, _, _, err := o.take(now); err != nil {
		return err
	}
	return writeDraw(name, o.File)
}

func badInstant(s string) error {
	return fault.New(fault.Invalid, "bad_time", lang.Format("“%s”不是时刻。", "“%s” is not an instant.", s),
		lang.T("请写成2027-03-04T21:30:00+08:00这样。", "Write it as 2027-03-04T21:30:00+08:00."))
}

// writeDraw puts a file in place whole or not at all.
func writeDraw(name string, f *draw.File) error {
	raw, err := f.Write()
	if err != nil {
		return err
	}
	return replaceFile(name, raw, 0o644)
}

func replaceFile(name string, raw []byte, mode os.FileMode) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".draw-*")
	if err != nil {
		return cannotOpen(name, err)
	}
	_, err = tmp.Write(raw)
	err = errors.Join(err, tmp.Chmod(mode), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

func readDraw(name string) (*draw.File, error) {
	raw, err := readSmall(name)
	if err != nil {
		return nil, err
	}
	return draw.ParseFile(raw)
}

// readSmall reads a file whole, up to the size of the largest draw.
func readSmall(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, cannotOpen(name, err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, draw.MaxFile+1))
	if err == nil && len(raw) > draw.MaxFile {
		return nil, fault.New(fault.TooLarge, "document_too_large", lang.Format("“%s”太大了。", "“%s” is too large.", name),
			lang.T("请检查是不是选错了文件。", "Check whether it is the right file."))
	}
	if err != nil {
		return nil, cannotOpen(name, err)
	}
	return raw, nil
}

func drawCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "draw",
		Short: "Draw at random so that anybody can check it （随机抽取：公告、亮出、抽取、核验）",
		Long: `A draw is announced before anybody can know its outcome: the list of candidates under opaque
ids, their weights, how many are taken, future public numbers as the source, and commitments
of at least two parties. When the numbers are published the parties reveal their values within
24 hours; who does not is replaced by a spare source by a rule fixed beforehand. Then the
outcome follows, and whoever has the file can compute it again. There is no second draw.

  banjie draw commit NAME             a party makes its secret value and its commitment
  banjie draw announce PLAN           makes draw.json, to be published, and names.json, to be kept
  banjie draw reveal FILE PARTY VALUE
  banjie draw run FILE --source …     draws; --replace … names the next in order
  banjie draw verify FILE             computes everything again, offline

With --data each step is an act on the ledger, whose receipt goes into the file and proves
when it was done. kit/draw/README.md states the computation for other programs.`,
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(drawCommitCommand(), drawAnnounceCommand(), drawRevealCommand(), drawRunCommand(), drawVerifyCommand())
	return cmd
}

func drawCommitCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "commit NAME",
		Short: "Make the secret value of a party, and its commitment （生成参与方的值和承诺）",
		Long: `Prints a fresh random value and the commitment to it. The commitment goes into the plan; the
value is kept secret until every source of the draw is published, and is used for one draw only.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			value, err := draw.NewValue(rand.Reader)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "value %s\ncommitment %s\n", value, draw.Commitment(args[0], value))
			return nil
		},
	}
}

func drawAnnounceCommand() *cobra.Command {
	var d drawRun
	var out, names string
	cmd := &cobra.Command{
		Use:   "announce PLAN",
		Short: "Announce a draw （公告一次抽取）",
		Long: `Reads a plan (see kit/draw/plan.json) and writes two files: the announcement, which is published
before the first source, and the names behind its ids, which stay with the office. Files that
are there already are not touched. Given the file of an announcement instead of a plan, with
--data, it records that one: so a step that was cut short is repeated.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			raw, err := readSmall(args[0])
			if err != nil {
				return err
			}
			file, err := draw.ParseFile(raw)
			if err != nil {
				if file, err = newDraw(raw, out, names); err != nil {
					return err
				}
			} else {
				out = args[0]
			}
			if err := d.step(cmd.Context(), out, &drawOrder{Step: "announce", File: file}); err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), lang.Format("公告已写入%[1]s。请现在就公布它的哈希值：\n%[2]s", "The announcement is in %[1]s. Publish its hash now:\n%[2]s", out, file.Hash).In(tongue()))
			return nil
		},
	}
	d.flags(cmd)
	cmd.Flags().StringVarP(&out, "out", "o", "draw.json", "file to publish")
	cmd.Flags().StringVar(&names, "names", "names.json", "file of names to keep")
	return cmd
}

// newDraw makes the announcement of a plan and writes the names, which exist nowhere else.
func newDraw(raw []byte, out, names string) (*draw.File, error) {
	plan, err := draw.ParsePlan(raw)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{out, names} {
		if _, err := os.Lstat(name); err == nil {
			return nil, fault.New(fault.Conflict, "file_there", lang.Format("“%s”已经有了。", "“%s” is there already.", name),
				lang.T("公告过的不能盖掉。请换个文件名。", "An announcement is not overwritten. Choose another name."))
		}
	}
	a, opened, err := plan.Announce(rand.Reader)
	if err != nil {
		return nil, err
	}
	list, err := json.MarshalIndent(opened, "", "  ")
	if err != nil {
		return nil, err
	}
	return &draw.File{Version: 1, Announcement: a.Lines(), Hash: a.Hash()}, replaceFile(names, append(list, '\n'), 0o600)
}

func drawRevealCommand() *cobra.Command {
	var d drawRun
	cmd := &cobra.Command{
		Use:   "reveal FILE PARTY VALUE",
		Short: "Reveal the value of a party （亮出参与方的值）",
		Args:  cobra.ExactArgs(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := readDraw(args[0])
			if err != nil {
				return err
			}
			o := &drawOrder{Step: "reveal", File: file, Party: args[1]}
			if err := o.Value.UnmarshalText([]byte(args[2])); err != nil {
				return badHash(args[2])
			}
			if err := d.step(cmd.Context(), args[0], o); err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), lang.Format("“%s”的值和承诺相符，已记入。", "The value of “%s” is the one committed to, and is in the file.", args[1]).In(tongue()))
			return nil
		},
	}
	d.flags(cmd)
	return cmd
}

func badHash(s string) error {
	return fault.New(fault.Invalid, "bad_hash", lang.Format("“%s”不是64位小写十六进制数字。", "“%s” is not 64 small hexadecimal digits.", s),
		lang.T("请原样复制。", "Copy it exactly."))
}

func drawRunCommand() *cobra.Command {
	var d drawRun
	var o drawOrder
	var replace, names string
	var open bool
	cmd := &cobra.Command{
		Use:   "run FILE",
		Short: "Draw, or replace one who was drawn by the next （抽取；替换）",
		Long: `Draws with the published numbers, one --source for each in the order of the announcement, and
writes the result into the file. What was drawn stays drawn: --replace ID --reason … takes the
next in order for one who cannot be taken. --names shows whom the ids stand for, and with
--open puts the names of those drawn into the file.`,
		Example: `  banjie draw run draw.json --source "3 7 12 19 22 31 8"
  banjie draw run draw.json --replace 5f1c… --reason "stopped trading in May"`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if o.File, err = readDraw(args[0]); err != nil {
				return err
			}
			var known []draw.Name
			if names != "" {
				raw, err := readSmall(names)
				if err != nil {
					return err
				}
				if known, err = draw.ParseNames(raw); err != nil {
					return err
				}
			}
			o.Step = "run"
			if replace != "" {
				o.Step = "replace"
				if err := o.ID.UnmarshalText([]byte(replace)); err != nil {
					return badHash(replace)
				}
			}
			if o.File.Result == nil || replace != "" || len(o.Sources) > 0 {
				if err := d.step(cmd.Context(), args[0], &o); err != nil {
					return err
				}
			}
			if open {
				if err := o.File.Open(known); err != nil {
					return err
				}
				if err := writeDraw(args[0], o.File); err != nil {
					return err
				}
			}
			tellTaken(cmd.OutOrStdout(), o.File, known)
			return nil
		},
	}
	d.flags(cmd)
	cmd.Flags().StringArrayVar(&o.Sources, "source", nil, "published value of a source; once for each, in their order")
	cmd.Flags().StringVar(&o.Spare, "spare", "", "published value of the spare source, where a party did not reveal")
	cmd.Flags().StringVar(&replace, "replace", "", "id of one drawn who cannot be taken")
	cmd.Flags().StringVar(&o.Reason, "reason", "", "why, published with the result")
	cmd.Flags().StringVar(&names, "names", "", "the office's file of names")
	cmd.Flags().BoolVar(&open, "open", false, "publish the names of those drawn in the file")
	return cmd
}

func tellTaken(w io.Writer, f *draw.File, names []draw.Name) {
	of := map[draw.Hash]string{}
	for _, n := range names {
		of[n.ID] = n.Name
	}
	fmt.Fprintln(w, lang.Format("抽中%d个：", "%d taken:", len(f.Taken)).In(tongue()))
	for i, id := range f.Taken {
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%d. %s %s", i+1, id, of[id]), " "))
	}
}

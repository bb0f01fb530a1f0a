package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/control"
	"banjie/internal/datadir"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/seal"
)

func sealRotateCommand() *cobra.Command {
	var data, out, suite string
	var custodians bool
	cmd := &cobra.Command{
		Use:   "rotate",
		Short: "Make new keys in the place of the old ones （换密钥）",
		Long: `Makes a new key of the desk, and with --custodians new keys of the three custodians as well.
Another suite (--suite) needs both. The desk's older key stays beside the new one, behind the new passphrase,
so that nothing becomes unreadable; "banjie seal reseal" then moves what is sealed. Keep the old custodians'
sticks until that is done for identities too. The server must be stopped.

The old passphrase of the desk is asked first, then those of the new keys.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := openFolder(data)
			if err != nil {
				return err
			}
			words := bufio.NewScanner(cmd.InOrStdin())
			return rotate(cmd.Context(), dir, out, suite, custodians, func(holder string) (string, error) { return passphrase(cmd, words, holder) })
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVar(&out, "out", "", "new folder for the private key files")
	cmd.Flags().StringVar(&suite, "suite", "", "x25519, mlkem768-x25519 or sm2; as before when left out")
	cmd.Flags().BoolVar(&custodians, "custodians", false, "new keys of the custodians too")
	cmd.MarkFlagRequired("out")
	return cmd
}

// rotate makes new keys. Nothing is changed when it fails before the end.
func rotate(ctx context.Context, dir *datadir.Dir, out, suite string, custodians bool, ask func(holder string) (string, error)) (err error) {
	if err := dir.Lock(); err != nil {
		return err
	}
	defer dir.Unlock()
	unit, before, err := readSealKeys(dir)
	if err != nil {
		return err
	}
	if unit == "" {
		return fault.New(fault.NotFound, "no_seal_keys", lang.T("这个数据文件夹还没有投诉中心的密钥。", "This data folder has no keys of a complaint centre yet."), lang.T("请先用 banjie seal init。", "Use banjie seal init first."))
	}
	s := before.Desk.Suite
	if suite != "" {
		if s, err = seal.ParseSuite(suite); err != nil {
			return fault.New(fault.Invalid, "bad_suite", lang.Format("没有“%s”这套算法。", "There is no suite “%s”.", suite), lang.T("可选：x25519、mlkem768-x25519、sm2。", "There are x25519, mlkem768-x25519 and sm2."))
		}
	}
	if s != before.Desk.Suite && !custodians {
		return fault.New(fault.Invalid, "one_suite", lang.T("换算法要连保管人的密钥一起换：一只密封盒里不混用两套算法。", "Another suite needs new custodians' keys too: one box never mixes two suites."), lang.T("请加 --custodians。", "Add --custodians."))
	}
	old, err := deskPrivate(dir, ask)
	if err != nil {
		return err
	}
	if err := os.Mkdir(out, 0o700); err != nil {
		return cannotWrite(out, err)
	}
	made := []string{"desk"}
	if custodians {
		made = holders
	}
	keys, desk, err := newKeys(out, s, made, ask, old.Generations()...)
	if err != nil {
		return err
	}
	keys.Before = append([]seal.Public{before.Desk}, before.Before...)
	if !custodians {
		keys.Custodians, keys.Lost = before.Custodians, before.Lost
	}
	h, err := open(ctx, dir, openOptions{log: errorsOnly()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if _, err := h.engine.Record(ctx, h.system(), "seal_keys_changed", map[string]any{"suite": s.String(), "custodians": custodians, "desk": keys.Desk.String()}, casework.Private{}); err != nil {
		return err
	}
	// The private key first: with it in place, what either file of public keys names is readable.
	if err := dir.WriteFile(deskFile, desk, 0o600); err != nil {
		return err
	}
	if err := dir.WriteFile(sealFile, keysText(unit, keys), 0o644); err != nil {
		return err
	}
	return h.publish(ctx)
}

// deskPrivate opens the desk's key file.
func deskPrivate(dir *datadir.Dir, ask func(holder string) (string, error)) (seal.Private, error) {
	raw, err := os.ReadFile(filepath.Join(dir.Path, deskFile))
	if err != nil {
		return seal.Private{}, err
	}
	f, err := seal.ReadKeyFile(raw)
	if err != nil {
		return seal.Private{}, err
	}
	words, err := ask("desk")
	if err != nil {
		return seal.Private{}, err
	}
	return unlocked(f, words)
}

func unlocked(f seal.KeyFile, words string) (seal.Private, error) {
	k, err := f.Unlock(words)
	if errors.Is(err, seal.ErrPassphrase) {
		err = fault.New(fault.Invalid, "wrong_passphrase", lang.Format("%s 的口令不对，或者钥匙文件被改动过。", "The passphrase of %s is wrong, or the key file was altered.", f.Holder),
			lang.T("请再试一次；忘了口令的，由另外两名保管人打开。", "Please try again; where it is forgotten the other two custodians open."))
	}
	return k, err
}

func sealLostCommand() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use:   "lost N",
		Short: "Say that the key of custodian N (1 to 3) is lost （登记密钥遗失）",
		Long: `While two custodians have their key, complaints are taken in; then make new keys with
"banjie seal rotate --custodians" and let the two seal identities anew. With fewer than two, only anonymous
complaints are taken in: an identity could never be opened again. The server must be stopped.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			dir, err := openFolder(data)
			if err != nil {
				return err
			}
			if err := dir.Lock(); err != nil {
				return err
			}
			defer dir.Unlock()
			unit, keys, err := readSealKeys(dir)
			if err != nil {
				return err
			}
			n := slices.Index([]string{"1", "2", "3"}, args[0])
			if n < 0 || n >= len(keys.Custodians) {
				return fault.New(fault.Invalid, "no_custodian", lang.Format("没有第“%s”名保管人。", "There is no custodian “%s”.", args[0]), lang.T("请写 1、2 或 3。", "Write 1, 2 or 3."))
			}
			if slices.ContainsFunc(keys.Lost, keys.Custodians[n].Equal) {
				return nil
			}
			keys.Lost = append(keys.Lost, keys.Custodians[n])
			h, err := open(cmd.Context(), dir, openOptions{log: errorsOnly()})
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, h.Close()) }()
			if _, err := h.engine.Record(cmd.Context(), h.system(), "seal_key_lost", map[string]any{"custodian": n + 1, "living": keys.Living()}, casework.Private{}); err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), lang.Format("还有 %d 名保管人有密钥。", "%d custodians have their key.", keys.Living()).In(tongue()))
			return dir.WriteFile(sealFile, keysText(unit, keys), 0o644)
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	return cmd
}

// resealOrder moves what is sealed to the keys of today. It goes on where it was broken off.
type resealOrder struct {
	Passphrase string            `json:"passphrase,omitempty"` // of the desk; "" moves identities alone
	Out        bool              `json:"out,omitempty"`        // give the identities that wait for two custodians
	In         *complaint.Moving `json:"in,omitempty"`         // identities that came back
}

// resealDone is the answer.
type resealDone struct {
	Cases      int               `json:"cases"`      // sealed anew
	Boxes      int               `json:"boxes"`      // of them
	Identities int               `json:"identities"` // taken in, watch boxes among them
	Waiting    int               `json:"waiting"`    // identities and watch boxes that still wait for two custodians
	Moving     *complaint.Moving `json:"moving,omitempty"`
}

func sealResealCommand() *cobra.Command {
	var data, out, in string
	cmd := &cobra.Command{
		Use:   "reseal",
		Short: "Seal what is there for the keys of today （重新密封）",
		Long: `Opens stories, files and messages with the desk's key and seals them for the keys of today, one act
a case; broken off, it goes on where it was. Identities and watch boxes only two custodians can move: --identities writes them into
a file, "banjie seal rewrap" seals them for the new custodians on a machine without a network, and --import takes
them in. Within one suite that file holds no ingredient, so nobody can read an identity on the way; to another suite
it does, and the act that the reporter sees says so.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := openFolder(data)
			if err != nil {
				return err
			}
			o := &resealOrder{Out: out != ""}
			if in != "" {
				raw, err := os.ReadFile(in)
				if err != nil {
					return cannotOpen(in, err)
				}
				m, err := complaint.ReadMoving(raw)
				if err != nil {
					return err
				}
				o.In = &m
			}
			if out == "" && in == "" {
				words := bufio.NewScanner(cmd.InOrStdin())
				if o.Passphrase, err = passphrase(cmd, words, "desk"); err != nil {
					return err
				}
			}
			b := newBar(lang.T("重新密封", "Sealing anew"))
			var got resealDone
			err = withFolder(cmd.Context(), dir, "reseal", o, &got, b.tell, time.Time{})
			b.end()
			if err != nil {
				return err
			}
			if got.Moving != nil {
				raw, err := json.MarshalIndent(got.Moving, "", "  ")
				if err == nil {
					err = os.WriteFile(out, append(raw, '\n'), 0o600)
				}
				if err != nil {
					return cannotWrite(out, err)
				}
			}
			fmt.Fprintln(cmd.OutOrStdout(), lang.Format("重新密封了 %[1]d 件的 %[2]d 个盒子，收回 %[3]d 个身份和核对盒，还有 %[4]d 个等两名保管人。", "%[2]d boxes of %[1]d cases sealed anew, %[3]d identities and watch boxes taken in, %[4]d wait for two custodians.", got.Cases, got.Boxes, got.Identities, got.Waiting).In(tongue()))
			return nil
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVar(&out, "identities", "", "write the identities that wait for two custodians into this new file")
	cmd.Flags().StringVar(&in, "import", "", "take in the file that banjie seal rewrap wrote")
	cmd.MarkFlagsMutuallyExclusive("identities", "import")
	return cmd
}

func (o *resealOrder) carryOut(ctx context.Context, h *hall, tell control.Progress) (any, error) {
	v, err := h.vault()
	if err != nil {
		return nil, err
	}
	if err := v.Ready(); err != nil {
		return nil, err
	}
	var key seal.Private
	if o.Passphrase != "" {
		f, err := h.deskKey()
		if err != nil {
			return nil, err
		}
		if key, err = unlocked(f, o.Passphrase); err != nil {
			return nil, err
		}
	}
	back := map[string][]complaint.Moved{}
	if o.In != nil {
		for _, m := range o.In.Boxes {
			back[m.Number] = append(back[m.Number], m)
		}
	}
	got := resealDone{}
	if o.Out {
		got.Moving = &complaint.Moving{Format: complaint.MovingFormat}
		for _, k := range v.Keys.Custodians {
			got.Moving.To = append(got.Moving.To, k.String())
		}
	}
	var all []casework.Key
	if err := h.cases.Walk(ctx, h.division, func(key casework.Key) error { all = append(all, key); return nil }); err != nil {
		return nil, err
	}
	for i, id := range all {
		if tell != nil {
			tell(int64(i), int64(len(all)))
		}
		c, _, err := h.engine.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		if c.Procedure != complaint.Name {
			continue
		}
		if err := o.one(ctx, h, v, c, key, back, &got); err != nil {
			return nil, err
		}
	}
	return got, nil
}

func (o *resealOrder) one(ctx context.Context, h *hall, v *complaint.Vault, c *casework.Case, key seal.Private, back map[string][]complaint.Moved, got *resealDone) error {
	if o.Passphrase != "" {
		in, err := v.Reseal(ctx, c, key)
		if err != nil {
			return err
		}
		if in != nil {
			if c, err = h.replace(ctx, c, in); err != nil {
				return err
			}
			got.Cases++
			got.Boxes += len(in.Files)
		}
	}
	for _, m := range back[c.Number] {
		in, err := v.TakeIn(ctx, c, m)
		if err != nil {
			return err
		}
		if in != nil {
			if c, err = h.replace(ctx, c, in); err != nil {
				return err
			}
			got.Identities++
		}
	}
	_, waiting, err := v.Stale(ctx, c)
	if err != nil {
		return err
	}
	got.Waiting += len(waiting)
	if !o.Out {
		return nil
	}
	for _, f := range waiting {
		m, err := v.MoveOut(ctx, c, f)
		if err != nil {
			return err
		}
		verb := "move_identity"
		if m.Place.Compartment == seal.Watch {
			verb = "move_watch"
		}
		got.Moving.Boxes = append(got.Moving.Boxes, m)
		if _, err := h.engine.Do(ctx, casework.Command{Actor: h.system(), Case: c.ID, Verb: verb, Input: &complaint.MovingInput{Opens: m.Ingredient != nil}}); err != nil {
			return err
		}
	}
	return nil
}

// replace puts boxes that were sealed anew on record and destroys those before.
func (h *hall) replace(ctx context.Context, c *casework.Case, in *complaint.ResealInput) (*casework.Case, error) {
	out, err := h.engine.Do(ctx, casework.Command{Actor: h.system(), Case: c.ID, Verb: "reseal", Input: in, Expect: c.Version})
	if err != nil {
		return nil, err
	}
	for hash := range casework.Gone(out.Case.Events) {
		if named, err := h.namesFile(ctx, hash); err != nil || named {
			continue
		}
		if err := h.files.Remove(hash); err != nil {
			h.log.Warn("a box that was sealed anew is still there in its old form; it is removed within a day", "error", err)
		}
	}
	return out.Case, nil
}

func sealRewrapCommand() *cobra.Command {
	var first, second string
	cmd := &cobra.Command{
		Use:   "rewrap IN OUT",
		Short: "Seal identities for new custodians with two old ones' keys, offline",
		Long: `Reads the file that "banjie seal reseal --identities" wrote and the key files of two custodians, and
writes the same identities sealed for the new custodians. Nothing is shown and nothing is sent.`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			raw, err := os.ReadFile(args[0])
			if err != nil {
				return cannotOpen(args[0], err)
			}
			m, err := complaint.ReadMoving(raw)
			if err != nil {
				return err
			}
			lines := bufio.NewScanner(cmd.InOrStdin())
			var keys []seal.Private
			for _, name := range []string{first, second} {
				k, err := unlock(cmd, lines, name)
				if err != nil {
					return err
				}
				keys = append(keys, k)
			}
			done, err := m.Rewrap(keys[0], keys[1])
			if errors.Is(err, seal.ErrNotForYou) || errors.Is(err, seal.ErrBroken) {
				err = fault.New(fault.Invalid, "not_opened", lang.T("这两把钥匙打不开。", "These two keys do not open it."),
					lang.T("请核对是不是这个投诉中心的两名旧保管人，文件有没有被改动。", "See that they are two of the old custodians of this centre and that the file was not altered.")).With(err)
			}
			if err != nil {
				return err
			}
			if raw, err = json.MarshalIndent(done, "", "  "); err == nil {
				err = os.WriteFile(args[1], append(raw, '\n'), 0o600)
			}
			if err != nil {
				return cannotWrite(args[1], err)
			}
			fmt.Fprintln(cmd.OutOrStdout(), lang.Format("已为新保管人重新密封 %d 个身份。", "%d identities sealed for the new custodians.", len(done.Boxes)).In(tongue()))
			return nil
		},
	}
	cmd.Flags().StringVar(&first, "first", "", "key file of one old custodian")
	cmd.Flags().StringVar(&second, "second", "", "key file of another")
	cmd.MarkFlagRequired("first")
	cmd.MarkFlagRequired("second")
	return cmd
}

package main

import (
	"bufio"
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/datadir"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/seal"
)

// sealFile names the complaint centre of a data folder: its unit and its public keys, one a
// line. The private keys are not there: three lie with the custodians, and the desk's is a
// file that a passphrase opens.
const (
	sealFile = "public/seal.keys"
	deskFile = "keys/desk.key"
)

func sealCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "seal",
		Short: "Keys of the complaint centre, and opening an identity offline （投诉中心的密钥）",
		Long: `The complaint centre seals who complains for three custodians, any two of whom open it together,
and what was said for the centre's desk. "seal init" makes the keys; "seal open" opens an identity
and "seal watch" counts for the retaliation watch, with two custodians' key files, on a machine without a network.`,
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(sealInitCommand(), sealOpenCommand(), sealTraceCommand(), sealRotateCommand(), sealLostCommand(), sealResealCommand(), sealRewrapCommand(), sealRehearseCommand(), sealWatchCommand(clock.System), sealWitnessCommand(clock.System))
	return cmd
}

func sealInitCommand() *cobra.Command {
	var data, unit, out, suite string
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Make the keys of three custodians and the desk",
		Long: `Makes four key pairs. The private keys go into the folder named by --out, each sealed with a passphrase:
give each custodian his file on a stick of his own and delete the folder. The public keys go into the data folder.
The desk's key file is copied there too: officers of the centre open it with its passphrase while they work.

The passphrases are asked on the terminal, or read one a line from the standard input.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := openFolder(data)
			if err != nil {
				return err
			}
			s, err := seal.ParseSuite(suite)
			if err != nil {
				return fault.New(fault.Invalid, "bad_suite", lang.Format("没有“%s”这套算法。", "There is no suite “%s”.", suite),
					lang.T("可选：x25519、mlkem768-x25519、sm2。", "There are x25519, mlkem768-x25519 and sm2."))
			}
			if _, err := os.Stat(filepath.Join(dir.Path, sealFile)); err == nil {
				return fault.New(fault.Conflict, "sealed_already", lang.T("这个数据文件夹已经有投诉中心的密钥。", "This data folder has its centre's keys."),
					lang.T("换钥匙请用 banjie seal rotate。没有改动任何东西。", "To change them use banjie seal rotate. Nothing was changed."))
			}
			words := bufio.NewScanner(cmd.InOrStdin())
			ask := func(holder string) (string, error) { return passphrase(cmd, words, holder) }
			return makeSealKeys(dir, unit, out, s, ask)
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVar(&unit, "unit", "", "id of the unit that is the complaint centre")
	cmd.Flags().StringVar(&out, "out", "", "new folder for the four private key files")
	cmd.Flags().StringVar(&suite, "suite", seal.Standard.String(), "x25519, mlkem768-x25519 or sm2")
	cmd.MarkFlagRequired("unit")
	cmd.MarkFlagRequired("out")
	return cmd
}

// passphrase asks on a terminal without showing what is typed, or takes the next line.
func passphrase(cmd *cobra.Command, lines *bufio.Scanner, holder string) (string, error) {
	f, ok := cmd.InOrStdin().(*os.File)
	var text string
	if ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(cmd.ErrOrStderr(), lang.Format("%s 的口令：", "Passphrase of %s: ", holder).In(tongue()))
		raw, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(cmd.ErrOrStderr())
		if err != nil {
			return "", err
		}
		text = string(raw)
	} else if lines.Scan() {
		text = lines.Text()
	}
	if len([]rune(text)) < 8 {
		return "", fault.New(fault.Invalid, "short_passphrase", lang.Format("%s 的口令太短。", "The passphrase of %s is too short.", holder),
			lang.T("至少八个字；几个不相干的词最好记。", "At least eight characters; a few unrelated words are remembered best."))
	}
	return text, nil
}

// holders of the four keys, in their order.
var holders = []string{"custodian-1", "custodian-2", "custodian-3", "desk"}

func makeSealKeys(dir *datadir.Dir, unit, out string, s seal.Suite, ask func(holder string) (string, error)) error {
	if err := os.Mkdir(out, 0o700); err != nil {
		return cannotWrite(out, err)
	}
	keys, desk, err := newKeys(out, s, holders, ask)
	if err != nil {
		return err
	}
	if err := dir.WriteFile(deskFile, desk, 0o600); err != nil {
		return err
	}
	return dir.WriteFile(sealFile, keysText(unit, keys), 0o644)
}

// keysText is the file of public keys.
func keysText(unit string, keys complaint.Keys) []byte {
	text := "unit " + unit + "\n"
	add := func(word string, all ...seal.Public) {
		for _, k := range all {
			text += word + " " + k.String() + "\n"
		}
	}
	add("custodian", keys.Custodians...)
	add("desk", keys.Desk)
	add("desk-before", keys.Before...)
	add("lost", keys.Lost...)
	return []byte(text)
}

// newKeys makes key pairs and writes each private one, sealed, into the folder out; desk is the
// file of the desk's key, which keeps the older ones with it.
func newKeys(out string, s seal.Suite, holders []string, ask func(holder string) (string, error), older ...seal.Private) (keys complaint.Keys, desk []byte, err error) {
	for _, holder := range holders {
		words, err := ask(holder)
		if err != nil {
			return keys, nil, err
		}
		k, err := seal.NewPrivate(s)
		if err != nil {
			return keys, nil, err
		}
		if holder == "desk" {
			k = k.With(older...)
		}
		raw, err := k.Write(holder, words)
		if err != nil {
			return keys, nil, err
		}
		if err := os.WriteFile(filepath.Join(out, holder+".key"), raw, 0o600); err != nil {
			return keys, nil, cannotWrite(out, err)
		}
		if holder == "desk" {
			keys.Desk, desk = k.Public, raw
			continue
		}
		keys.Custodians = append(keys.Custodians, k.Public)
	}
	return keys, desk, nil
}

// readSealKeys reads the centre's unit and public keys; a folder without them has none.
func readSealKeys(dir *datadir.Dir) (unit string, keys complaint.Keys, err error) {
	raw, err := os.ReadFile(filepath.Join(dir.Path, sealFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", keys, nil
	}
	if err != nil {
		return "", keys, err
	}
	for n, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		kind, value, _ := strings.Cut(line, " ")
		var k seal.Public
		if kind == "unit" {
			unit = value
			continue
		}
		if k, err = seal.ParsePublic(value); err == nil {
			switch kind {
			case "custodian":
				keys.Custodians = append(keys.Custodians, k)
				continue
			case "desk":
				keys.Desk = k
				continue
			case "desk-before":
				keys.Before = append(keys.Before, k)
				continue
			case "lost":
				keys.Lost = append(keys.Lost, k)
				continue
			}
			err = fmt.Errorf("unknown word %q", kind)
		}
		return "", keys, fault.New(fault.Invalid, "bad_seal_keys", lang.Format("投诉中心的公钥文件第 %d 行读不懂。", "Line %d of the centre's public keys cannot be read.", n+1),
			lang.T("请从备份恢复 public/seal.keys。", "Restore public/seal.keys from a backup.")).With(err)
	}
	return unit, keys, nil
}

// vault wires the sealing of complaints: public keys, the file store, and a key of this
// folder around each case's ingredient.
func (h *hall) vault() (*complaint.Vault, error) {
	_, keys, err := readSealKeys(h.dir)
	if err != nil {
		return nil, err
	}
	key, err := h.dir.Secret("ingredients", random32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	v := &complaint.Vault{Keys: keys, Boxes: h.files, Rehearsed: h.lastRehearsal,
		Wrap: func(i seal.Ingredient) (string, error) {
			nonce := make([]byte, aead.NonceSize())
			rand.Read(nonce)
			return base64.RawStdEncoding.EncodeToString(aead.Seal(nonce, nonce, i[:], nil)), nil
		},
		Unwrap: func(text string) (i seal.Ingredient, err error) {
			raw, err := base64.RawStdEncoding.DecodeString(text)
			if err != nil || len(raw) < aead.NonceSize() {
				return i, fmt.Errorf("ingredient: cut short: %w", err)
			}
			plain, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], nil)
			if err != nil || len(plain) != len(i) {
				return i, fmt.Errorf("ingredient: %w", err)
			}
			return seal.Ingredient(plain), nil
		}}
	if k := h.outside(); k != nil {
		v.Outside = k
	}
	return v, nil
}

// deskKey reads the desk's key file.
func (h *hall) deskKey() (seal.KeyFile, error) {
	raw, err := os.ReadFile(filepath.Join(h.dir.Path, deskFile))
	if err != nil {
		return seal.KeyFile{}, fault.New(fault.Unavailable, "no_desk_key", lang.T("找不到投诉中心的钥匙文件。", "The key file of the centre's desk is not there."),
			lang.T("请管理员把 keys/desk.key 放回数据文件夹。", "Let the administrator put keys/desk.key back into the data folder.")).With(err)
	}
	return seal.ReadKeyFile(raw)
}

// complaints are the rules of the procedure for this county.
func (h *hall) complaints() (complaint.Rules, error) {
	unit, _, err := readSealKeys(h.dir)
	return complaint.Rules{Centre: unit, Years: h.dir.Config.Keep.Complaints,
		Units: func(id string) bool { _, ok := h.org.Load().Unit(id); return ok },
		Find:  h.findComplaint, Fit: h.firmsThatFit}, err
}

func sealOpenCommand() *cobra.Command {
	var first, second string
	cmd := &cobra.Command{
		Use:   "open BUNDLE",
		Short: "Open an identity with two custodians' keys, offline",
		Long: `Reads the file that the complaint centre's page hands out after an opening was approved and put on
record, and the key files of two custodians. Whoever stands earlier among the three takes the outer seal off, the
other one reads. Nothing is written and nothing is sent: what is shown stays on this screen.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			raw, err := os.ReadFile(args[0])
			var b complaint.Bundle
			if err == nil {
				err = json.Unmarshal(raw, &b)
			}
			if err != nil || b.Format != complaint.BundleFormat || len(b.Ingredient) != len(seal.Ingredient{}) {
				return fault.New(fault.Invalid, "bad_bundle", lang.Format("“%s”不是可以打开的文件。", "“%s” is no file that can be opened.", args[0]),
					lang.T("请用投诉中心页面下载的原件。", "Use the file as the centre's page handed it out.")).With(err)
			}
			box, err := seal.Read(b.Box)
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
			plain, err := openPair(box, b, keys[0], keys[1])
			if errors.Is(err, seal.ErrNotForYou) {
				plain, err = openPair(box, b, keys[1], keys[0])
			}
			if err != nil {
				return fault.New(fault.Invalid, "not_opened", lang.T("这两把钥匙打不开。", "These two keys do not open it."),
					lang.T("请核对是不是这个投诉中心的两名保管人，文件有没有被改动。", "See that they are two custodians of this centre and that the file was not altered.")).With(err)
			}
			var who complaint.Person
			if err := json.Unmarshal(plain, &who); err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), lang.Format("投诉 %[1]s（账本第 %[2]d 条批准）：", "Complaint %[1]s (allowed by record %[2]d of the ledger):", b.Number, b.Leaf).In(tongue()))
			for _, row := range []struct{ zh, en, value string }{{"姓名", "Name", who.Name}, {"电话", "Telephone", who.Phone}, {"证件号码", "Document", who.ID}, {"其他", "Other", who.Other}} {
				if row.value != "" {
					fmt.Fprintln(cmd.OutOrStdout(), "  "+lang.T(row.zh, row.en).In(tongue())+"  "+row.value)
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&first, "first", "", "key file of one custodian")
	cmd.Flags().StringVar(&second, "second", "", "key file of another")
	cmd.MarkFlagRequired("first")
	cmd.MarkFlagRequired("second")
	return cmd
}

func openPair(box seal.Box, b complaint.Bundle, outer, inner seal.Private) ([]byte, error) {
	half, err := box.Peel(b.Place, outer)
	if err != nil {
		return nil, err
	}
	return box.OpenHalf(b.Place, seal.Ingredient(b.Ingredient), half, inner)
}

// unlock asks for the passphrase of a key file.
func unlock(cmd *cobra.Command, lines *bufio.Scanner, name string) (seal.Private, error) {
	k, _, err := unlockNamed(cmd, lines, name)
	return k, err
}

// unlockNamed is unlock with the name that the key file gives its holder.
func unlockNamed(cmd *cobra.Command, lines *bufio.Scanner, name string) (seal.Private, string, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return seal.Private{}, "", fault.New(fault.Invalid, "no_key_file", lang.Format("读不到钥匙文件“%s”。", "The key file “%s” cannot be read.", name), lang.T("请核对路径。", "Please check the path.")).With(err)
	}
	f, err := seal.ReadKeyFile(bytes.TrimSpace(raw))
	if err != nil {
		return seal.Private{}, "", err
	}
	words, err := passphrase(cmd, lines, f.Holder)
	if err != nil {
		return seal.Private{}, "", err
	}
	k, err := unlocked(f, words)
	return k, f.Holder, err
}

package main

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"banjie/internal/casework"
	"banjie/internal/datadir"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

func restoreCommand() *cobra.Command {
	var data, keys, list string
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Make a data folder from a backup （恢复备份）",
		Long: `Unpacks a backup into a new data folder, checks its ledger, and repeats the erasures that were
carried out after the backup was made: name the file "erasures" of the lost folder with
--erasures. What was done after the backup is not in it; receipts given since then verify no
more against this folder's ledger, and a public note about the recovery is due.

The passphrase of an encrypted backup stands in BANJIE_PASSPHRASE. A restore that fails leaves
nothing behind.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			into, err := dataFolder(data)
			if err != nil {
				return err
			}
			found, again, err := restore(cmd.Context(), args[0], into, keys, list, os.Getenv(passphraseVar))
			if err != nil {
				return err
			}
			if again > 0 {
				fmt.Fprintln(cmd.OutOrStdout(), lang.Format("重新删除了 %d 个办件的个人信息。", "The personal data of %d cases were erased again.", again).In(tongue()))
			}
			if err := found.write(cmd.OutOrStdout(), false, tongue()); err != nil {
				return err
			}
			if found.Total > 0 {
				return errReported
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder to make (or BANJIE_DATA)")
	cmd.Flags().StringVar(&keys, "keys", "", "folder of the secret keys, for a backup that holds none")
	cmd.Flags().StringVar(&list, "erasures", "", "list of erasures of the lost folder")
	return cmd
}

func restore(ctx context.Context, file, into, keys, list, passphrase string) (found checked, again int, err error) {
	var extra []erasure
	if list != "" {
		f, err := os.Open(list)
		if err != nil {
			return checked{}, 0, fault.New(fault.NotFound, "no_erasures", lang.Format("打不开删除清单 %s。", "The list of erasures %s cannot be opened.", list), lang.Text{}).With(err)
		}
		extra, err = readErasures(f)
		f.Close()
		if err != nil {
			return checked{}, 0, err
		}
	}
	made, err := emptyFolder(into)
	if err != nil {
		return checked{}, 0, err
	}
	whole := false
	defer func() {
		if err != nil && !whole {
			err = cleared(into, made, err)
		}
	}()
	if err := datadir.BeginRestore(into); err != nil {
		return checked{}, 0, err
	}
	if err := unpack(file, into, passphrase); err != nil {
		return checked{}, 0, err
	}
	if err := takeKeys(keys, into); err != nil {
		return checked{}, 0, err
	}
	dir, err := datadir.OpenRestoring(into)
	if err != nil {
		return checked{}, 0, notABackup(err)
	}
	again, err = settle(ctx, dir, extra)
	if err != nil {
		return checked{}, again, err
	}
	if err := datadir.EndRestore(into); err != nil {
		return checked{}, again, err
	}
	whole = true
	h, err := openToRead(ctx, dir)
	if err != nil {
		return checked{}, again, err
	}
	defer h.Close()
	c := &checker{h: h, found: checked{Problems: []problem{}, Partly: true}, tell: func(int64, int64) {}}
	err = c.all(ctx)
	return c.found, again, err
}

// settle opens the restored folder, notes the recovery in its ledger and erases again.
func settle(ctx context.Context, dir *datadir.Dir, extra []erasure) (again int, err error) {
	if err := dir.Lock(); err != nil {
		return 0, err
	}
	defer dir.Unlock()
	h, err := open(ctx, dir, openOptions{log: errorsOnly()})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	head, err := h.db.Tree(ctx, h.division).Head()
	if err != nil {
		return 0, err
	}
	var own []erasure
	raw, err := os.Open(filepath.Join(dir.Path, erasuresFile))
	if err == nil {
		own, err = readErasures(raw)
		raw.Close()
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	if _, err := h.engine.Record(ctx, h.system(), "restored", map[string]any{"size": head.Size, "recorded": head.Recorded.Format(time.RFC3339Nano)}, casework.Private{}); err != nil {
		return 0, err
	}
	if again, err = h.eraseAgain(ctx, slices.Concat(own, extra)); err != nil {
		return again, err
	}
	return again, h.publish(ctx)
}

// emptyFolder says whether it made the folder.
func emptyFolder(into string) (made bool, err error) {
	entries, err := os.ReadDir(into)
	if errors.Is(err, fs.ErrNotExist) {
		made, err = true, os.MkdirAll(into, 0o750)
	}
	if err != nil {
		return made, cannotWrite(into, err)
	}
	if len(entries) > 0 && datadir.Restoring(into) { // what an earlier try left behind
		for _, e := range entries {
			if e.Name() == datadir.RestoringFile {
				continue // it says so
			}
			if err := os.RemoveAll(filepath.Join(into, e.Name())); err != nil {
				return false, cannotWrite(into, err)
			}
		}
		return false, nil
	}
	if len(entries) > 0 {
		return false, fault.New(fault.Conflict, "folder_not_empty",
			lang.Format("文件夹 %s 不是空的，不会覆盖。", "The folder %s is not empty and is not overwritten.", into),
			lang.T("请用 --data 指定一个新文件夹。", "Name a new folder with --data."))
	}
	return made, nil
}

// cleared takes away what a restore that failed has made, so that it can be tried again: the
// note that it is not complete last, and the folder itself only where it was not there before.
// It gives why the restore failed.
func cleared(into string, made bool, failed error) error {
	entries, err := os.ReadDir(into)
	for _, e := range entries {
		if e.Name() != datadir.RestoringFile {
			err = errors.Join(err, os.RemoveAll(filepath.Join(into, e.Name())))
		}
	}
	if err == nil {
		err = os.RemoveAll(filepath.Join(into, datadir.RestoringFile))
	}
	if err == nil && made {
		err = os.Remove(into)
	}
	return errors.Join(failed, err)
}

func notABackup(err error) error {
	return fault.New(fault.Invalid, "bad_backup",
		lang.T("这不是完整的办结备份。", "This is no complete backup of Banjie."),
		lang.T("请换一份备份再试；目标文件夹里没有留下东西。", "Please try another backup; nothing was left in the target folder.")).With(err)
}

// unpack opens the archive. Names outside the known ones are refused.
func unpack(file, into, passphrase string) error {
	f, err := os.Open(file)
	if err != nil {
		return fault.New(fault.NotFound, "no_backup", lang.Format("打不开备份 %s。", "The backup %s cannot be opened.", file), lang.T("请检查文件名和权限。", "Please check its name and permissions.")).With(err)
	}
	defer f.Close()
	r, err := opened(bufio.NewReader(f), passphrase)
	if err != nil {
		return err
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		return notABackup(err)
	}
	defer z.Close()
	t := tar.NewReader(z)
	for {
		head, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return notABackup(err)
		}
		if err := unpackFile(t, head, into); err != nil {
			return err
		}
	}
}

// opened takes the encryption away where there is one.
func opened(r *bufio.Reader, passphrase string) (io.Reader, error) {
	const mark = "age-encryption.org/"
	if start, err := r.Peek(len(mark)); err != nil || string(start) != mark {
		return r, nil
	}
	if passphrase == "" {
		return nil, fault.New(fault.Invalid, "passphrase_needed",
			lang.T("这份备份已加密。", "This backup is encrypted."),
			lang.T("请把口令放在环境变量 BANJIE_PASSPHRASE 里。", "Put its passphrase into the environment variable BANJIE_PASSPHRASE."))
	}
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, err
	}
	plain, err := age.Decrypt(r, id)
	var wrong *age.NoIdentityMatchError
	if errors.As(err, &wrong) {
		return nil, fault.New(fault.Invalid, "wrong_passphrase",
			lang.T("口令不对，备份没有打开。", "The passphrase is wrong; the backup was not opened."),
			lang.T("请核对 BANJIE_PASSPHRASE。没有口令，谁也打不开这份备份。", "Check BANJIE_PASSPHRASE. Without it nobody can open this backup.")).With(err)
	}
	if err != nil {
		return nil, notABackup(err)
	}
	return plain, nil
}

func unpackFile(r io.Reader, head *tar.Header, into string) error {
	name := path.Clean(head.Name)
	top, _, _ := strings.Cut(name, "/")
	known := top == "keys" || top == databaseFile || top == checkpointFile || slices.Contains(copied, top)
	if head.Typeflag != tar.TypeReg || !known || !filepath.IsLocal(name) {
		return notABackup(fmt.Errorf("unexpected entry %q", head.Name))
	}
	target := filepath.Join(into, filepath.FromSlash(name))
	mode := fs.FileMode(0o600)
	folder := fs.FileMode(0o700)
	if top == "public" || top == "instance.json" || top == checkpointFile {
		mode, folder = 0o644, 0o755
	}
	if err := os.MkdirAll(filepath.Dir(target), folder); err != nil {
		return cannotWrite(target, err)
	}
	f, err := os.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return cannotWrite(target, err)
	}
	_, err = io.Copy(f, r)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return cannotWrite(target, err)
	}
	return nil
}

// takeKeys brings the secret keys in, from where they were kept when the backup has none.
func takeKeys(from, into string) error {
	target := filepath.Join(into, "keys")
	if err := errors.Join(os.MkdirAll(target, 0o700), os.MkdirAll(filepath.Join(into, "files"), 0o700)); err != nil {
		return cannotWrite(target, err)
	}
	if from != "" {
		entries, err := os.ReadDir(from)
		if err != nil {
			return fault.New(fault.NotFound, "no_keys", lang.Format("打不开密钥文件夹 %s。", "The folder of keys %s cannot be opened.", from), lang.Text{}).With(err)
		}
		for _, e := range entries {
			raw, err := os.ReadFile(filepath.Join(from, e.Name()))
			if err == nil {
				err = os.WriteFile(filepath.Join(target, e.Name()), raw, 0o600)
			}
			if err != nil {
				return cannotWrite(target, err)
			}
		}
	}
	have, err := os.ReadDir(target)
	if err != nil {
		return cannotWrite(target, err)
	}
	if len(have) == 0 {
		return fault.New(fault.Invalid, "keys_needed",
			lang.T("这份备份不含私钥，没有私钥不能继续签发，也认不出查询码。", "This backup holds no secret key; without them nothing can be signed and no code is known."),
			lang.T("请用 --keys 指定原来的 keys 文件夹后再试；以后备份时设好 BANJIE_PASSPHRASE，私钥就会加密存进备份。", "Name the old folder keys with --keys and try again. A backup made with BANJIE_PASSPHRASE set holds the keys, encrypted."))
	}
	return nil
}

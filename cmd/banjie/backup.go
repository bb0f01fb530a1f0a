package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"banjie/internal/datadir"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/sqldb"
)

// passphraseVar names the environment variable that holds the passphrase of a backup.
const passphraseVar = "BANJIE_PASSPHRASE"

// databaseFile is the embedded database, in a folder and in a backup.
const databaseFile = "banjie.db"

func backupCommand() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy a data folder into one file while it is in use （备份）",
		Long: `Copies the database as of one moment, the files, the public keys and the published checkpoint
into one new file. A running server goes on.

With a passphrase in BANJIE_PASSPHRASE the whole file is encrypted (age) and holds the secret
keys too. Without one it is not encrypted and the secret keys are left out: keep the folder
"keys" safe by yourself; without it nothing restored can sign or be read by its codes.

On PostgreSQL use pg_dump for the database, and copy the data folder beside it.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := openFolder(data)
			if err != nil {
				return err
			}
			size, err := backup(cmd.Context(), dir, args[0], os.Getenv(passphraseVar))
			if err != nil {
				return err
			}
			end := lang.T("未加密，不含私钥；请另行妥善保存 keys 文件夹。", "It is not encrypted and holds no secret key; keep the folder keys safe by yourself.")
			if os.Getenv(passphraseVar) != "" {
				end = lang.T("已加密，含私钥。", "It is encrypted and holds the secret keys.")
			}
			fmt.Fprintln(cmd.OutOrStdout(), lang.Format("已备份到 %[1]s（%[2]d 字节）。", "Backed up to %[1]s (%[2]d bytes).", args[0], size).In(tongue())+" "+end.In(tongue()))
			return nil
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	return cmd
}

func backup(ctx context.Context, dir *datadir.Dir, file, passphrase string) (size int64, err error) {
	if dir.Instance.Database != "" {
		return 0, fault.New(fault.Invalid, "backup_postgres",
			lang.T("这个数据文件夹使用 PostgreSQL，请用 pg_dump 备份数据库。", "This data folder uses PostgreSQL; back the database up with pg_dump."),
			lang.Format("例如：pg_dump --format=custom --file=banjie.dump \"$地址\"，并另外复制文件夹 %s。", "For example: pg_dump --format=custom --file=banjie.dump \"$ADDRESS\", and copy the folder %s as well.", dir.Path))
	}
	if _, err := os.Lstat(file); err == nil {
		return 0, fault.New(fault.Conflict, "backup_exists",
			lang.Format("文件 %s 已经存在，不会覆盖。", "The file %s is there already and is not overwritten.", file),
			lang.T("请换一个文件名，例如带上日期。", "Give another name, for example one with the date."))
	}
	// Before the database: the server may publish a newer one meanwhile, and a database older
	// than its checkpoint is one that was rolled back.
	checkpoint, err := os.ReadFile(filepath.Join(dir.Path, checkpointFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	snapshot, err := snapshotOf(ctx, dir)
	if err != nil {
		return 0, err
	}
	defer os.Remove(snapshot)
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*")
	if err != nil {
		return 0, cannotWrite(file, err)
	}
	defer os.Remove(f.Name())
	err = bundle(f, dir, snapshot, checkpoint, passphrase)
	if err == nil {
		size, err = f.Seek(0, io.SeekCurrent)
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return 0, cannotWrite(file, err)
	}
	return size, nil
}

// snapshotOf copies the database as of one moment. It is made before the files are copied:
// a file is always there before the act that names it.
func snapshotOf(ctx context.Context, dir *datadir.Dir) (string, error) {
	db, err := sqldb.Open(ctx, dir.DSN())
	if err != nil {
		return "", err
	}
	defer db.Close()
	name := filepath.Join(dir.Path, ".backup-snapshot")
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", cannotWrite(name, err)
	}
	if _, err := db.Raw().ExecContext(ctx, "vacuum into ?", name); err != nil {
		os.Remove(name)
		return "", cannotWrite(name, err)
	}
	return name, os.Chmod(name, 0o600)
}

// pack writes the archive: tar, gzip, and age around it where there is a passphrase.
func bundle(w io.Writer, dir *datadir.Dir, snapshot string, checkpoint []byte, passphrase string) error {
	closers := []io.Closer{}
	if passphrase != "" {
		to, err := age.NewScryptRecipient(passphrase)
		if err != nil {
			return err
		}
		sealed, err := age.Encrypt(w, to)
		if err != nil {
			return err
		}
		w, closers = sealed, append(closers, sealed)
	}
	z := gzip.NewWriter(w)
	t := tar.NewWriter(z)
	closers = append(closers, z, t)
	err := errors.Join(add(t, snapshot, databaseFile), packCheckpoint(t, checkpoint), addFolder(t, dir.Path, passphrase != ""))
	for i := len(closers) - 1; i >= 0; i-- {
		err = errors.Join(err, closers[i].Close())
	}
	return err
}

// copied are the files and folders of a data folder that a backup holds beside the database
// and the checkpoint.
var copied = []string{"instance.json", "config.toml", erasuresFile, demoFile, "public", "files"}

// packCheckpoint adds the checkpoint as it was before the database was copied.
func packCheckpoint(t *tar.Writer, text []byte) error {
	if len(text) == 0 {
		return nil
	}
	if err := t.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: checkpointFile, Size: int64(len(text)), Mode: 0o644}); err != nil {
		return err
	}
	_, err := t.Write(text)
	return err
}

func addFolder(t *tar.Writer, path string, keys bool) error {
	names := copied
	if keys {
		names = append(names[:len(names):len(names)], "keys")
	}
	for _, name := range names {
		err := filepath.WalkDir(filepath.Join(path, name), func(file string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) || err == nil && (d.IsDir() || strings.HasPrefix(d.Name(), ".")) {
				return nil
			}
			if err != nil {
				return err
			}
			in, err := filepath.Rel(path, file)
			if err != nil {
				return err
			}
			return add(t, file, filepath.ToSlash(in))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func add(t *tar.Writer, file, name string) error {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // erased while the backup ran
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := t.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: info.Size(), Mode: int64(info.Mode().Perm()), ModTime: info.ModTime()}); err != nil {
		return err
	}
	_, err = io.Copy(t, f)
	return err
}

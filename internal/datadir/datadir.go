// Package datadir is the data folder: everything one Banjie keeps, in one place that can
// be copied, moved and restored as a whole.
//
//	instance.json   what this folder is: instance, division, demonstration, moved clock
//	config.toml     what the operator decides, see package config (absent: all defaults)
//	banjie.db       the embedded database (absent when PostgreSQL is used)
//	files/          uploads, named by the hash of their stored bytes (on PostgreSQL: rows)
//	scan/WINDOW/    what a window's scanner and card reader write, until it is attached
//	keys/           secrets, readable by the owner only
//	public/         the public halves, one key a line, for whoever verifies
//	checkpoint      the last published checkpoint, against which a start compares the database
//	lock, socket    of the one server that owns the folder
//
// A folder has one owner. A moved clock is a property of the folder from its first day;
// it can never become live. The package opens no database.
package datadir

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"banjie/internal/config"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Instance is what a folder is, written once when it is made.
type Instance struct {
	Name     string `json:"name"`               // in the ledger's origin: letters, digits, hyphens
	Division string `json:"division"`           // division served, six digits
	Demo     bool   `json:"demo"`               // demonstration: invented people, demo keys
	Moved    bool   `json:"moved"`              // made with a moved clock; never live
	Database string `json:"database,omitempty"` // postgres://…; "" is the embedded one
}

// Dir is an opened data folder.
type Dir struct {
	Path     string
	Instance Instance
	Config   config.Config // of a folder just made: the defaults
	lock     *os.File
}

// Exists says whether a folder holds an instance.
func Exists(path string) bool {
	_, err := os.Stat(filepath.Join(path, "instance.json"))
	return err == nil
}

// Create makes a new folder and opens it: what the environment sets holds from its first
// day, the database most of all. It refuses a folder that is not empty.
func Create(path string, in Instance) (*Dir, error) {
	if err := os.MkdirAll(path, 0o750); err != nil {
		return nil, cannot(path, err)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, cannot(path, err)
	}
	if len(entries) > 0 {
		return nil, fault.New(fault.Conflict, "folder_not_empty",
			lang.Format("文件夹 %s 不是空的。", "The folder %s is not empty.", path),
			lang.T("请换一个空文件夹，或用 --data 指定已有的数据文件夹。", "Please name an empty folder, or an existing data folder with --data."))
	}
	if in.Name == "" {
		b := make([]byte, 4)
		rand.Read(b)
		in.Name = "banjie-" + hex.EncodeToString(b)
	}
	for sub, mode := range map[string]fs.FileMode{"files": 0o700, "keys": 0o700, "public": 0o755} {
		if err := os.MkdirAll(filepath.Join(path, sub), mode); err != nil {
			return nil, cannot(path, err)
		}
	}
	raw, err := json.MarshalIndent(in, "", "  ")
	if err != nil {
		return nil, err
	}
	if err := (&Dir{Path: path}).WriteFile("instance.json", append(raw, '\n'), 0o600); err != nil { // the database's address may hold a password
		return nil, err
	}
	return Open(path)
}

// RestoringFile is the file that marks a folder whose restoring has not come to its end: what
// was erased since the backup may be back in it.
const RestoringFile = "restoring"

// BeginRestore marks a folder as not to be used until [EndRestore].
func BeginRestore(path string) error {
	return (&Dir{Path: path}).WriteFile(RestoringFile, nil, 0o600)
}

// EndRestore lets a folder be used.
func EndRestore(path string) error {
	if err := os.Remove(filepath.Join(path, RestoringFile)); err != nil {
		return cannot(path, err)
	}
	return nil
}

// Restoring says whether the restoring of a folder was begun and not ended.
func Restoring(path string) bool {
	_, err := os.Lstat(filepath.Join(path, RestoringFile))
	return err == nil
}

// Open opens an existing folder without taking it, with its configuration. One whose
// restoring was cut short is refused. Errors: those of [config.Load] besides.
func Open(path string) (*Dir, error) {
	if Restoring(path) {
		return nil, fault.New(fault.Conflict, "restore_unfinished",
			lang.Format("%s 的恢复没有完成，不能使用。", "The restoring of %s was not finished; it cannot be used.", path),
			lang.T("请再恢复一次到这个文件夹。在那以前，备份之后删除的个人信息可能又在里面。", "Restore into this folder once more. Until then personal data that were erased after the backup may be in it again."))
	}
	return OpenRestoring(path)
}

// OpenRestoring is [Open] for whoever restores the folder.
func OpenRestoring(path string) (*Dir, error) {
	raw, err := os.ReadFile(filepath.Join(path, "instance.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "no_data_folder",
			lang.Format("%s 里没有办结的数据。", "There is no Banjie data in %s.", path),
			lang.T("请用 --data 或环境变量 BANJIE_DATA 指定数据文件夹；新建请用 banjie init 或 banjie demo。", "Name the data folder with --data or BANJIE_DATA; make a new one with banjie init or banjie demo.")).With(err)
	}
	if err != nil {
		return nil, cannot(path, err)
	}
	d := &Dir{Path: path}
	if err := json.Unmarshal(raw, &d.Instance); err != nil {
		return nil, cannot(path, fmt.Errorf("instance.json: %w", err))
	}
	if d.Config, err = config.Load(path, os.Environ()); err != nil {
		return nil, err
	}
	if own := string(d.Config.Database); own != "" {
		d.Instance.Database = own
	}
	return d, nil
}

// ErrOwned is wrapped by the fault of Lock when another process owns the folder.
var ErrOwned = errors.New("datadir: owned by another process")

// Lock makes this process the owner until Unlock or its end, however it ends.
func (d *Dir) Lock() error {
	f, err := os.OpenFile(filepath.Join(d.Path, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return cannot(d.Path, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		owner, _ := io.ReadAll(io.LimitReader(f, 200)) // empty: a command, or a server that is starting
		f.Close()
		return owned(d.Path, strings.TrimSpace(string(owner)), fmt.Errorf("%w: %w", ErrOwned, err))
	}
	if err := f.Truncate(0); err != nil {
		f.Close()
		return cannot(d.Path, err)
	}
	d.lock = f
	return nil
}

func owned(path, owner string, cause error) error {
	who := lang.T("另一个办结进程", "another Banjie process")
	if owner != "" {
		who = lang.Format("另一个办结进程（%s）", "another Banjie process (%s)", owner)
	}
	return fault.New(fault.Conflict, "folder_owned",
		lang.T("数据文件夹 "+path+" 正被"+who.ZH+"使用。", "The data folder "+path+" is in use by "+who.EN+"."),
		lang.T("请先停止那个服务，或换一个数据文件夹。数据没有被改动。", "Please stop that one first, or use another folder. Nothing was changed.")).With(cause)
}

// Serves tells whoever finds the folder owned where it is served.
func (d *Dir) Serves(address string) error {
	_, err := d.lock.WriteAt(fmt.Appendf(nil, "%s, pid %d\n", address, os.Getpid()), 0)
	return err
}

// Unlock gives the folder up.
func (d *Dir) Unlock() error {
	if d.lock == nil {
		return nil
	}
	err := d.lock.Close()
	d.lock = nil
	return err
}

// DSN of the database of this folder.
func (d *Dir) DSN() string {
	if d.Instance.Database != "" {
		return d.Instance.Database
	}
	return "sqlite:" + filepath.Join(d.Path, "banjie.db")
}

// Files is the folder of uploads.
func (d *Dir) Files() string { return filepath.Join(d.Path, "files") }

// Socket is where the owning server takes commands.
func (d *Dir) Socket() string { return filepath.Join(d.Path, "socket") }

// Secret gives the bytes of keys/NAME, made by fresh on the first call. The file is
// readable by the owner only; one that others can read is refused.
func (d *Dir) Secret(name string, fresh func() ([]byte, error)) ([]byte, error) {
	path := filepath.Join(d.Path, "keys", name)
	info, err := os.Stat(path)
	if err == nil {
		if info.Mode().Perm()&0o077 != 0 {
			return nil, fault.New(fault.Forbidden, "key_readable",
				lang.Format("密钥文件 %s 别人也能读，不能使用。", "The key file %s can be read by others and is not used.", path),
				lang.T("请执行 chmod 600 并检查是否泄露。", "Run chmod 600 on it and consider whether it has leaked."))
		}
		return os.ReadFile(path)
	}
	if !errors.Is(err, fs.ErrNotExist) || fresh == nil {
		return nil, cannot(d.Path, err)
	}
	raw, err := fresh()
	if err != nil {
		return nil, err
	}
	return raw, d.WriteFile(filepath.Join("keys", name), raw, 0o600)
}

// WriteFile replaces a file of the folder so that a crash leaves the old or the new one.
func (d *Dir) WriteFile(name string, raw []byte, mode fs.FileMode) error {
	path := filepath.Join(d.Path, name)
	f, err := os.CreateTemp(filepath.Dir(path), "."+strings.TrimPrefix(filepath.Base(path), ".")+"-*")
	if err != nil {
		return cannot(d.Path, err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(raw)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return cannot(d.Path, err)
	}
	return nil
}

func cannot(path string, err error) error {
	return fault.New(fault.Unavailable, "folder_unusable",
		lang.Format("数据文件夹 %s 不能使用。", "The data folder %s cannot be used.", path),
		lang.T("请检查磁盘空间和读写权限；已保存的数据没有被改动。", "Check free space and permissions; what was saved is untouched.")).With(err)
}

package witness

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/lockedfile"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
)

// Folder is a witness on disk:
//
//	key          its secret key, readable by its owner only
//	key.pub      its public key, to be handed out
//	ledgers      public keys of the ledgers it watches, one a line, lines that start with # are remarks
//	seen/<hash>  last checkpoint it signed of each ledger
type Folder string

// Create makes the folder with a new key. A folder that has a key is left as it is
// (fault.Conflict): a witness that lost its key must become another witness.
func (f Folder) Create(key ledger.Key, ledgers ...string) error {
	if err := os.MkdirAll(f.path("seen"), 0o700); err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	file, err := os.OpenFile(f.path("key"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fault.New(fault.Conflict, "witness_exists",
			lang.T("这个文件夹里已经有见证密钥，没有改动。", "This folder already holds a witness key; nothing was changed."),
			lang.T("请另选一个文件夹。", "Please choose another folder."))
	}
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	_, err = file.WriteString(key.Secret + "\n")
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = errors.Join(replace(f.path("key.pub"), key.Public+"\n"), f.AddLedgers(ledgers...))
	}
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	return nil
}

// AddLedgers adds the public keys of ledgers to be watched.
func (f Folder) AddLedgers(public ...string) error {
	if _, err := ledger.NewTrust(0, public...); err != nil {
		return err
	}
	old, err := os.ReadFile(f.path("ledgers"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("witness: %w", err)
	}
	text := string(old)
	for _, p := range public {
		if !strings.Contains("\n"+text, "\n"+p+"\n") {
			text += p + "\n"
		}
	}
	return replace(f.path("ledgers"), text)
}

// Open gives the witness of the folder, fault.NotFound where there is none.
func (f Folder) Open() (Witness, error) {
	secret, err := os.ReadFile(f.path("key"))
	if errors.Is(err, fs.ErrNotExist) {
		return Witness{}, fault.New(fault.NotFound, "no_witness",
			lang.Format("文件夹 %s 里没有见证。", "There is no witness in the folder %s.", string(f)),
			lang.T("请先运行 banjie witness init。", "Please run banjie witness init first."))
	}
	if err != nil {
		return Witness{}, fmt.Errorf("witness: %w", err)
	}
	key, err := ledger.NewCosigner(strings.TrimSpace(string(secret)))
	if err != nil {
		return Witness{}, err
	}
	list, err := os.ReadFile(f.path("ledgers"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Witness{}, fmt.Errorf("witness: %w", err)
	}
	logs, err := ledger.NewTrust(0, ledger.KeyLines(string(list))...)
	return Witness{Key: key, Logs: logs, State: f}, err
}

// PublicKey gives the key to hand out.
func (f Folder) PublicKey() (string, error) {
	secret, err := os.ReadFile(f.path("key"))
	if err != nil {
		return "", fmt.Errorf("witness: %w", err)
	}
	return ledger.PublicKey(strings.TrimSpace(string(secret)))
}

// Update implements [State]. A lock file holds off other processes, a synced file that is
// renamed into place survives a crash at any moment.
func (f Folder) Update(origin string, change func(last string) (string, error)) error {
	unlock, err := lockedfile.MutexAt(f.path("lock")).Lock()
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	defer unlock()
	sum := sha256.Sum256([]byte(origin))
	path := f.path("seen", hex.EncodeToString(sum[:16]))
	last, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("witness: %w", err)
	}
	next, err := change(string(last))
	if err != nil || next == string(last) {
		return err
	}
	return replace(path, next)
}

func (f Folder) path(elem ...string) string {
	return filepath.Join(append([]string{string(f)}, elem...)...)
}

// replace writes a file whole or not at all.
func replace(path, text string) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	defer os.Remove(file.Name())
	_, err = file.WriteString(text)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	return nil
}

// syncFolder makes a rename durable where the system can do so.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

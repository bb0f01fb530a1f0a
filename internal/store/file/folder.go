package filestore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// MaxSize of one upload.
const MaxSize = 10 << 20

// Kinds that may be uploaded, by checked content.
var Kinds = map[string]string{"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}

// Folder keeps files in a directory, two levels deep. A file's time of change says when it
// was last put.
type Folder struct {
	root string
	wall clock.Clock
	gate sync.RWMutex // held for reading by Put, for writing while Sweep takes one file away
}

// NewFolder keeps files under root, which must exist.
func NewFolder(root string) *Folder { return &Folder{root: root, wall: clock.System} }

// Put checks and stores a file.
func (f *Folder) Put(_ context.Context, name string, r io.Reader) (casework.File, error) {
	raw, file, err := check(name, r)
	if err != nil {
		return casework.File{}, err
	}
	return f.put(raw, file)
}

// Keep implements [Store].
func (f *Folder) Keep(_ context.Context, sealed []byte) (casework.File, error) {
	file, err := sealedFile(sealed)
	if err != nil {
		return file, err
	}
	return f.put(sealed, file)
}

func (f *Folder) put(raw []byte, file casework.File) (casework.File, error) {
	f.gate.RLock()
	defer f.gate.RUnlock()
	path := f.path(file.Hash)
	now := f.wall.Now()
	switch err := os.Chtimes(path, now, now); {
	case err == nil:
		return file, nil // it is there already, and young again
	case !errors.Is(err, fs.ErrNotExist):
		return file, full(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return file, full(err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".upload-*")
	if err != nil {
		return file, full(err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(raw)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		return file, full(err)
	}
	return file, nil
}

// Open gives the stored bytes; fault.NotFound when there are none.
func (f *Folder) Open(_ context.Context, hash string) (io.ReadCloser, error) {
	if !isHash(hash) {
		return nil, fault.Missing()
	}
	file, err := os.Open(f.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Missing()
	}
	return file, err
}

func (f *Folder) path(hash string) string { return filepath.Join(f.root, hash[:2], hash) }

// isHash says whether a name is one that files have here.
func isHash(name string) bool {
	return len(name) == 64 && strings.Trim(name, "0123456789abcdef") == ""
}

// syncFolder makes a new name in a folder survive a loss of power.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Sweep implements [Store]. Uploads that were cut off half-way go with the orphans.
func (f *Folder) Sweep(ctx context.Context, before time.Time, named Named) (removed int, err error) {
	err = filepath.WalkDir(f.root, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // somebody removed it while we walked
		}
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		half := strings.HasPrefix(d.Name(), ".upload-")
		if d.IsDir() || !half && !isHash(d.Name()) {
			return nil
		}
		gone, err := f.sweepOne(ctx, path, d.Name(), half, before, named)
		if gone {
			removed++
		}
		return err
	})
	return removed, err
}

func (f *Folder) sweepOne(ctx context.Context, path, hash string, half bool, before time.Time, named Named) (bool, error) {
	f.gate.Lock()
	defer f.gate.Unlock()
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || !info.ModTime().Before(before) {
		return false, err
	}
	if !half {
		if used, err := named(ctx, hash); used || err != nil {
			return false, err
		}
	}
	return true, os.Remove(path)
}

// check reads an upload and refuses what is too large, empty, or not what it says it is.
func check(name string, r io.Reader) ([]byte, casework.File, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, casework.File{}, fault.New(fault.Invalid, "upload_broken",
			lang.T("文件没有传完。", "The file did not arrive whole."), lang.T("请检查网络后重新上传。", "Please check the network and send it again.")).With(err)
	}
	switch {
	case len(raw) > MaxSize:
		return nil, casework.File{}, fault.New(fault.TooLarge, "file_too_large",
			lang.Format("文件“%s”超过 10 MB。", "The file “%s” is over 10 MB.", name), lang.T("请压缩或分页后再上传。", "Please make it smaller or split it."))
	case len(raw) == 0:
		return nil, casework.File{}, fault.New(fault.Invalid, "file_empty",
			lang.Format("文件“%s”是空的。", "The file “%s” is empty.", name), lang.T("请重新选择文件。", "Please choose the file again."))
	}
	kind := http.DetectContentType(raw)
	if _, ok := Kinds[kind]; !ok || kind == "application/pdf" && !bytes.Contains(raw[max(0, len(raw)-2048):], []byte("%%EOF")) {
		return nil, casework.File{}, fault.New(fault.Invalid, "file_kind",
			lang.Format("文件“%s”不是完整的 PDF、JPG 或 PNG。", "The file “%s” is no complete PDF, JPG or PNG.", name),
			lang.T("请转换格式后再上传；手机拍照也可以。", "Please convert it; a photograph by phone will do."))
	}
	sum := sha256.Sum256(raw)
	return raw, casework.File{Name: clean(name), Hash: hex.EncodeToString(sum[:]), Type: kind, Size: int64(len(raw))}, nil
}

// SealedType is the content type of what is stored sealed.
const SealedType = "application/vnd.banjie.sealed"

// maxSealed is the most a sealed file takes: an upload, padded to whole MiB.
const maxSealed = MaxSize + 2<<20

func sealedFile(raw []byte) (casework.File, error) {
	if len(raw) == 0 || len(raw) > maxSealed {
		return casework.File{}, fault.New(fault.TooLarge, "file_too_large",
			lang.T("文件超过 10 MB。", "The file is over 10 MB."), lang.T("请压缩或分开后再上传。", "Please make it smaller or split it."))
	}
	sum := sha256.Sum256(raw)
	return casework.File{Hash: hex.EncodeToString(sum[:]), Type: SealedType, Size: int64(len(raw))}, nil
}

// clean keeps the last part of a name, without control characters.
func clean(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
	if r := []rune(name); len(r) > 120 {
		name = string(r[:120])
	}
	return name
}

func full(err error) error {
	return fault.New(fault.Unavailable, "cannot_store",
		lang.T("文件现在存不下来。", "The file cannot be stored now."),
		lang.T("请稍后再试，或到窗口提交；表单内容还在。", "Please try again later or hand it in at a window; what you typed is kept.")).With(err)
}

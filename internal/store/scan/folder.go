// Package scanstore reads what the machines beside a window leave in its folder: scans of
// papers, and the lines of a card reader.
//
//	scan/WINDOW/paper.pdf ─▶ List (that window only) ─▶ attached to a case ─▶ Remove
//	scan/WINDOW/card.json ─▶ Card, while it is fresh ─▶ its places in the form ─▶ Remove
//
// The folder is the machines' and the window's. What lies in it is no record: it becomes
// one when a clerk attaches it. A file that is still being written is passed over, and so
// is everything that is not a plain file of a window's own folder (no links, no sub-folders).
// The package judges no content; that is done where the file is taken in. It rests on no article.
package scanstore

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
)

const (
	// settled is how long a file must have been left alone before it is read.
	settled = time.Second
	// cardFresh is how long a card's reading is offered: it belongs to who stands there now.
	cardFresh = 10 * time.Minute
	// mostScans is how many scans are offered, newest first.
	mostScans = 40
	// mostCard is the largest reading in bytes; readers add a picture at times.
	mostCard = 1 << 20
)

var scanTypes = map[string]string{".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}

// Folder holds one folder a window.
type Folder struct {
	root string
	wall clock.Clock
}

// New reads the folders under root; wall is the machine's clock, to which file times belong.
func New(root string, wall clock.Clock) *Folder { return &Folder{root, wall} }

// window opens a window's folder; fault.NotFound where it has none. Nothing outside it is
// ever reached, whatever name is asked for.
func (f *Folder) window(number string) (*os.Root, error) {
	plain := func(r rune) bool {
		return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_'
	}
	if number == "" || len(number) > 32 || strings.ContainsFunc(number, func(r rune) bool { return !plain(r) }) {
		return nil, fault.Missing()
	}
	root, err := os.OpenRoot(filepath.Join(f.root, number))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Missing()
	}
	return root, err
}

// found is a file of the folder.
type found struct {
	info fs.FileInfo
	kind string
}

// list gives the plain, settled files of a window, newest first.
func (f *Folder) list(number string, want func(ext string) (kind string, ok bool)) ([]found, error) {
	root, err := f.window(number)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer root.Close()
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, err
	}
	now := f.wall.Now()
	var all []found
	for _, e := range entries {
		kind, ok := want(strings.ToLower(filepath.Ext(e.Name())))
		info, err := e.Info()
		if !ok || err != nil || !info.Mode().IsRegular() || info.Size() == 0 || strings.HasPrefix(e.Name(), ".") || now.Sub(info.ModTime()) < settled {
			continue // gone meanwhile, still being written, or none of ours
		}
		all = append(all, found{info, kind})
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(b.info.ModTime().Compare(a.info.ModTime()), strings.Compare(a.info.Name(), b.info.Name()))
	})
	return all, nil
}

// List gives the scans that wait at a window, newest first. They have a name, a size and
// the type their name says; their content is checked when they are taken in.
func (f *Folder) List(window string) ([]casework.File, error) {
	all, err := f.list(window, func(ext string) (string, bool) { t, ok := scanTypes[ext]; return t, ok })
	if err != nil {
		return nil, err
	}
	var scans []casework.File
	for _, x := range all[:min(len(all), mostScans)] {
		scans = append(scans, casework.File{Name: x.info.Name(), Type: x.kind, Size: x.info.Size()})
	}
	return scans, nil
}

// Open gives a scan's bytes; fault.NotFound where it is gone.
func (f *Folder) Open(window, name string) (io.ReadCloser, error) {
	if _, ok := scanTypes[strings.ToLower(filepath.Ext(name))]; !ok || name != filepath.Base(name) {
		return nil, fault.Missing()
	}
	return f.open(window, name)
}

func (f *Folder) open(window, name string) (io.ReadCloser, error) {
	root, err := f.window(window)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil, fault.Missing()
	}
	if err != nil {
		return nil, err
	}
	return root.Open(name)
}

// Remove deletes a file of a window's folder; one that is not there is no error.
func (f *Folder) Remove(window, name string) error {
	root, err := f.window(window)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Card gives the newest fresh reading of the window's card reader; name is "" where there
// is none. Readings that are too old are deleted when clear is set: they are personal data
// that nobody will use.
func (f *Folder) Card(window string, clear bool) (name string, text []byte, err error) {
	all, err := f.list(window, func(ext string) (string, bool) { return "", ext == ".json" || ext == ".txt" })
	if err != nil {
		return "", nil, err
	}
	now := f.wall.Now()
	for _, x := range all {
		fresh := now.Sub(x.info.ModTime()) < cardFresh && x.info.Size() <= mostCard
		switch {
		case fresh && name == "":
			if text, err = f.read(window, x.info.Name()); err != nil {
				return "", nil, err
			}
			name = x.info.Name()
		case clear: // too old, or of somebody who has gone
			if err := f.Remove(window, x.info.Name()); err != nil {
				return "", nil, err
			}
		}
	}
	return name, text, nil
}

func (f *Folder) read(window, name string) ([]byte, error) {
	r, err := f.open(window, name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, mostCard))
}

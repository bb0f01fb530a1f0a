package filestore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"

	"banjie/internal/fault"
)

// Remove deletes a file for good; one that is not there is no error.
func (f *Folder) Remove(hash string) error {
	if !isHash(hash) {
		return nil
	}
	if len(hash) != 2*sha256.Size {
		return fault.Missing()
	}
	err := os.Remove(f.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Intact implements [Store].
func (f *Folder) Intact(ctx context.Context, hash string) (there, same bool, err error) {
	return intact(ctx, f, hash)
}

// intact reads a file and compares its bytes with the name they gave it.
func intact(ctx context.Context, s Store, hash string) (there, same bool, err error) {
	r, err := s.Open(ctx, hash)
	if fault.KindOf(err) == fault.NotFound {
		return false, false, nil
	}
	if err != nil {
		return false, false, err
	}
	defer r.Close()
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return true, false, err
	}
	return true, hex.EncodeToString(h.Sum(nil)) == hash, nil
}

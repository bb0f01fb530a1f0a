package scanpage_test

import (
	"testing"

	"banjie/packs/foodchain/gs1"
)

// short compresses a Digital Link.
func short(t *testing.T, uri string) string {
	t.Helper()
	s, err := gs1.Compress(uri)
	if err != nil || s == uri {
		t.Fatal(s, err)
	}
	return s
}

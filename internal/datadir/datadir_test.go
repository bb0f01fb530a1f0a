package datadir_test

import (
	"path/filepath"
	"testing"

	"banjie/internal/datadir"
)

// The database that the environment names is that of a new folder too: otherwise its first
// acts would be in one database and all later ones in another.
func TestCreateReadsTheEnvironment(t *testing.T) {
	t.Setenv("BANJIE_DATABASE", "postgres://banjie@db.example/banjie")
	path := filepath.Join(t.TempDir(), "hall")
	made, err := datadir.Create(path, datadir.Instance{Division: "330599"})
	if err != nil {
		t.Fatal(err)
	}
	again, err := datadir.Open(path)
	if err != nil || made.DSN() != again.DSN() || made.Config.Listen == "" {
		t.Fatalf("made with %s, opened with %s, %v", made.DSN(), again.DSN(), err)
	}
	if _, err := datadir.Create(path, datadir.Instance{Division: "330599"}); err == nil {
		t.Fatal("a folder that holds data was made anew")
	}
}

package sheetout

import (
	"net/http/httptest"
	"testing"
)

// A name that begins like a formula is text in the file, and stays what it was for the caller.
func TestNoCellIsAFormula(t *testing.T) {
	w := httptest.NewRecorder()
	s, err := Start(w, "x.csv", "name", "amount")
	if err != nil {
		t.Fatal(err)
	}
	cells := []string{"=1+1", "虚构，合作社"}
	if err := s.Row(cells...); err != nil || cells[0] != "=1+1" {
		t.Errorf("%v %v", cells, err)
	}
	if err := s.End(); err != nil {
		t.Fatal(err)
	}
	if got, want := w.Body.String(), "\ufeffname,amount\n'=1+1,虚构，合作社\n"; got != want {
		t.Errorf("%q", got)
	}
	if w.Header().Get("Content-Disposition") != `attachment; filename="x.csv"` {
		t.Error(w.Header())
	}
}

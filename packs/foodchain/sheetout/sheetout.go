// Package sheetout sends a list as a file of comma-separated values that spreadsheets open as it is meant.
//
//	Start ─▶ byte order mark, so that Chinese is read ─▶ Row, Row … as they come ─▶ End
//
// No cell is ever a formula, whoever typed it.
package sheetout

import (
	"encoding/csv"
	"io"
	"net/http"
	"strings"
)

// Table is being sent.
type Table struct{ out *csv.Writer }

// Start begins a download of that name with its headings.
func Start(w http.ResponseWriter, name string, columns ...string) (*Table, error) {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	t := &Table{csv.NewWriter(w)}
	return t, t.out.Write(columns)
}

// Row sends one row. The cells are the caller's and stay as they are.
func (t *Table) Row(cells ...string) error {
	out := make([]string, len(cells))
	for i, cell := range cells {
		if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
			cell = "'" + cell
		}
		out[i] = cell
	}
	return t.out.Write(out)
}

// End sends what is left.
func (t *Table) End() error {
	t.out.Flush()
	return t.out.Error()
}

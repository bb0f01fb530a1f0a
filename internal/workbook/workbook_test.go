package workbook

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

const room = 16 << 20

func rowsOf(t testing.TB, data []byte, sheet string) map[int][]string {
	t.Helper()
	b, err := Open(data, room)
	if err != nil {
		t.Fatal(err)
	}
	got := map[int][]string{}
	if err := b.Rows(sheet, func(n int, cells []string) error { got[n] = cells; return nil }); err != nil {
		t.Fatal(err)
	}
	return got
}

// What was written is read again, by us and by a library of others.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.StringMatching(`[a-z0-9<>&"' 一-龥\t\n]{1,12}`), rapid.SampledFrom([]string{"_x0041_", "_x005F_x0041_", "00123", "\x01", "王\U0002C386", "\ufeff", "\uffff", "\r\n"}))
		table := rapid.SliceOfN(rapid.SliceOfN(word, 1, 40), 1, 8).Draw(t, "table")
		s := Sheet{Name: "部门 <&>", Width: 20, Frozen: rapid.Bool().Draw(t, "frozen"), Plain: rapid.Bool().Draw(t, "plain")}
		for _, r := range table {
			var cells []any
			for _, v := range r {
				cells = append(cells, v)
			}
			s.Rows = append(s.Rows, cells)
		}
		var file bytes.Buffer
		if err := Write(&file, []Sheet{{Name: "first", Rows: [][]any{{7, nil, "x"}}}, s}); err != nil {
			t.Fatal(err)
		}
		b, err := Open(file.Bytes(), room)
		if err != nil || !slices.Equal(b.Sheets(), []string{"first", s.Name}) {
			t.Fatalf("%v %v", b.Sheets(), err)
		}
		err = b.Rows(s.Name, func(n int, cells []string) error {
			if !slices.Equal(cells, table[n-1]) {
				t.Fatalf("row %d: %q, written %q", n, cells, table[n-1])
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := excelize.OpenReader(&file)
		if err != nil {
			t.Fatal(err)
		}
		defer theirs.Close()
		rows, err := theirs.GetRows(s.Name)
		if err != nil || len(rows) != len(table) {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if first, _ := theirs.GetRows("first"); !slices.Equal(first[0], []string{"7", "", "x"}) {
			t.Fatalf("%q", first)
		}
	})
}

// What other programs write: shared and formatted texts, dates, numbers, gaps.
func TestReadsWhatOthersWrite(t *testing.T) {
	f := excelize.NewFile()
	day := time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)
	date, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
	own := `yyyy"年"m"月"d"日"`
	chinese, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &own})
	money := `"days" 0.00 [Red]`
	amount, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &money})
	for cell, v := range map[string]any{"A1": "文", "C1": 12.5, "D1": true, "A3": day, "B3": 46082, "C3": 46082, "D3": 46082.5, "E3": int64(13800000000)} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	_ = f.SetCellStyle("Sheet1", "A3", "A3", date)
	_ = f.SetCellStyle("Sheet1", "B3", "B3", chinese)
	_ = f.SetCellStyle("Sheet1", "C3", "C3", amount)
	_ = f.SetCellStyle("Sheet1", "D3", "D3", chinese)
	_ = f.SetCellRichText("Sheet1", "B1", []excelize.RichTextRun{{Text: "红"}, {Text: "字", Font: &excelize.Font{Bold: true}}})
	_ = f.SetCellValue("Sheet1", "XFD4", "far")
	var file bytes.Buffer
	if err := f.Write(&file); err != nil {
		t.Fatal(err)
	}
	got := rowsOf(t, file.Bytes(), "Sheet1")
	if !slices.Equal(got[1], []string{"文", "红字", "12.5", "TRUE"}) || !slices.Equal(got[3], []string{"2026-03-01", "2026-03-01", "46082", "2026-03-01 12:00:00", "13800000000"}) {
		t.Errorf("%v", got)
	}
	if _, empty := got[2]; empty || len(got[4]) != Widest+1 {
		t.Errorf("rows %d, row 4 has %d cells", len(got), len(got[4]))
	}
}

func TestRefuses(t *testing.T) {
	var file bytes.Buffer
	if err := Write(&file, []Sheet{{Name: "a", Rows: [][]any{{strings.Repeat("x", 1<<20)}}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file.Bytes(), 1<<20); err == nil {
		t.Error("a workbook may unpack to more than was allowed")
	}
	b, err := Open(file.Bytes(), room)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Rows("b", nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a sheet that is not there: %v", err)
	}
	b.room = 1000 // an archive that lied about its size
	if err := b.Rows("a", func(int, []string) error { return nil }); err == nil {
		t.Error("more was unpacked than was allowed")
	}
	enough := errors.New("enough")
	if b, _ = Open(file.Bytes(), room); !errors.Is(b.Rows("a", func(int, []string) error { return enough }), enough) {
		t.Error("the walk did not end")
	}
	if err := Write(io.Discard, []Sheet{{Name: "a", Rows: [][]any{{1.5}}}}); err == nil {
		t.Error("a float was written")
	}
}

func FuzzOpen(f *testing.F) {
	var file bytes.Buffer
	if err := Write(&file, []Sheet{{Name: "a", Rows: [][]any{{"x", 1}, {nil, "y"}}}}); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Open(data, 1<<20)
		if err != nil {
			return
		}
		for _, name := range b.Sheets() {
			last := 0
			_ = b.Rows(name, func(n int, cells []string) error {
				if n <= last || len(cells) > Widest+1 {
					t.Errorf("row %d after %d with %d cells", n, last, len(cells))
				}
				last = n
				return nil
			})
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add("_x0041_")
	f.Fuzz(func(t *testing.T, s string) {
		if got := plain(s); len(got) > len(s) {
			t.Errorf("%q became %q", s, got)
		}
	})
}

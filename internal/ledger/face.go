package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Face is what a receipt says to the person who holds it. It carries no personal data.
type Face struct {
	Number   string    // public number of the case
	Item     lang.Text // name of the item; empty on the receipt of a secret case
	Received string    // wall time at the office, 2006-01-02 15:04:05, or only the day
	Due      string    // last day or instant the law allows, in the same form; "" where none runs
	More     []lang.Text
}

const (
	labelNumber   = "编号 No. "
	labelItem     = "事项 Item "
	labelReceived = "收到 Received "
	labelDue      = "法定期限 Due by law "

	maxLines = 12
	maxLine  = 160 // runes
)

// Lines are the lines that are printed, each in both languages.
func (f Face) Lines() []string {
	lines := []string{labelNumber + f.Number}
	if !f.Item.IsZero() {
		lines = append(lines, labelItem+both(f.Item))
	}
	if f.Received != "" {
		lines = append(lines, labelReceived+f.Received)
	}
	if f.Due != "" {
		lines = append(lines, labelDue+f.Due)
	}
	for _, m := range f.More {
		lines = append(lines, both(m))
	}
	lines = lines[:min(len(lines), maxLines)]
	for i, l := range lines {
		lines[i] = printable(l)
	}
	return lines
}

func both(t lang.Text) string {
	if t.EN == "" || t.ZH == "" || t.EN == t.ZH {
		return t.In(lang.ZH)
	}
	return t.ZH + " / " + t.EN
}

// printable keeps what can be read on paper: no control and no direction marks, single
// spaces, at most maxLine characters.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError || !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
	line := []rune(strings.Join(strings.Fields(s), " "))
	return strings.TrimSpace(string(line[:min(len(line), maxLine)]))
}

// Body puts the lines of a face in front of an event's facts, a JSON object without a
// member "receipt". The result is one JSON object that reads as before; its first line is
//
//	{"receipt":["编号 No. …","…"]
//
// and is hashed on its own by [Inner], so that a receipt can show these lines exactly as
// they stand in the ledger, and nothing else. This is the form to be stored and hashed.
func Body(f Face, facts []byte) ([]byte, error) {
	facts = bytes.TrimSpace(facts)
	if f.Number == "" {
		return nil, errors.New("ledger: a receipt needs the number of the case")
	}
	if len(facts) < 2 || facts[0] != '{' || facts[len(facts)-1] != '}' {
		return nil, errors.New("ledger: facts are not a JSON object")
	}
	members := bytes.TrimSpace(facts[1:])
	b := append(firstLine(f.Lines()), '\n')
	if len(members) > 1 {
		b = append(b, ',')
	}
	return append(b, members...), nil
}

// firstLine is the hashed form of the lines. In printable text JSON escapes two characters.
func firstLine(lines []string) []byte {
	b := []byte(`{"receipt":[`)
	for i, l := range lines {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		for _, c := range []byte(l) {
			if c == '\\' || c == '"' {
				b = append(b, '\\')
			}
			b = append(b, c)
		}
		b = append(b, '"')
	}
	return append(b, ']')
}

// shown reads the lines back; ok is false where the first line is anything else.
func shown(first []byte) (lines []string, ok bool) {
	var v struct{ Receipt []string }
	if json.Unmarshal(append(bytes.Clone(first), '}'), &v) != nil {
		return nil, false
	}
	lines = v.Receipt
	return lines, checkLines(lines) == nil && bytes.Equal(firstLine(lines), first)
}

func checkLines(lines []string) error {
	if len(lines) == 0 || len(lines) > maxLines {
		return fmt.Errorf("ledger: %d lines", len(lines))
	}
	for i, l := range lines {
		if l == "" || printable(l) != l {
			return fmt.Errorf("ledger: line %d is not printable text", i+1)
		}
	}
	return nil
}

// Title is the first line of a receipt of the ledger with this origin. A receipt under a
// moved clock says there that it is a demonstration.
func Title(origin string) string {
	if _, moved, _ := SplitOrigin(origin); moved {
		return "演示用，不具法律效力 DEMONSTRATION, no legal effect · 办结回执 Banjie receipt"
	}
	return "办结回执 Banjie receipt"
}

func badReceipt(cause error) error {
	return fault.New(fault.Invalid, "bad_receipt",
		lang.T("这份回执的格式不对，读不出来：可能不完整，或被改动过。", "This receipt is malformed and cannot be read: it may be incomplete, or it was changed."),
		lang.T("请用原始文件或纸上的二维码再试；仍不行时，请到窗口重新打印。", "Please try the original file or the code on the paper; if that fails, have it printed again at a window.")).With(cause)
}

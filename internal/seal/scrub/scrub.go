// Package scrub makes of an attachment a copy that shows what it shows and not who made it,
// with which device, where, or on which printer.
//
//	bytes as sent ──▶ kind by content ──▶ JPEG, PNG ──▶ decoded, scaled, grey, written anew ──▶ JPEG
//	                     │               DOCX, XLSX ──▶ the words alone ───────────────────────▶ text
//	                     │               UTF-8 text ──▶ without signs that nobody sees ────────▶ text
//	                     └─ anything else, PDF above all ──▶ no copy: it stays sealed
//
// Nothing of the original is carried over: a picture is drawn again from its points and a
// document is reduced to its words, so that no block of metadata has to be known to be left
// out. Of a picture red and green alone are taken and near-white is made white, in which the
// yellow dots of colour printers vanish; it is scaled to at most [MostSide] points, which
// blurs the noise by which a camera is recognised, without a promise that it is gone.
//
// It does not read what a picture or a text says: a name in the words stays. That is for a
// person, who chooses what a unit gets. A PDF can hide too much for a promise.
package scrub

import (
	"bytes"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Copy is a derived copy.
type Copy struct {
	Ext  string // jpg or txt
	Type string // content type
	Body []byte
}

// Text says that the copy is words.
func (c Copy) Text() bool { return c.Ext == "txt" }

// ErrSealedOnly says that no copy is made of this file; the cause says why.
var ErrSealedOnly = errors.New("scrub: no copy is made of this kind of file")

// Limits of what is looked into. A picture of the most points takes some 360 MB at worst,
// progressive and without subsampling, so callers make one copy at a time.
const (
	MostPoints = 25_000_000 // of a picture as sent
	MostSide   = 1_800      // of a picture as given
	mostPart   = 8 << 20    // of a document, unpacked
	mostParts  = 2_000
	mostText   = 1 << 20
)

// Clean gives the derived copy of a file. The error is [ErrSealedOnly], with the cause.
func Clean(body []byte) (Copy, error) {
	switch {
	case bytes.HasPrefix(body, []byte("\xff\xd8\xff")), bytes.HasPrefix(body, []byte("\x89PNG\r\n\x1a\n")):
		return picture(body)
	case bytes.HasPrefix(body, []byte("PK\x03\x04")):
		return document(body)
	case plain(body):
		return words(string(body))
	}
	return Copy{}, ErrSealedOnly
}

// plain says whether bytes are UTF-8 text and nothing that merely begins like it.
func plain(body []byte) bool {
	if len(body) == 0 || len(body) > mostText || !utf8.Valid(body) || bytes.HasPrefix(body, []byte("%PDF")) || bytes.HasPrefix(body, []byte("GIF8")) || bytes.Contains(body[:min(len(body), 1024)], []byte("%PDF-")) {
		return false
	}
	t := strings.ToLower(string(body[:min(len(body), 1024)]))
	for _, mark := range []string{"<html", "<svg", "<?xml", "<!doctype", "<script", "{\\rtf"} {
		if strings.Contains(t, mark) {
			return false
		}
	}
	return !bytes.ContainsFunc(body, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' })
}

// words takes away what nobody sees: signs without width, blanks of other kinds and at the
// end of lines, by which a text can be marked.
func words(s string) (Copy, error) {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.Is(unicode.Zs, r):
			return ' '
		case !unicode.IsPrint(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Variation_Selector, r), r == utf8.RuneError, r == 0x034F, r == 0x3164, r == 0xFFA0:
			return -1
		}
		return r
	}, s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t")
	}
	s = strings.Trim(strings.Join(lines, "\n"), "\n ")
	if s == "" {
		return Copy{}, ErrSealedOnly
	}
	return Copy{Ext: "txt", Type: "text/plain; charset=utf-8", Body: []byte(s + "\n")}, nil
}

package complaint

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"banjie/internal/complaint/hints"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Brief is what a unit gets to read: written by a person, never made from the story by a
// machine. There is no other way to one than [Redact], so that nothing a reporter typed can
// reach a unit unseen.
type Brief struct {
	text string
}

// Text is the brief as the unit reads it.
func (b Brief) Text() string { return b.text }

// Story is the words of a reporter, as opened for an officer of the centre. It has no way
// into an event: it is compared and forgotten.
type Story struct {
	Words string
}

// Redact takes an officer's text for a brief. Each [Warning] the checker has must have been
// confirmed by its id, by a person who looked at it. The fault names each place that was not.
func Redact(story Story, text string, confirmed []string) (Brief, error) {
	bad := fault.InvalidInput()
	for _, w := range Check(story, text) {
		if !slices.Contains(confirmed, w.ID) {
			bad.At("brief", lang.T("“"+w.Text+"”："+w.Kind.Says().ZH, "“"+w.Text+"”: "+w.Kind.Says().EN))
		}
	}
	if strings.TrimSpace(text) == "" {
		bad.At("brief", lang.T("请写摘要。", "Please write the brief."))
	}
	if err := bad.Or(); err != nil {
		return Brief{}, err
	}
	return Brief{strings.TrimSpace(text)}, nil
}

// WarningKind is what the checker takes a piece of text for.
type WarningKind string

const (
	NameFound    WarningKind = "name"
	PhoneFound   WarningKind = "phone"
	NumberFound  WarningKind = "number" // of a document, a company, an account
	PlateFound   WarningKind = "plate"
	CompanyFound WarningKind = "company"
	AddressFound WarningKind = "address"
	ContactFound WarningKind = "contact" // e-mail, messenger
	CopiedFound  WarningKind = "copied"  // a run of characters taken over from the story
)

// Says is the warning in words.
func (k WarningKind) Says() lang.Text {
	switch k {
	case NameFound:
		return lang.T("像是人名", "looks like a person's name")
	case PhoneFound:
		return lang.T("像是电话号码", "looks like a telephone number")
	case NumberFound:
		return lang.T("像是证件或者账户号码", "looks like the number of a document or an account")
	case PlateFound:
		return lang.T("像是车牌", "looks like a number plate")
	case CompanyFound:
		return lang.T("像是单位或者店铺的名称", "looks like the name of a firm or a shop")
	case AddressFound:
		return lang.T("像是地址", "looks like an address")
	case ContactFound:
		return lang.T("像是联系方式", "looks like a way to reach somebody")
	}
	return lang.T("照抄了投诉原文，原话可能暴露是谁说的", "is copied from the story; the wording may show who wrote it")
}

// Warning is one place of a text that could show who the reporter is.
type Warning struct {
	ID         string // of kind and words: what an officer confirms
	Kind       WarningKind
	Text       string
	Start, End int // in runes of the text
}

// copied is how many characters in a row may be taken over from the story.
const copied = 12

// Check looks for what in a text could show who the reporter is. It errs on the side of
// asking: an officer confirms what is none.
func Check(story Story, text string) []Warning {
	plain := hints.Fold(text)
	var found []Warning
	add := func(kind WarningKind, start, end int, covers func(w Warning) bool) {
		if slices.ContainsFunc(found, covers) {
			return
		}
		words := string([]rune(text)[start:end])
		sum := sha256.Sum256([]byte(string(kind) + "\x00" + words))
		found = append(found, Warning{ID: hex.EncodeToString(sum[:6]), Kind: kind, Text: words, Start: start, End: end})
	}
	for _, h := range hints.Find(text) {
		add(WarningKind(h.Kind), h.Start, h.End, func(w Warning) bool { return h.Start < w.End && w.Start < h.End })
	}
	for _, run := range runs(hints.Fold(story.Words), plain) { // beside what it overlaps: a telephone looked at says nothing of the sentence around it
		add(CopiedFound, run[0], run[1], func(w Warning) bool { return w.Start <= run[0] && run[1] <= w.End })
	}
	slices.SortFunc(found, func(a, b Warning) int { return a.Start - b.Start })
	return found
}

// runs are the places of text, in runes, where at least [copied] characters in a row stand in
// the story too.
func runs(story, text string) [][2]int {
	s, t := []rune(story), []rune(text)
	if len(s) < copied || len(t) < copied {
		return nil
	}
	have := make(map[string]bool, len(s))
	for i := 0; i+copied <= len(s); i++ {
		have[string(s[i:i+copied])] = true
	}
	var out [][2]int
	for i := 0; i+copied <= len(t); i++ {
		if !have[string(t[i:i+copied])] {
			continue
		}
		if n := len(out); n > 0 && i <= out[n-1][1] {
			out[n-1][1] = i + copied
		} else {
			out = append(out, [2]int{i, i + copied})
		}
	}
	return out
}

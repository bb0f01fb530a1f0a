// Package law is the register of the legal bases on which Banjie's rules rest.
//
// Each entry carries law, version, article and the sense of the sentence relied on,
// and says whether the text was read. What was not read is shown to people as
// "illustrative, not verified". Rules in code name an entry by its id; a test
// refuses an id that is not here, and doc/law is printed from this table.
package law

import "banjie/internal/lang"

// Basis is one article relied on.
type Basis struct {
	ID       string    // e.g. "xkf-42.1"
	Law      lang.Text // name of the law
	Version  string    // year or date of the version relied on
	Article  string    // e.g. "42(1)"
	Says     lang.Text // the sense of the sentence relied on
	Verified bool      // the text was read in the source named
	Source   string    // where it was read, or why it could not be
}

// Find gives an entry of the register.
func Find(id string) (Basis, bool) {
	b, ok := byID[id]
	return b, ok
}

// All gives the whole register in its written order.
func All() []Basis { return register }

// Cite is the short form shown to people: 《行政许可法》第四十二条第一款.
func (b Basis) Cite(tag lang.Tag) string {
	if tag == lang.EN {
		return b.Law.EN + " (" + b.Version + ") art. " + b.Article
	}
	return "《" + b.Law.ZH + "》(" + b.Version + ")第 " + b.Article + " 条"
}

var byID = func() map[string]Basis {
	m := make(map[string]Basis, len(register))
	for _, b := range register {
		if _, twice := m[b.ID]; twice {
			panic("law: id used twice: " + b.ID)
		}
		m[b.ID] = b
	}
	return m
}()

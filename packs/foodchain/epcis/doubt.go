package epcis

import (
	"errors"
	"strings"

	"banjie/internal/lang"
	"banjie/packs/foodchain/epcis/tree"
	"banjie/packs/foodchain/gs1"
)

// canonical is the host of Digital Links of which nobody can say that the address is one of his own.
const canonical = "https://id.gs1.org/"

// thing reads the identifier of goods, of a place or of a party. One on the host of GS1 whose length or
// characters are those of no key is refused. What else no scanner could give is a doubt: the examples
// of the standard itself do not all have right check digits, and an address on another host may be
// anything.
func (b *builder) thing(n *tree.Node) string {
	s := b.uri(n)
	if s == "" {
		return s
	}
	wrong := (*gs1.Error)(nil)
	if !errors.As(gs1.Judge(s), &wrong) {
		return s
	}
	if wrong.Code == "value_form" && strings.HasPrefix(s, canonical) {
		b.refuse(n, whyKey, s, clause(wrong.Message))
		return s
	}
	if len(b.doubts) < maxProblems {
		b.doubts = append(b.doubts, whyDoubt.at(b.path, n.Line, s, clause(wrong.Message)))
	}
	return s
}

func (b *builder) things(n *tree.Node) []string { return each(b, n, (*builder).thing) }

// clause is a sentence without its full stop.
func clause(t lang.Text) lang.Text {
	return lang.T(strings.TrimSuffix(t.ZH, "。"), strings.TrimSuffix(t.EN, "."))
}

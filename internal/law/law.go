// Package law is the register of the legal bases on which Banjie's rules rest.
//
// Each entry carries law, version, article and the sense of the sentence relied on,
// and says whether the text was read. What was not read is shown to people as
// "illustrative, not verified". Rules in code name an entry by its id; a test
// refuses an id that is not here, and doc/law is printed from this table.
package law

import (
	"fmt"
	"regexp"
	"strconv"

	"banjie/internal/lang"
)

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

// Extend adds the articles of a pack, before anything is served. An id that is there already is an error.
func Extend(more ...Basis) error {
	for _, b := range more {
		if _, twice := byID[b.ID]; twice {
			return fmt.Errorf("law: id used twice: %s", b.ID)
		}
		byID[b.ID] = b
		register = append(register, b)
	}
	return nil
}

// All gives the whole register in its written order.
func All() []Basis { return register }

// Cite is the short form shown to people: 《行政许可法》（2019）第四十二条第一款.
func (b Basis) Cite(tag lang.Tag) string {
	name, of := "《"+b.Law.ZH+"》（"+b.Version+"）", chinese(b.Article)
	if tag == lang.EN {
		name, of = b.Law.EN+" ("+b.Version+")", " art. "+b.Article
	}
	if b.Article == "-" || b.Article == "" {
		return name
	}
	return name + of
}

// article is "42", "42(1)" or "32 last".
var article = regexp.MustCompile(`^(\d+)(?:\((\d+)\)| (last))?$`)

// chinese writes an article the way laws are cited: 第四十二条第一款.
func chinese(s string) string {
	m := article.FindStringSubmatch(s)
	if m == nil {
		return "第 " + s + " 条"
	}
	n, _ := strconv.Atoi(m[1])
	out := "第" + numeral(n) + "条"
	switch {
	case m[3] != "":
		out += "末款"
	case m[2] != "":
		k, _ := strconv.Atoi(m[2])
		out += "第" + numeral(k) + "款"
	}
	return out
}

// numeral writes 1 to 1999 in Chinese numerals: 一百零五.
func numeral(n int) string {
	digits := []rune("零一二三四五六七八九")
	units := []string{"千", "百", "十", ""}
	out, zero := "", false
	for i, u := range units {
		p := []int{1000, 100, 10, 1}[i]
		d := n / p % 10
		switch {
		case d == 0:
			zero = out != ""
		case d == 1 && p == 10 && out == "":
			out = "十"
		default:
			if zero {
				out += "零"
			}
			out, zero = out+string(digits[d])+u, false
		}
	}
	return out
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

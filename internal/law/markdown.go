package law

import (
	"fmt"
	"slices"
	"strings"

	"banjie/internal/lang"
)

// Markdown prints the register for the documentation, one section a law. uses gives for
// each id what in the program rests on it, in its own order; it may be nil.
func Markdown(uses map[string][]lang.Text) string {
	var b strings.Builder
	b.WriteString(`# Register of law (法律依据)

This page is printed from the register in ` + "`internal/law`" + `; a test keeps it equal. A rule in code names its article by
the id of this table. What was not read is shown to people as *illustrative, not verified*.
`)
	var laws []lang.Text
	for _, e := range register {
		if !slices.Contains(laws, e.Law) {
			laws = append(laws, e.Law)
		}
	}
	for _, l := range laws {
		fmt.Fprintf(&b, "\n## %s （%s）\n\n| id | article | version | what it says | 内容 | read | rests on it |\n|---|---|---|---|---|---|---|\n", l.EN, l.ZH)
		for _, e := range register {
			if e.Law != l {
				continue
			}
			read := "yes"
			if !e.Verified {
				read = "**no**: " + e.Source
			}
			var rest []string
			for _, u := range uses[e.ID] {
				rest = append(rest, u.EN)
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", e.ID, e.Article, e.Version, e.Says.EN, e.Says.ZH, read, strings.Join(rest, "; "))
		}
	}
	return b.String()
}

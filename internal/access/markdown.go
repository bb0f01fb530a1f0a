package access

import (
	"fmt"
	"strings"
)

// Markdown prints both tables for the documentation, English with the Chinese title
// of each verb. The same code and the same tables give the same text.
func Markdown() string {
	var b strings.Builder
	b.WriteString("Cells: own = one's own matter, unit = what one's unit is responsible for or has a task in, division = the county acted in, all = everything; empty = not at all.\n")
	section := func(title string, rows []row) {
		fmt.Fprintf(&b, "\n### %s\n\n| verb | 中文 |", title)
		for _, r := range Roles {
			fmt.Fprintf(&b, " %s |", strings.ReplaceAll(string(r), "_", " "))
		}
		b.WriteString(" note |\n|---|---|" + strings.Repeat("---|", len(Roles)+1) + "\n")
		for _, row := range rows {
			fmt.Fprintf(&b, "| `%s` | %s |", row.verb, row.title.ZH)
			for _, r := range row.reach {
				if r == None {
					b.WriteString(" |")
				} else {
					fmt.Fprintf(&b, " %s |", r)
				}
			}
			fmt.Fprintf(&b, " %s |\n", row.note.EN)
		}
	}
	section("Acts on a case", onCases[:])
	section("Pages and administration", onPages[:])
	return b.String()
}

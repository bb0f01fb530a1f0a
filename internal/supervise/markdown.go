package supervise

import (
	"fmt"
	"strings"

	"banjie/internal/lang"
	"banjie/internal/law"
)

// Markdown prints the table for the documentation.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# Cards of electronic supervision (电子监察 蓝黄红牌)\n\n")
	b.WriteString("A card opens by one of these rules and by nothing else. What was owed rests on the article named; that its breach is a card, and of which colour, is a rule of the house: " +
		"the province's own table of cards could not be read. A card names a unit, never a person.\n\n")
	b.WriteString("| number | colour | rule | 规则 | opens when | 亮牌条件 | rests on |\n|---|---|---|---|---|---|---|\n")
	for _, r := range rules {
		source := "rule of the house"
		if basis, ok := law.Find(r.Basis); ok {
			source = "`" + basis.ID + "` " + basis.Cite(lang.EN)
			if !basis.Verified {
				source += " (*not verified*)"
			}
		}
		opens, when := r.Formula.EN, r.Formula.ZH
		if !r.Waits.IsZero() {
			opens, when = opens+" — **"+r.Waits.EN+"**", when+"**"+r.Waits.ZH+"**"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", r.Number, r.Colour, r.Title.EN, r.Title.ZH, opens, when, source)
	}
	fmt.Fprintf(&b, `
## Life

`+"```"+`
opened ─▶ explained ─▶ upheld │ withdrawn
   └── no reply in time ──▲
`+"```"+`

- The unit has %d working days to explain, counted from the day on which the event was recorded, with the calendar the case's clocks name. A later reply is taken until the card is reviewed.
- A supervisor upholds a card only after the reply or the end of its time, and may withdraw it at any time; both with reasons, and never a card that rests on an act of his own.
- A withdrawn card stays in every count. Nothing follows from a card by itself.
- A blue card is a reminder. It asks for no reply and is never public.
- The public sees counts by unit, of a card only after the reply or the end of its time.
- An outsider recomputes the cards: `+"`banjie export events -o FILE`, `banjie cards recompute FILE`"+`.
`, ReplyDays)
	return b.String()
}

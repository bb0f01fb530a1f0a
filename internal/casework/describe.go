package casework

import (
	"fmt"
	"slices"
	"strings"

	"banjie/internal/lang"
)

// Markdown prints the procedure for the documentation: its states, its table, a diagram
// and its clocks, English with the Chinese titles. The same table gives the same text.
func (p *Procedure) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s (%s)\n\nProcedure `%s`, version %d.\n", p.Title.EN, p.Title.ZH, p.Name, p.Version)
	p.states(&b)
	p.diagram(&b)
	p.table(&b)
	p.guards(&b)
	p.clocks(&b)
	return b.String()
}

func (p *Procedure) states(b *strings.Builder) {
	b.WriteString("\n## States\n\n| state | 中文 | what happens now |\n|---|---|---|\n")
	for _, s := range p.States {
		says := s.Says.EN
		if s.Final {
			says = "*End.* " + says
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", s.State, s.Title.ZH, cell(says))
	}
}

// diagram draws the ways from state to state; acts of the platform itself are dotted by name.
func (p *Procedure) diagram(b *strings.Builder) {
	b.WriteString("\n## Diagram\n\nVerbs that leave the state as it is are not drawn; those of the platform alone stand in brackets.\n\n```mermaid\nstateDiagram-v2\n")
	type way struct{ from, to string }
	var order []way
	verbs := map[way][]string{}
	add := func(from, to, verb string) {
		w := way{from, to}
		if verbs[w] == nil {
			order = append(order, w)
		}
		verbs[w] = append(verbs[w], verb)
	}
	for _, t := range p.Transitions {
		verb := t.Verb
		if t.Quiet {
			verb = "[" + verb + "]"
		}
		if t.To == "" {
			continue
		}
		if len(t.From) == 0 {
			add("[*]", string(t.To), verb)
		}
		for _, from := range t.From {
			if from != t.To {
				add(string(from), string(t.To), verb)
			}
			if t.Or != "" && from != t.Or {
				add(string(from), string(t.Or), verb)
			}
		}
	}
	for _, w := range order {
		fmt.Fprintf(b, "    %s --> %s : %s\n", w.from, w.to, strings.Join(verbs[w], ", "))
	}
	for _, s := range p.Finals() {
		fmt.Fprintf(b, "    %s --> [*]\n", s)
	}
	b.WriteString("```\n")
}

func (p *Procedure) table(b *strings.Builder) {
	b.WriteString("\n## Table\n\nAn act must be allowed here and by the role table (`banjie doc access`).\n\n| verb | 中文 | from | to | who | must hold | must bring | clocks | basis |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, t := range p.Transitions {
		to := string(t.To)
		if to == "" {
			to = "stays"
		}
		if t.Closes {
			to += " (ends)"
		}
		if t.Reopens {
			to += " (reopens)"
		}
		if t.Or != "" {
			to += ", or " + string(t.Or)
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s | %s | %s | %s | %s |\n", t.Verb, t.Title.ZH,
			words(t.From, "–"), to, words(t.By, ""), guardNames(p.GuardsOf(&t)), t.Needs, effects(t.Clocks), cites(t.Basis))
	}
}

func (p *Procedure) guards(b *strings.Builder) {
	b.WriteString("\n## What must hold\n\nA refused try at an act marked “recorded” is itself an event of the case.\n\n| guard | in words | 中文 | basis | recorded |\n|---|---|---|---|---|\n")
	var seen []string
	for _, t := range p.Transitions {
		for _, g := range p.GuardsOf(&t) {
			if slices.Contains(seen, g.Name) {
				continue
			}
			seen = append(seen, g.Name)
			recorded := ""
			if g.Attempt {
				recorded = "yes"
			}
			fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s |\n", g.Name, cell(g.Says.EN), g.Says.ZH, cites([]string{g.Basis}), recorded)
		}
	}
}

func (p *Procedure) clocks(b *strings.Builder) {
	b.WriteString("\n## Clocks\n\n| clock | 中文 | length | binds | when it runs out | basis |\n|---|---|---|---|---|---|\n")
	for _, c := range p.Clocks {
		binds, then := "the administration", "marked late"
		if c.Applicants {
			binds = "the applicant"
		}
		if c.Waits {
			binds = "nobody; it is waited out"
		}
		if c.Verb != "" {
			then = "`" + c.Verb + "`"
			if c.Instead != "" {
				then += ", where that is unlawful `" + c.Instead + "`"
			}
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s | %s |\n", c.Name, c.Title.ZH, cell(c.Rule), binds, then, cites([]string{c.Basis}))
	}
}

// String names what a verb must bring.
func (n Need) String() string {
	var parts []string
	for _, m := range []struct {
		need Need
		word string
	}{{NeedReason, "reason"}, {NeedBasis, "legal basis"}, {NeedApprover, "approver"}, {NeedNotice, "notice"}} {
		if n&m.need != 0 {
			parts = append(parts, m.word)
		}
	}
	return strings.Join(parts, ", ")
}

func words[T ~string](list []T, none string) string {
	if len(list) == 0 {
		return none
	}
	parts := make([]string, len(list))
	for i, w := range list {
		parts[i] = strings.ReplaceAll(string(w), "_", " ")
	}
	return strings.Join(parts, ", ")
}

func guardNames(guards []Guard) string {
	parts := make([]string, len(guards))
	for i, g := range guards {
		parts[i] = "`" + g.Name + "`"
	}
	return strings.Join(parts, ", ")
}

func effects(fx []Effect) string {
	parts := make([]string, len(fx))
	for i, e := range fx {
		parts[i] = string(e.Op) + " " + words(e.Clocks, "")
	}
	return strings.Join(parts, "; ")
}

// cites names articles by their id in the register of law.
func cites(ids []string) string {
	var parts []string
	for _, id := range ids {
		if id != "" {
			parts = append(parts, "law:"+id)
		}
	}
	return strings.Join(parts, ", ")
}

// cell keeps a sentence in its cell of a table.
func cell(s string) string { return strings.NewReplacer("|", "\\|", "\n", " ").Replace(s) }

// Uses lists for each article of the register what in the procedure rests on it.
func (p *Procedure) Uses(note func(basis string, what lang.Text)) {
	for _, t := range p.Transitions {
		for _, id := range t.Basis {
			note(id, t.Title)
		}
		for _, g := range p.GuardsOf(&t) {
			if g.Basis != "" {
				note(g.Basis, g.Says)
			}
		}
	}
	for _, c := range p.Clocks {
		if c.Basis != "" {
			note(c.Basis, c.Title)
		}
	}
}

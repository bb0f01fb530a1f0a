package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/pack"
	"banjie/internal/supervise"
)

func docCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "doc",
		Short: "Print the tables this program runs by, as Markdown （规则文档）",
		Long: `Prints what the program itself reads: a procedure with its states, verbs, guards and
clocks; who may do what; the register of law; the public holidays. The pages in doc/law
carry this output, and a test keeps them equal.`,
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "procedure NAME", Short: "A procedure: states, verbs, guards, clocks, diagram",
			Example: `  banjie doc procedure licensing`, Args: cobra.ExactArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error { return printed(cmd)(procedureDoc(args[0])) },
		},
		&cobra.Command{
			Use: "access", Short: "Who may do what, and how far", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return printed(cmd)(accessDoc(), nil) },
		},
		&cobra.Command{
			Use: "law", Short: "The register of law and what rests on it", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return printed(cmd)(lawDoc(), nil) },
		},
		&cobra.Command{
			Use: "cards", Short: "The rules by which cards of supervision open", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return printed(cmd)(generated(supervise.Markdown(), "cards"), nil)
			},
		},
		&cobra.Command{
			Use: "escalation", Short: "The rules by which a late limit is told of level by level", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return printed(cmd)(generated(supervise.EscalationMarkdown(), "escalation"), nil)
			},
		},
		&cobra.Command{
			Use: "holidays", Short: "Public holidays and make-up workdays, with their notices", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return printed(cmd)(calendar.Markdown(), nil) },
		},
	)
	return cmd
}

func printed(cmd *cobra.Command) func(string, error) error {
	return func(text string, err error) error {
		if err != nil {
			return err
		}
		_, err = fmt.Fprint(cmd.OutOrStdout(), text)
		return err
	}
}

// generated says where a page comes from.
func generated(page, command string) string {
	head, rest, _ := strings.Cut(page, "\n")
	return head + "\n\nThis page is printed by `banjie doc " + command + "`; a test keeps it equal.\n" + rest
}

// documented are all procedures as their tables stand, of no folder.
func documented() []*casework.Procedure {
	parts, err := packParts(pack.Host{})
	if err != nil {
		panic(err) // a mistake in a pack's tables, found by every test of this package
	}
	return procedures{packs: parts}.all()
}

func procedureDoc(name string) (string, error) {
	var names []string
	for _, p := range documented() {
		if p.Name == name {
			return generated(p.Markdown(), "procedure "+name), nil
		}
		names = append(names, p.Name)
	}
	return "", fault.New(fault.NotFound, "no_such_procedure",
		lang.Format("没有名为“%s”的程序。", "There is no procedure “%s”.", name),
		lang.Format("现有程序：%s。", "There are: %s.", strings.Join(names, ", ")))
}

func accessDoc() string {
	return generated("# Who may do what （权限）\n\n"+access.Markdown(), "access")
}

func lawDoc() string {
	uses := map[string][]lang.Text{}
	for _, p := range documented() {
		noteUses(p, uses)
	}
	return law.Markdown(uses)
}

func noteUses(p *casework.Procedure, uses map[string][]lang.Text) {
	seen := map[string]bool{}
	p.Uses(func(basis string, what lang.Text) {
		if key := basis + what.EN; !seen[key] {
			seen[key] = true
			uses[basis] = append(uses[basis], what)
		}
	})
}

// Command banjie is the whole platform in one binary: the service hall, its tools
// and its offline verifiers. Each subcommand has a file of its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// version is set when the program is built.
var version = "unreleased"

func main() { os.Exit(run()) }

// errReported is returned by a command that has already said on its output what was wrong.
var errReported = errors.New("reported")

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := &cobra.Command{
		Use:           "banjie",
		Version:       version,
		Short:         "Banjie, the open government-service platform that keeps its promises in public （办结，说到办到、办得公开的政务服务平台）",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(commands()...)
	politely(root)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if !errors.Is(err, errReported) {
		fmt.Fprintln(os.Stderr, "banjie:", explain(err))
	}
	return 1
}

// explain gives the sentence for the person at the terminal, both faces of a fault.
func explain(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return err.Error()
	}
	tag := lang.EN
	if l := os.Getenv("LANG"); len(l) > 1 && l[:2] == "zh" {
		tag = lang.ZH
	}
	s := f.Message.In(tag)
	remedy := f.Remedy
	if f.Code == "invalid_input" { // its usual remedy speaks of a form that keeps what was typed; a terminal keeps nothing
		if usual := fault.InvalidInput().Remedy; remedy == usual {
			remedy = lang.T("请改正上面的地方再试一次。", "Please correct the places named above and try again.")
		}
	}
	for _, p := range f.Fields {
		s += "\n  " + p.Path + ": " + p.Message.In(tag)
	}
	if cause := errors.Unwrap(f); cause != nil {
		s += "\n  (" + cause.Error() + ")"
	}
	if r := remedy.In(tag); r != "" {
		s += "\n" + r
	}
	return s
}

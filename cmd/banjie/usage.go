package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// politely makes every command under root refuse a wrong call in both languages, with the
// way to write it. It is the only place that knows what cobra and pflag say.
func politely(root *cobra.Command) {
	root.SetFlagErrorFunc(wrongFlag)
	var each func(*cobra.Command)
	each = func(cmd *cobra.Command) {
		if cmd.HasSubCommands() {
			for _, sub := range cmd.Commands() {
				each(sub)
			}
			if !cmd.Runnable() {
				cmd.Args, cmd.RunE = cobra.ArbitraryArgs, helpOrNoSuch
			}
			return
		}
		allowed := cmd.Args
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if allowed != nil && allowed(cmd, args) != nil {
				return wrongCall("wrong_arguments", lang.Format("“%[1]s”不能带 %[2]d 个参数。", "“%[1]s” cannot be called with %[2]d arguments.", cmd.CommandPath(), len(args)), cmd)
			}
			return flagsMissing(cmd)
		}
	}
	each(root)
}

// helpOrNoSuch is what a command that only groups others does.
func helpOrNoSuch(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return cmd.Help()
	}
	f := fault.New(fault.Invalid, "no_such_command",
		lang.Format("“%[1]s”没有子命令“%[2]s”。", "“%[1]s” has no command “%[2]s”.", cmd.CommandPath(), args[0]),
		lang.Format("全部子命令见：%s --help", "All its commands: %s --help", cmd.CommandPath()))
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		f.Remedy = lang.Format("是不是“%[1]s %[2]s”？全部子命令见：%[1]s --help", "Is it “%[1]s %[2]s”? All its commands: %[1]s --help", cmd.CommandPath(), near[0])
	}
	return f
}

// flagsMissing refuses a call without a flag that the command cannot do without.
func flagsMissing(cmd *cobra.Command) error {
	var missing []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if _, must := f.Annotations[cobra.BashCompOneRequiredFlag]; must && !f.Changed {
			missing = append(missing, "--"+f.Name)
		}
	})
	if len(missing) == 0 {
		return nil
	}
	return wrongCall("flag_missing", lang.Format("“%[1]s”还要写上 %[2]s。", "“%[1]s” also needs %[2]s.", cmd.CommandPath(), strings.Join(missing, " ")), cmd)
}

func wrongFlag(cmd *cobra.Command, err error) error {
	if errors.Is(err, pflag.ErrHelp) {
		return err
	}
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var bad *pflag.InvalidValueError
	message := lang.T("选项写法不对。", "A flag is not written as it should be.")
	switch {
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		message = lang.Format("“%[1]s”没有选项 %[2]s。", "“%[1]s” has no flag %[2]s.", cmd.CommandPath(), dashes(name)+name)
	case errors.As(err, &bare):
		name := bare.GetSpecifiedName()
		message = lang.Format("选项 %s 后面要写内容。", "The flag %s needs a value after it.", dashes(name)+name)
	case errors.As(err, &bad):
		message = lang.Format("选项 --%[1]s 不能是“%[2]s”，应为 %[3]s。", "The flag --%[1]s cannot be “%[2]s”; it takes: %[3]s.", bad.GetFlag().Name, bad.GetValue(), bad.GetFlag().Value.Type())
	}
	return wrongCall("wrong_flag", message, cmd)
}

// dashes go before a flag as it was written: one before a letter, two before a word.
func dashes(name string) string {
	if len(name) == 1 {
		return "-"
	}
	return "--"
}

func wrongCall(code string, message lang.Text, cmd *cobra.Command) *fault.Fault {
	return fault.New(fault.Invalid, code, message,
		lang.Format("写法：%[1]s；说明和例子见：%[2]s --help", "Write it like this: %[1]s. Explained by: %[2]s --help", cmd.UseLine(), cmd.CommandPath()))
}

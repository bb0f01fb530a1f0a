package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"banjie/internal/calendar"
	"banjie/internal/clock"
	"banjie/internal/datadir"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
)

func initCommand() *cobra.Command {
	var data string
	var in datadir.Instance
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Make a new data folder for real use （新建数据文件夹）",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := dataFolder(data)
			if err != nil {
				return err
			}
			if _, err := idnum.ParseDivision(in.Division, calendar.Builtin().DayOf(clock.System.Now())); err != nil || len(in.Division) != 6 {
				return fault.New(fault.Invalid, "division",
					lang.T("请用 --division 给出六位行政区划代码。", "Give the six-digit division code with --division."),
					lang.T("例如 --division 330182。", "For example --division 330182."))
			}
			if in.Database != "" && !strings.HasPrefix(in.Database, "postgres") {
				return fault.New(fault.Invalid, "database",
					lang.T("--database 只接受 postgres://… 地址；不填则用内置数据库。", "--database takes a postgres://… address; leave it out for the embedded database."), lang.Text{})
			}
			if _, err := datadir.Create(path, in); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s\n", path)
			return nil
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVar(&in.Division, "division", "", "six-digit division code (GB/T 2260)")
	cmd.Flags().StringVar(&in.Name, "name", "", "name of this instance in its ledger's origin; made up when empty")
	cmd.Flags().StringVar(&in.Database, "database", "", "postgres://… to use PostgreSQL instead of the embedded database")
	return cmd
}

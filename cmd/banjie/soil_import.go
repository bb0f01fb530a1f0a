package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/packs/foodchain"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/intake"
)

func soilImportCommand() *cobra.Command {
	var data, since string
	var dry, asJSON bool
	cmd := &cobra.Command{
		Use:   "import FILE…",
		Short: "Take plots, villages and reports of laboratories into the soil archive （录入土壤档案）",
		Long: `Takes files into the soil archive of the data folder, or has the server that owns it do so, by the
same rules as the pages at /work/soil:

  .geojson .json  plots: a FeatureCollection in degrees of CGCS2000 or WGS 84
  .zip            plots: a shapefile (.shp, .dbf, .prj) of the same
  .xlsx           a laboratory's report (sheets 报告 and 样品), or the list of villages (sheet 村); the
                  templates are on the desk of the archive

Fields of plots: code, use (paddy, other, orchard, rotation), village (12 digits), holder (person,
collective, entity), valid_from, parents, public, user (credit code of who works it), user_from; or the Chinese
names on the page. A plot without a first day begins on --since, or today.

One mistake and nothing of that file is entered: each is named by row and column with what to do.
What is in the archive already and the same is left out, so that the same file twice brings nothing new.
Plots that overlap others are named, and entered. Each file is one act on the ledger, one for each 2,000 plots.
The exit status is 1 when a file was refused; the others are entered.`,
		Example: "  BANJIE_DATA=data/hall banjie soil import villages.xlsx plots.geojson report.xlsx",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var first calendar.Day
			if since != "" {
				var err error
				if first, err = calendar.ParseDay(since); err != nil {
					return err
				}
			}
			wrong := false
			for _, name := range args {
				path, release, err := onDisk(cmd.InOrStdin(), name)
				if err != nil {
					return err
				}
				var got intake.Taken
				b := newBar(lang.T("录入地块", "Entering plots"))
				err = givePack(cmd.Context(), data, "soil-import", foodchain.SoilFile{Path: path, Since: first, Dry: dry}, &got, b.tell)
				b.end()
				release()
				if err != nil {
					return err
				}
				wrong = wrong || len(got.Mistakes) > 0
				if err := tellSoil(cmd.OutOrStdout(), name, got, dry, asJSON); err != nil {
					return err
				}
			}
			if wrong {
				return errReported
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVar(&since, "since", "", "first day of plots that name none, as 2026-01-01 (default today)")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be entered, and enter nothing")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write one JSON object for each file")
	return cmd
}

// tellSoil says what became of a file.
func tellSoil(w io.Writer, name string, got intake.Taken, dry, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(struct {
			File string `json:"file"`
			intake.Taken
			Dry bool `json:"dry_run,omitempty"`
		}{name, got, dry})
	}
	var b strings.Builder
	say := func(t lang.Text) { fmt.Fprintln(&b, filepath.Base(name)+": "+t.In(tongue())) }
	for _, m := range got.Mistakes {
		place := filepath.Base(name) + ":"
		if m.Row > 0 { // else it is of the file
			place += strconv.Itoa(m.Row)
		}
		if m.Column != "" {
			place += " " + m.Column
		}
		fmt.Fprintf(&b, "%s: %s\n  %s\n", place, m.Says.In(tongue()), m.Remedy.In(tongue()))
	}
	if n := len(got.Mistakes); n > 0 {
		say(lang.Format("有%d处要改，什么都没有录入。", "%d places need mending; nothing was entered.", n))
		_, err := io.WriteString(w, b.String())
		return err
	}
	for _, o := range got.Overlaps {
		say(o)
	}
	if len(got.Unnamed) > 0 {
		say(lang.T("村名册里没有："+strings.Join(got.Unnamed, "、"), "not in the list of villages: "+strings.Join(got.Unnamed, ", ")))
	}
	words := map[intake.Kind][2]lang.Text{
		intake.Plots:    {lang.T("录入了%d块地，%d块已有、相同", "%d plots entered, %d there already"), lang.T("会录入%d块地，%d块已有、相同", "%d plots would be entered, %d are there already")},
		intake.Report:   {lang.T("录入了%d个样品，%d份报告已有、相同", "%d samples entered, %d reports there already"), lang.T("会录入%d个样品，%d份报告已有、相同", "%d samples would be entered, %d reports are there already")},
		intake.Villages: {lang.T("录入了%d个村，%d个已有、相同", "%d villages entered, %d there already"), lang.T("会录入%d个村，%d个已有、相同", "%d villages would be entered, %d are there already")},
	}[got.Kind]
	said := words[0]
	if dry {
		said = words[1]
	}
	say(lang.Format(said.ZH, said.EN, got.New, got.Repeated))
	if got.Users > 0 {
		say(lang.Format("另外登记了%d块已有的地由谁在种", "besides, who works %d plots that were there", got.Users))
	}
	if len(got.Others) > 0 {
		say(soil.OthersWork(got.Others))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

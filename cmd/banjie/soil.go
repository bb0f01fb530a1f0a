package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/soil"
)

func soilCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "soil",
		Short: "Judge soil samples, take plots and reports into the archive （土壤判定、录入档案）",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(soilJudgeCommand(), soilImportCommand())
	return cmd
}

func soilJudgeCommand() *cobra.Command {
	var explain bool
	cmd := &cobra.Command{
		Use:   "judge [file…]",
		Short: "Judge soil samples by GB 15618-2018, for each line of JSON",
		Long: `Reads JSON lines {"use":…,"ph":…,"mg_per_kg":{"Cd":…}} from files or standard input and
writes each object with
  per_item  for each item: not_above_screening, above_screening, above_intervention,
            not_measured, not_decidable
  class     priority_protection, safe_use, strict_control, or undecided where nothing is
            above and a basic item is missing: the soil's half; the official class of a plot
            also weighs what the crop holds
  standard  the version of the standard
  selenium  where Se was measured: by a table of its own (DZ/T 0380-2021, not verified)
Uses: paddy, other, orchard, rotation (paddy and dry crops in turn: the stricter value).
Basic items: Cd, Hg, As, Pb, Cr, Cu, Ni, Zn; further: HCH_total, DDT_total, benzo_a_pyrene.
A value is a number in mg/kg, null for not measured, or "<0.01" for not detected at that limit.
A value at a limit is not above it; a pH at the end of a band belongs to the band below.

A line that is wrong gives {"error":{…}}; the rest goes on, and the exit status is 1.`,
		Example: `  echo '{"use":"paddy","ph":5.5,"mg_per_kg":{"Cd":0.3,"Hg":0.1,"As":8,"Pb":30,"Cr":60,"Cu":20,"Ni":25,"Zn":80}}' | banjie soil judge`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return eachLine(cmd, args, func(o *object) error { return addVerdict(o, explain) })
		},
	}
	cmd.Flags().BoolVar(&explain, "explain", false, "add the reasons in words")
	return cmd
}

func addVerdict(o *object, explain bool) error {
	f := fault.InvalidInput()
	f.Remedy = lang.T("请按下面的提示改正这一行。", "Correct this line at the places named.")
	s := soil.Sample{Use: soil.Use(readText(f, o, "use")), PH: readPH(f, o), Values: readValues(f, o)}
	if err := f.Or(); err != nil {
		return err
	}
	fresh(o, "per_item", "class", "standard", "selenium", "reasons", "error")
	v, err := soil.Judge(s)
	if err != nil {
		return err
	}
	rich, measured, err := soil.Rich(s)
	if err != nil {
		return err
	}
	o.set("per_item", v.PerItem)
	o.set("class", v.Class)
	o.set("standard", v.Standard)
	if measured {
		o.set("selenium", rich)
	}
	if explain {
		said := []string{}
		for _, r := range v.Reasons() {
			said = append(said, r.In(terminalLanguage()))
		}
		if measured {
			said = append(said, rich.Reason().In(terminalLanguage()))
		}
		o.set("reasons", said)
	}
	return nil
}

func readPH(f *fault.Fault, o *object) float64 {
	raw, ok := o.get("ph")
	if !ok {
		return 0 // what is not measured is refused by the domain
	}
	var ph float64
	if err := json.Unmarshal(raw, &ph); err != nil || ph == 0 {
		f.At("ph", lang.T("pH须是2至12之间的数，例如 6.2", "the pH is a number from 2 to 12, for example 6.2"))
		return 0
	}
	return ph
}

// readValues reads the items in their order; null is not measured.
func readValues(f *fault.Fault, o *object) (all []soil.Value) {
	raw, ok := o.get("mg_per_kg")
	if !ok {
		f.At("mg_per_kg", lang.T("缺少这一项", "it is missing"))
		return nil
	}
	items, err := parseObject(raw)
	if err != nil {
		f.At("mg_per_kg", fault.For(err).Message)
		return nil
	}
	for _, key := range items.keys {
		raw, given := items.get(key)
		if !given {
			if !soil.Item(key).Known() {
				all = append(all, soil.Value{Item: soil.Item(key)}) // the domain names it
			}
			continue
		}
		text := string(raw)
		if text[0] == '"' {
			if json.Unmarshal(raw, &text) != nil {
				text = "?"
			}
		}
		v, written, said := soil.ParseValue(soil.Item(key), text)
		if !said.IsZero() {
			f.At("mg_per_kg."+key, said)
		} else if written {
			all = append(all, v)
		}
	}
	return all
}

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

func itemCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "item",
		Short: "Check and convert service items in files （事项）",
		Args:  cobra.NoArgs,
	}
	cmd.AddCommand(itemLintCommand(), itemGapsCommand(), itemConvertCommand())
	return cmd
}

func itemLintCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "lint file…",
		Short: "Say what keeps items from being published",
		Long: `Reads items (.json, .jsonl, .xlsx, or a bare list .csv) and says of each what is
missing or refused: catch-all materials, empty limits, a promise longer than the
law's or shorter than a mandatory notice, rules and forms that do not work, lines of the
certificate that no answer gives.
Errors give exit status 1; warnings do not. Units are not checked here.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			types, err := ecert.NewRegistry(ecert.CoreTypes()...)
			if err != nil {
				return err
			}
			refused := false
			for _, name := range args {
				items, err := readItems(name)
				if err != nil {
					return err
				}
				for i, it := range items {
					findings := catalog.Linter{Calendar: calendar.Builtin(), Certificates: types}.Lint(it)
					refused = refused || len(catalog.Errors(findings)) > 0
					if err := printFindings(cmd.OutOrStdout(), name, i+1, it, findings, asJSON); err != nil {
						return err
					}
				}
			}
			if refused {
				return errReported
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write one JSON object an item")
	return cmd
}

func printFindings(w io.Writer, file string, n int, it catalog.Item, findings []catalog.Finding, asJSON bool) error {
	if asJSON {
		if findings == nil {
			findings = []catalog.Finding{}
		}
		return json.NewEncoder(w).Encode(map[string]any{"file": file, "item": n, "code": it.Code, "name": it.Name, "publishable": len(catalog.Errors(findings)) == 0, "findings": findings})
	}
	tag := terminalLanguage()
	summary := lang.Format("%d 处错误，%d 处提示", "errors: %d, warnings: %d", len(catalog.Errors(findings)), len(findings)-len(catalog.Errors(findings)))
	if _, err := fmt.Fprintf(w, "%s #%d %s: %s\n", file, n, it.Name.In(tag), summary.In(tag)); err != nil {
		return err
	}
	for _, f := range findings {
		if _, err := fmt.Fprintf(w, "  %-7s %s: %s %s\n", f.Severity, f.Path, f.Message.In(tag), f.Remedy.In(tag)); err != nil {
			return err
		}
	}
	return nil
}

func itemGapsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "gaps file.csv",
		Short: "Say per department what a bare list of items lacks before it can be published",
		Long: `Reads a bare list of items (CSV with a header row; UTF-8 or GB 18030) as drafts and
counts per department which fields are missing. Nothing is filled in. With --json
the answer also has, for every draft, what to add.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			drafts, err := readList(args[0])
			if err != nil {
				return err
			}
			report := catalog.Gaps(drafts, calendar.Builtin())
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(report)
			}
			return printGaps(cmd.OutOrStdout(), report)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the whole report as JSON")
	return cmd
}

func printGaps(w io.Writer, report catalog.GapReport) error {
	tag := terminalLanguage()
	var out strings.Builder
	fmt.Fprintln(&out, lang.Format("%d 个草稿，可以发布 %d 个", "drafts: %d, publishable: %d", report.Items, report.Publishable).In(tag))
	for _, d := range report.Departments {
		name := d.Department
		if name == "" {
			name = lang.T("（未写部门）", "(no department given)").In(tag)
		}
		fmt.Fprintf(&out, "\n%s: %s\n", name, lang.Format("%d 个草稿，可以发布 %d 个", "drafts: %d, publishable: %d", d.Items, d.Publishable).In(tag))
		for _, f := range d.Fields {
			fmt.Fprintf(&out, "  %5d  %s (%s)\n", f.Items, f.Name.In(tag), f.Field)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func itemConvertCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "convert in out",
		Short: "Convert items between .json, .jsonl, .xlsx; read bare lists from .csv",
		Long: `Reads items from one file and writes them to another; the format follows from the
name. JSON and XLSX carry the same content both ways. A bare list (.csv) becomes
drafts in which nothing is filled in. An existing file is replaced only when
everything went well.`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			items, err := readItems(args[0])
			if err != nil {
				return err
			}
			if err := writeItems(args[1], items); err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), lang.Format("已写出 %[1]d 个事项：%[2]s", "items written to %[2]s: %[1]d", len(items), args[1]).In(terminalLanguage()))
			return err
		},
	}
}

// readItems reads a file of items by the ending of its name.
func readItems(name string) ([]catalog.Item, error) {
	read := catalog.ImportJSON
	switch strings.ToLower(filepath.Ext(name)) {
	case ".json", ".jsonl", ".ndjson":
	case ".xlsx":
		read = catalog.ImportXLSX
	case ".csv", ".tsv":
		drafts, err := readList(name)
		items := make([]catalog.Item, len(drafts))
		for i, d := range drafts {
			items[i] = d.Item
		}
		return items, err
	default:
		return nil, unknownFormat(name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, cannotOpen(name, err)
	}
	defer f.Close()
	return read(f)
}

func readList(name string) ([]catalog.Imported, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, cannotOpen(name, err)
	}
	defer f.Close()
	return catalog.ImportList(f)
}

// writeItems writes beside the file and renames, so that a failure leaves what was there.
func writeItems(name string, items []catalog.Item) (err error) {
	write := catalog.ExportJSON
	switch strings.ToLower(filepath.Ext(name)) {
	case ".json":
	case ".jsonl", ".ndjson":
		write = func(w io.Writer, items []catalog.Item) error {
			for _, it := range items {
				if _, err := fmt.Fprintf(w, "%s\n", catalog.Canonical(it)); err != nil {
					return err
				}
			}
			return nil
		}
	case ".xlsx":
		write = catalog.ExportXLSX
	default:
		return unknownFormat(name)
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".banjie-*")
	if err != nil {
		return cannotOpen(name, err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := write(f, items); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

func unknownFormat(name string) error {
	return fault.New(fault.Invalid, "unknown_format", lang.Format("不能从文件名“%s”看出格式。", "The format cannot be told from the name %s.", name),
		lang.T("请使用 .json、.jsonl、.xlsx，读取清单可用 .csv。", "Use .json, .jsonl or .xlsx; bare lists are read from .csv."))
}

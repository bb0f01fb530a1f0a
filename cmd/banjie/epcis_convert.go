package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/render"
)

// epcisForms are the names of the forms on the command line.
var epcisForms = map[string]render.Form{"json": render.JSON, "xml": render.XML, "xml-1.2": render.XML12}

func epcisConvertCommand() *cobra.Command {
	var to string
	var links, urn bool
	cmd := &cobra.Command{
		Use:   "convert --to json|xml|xml-1.2 file|-",
		Short: "Write events in another form of EPCIS",
		Long: `Reads what "banjie epcis validate" reads and writes one EPCISDocument to standard output:
JSON-LD of EPCIS 2.0, XML of EPCIS 2.0, or XML of EPCIS 1.2. An event keeps its id by the
rules (banjie epcis hash --rules). creationDate is that of the document, or now.

JSON-LD leaves numbers and fields of your own as they were written. XML writes standard words
as Web URIs (as URNs in 1.2, or with --urn). --links writes EPC URNs as GS1 Digital Links.

An event that cannot be read, or that the form cannot say (an AssociationEvent or sensors in
EPCIS 1.2, a field whose name is no name in XML), is named on standard error and left out; the
rest is written, and the exit status is 1.`,
		Example: "  banjie epcis convert --to xml harvest.json > harvest.xml",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			form, known := epcisForms[to]
			if !known {
				return fault.New(fault.Invalid, "epcis_form", lang.Format("没有“%s”这种格式。", "There is no form %q.", to), lang.T("--to 可用 json、xml、xml-1.2。", "--to takes json, xml or xml-1.2."))
			}
			o := render.Options{Form: form, Links: links}
			if urn {
				o.Words = render.URN
			}
			return eachEPCIS(cmd, args, func(in io.ReadSeeker, name string, out *bufio.Writer) (bool, error) {
				return convertEPCIS(in, name, cmd.ErrOrStderr(), o, out)
			})
		},
	}
	cmd.Flags().StringVar(&to, "to", "json", "json, xml or xml-1.2")
	cmd.Flags().BoolVar(&links, "links", false, "EPC URNs as GS1 Digital Links")
	cmd.Flags().BoolVar(&urn, "urn", false, "standard words of XML as URNs")
	return cmd
}

func convertEPCIS(in io.ReadSeeker, name string, said io.Writer, o render.Options, out *bufio.Writer) (bool, error) {
	good := true
	tag := terminalLanguage()
	refuse := func(err error) error {
		var r *epcis.Refusal
		var f *fault.Fault
		switch {
		case errors.As(err, &r):
			for _, p := range r.Problems {
				writeProblem(said, name, r.Index, p, tag)
			}
		case errors.As(err, &f):
			fmt.Fprintf(said, "%s: %s\n  %s\n", name, f.Message.In(tag), f.Remedy.In(tag))
		default:
			return err
		}
		good = false
		return nil
	}
	r, err := epcis.Open(in, epcis.DefaultLimits)
	if err != nil {
		return false, refuse(err)
	}
	if o.Created = r.Document().CreationDate; o.Created.IsZero() {
		o.Created = clock.System.Now()
	}
	if o.Form == render.JSON {
		for e, err := range r.Events() {
			if err == nil {
				o.Prefixes = render.Share(o.Prefixes, e)
			}
		}
		if _, err := in.Seek(0, io.SeekStart); err != nil {
			return false, err
		}
		if r, err = epcis.Open(in, epcis.DefaultLimits); err != nil {
			return false, err
		}
	}
	w := render.New(out, o)
	for e, err := range r.Events() {
		if err == nil {
			err = w.Write(e)
		}
		if err != nil {
			err = refuse(err)
		}
		if err != nil {
			return false, err
		}
	}
	return good, w.Close()
}

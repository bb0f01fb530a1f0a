package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"banjie/internal/datadir"
	"banjie/internal/lang"
	"banjie/packs/foodchain"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/epcis"
)

func epcisCaptureCommand() *cobra.Command {
	var data string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "capture file|-",
		Short: "Take events of EPCIS into the data folder",
		Long: `Reads what "banjie epcis validate" reads and takes the events into the folder, or has the
server that owns it do so. Every event is checked first: when one is refused, none is taken.
A long file becomes several acts of ` + fmt.Sprint(capture.DefaultStep) + ` events, each with one ledger leaf over their ids; when it is cut
off, capture it again: an event that is there already counts once. Where the folder is not there
yet, or is empty, a plain one is made; a hall that serves people is made with "banjie init".`,
		Example: "  BANJIE_DATA=data/hall banjie epcis capture harvest.jsonl",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path, release, err := onDisk(cmd.InOrStdin(), args[0])
			if err != nil {
				return err
			}
			defer release()
			if err := traceFolder(cmd.ErrOrStderr(), data); err != nil {
				return err
			}
			var got capture.Taken
			b := newBar(lang.T("接收事件", "Taking events"))
			err = givePack(cmd.Context(), data, "epcis-capture", foodchain.CaptureFile{Path: path}, &got, b.tell)
			b.end()
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(got)
			}
			for _, d := range got.Doubts {
				d.Message = lang.T("提醒："+d.Message.ZH, "warning: "+d.Message.EN)
				writeProblem(cmd.ErrOrStderr(), args[0], d.Event-1, d.Problem, tongue())
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), lang.Format("接收了%[1]d个事件，其中%[2]d个是新的，%[3]d次登记。", "%[1]d events taken, %[2]d of them new, in %[3]d acts.", got.Events, got.New, len(got.Captures)).In(tongue()))
			return err
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the result as JSON: events, new, captures, warnings")
	return cmd
}

// traceDivision is the division of a folder made on the way: events carry their own places, so it
// says nothing of them.
const traceDivision = "330000"

// traceFolder makes the folder of a flag where there is none, so that whoever only wants to trace
// need not set up a hall.
func traceFolder(w io.Writer, flag string) error {
	path, err := dataFolder(flag)
	if err != nil {
		return err
	}
	if there, err := os.ReadDir(path); err == nil && len(there) > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil // whatever is wrong with it, opening it says so
	}
	if _, err := datadir.Create(path, datadir.Instance{Division: traceDivision}); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, lang.Format("新建了数据文件夹 %s，只用来追溯；办事的请用 banjie init 建。", "Made a new data folder %s, good for tracing; make one for a hall with banjie init.", path).In(tongue()))
	return err
}

// onDisk gives the absolute path of a file that another process may open; standard input becomes
// a file of its own until release.
func onDisk(stdin io.Reader, name string) (path string, release func(), err error) {
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return "", nil, cannotOpen(name, err)
		}
		f.Close()
		path, err = filepath.Abs(name)
		return path, func() {}, err
	}
	in, err := epcis.Spool(stdin, epcis.DefaultLimits)
	if err != nil {
		return "", nil, err
	}
	f, err := os.CreateTemp("", "banjie-capture-")
	if err != nil {
		return "", nil, err
	}
	release = func() { os.Remove(f.Name()) }
	if _, err := io.Copy(f, in); err != nil {
		release()
		return "", nil, err
	}
	if err := f.Close(); err != nil {
		release()
		return "", nil, err
	}
	return f.Name(), release, nil
}

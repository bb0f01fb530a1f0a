package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/casework"
	"banjie/internal/control"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// erasuresFile lists what was erased, one line of JSON each, so that an older copy of the
// database that is restored can be brought to the same state. It holds no personal data.
const erasuresFile = "erasures"

// erasure is one line of that file.
type erasure struct {
	Division  string    `json:"division"`
	Case      string    `json:"case"`
	At        time.Time `json:"at"`
	Reason    string    `json:"reason"`
	Basis     []string  `json:"basis"`
	OrderedBy string    `json:"ordered_by,omitempty"`
	Unit      string    `json:"unit,omitempty"`
}

// eraseOrder deletes the personal data of one case.
type eraseOrder struct {
	Case      string   `json:"case"` // number, short number or id
	Reason    string   `json:"reason"`
	Basis     []string `json:"basis"`
	OrderedBy string   `json:"ordered_by,omitempty"`
	Unit      string   `json:"unit,omitempty"` // of who ordered it; given where it is done again
	Again     bool     `json:"again,omitempty"`

	verb string // of a procedure of its own, "" for erase; whoever sets it knows who orders
}

// erased is the answer.
type erased struct {
	Number string `json:"number"`
	Leaf   int64  `json:"leaf"`
	Halves int    `json:"halves"` // private halves deleted
	Files  int    `json:"files"`  // files deleted
	Kept   int    `json:"kept"`   // files that another case names too
}

func eraseCommand() *cobra.Command {
	var data string
	var yes bool
	o := &eraseOrder{}
	cmd := &cobra.Command{
		Use:   "erase CASE",
		Short: "Delete the personal data of a case for good （删除一个办件的个人信息）",
		Long: `Deletes what a case holds about persons: applicant, agent, form, reasons, messages, files,
and the key with which their hashes were salted. This cannot be undone. Whether the law
demands it is decided before; the command records reason, articles and who ordered it as an
act of the case, which its timeline shows. A case that still runs is refused: end it first.
On a terminal the command asks once more; a script says --yes. Everything else stays: what was done when by which office, every receipt
that was given, the ledger. A certificate that was issued is a document of its own and stays.

Copies of the database made before still hold the data. "banjie restore" repeats every
erasure that the file "erasures" of the data folder lists.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Case = args[0]
			dir, err := openFolder(data)
			if err != nil {
				return err
			}
			if !yes {
				if err := confirmed(cmd, o.Case); err != nil {
					return err
				}
			}
			var got erased
			if err := withFolder(cmd.Context(), dir, "erase", o, &got, nil, time.Time{}); err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), lang.Format("办件 %[1]s 的个人信息已删除：%[2]d 份内容、%[3]d 个文件（账本第 %[4]d 条）。",
				"The personal data of case %[1]s were deleted: %[2]d parts, %[3]d files (record %[4]d of the ledger).", got.Number, got.Halves, got.Files, got.Leaf).In(tongue()))
			if got.Kept > 0 {
				fmt.Fprintln(cmd.OutOrStdout(), lang.Format("有 %d 个文件别的办件也在用，没有删除。", "%d files were kept because another case names them.", got.Kept).In(tongue()))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVar(&o.Reason, "reason", "", "why, without names: it is kept for ever")
	cmd.Flags().StringArrayVar(&o.Basis, "basis", nil, "article it rests on, an id of the register of law; may be repeated")
	cmd.Flags().StringVar(&o.OrderedBy, "by", "", "id of the officer or unit that ordered it, as in the directory")
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask; for scripts")
	cmd.MarkFlagRequired("by")
	cmd.MarkFlagRequired("reason")
	cmd.MarkFlagRequired("basis")
	return cmd
}

// confirmed asks the person at the terminal to write the case once more.
func confirmed(cmd *cobra.Command, name string) error {
	if !isTerminal(os.Stdin) {
		return fault.New(fault.Invalid, "not_confirmed",
			lang.Format("没有删除办件 %s 的个人信息：删除不能撤销，要有人确认。", "The personal data of case %s were not erased: it cannot be undone, so somebody has to confirm it.", name),
			lang.T("请在终端里运行；脚本里请加 --yes。", "Run it on a terminal; in a script add --yes."))
	}
	fmt.Fprint(cmd.ErrOrStderr(), lang.Format("将永久删除办件 %s 的个人信息，不能撤销。确认请再输入一次这个编号：", "The personal data of case %s will be deleted for good. To confirm, type that number again: ", name).In(tongue()))
	typed, err := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if strings.TrimSpace(typed) != name {
		return fault.New(fault.Invalid, "not_confirmed",
			lang.T("编号不一致，什么也没有删除。", "The number differs; nothing was deleted."),
			lang.T("请核对编号后重来。", "Check the number and begin again."))
	}
	return nil
}

// orderedBy gives the unit of who ordered an erasure: an officer in office, or a unit.
func (h *hall) orderedBy(id string) (unit string, err error) {
	d, today := h.org.Load(), h.calendar.Load().DayOf(h.clock.Now())
	if o, ok := d.Officer(id); ok && o.Active(today) {
		return o.Unit, nil
	}
	if u, ok := d.Unit(id); ok {
		return u.ID, nil
	}
	return "", fault.New(fault.Invalid, "unknown_orderer",
		lang.Format("机构人员里没有在任的“%s”。", "The directory has no officer in office and no unit “%s”.", id),
		lang.T("请用 --by 写机构人员页上的人员编号或部门编号。", "Give with --by the id of an officer or a unit as on the page of units and staff."))
}

// find gives the case meant by a number, a short number or an id.
func (h *hall) find(ctx context.Context, s string) (casework.Key, error) {
	key, err := h.cases.ByNumber(ctx, h.division, s)
	if fault.KindOf(err) == fault.NotFound {
		key, err = h.cases.ByShortNumber(ctx, h.division, s)
	}
	if fault.KindOf(err) != fault.NotFound {
		return key, err
	}
	id, perr := casework.ParseID(s)
	if perr != nil {
		return key, err
	}
	return casework.Key{Division: h.division, ID: id}, nil
}

// erasing keeps two erasures from writing their list at once.
var erasing sync.Mutex

func (o *eraseOrder) carryOut(ctx context.Context, h *hall, _ control.Progress) (any, error) {
	erasing.Lock()
	defer erasing.Unlock()
	key, err := h.find(ctx, o.Case)
	if err != nil {
		return nil, err
	}
	if !o.Again && o.verb == "" {
		if o.Unit, err = h.orderedBy(o.OrderedBy); err != nil {
			return nil, err
		}
	}
	before, _, err := h.engine.Load(ctx, key)
	if err != nil {
		return nil, err
	}
	// The list comes first: should the machine stop in between, an older copy that is restored
	// is brought to what was ordered, never the other way.
	line := erasure{Division: h.division, Case: key.ID.String(), At: h.clock.Now(), Reason: o.Reason, Basis: o.Basis, OrderedBy: o.OrderedBy, Unit: o.Unit}
	listed, err := h.listErasure(line)
	if err != nil {
		return nil, err
	}
	out, err := h.engine.Do(ctx, casework.Command{Actor: h.system(), Case: key.ID, Verb: cmp.Or(o.verb, "erase"), Reason: o.Reason, Basis: o.Basis,
		Input: &casework.EraseInput{OrderedBy: o.OrderedBy, Unit: o.Unit, Again: o.Again}})
	if f, _ := fault.As(err); err != nil && listed && (f == nil || f.Code != "nothing_to_erase") {
		return nil, errors.Join(err, h.unlistErasure(line))
	}
	if err != nil {
		return nil, err
	}
	last := out.Events[len(out.Events)-1]
	got := erased{Number: before.Number, Leaf: last.N}
	var files []string
	for _, e := range before.Events {
		if e.RawPriv != nil {
			got.Halves++
		}
		for _, f := range e.Private.Files {
			if !slices.Contains(files, f.Hash) {
				files = append(files, f.Hash)
			}
		}
	}
	for _, hash := range files {
		named, err := h.namesFile(ctx, hash)
		if err != nil {
			return nil, err
		}
		if named {
			got.Kept++
			continue
		}
		if err := h.files.Remove(hash); err != nil {
			h.log.Warn("a file of an erased case is still there; it is removed within a day", "error", err)
			continue // nothing names it any more: the hourly sweep takes it away
		}
		got.Files++
	}
	return got, nil
}

func (e erasure) of(other erasure) bool { return e.Division == other.Division && e.Case == other.Case }

// listErasure adds a line to the list, once a case, and says whether it did.
func (h *hall) listErasure(line erasure) (added bool, err error) {
	have, err := h.erasures()
	if err != nil || slices.ContainsFunc(have, line.of) {
		return false, err
	}
	return true, h.writeErasures(append(have, line))
}

// unlistErasure takes a line away again: what was ordered was not carried out.
func (h *hall) unlistErasure(line erasure) error {
	have, err := h.erasures()
	if err != nil {
		return err
	}
	return h.writeErasures(slices.DeleteFunc(have, line.of))
}

func (h *hall) erasures() ([]erasure, error) {
	raw, err := os.ReadFile(filepath.Join(h.dir.Path, erasuresFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return readErasures(bytes.NewReader(raw))
}

func (h *hall) writeErasures(list []erasure) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	for _, e := range list {
		if err := enc.Encode(e); err != nil {
			return err
		}
	}
	return h.dir.WriteFile(erasuresFile, text.Bytes(), 0o600)
}

func readErasures(r io.Reader) ([]erasure, error) {
	var all []erasure
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		var e erasure
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, fault.New(fault.Invalid, "bad_erasures",
				lang.Format("删除清单第 %d 行读不懂。", "Line %d of the list of erasures cannot be read.", n),
				lang.T("请换用完整的清单。", "Please use a complete list.")).With(err)
		}
		all = append(all, e)
	}
	return all, lines.Err()
}

// eraseAgain repeats on a restored database what had been erased. It gives how many cases
// it erased; a case that the copy does not have, or has erased, is passed over.
func (h *hall) eraseAgain(ctx context.Context, list []erasure) (n int, err error) {
	for _, e := range list {
		if e.Division != h.division {
			continue
		}
		o := &eraseOrder{Case: e.Case, Reason: e.Reason, Basis: e.Basis, OrderedBy: e.OrderedBy, Unit: e.Unit, Again: true}
		_, err := o.carryOut(ctx, h, nil)
		switch f, _ := fault.As(err); {
		case err == nil:
			n++
		case f != nil && (f.Kind == fault.NotFound || f.Code == "nothing_to_erase"):
			if _, err := h.listErasure(e); err != nil {
				return n, err
			}
		default:
			return n, fmt.Errorf("erase %s again: %w", e.Case, err)
		}
	}
	return n, nil
}

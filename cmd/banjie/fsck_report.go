package main

import (
	"encoding/json"
	"fmt"
	"io"

	"banjie/internal/lang"
)

// problem is one thing that fsck found wrong, with the event it concerns.
type problem struct {
	Code     string    `json:"code"`
	Division string    `json:"division"`
	Leaf     *int64    `json:"leaf,omitempty"`   // number in the ledger
	Case     string    `json:"case,omitempty"`   // id
	Number   string    `json:"number,omitempty"` // case number
	Seq      int64     `json:"event,omitempty"`  // number of the event in its case
	Kind     string    `json:"kind,omitempty"`   // of the event
	Text     lang.Text `json:"text"`
}

// checked is what fsck did, and what it found.
type checked struct {
	Leaves    int64     `json:"leaves"`
	Nodes     int64     `json:"nodes"`
	Heads     int64     `json:"heads"`
	Cases     int64     `json:"cases"`
	Events    int64     `json:"events"`
	Files     int64     `json:"files"`
	Imported  int64     `json:"imported"`            // cases recorded elsewhere
	Carried   int64     `json:"carried"`             // events of theirs whose instant lies over a day before or after their record
	Erased    int64     `json:"erased"`              // cases whose personal data were erased
	Unchecked int64     `json:"unchecked"`           // of these, with certificates that cannot be made again
	Uncounted bool      `json:"uncounted,omitempty"` // acts were written meanwhile, so the counters were not compared
	Root      string    `json:"root,omitempty"`      // as computed
	Published *int64    `json:"published"`           // size of the published checkpoint, null where none was
	Total     int64     `json:"problems_total"`
	Problems  []problem `json:"problems"`         // the first 1000
	Partly    bool      `json:"partly,omitempty"` // --ledger: no case was folded again
}

func (r checked) write(w io.Writer, asJSON bool, tag lang.Tag) error {
	if asJSON {
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(r)
	}
	for _, p := range r.Problems {
		if _, err := fmt.Fprintln(w, p.line(tag)); err != nil {
			return err
		}
	}
	sum := lang.Format("账本 %[1]d 条、节点 %[2]d 个、账本头 %[3]d 个；办件 %[4]d 件（其中他处登记 %[5]d 件），文件 %[6]d 个。",
		"In the ledger: records %[1]d, nodes %[2]d, heads %[3]d. Cases: %[4]d, of them recorded elsewhere %[5]d. Files: %[6]d.", r.Leaves, r.Nodes, r.Heads, r.Cases, r.Imported, r.Files)
	end := lang.T("全部一致。", "Everything is as it was written.")
	if r.Total > 0 {
		end = lang.Format("发现 %d 处问题。", "Problems found: %d.", r.Total)
	}
	if r.Uncounted {
		end.ZH += "核对时有新的办理，计数没有核对；请在停服后再核对一次。"
		end.EN += " Acts were written meanwhile, so the counters were not compared; check again while nobody writes."
	}
	_, err := fmt.Fprintf(w, "%s\n%s\n", sum.In(tag), end.In(tag))
	return err
}

// line is a problem for a person: which event, then what is wrong with it.
func (p problem) line(tag lang.Tag) string {
	at := lang.T("区划 "+p.Division, "division "+p.Division)
	join := func(t lang.Text) { at = lang.T(at.ZH+"，"+t.ZH, at.EN+", "+t.EN) }
	if p.Leaf != nil {
		join(lang.Format("账本第 %d 条", "record %d", *p.Leaf))
	}
	switch {
	case p.Number != "":
		join(lang.T("办件 "+p.Number, "case "+p.Number))
	case p.Case != "":
		join(lang.T("办件 "+p.Case, "case "+p.Case))
	}
	switch {
	case p.Seq > 0 && p.Case != "":
		join(lang.Format("事件 %[1]d（%[2]s）", "event %[1]d (%[2]s)", p.Seq, p.Kind))
	case p.Kind != "" && p.Seq == 0:
		join(lang.T("最近的事件 "+p.Kind, "last event "+p.Kind))
	case p.Kind != "":
		join(lang.T("事件 "+p.Kind, "event "+p.Kind))
	}
	return lang.T(at.ZH+"："+p.Text.ZH, at.EN+": "+p.Text.EN).In(tag)
}

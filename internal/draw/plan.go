package draw

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Plan is what the office writes down to announce a draw. It holds names and is never published.
type Plan struct {
	Draw       string      `json:"draw"` // name of the draw
	Purpose    string      `json:"purpose"`
	Take       int         `json:"take"`
	Sources    []Source    `json:"sources"`
	Spare      Source      `json:"spare"`
	Parties    []Party     `json:"parties"`
	Classes    []Class     `json:"classes"`
	Candidates []PlanEntry `json:"candidates"`
}

// PlanEntry is one candidate by name.
type PlanEntry struct {
	Name  string `json:"name"`
	Class string `json:"class"`
}

// ParsePlan reads a plan. Unknown keys are refused.
func ParsePlan(raw []byte) (Plan, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	var p Plan
	if err := d.Decode(&p); err != nil || d.More() {
		return p, fault.New(fault.Invalid, "bad_plan",
			lang.T("抽取方案读不懂。", "The plan of the draw cannot be read."),
			lang.T("请照kit/draw/plan.json的样子写。", "Write it after the example kit/draw/plan.json.")).With(err)
	}
	return p, nil
}

// Announce makes the announcement of a plan, with a fresh salt for every name from random, and
// the names that open it. The names stay with the office.
func (p Plan) Announce(random io.Reader) (Announcement, []Name, error) {
	a := Announcement{Name: p.Draw, Purpose: p.Purpose, Take: p.Take, Sources: slices.Clone(p.Sources), Spare: p.Spare, Parties: p.Parties, Classes: slices.Clone(p.Classes)}
	for i := range a.Sources {
		a.Sources[i].At = a.Sources[i].At.UTC()
	}
	a.Spare.At = a.Spare.At.UTC()
	slices.SortFunc(a.Classes, func(x, y Class) int { return bytes.Compare([]byte(x.Code), []byte(y.Code)) })
	names := make([]Name, len(p.Candidates))
	a.List = make([]Entry, len(p.Candidates))
	for i, c := range p.Candidates {
		if !plainWords(c.Name) {
			return a, nil, fault.New(fault.Invalid, "bad_name", lang.Format("名单第%d个的名称是空的，或者不是一行文字。", "The name of candidate %d is empty or not one line of text.", i+1),
				lang.T("请改正方案后再公告。", "Correct the plan and announce again."))
		}
		n := Name{Name: c.Name}
		if _, err := io.ReadFull(random, n.Salt[:]); err != nil {
			return a, nil, err
		}
		n.ID = Candidate(n.Salt, n.Name)
		names[i], a.List[i] = n, Entry{ID: n.ID, Class: c.Class}
	}
	slices.SortFunc(a.List, func(x, y Entry) int { return bytes.Compare(x.ID[:], y.ID[:]) })
	slices.SortFunc(names, func(x, y Name) int { return bytes.Compare(x.ID[:], y.ID[:]) })
	if err := CheckNames(a, names, true); err != nil {
		return a, nil, err
	}
	return a, names, a.Check()
}

// ParseNames reads the file of names.
func ParseNames(raw []byte) ([]Name, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	names := []Name{}
	if err := d.Decode(&names); err != nil || d.More() {
		return nil, fault.New(fault.Invalid, "bad_names", lang.T("名字文件读不懂。", "The file of names cannot be read."),
			lang.T("请用公告时写出的那份名字文件。", "Use the file of names that was written with the announcement.")).With(err)
	}
	return names, nil
}

// Open publishes the names of those taken, and of those replaced, from the office's list.
func (f *File) Open(names []Name) error {
	a, err := f.open()
	if err != nil {
		return err
	}
	if err := CheckNames(a, names, true); err != nil {
		return err
	}
	of := make(map[Hash]Name, len(names))
	for _, n := range names {
		of[n.ID] = n
	}
	f.Opened = nil
	for _, r := range f.Replaced {
		f.Opened = append(f.Opened, of[r.ID])
	}
	for _, id := range f.Taken {
		f.Opened = append(f.Opened, of[id])
	}
	return nil
}

// NewValue makes the secret value of a party.
func NewValue(random io.Reader) (h Hash, err error) {
	_, err = io.ReadFull(random, h[:])
	return h, err
}

// Facts are what the act on the ledger says beside the hash.
type Facts struct {
	Draw       string    `json:"draw"`
	Hash       Hash      `json:"hash"`
	Purpose    string    `json:"purpose,omitempty"`
	Candidates int       `json:"candidates,omitempty"`
	Take       int       `json:"take,omitempty"`
	Known      time.Time `json:"known,omitzero"` // when the first source becomes known
}

// Facts are what the ledger says of the announcement.
func (a Announcement) Facts() Facts {
	return Facts{Draw: a.Name, Hash: a.Hash(), Purpose: a.Purpose, Candidates: len(a.List), Take: a.Take, Known: a.FirstKnown()}
}

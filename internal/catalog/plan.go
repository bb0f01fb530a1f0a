package catalog

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// RunningCase is an open case of the item, as the plan needs to know it.
type RunningCase struct {
	Number  string `json:"number"`  // case number, for people
	Version int    `json:"version"` // item version frozen at receipt
	State   string `json:"state"`
}

// CaseEffect says what a change means for one running case. Every case stays on the
// version it was received under; moving it is an act of its own with a legal basis.
type CaseEffect struct {
	Case    RunningCase `json:"case"`
	MayMove bool        `json:"may_move"`
	Why     lang.Text   `json:"why"`
}

// Counts sums a plan up.
type Counts struct {
	Cases    int            `json:"cases"`     // running cases of the item
	MayMove  int            `json:"may_move"`  // could be moved by an act with a legal basis
	MustStay int            `json:"must_stay"` // may not be moved
	ByState  map[string]int `json:"by_state,omitempty"`
	Stricter int            `json:"stricter"` // changes of this weight
}

// Plan is the dry run of publishing a new version.
type Plan struct {
	Code    string       `json:"code"`
	From    int          `json:"from"` // version in force, 0: none
	To      int          `json:"to"`
	Changes []Change     `json:"changes"`
	Cases   []CaseEffect `json:"cases"`
	Counts  Counts       `json:"counts"`
	Hash    string       `json:"hash"` // of everything the plan was made from
}

// PlanChange says what publishing new over old would touch. running are the open
// cases of the item, in any order.
func PlanChange(old, new Item, running []RunningCase) Plan {
	running = slices.SortedFunc(slices.Values(running), func(a, b RunningCase) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Version, b.Version), cmp.Compare(a.State, b.State))
	})
	p := Plan{Code: new.Code, From: old.Version, To: old.Version + 1, Changes: Diff(old, new)}
	for _, c := range p.Changes {
		if c.Weight == Stricter {
			p.Counts.Stricter++
		}
	}
	p.Counts.ByState = map[string]int{}
	for _, c := range running {
		e := p.effect(c)
		p.Cases = append(p.Cases, e)
		p.Counts.Cases++
		p.Counts.ByState[c.State]++
		if e.MayMove {
			p.Counts.MayMove++
		} else {
			p.Counts.MustStay++
		}
	}
	p.Hash = planHash(old, new, running)
	return p
}

func (p Plan) effect(c RunningCase) CaseEffect {
	switch {
	case c.Version != p.From:
		return CaseEffect{c, false, lang.Format("按收件时的第 %d 版办理；与现行版本不同，不能直接转到新版本。", "Stays on version %d, under which it was received; that is not the version in force, so it cannot simply move.", c.Version)}
	case p.Counts.Stricter > 0:
		return CaseEffect{c, false, lang.Format("按收件时的第 %d 版办理；新版本有更严的要求，不得适用于已收件的案件。", "Stays on version %d, under which it was received; the new version asks more and may not be applied to it.", c.Version)}
	}
	return CaseEffect{c, true, lang.Format("按收件时的第 %d 版办理；如需改用新版本，须写明法律依据并通知申请人。", "Stays on version %d, under which it was received; moving it needs a legal basis and a notice to the applicant.", c.Version)}
}

func planHash(old, new Item, running []RunningCase) string {
	h := sha256.New()
	for _, part := range [][]byte{Canonical(old), Canonical(new)} {
		h.Write(part)
		h.Write([]byte{0})
	}
	list, _ := json.Marshal(running) // strings and numbers only
	h.Write(list)
	return hex.EncodeToString(h.Sum(nil))
}

// Confirm refuses when what the person agreed to is no longer what would happen:
// seen is the hash of the plan shown, p the plan made again just before applying it.
func (p Plan) Confirm(seen string) error {
	if seen == p.Hash {
		return nil
	}
	return fault.New(fault.Conflict, "plan_moved",
		lang.T("在您确认期间，事项或在办案件有了变化，没有发布。", "The item or its running cases changed while you were looking; nothing was published."),
		lang.T("请重新查看影响范围后再确认。", "Please look at the new plan and confirm again."))
}

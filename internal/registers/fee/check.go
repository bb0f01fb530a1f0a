package fee

import (
	"cmp"
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
)

// Outcome of a check.
type Outcome string

const (
	Lawful    Outcome = "lawful"
	TooMuch   Outcome = "too_much"
	NotListed Outcome = "not_listed"
	NotThen   Outcome = "not_lawful_that_day"
	NotTheirs Outcome = "not_theirs" // on the list, but not for whoever collected
)

// Outside is whoever collects and is no unit of the administration: an association, an
// intermediary, a person.
const Outside = "outside"

// Asked is what a payer says: what for, when, how much, to whom.
type Asked struct {
	Fee      string       `json:"fee,omitempty"` // id; "": not among those found
	On       calendar.Day `json:"on"`
	Quantity Decimal      `json:"quantity,omitempty"`
	Paid     Fen          `json:"paid"`
	To       string       `json:"to,omitempty"` // id of a unit, [Outside], or "" where the payer does not say
}

// Verdict is the answer, with its calculation. Of whoever paid it holds nothing.
type Verdict struct {
	Outcome Outcome `json:"outcome"`
	Fee     *Fee    `json:"fee,omitempty"` // version of the day; for [NotThen] the nearest one
	Most    Fen     `json:"most"`          // what could lawfully be charged
	Over    Fen     `json:"over"`          // what was too much
	Lines   []Line  `json:"lines"`
}

// Register is every version of every fee, in any order.
type Register []Fee

// Of gives the versions of a fee, oldest first.
func (r Register) Of(id string) []Fee {
	var all []Fee
	for _, f := range r {
		if f.ID == id {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b Fee) int { return cmp.Compare(a.Version, b.Version) })
	return all
}

// On gives the version that governs a day: the highest that had begun. Whether it still allowed
// charging then says [Fee.ValidOn].
func (r Register) On(id string, d calendar.Day) (Fee, bool) {
	all := r.Of(id)
	for _, f := range slices.Backward(all) {
		if f.From <= d {
			return f, true
		}
	}
	return Fee{}, false
}

// Newest gives the last published version of each fee, by collector and name.
func (r Register) Newest() []Fee {
	newest := map[string]Fee{}
	for _, f := range r {
		if f.Version > newest[f.ID].Version {
			newest[f.ID] = f
		}
	}
	all := make([]Fee, 0, len(newest))
	for _, f := range newest {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b Fee) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Name.ZH, b.Name.ZH), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// Today gives what may be charged on a day, by collector and name.
func (r Register) Today(d calendar.Day) (all []Fee) {
	for _, f := range r.Newest() {
		if now, ok := r.On(f.ID, d); ok && now.ValidOn(d) {
			all = append(all, now)
		}
	}
	return all
}

// Check answers whether what was paid was lawful. It depends on the register and the question
// alone.
func (r Register) Check(a Asked) Verdict {
	versions := r.Of(a.Fee)
	if len(versions) == 0 {
		return Verdict{Outcome: NotListed, Over: a.Paid, Lines: []Line{}}
	}
	f, ok := r.On(a.Fee, a.On)
	if !ok {
		return Verdict{Outcome: NotThen, Fee: &versions[0], Over: a.Paid, Lines: []Line{}}
	}
	if !f.ValidOn(a.On) {
		return Verdict{Outcome: NotThen, Fee: &f, Over: a.Paid, Lines: []Line{}}
	}
	if a.To != "" && (f.Unit != a.To) && !(f.Unit == "" && a.To == Outside) {
		return Verdict{Outcome: NotTheirs, Fee: &f, Over: a.Paid, Lines: []Line{}}
	}
	v := Verdict{Outcome: Lawful, Fee: &f}
	v.Most, v.Lines = f.Rate.Reckon(a.Quantity)
	if a.Paid > v.Most {
		v.Outcome, v.Over = TooMuch, a.Paid-v.Most
	}
	return v
}

// Find gives at most n fees, newest versions, by people's own words, best first.
func (r Register) Find(question string, n int) []Fee {
	newest := r.Newest()
	items := make([]catalog.Item, len(newest))
	for i, f := range newest {
		items[i] = catalog.Item{Code: f.ID, Name: f.Name, Keywords: f.Words, Summary: f.Payer}
	}
	var found []Fee
	for _, h := range catalog.Search(items, question, n) {
		found = append(found, newest[slices.IndexFunc(newest, func(f Fee) bool { return f.ID == h.Item.Code })])
	}
	return found
}

package accountability

import (
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/casework"
)

// Fact is what a file rests on: the event of a case, whose leaf the ledger proves. Its words
// stand in the private half of the opening, under its place: fact.1, fact.2, …
type Fact struct {
	Case   casework.ID `json:"case,omitempty"`
	Number string      `json:"number,omitempty"` // "": the fact rests on a paper
	Seq    int64       `json:"seq,omitempty"`
	Leaf   int64       `json:"leaf,omitempty"`
}

// Lead is what a file is about.
type Lead struct {
	Officer  string   `json:"officer"`
	Of       string   `json:"of"` // the officer's unit on the day of opening
	Source   string   `json:"source"`
	Number   string   `json:"number"`         // of the case it comes from
	Card     string   `json:"card,omitempty"` // of a card
	Facts    []Fact   `json:"facts"`
	Papers   int      `json:"papers,omitempty"`
	Deciders []string `json:"deciders,omitempty"` // who decided on the complaint: they decide nothing here
}

// Recusal 回避 of somebody from a file, declared by that person or asked for by the officer.
type Recusal struct {
	Who    string `json:"who"`
	Asked  bool   `json:"asked,omitempty"`
	Answer string `json:"answer,omitempty"` // of a request: granted, refused; "" while it waits
	Head   bool   `json:"head,omitempty"`   // who withdrew heads the centre
}

// Out says that the person takes no part any more.
func (r Recusal) Out() bool { return !r.Asked || r.Answer == "granted" }

// Ending is how a file is to end.
type Ending struct {
	Kind      string   `json:"kind"`
	Cause     string   `json:"cause,omitempty"` // "" where nothing was found
	Measure   string   `json:"measure,omitempty"`
	Months    int      `json:"months,omitempty"`
	Proposals []string `json:"proposals,omitempty"`
	Exemption string   `json:"exemption,omitempty"`
	Mend      string   `json:"mend,omitempty"` // unit that is to mend
	By        string   `json:"by"`             // who proposed it
	Approved  string   `json:"approved,omitempty"`
}

// Service is how the decision reached the officer.
type Service struct {
	On     calendar.Day `json:"on"`
	How    string       `json:"how"`
	Signed string       `json:"signed"`
}

// Appeal of the officer.
type Appeal struct {
	By     string `json:"by,omitempty"` // who decided on it
	Upheld bool   `json:"upheld"`
}

// File is what the procedure knows of a file, folded from the events.
type File struct {
	Lead
	OpenedBy string
	Reply    string // given, expired, "" while it is waited for
	Recusals []Recusal
	Ending   *Ending
	Service  *Service
	Appeal   *Appeal
	Lifted   bool // the measure did not hold
	Ended    bool // the warning period is over
}

// FileOf gives the folded file.
func FileOf(c *casework.Case) *File {
	if f, ok := c.File.(*File); ok {
		return f
	}
	return &File{}
}

// Concerns implements casework.Concerning.
func (f *File) Concerns(officer string) bool { return officer != "" && officer == f.Officer }

// Recused says that somebody takes no part.
func (f *File) Recused(who string) bool {
	return slices.ContainsFunc(f.Recusals, func(r Recusal) bool { return r.Who == who && r.Out() })
}

// asked is the request for a recusal that waits.
func (f *File) asked() (Recusal, bool) {
	for _, r := range f.Recusals {
		if r.Asked && r.Answer == "" {
			return r, true
		}
	}
	return Recusal{}, false
}

// Named are those who had a part in the file so far, whom the officer may ask to withdraw.
func (f *File) Named() []string {
	named := []string{f.OpenedBy}
	if f.Ending != nil {
		named = append(named, f.Ending.By, f.Ending.Approved)
	}
	return slices.Compact(slices.DeleteFunc(named, func(s string) bool { return s == "" }))
}

func foldFile(file any, e casework.Event) error {
	f := file.(*File)
	var err error
	switch e.Kind {
	case "accountability_opened":
		f.Lead, err = casework.Data[Lead](e)
		f.OpenedBy = e.By.ID
	case "officer_replied":
		f.Reply = "given"
	case "officer_silent":
		f.Reply = "expired"
	case "recusal_declared", "recusal_asked":
		var r Recusal
		r, err = casework.Data[Recusal](e)
		f.Recusals = append(f.Recusals, r)
	case "recusal_decided":
		var r Recusal
		r, err = casework.Data[Recusal](e)
		for i := range f.Recusals {
			if f.Recusals[i].Who == r.Who && f.Recusals[i].Asked && f.Recusals[i].Answer == "" {
				f.Recusals[i] = r
			}
		}
	case "ending_put_forward", "ending_approved":
		var v Ending
		v, err = casework.Data[Ending](e)
		f.Ending = &v
	case "ending_returned":
		f.Ending = nil
	case "decision_reached_officer":
		var s Service
		s, err = casework.Data[Service](e)
		f.Service = &s
	case "officer_appealed":
		f.Appeal = &Appeal{}
	case "officer_appeal_decided":
		var a Appeal
		a, err = casework.Data[Appeal](e)
		f.Appeal, f.Lifted = &a, a.Upheld
	case "warning_ended":
		f.Ended = true
	}
	return err
}

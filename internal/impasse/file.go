package impasse

import (
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/casework"
)

// Facts of the events.
type (
	// Report is what a report says of itself; what was tried stands in its private half.
	Report struct {
		About   string `json:"about,omitempty"` // number of the case that failed
		Item    string `json:"item,omitempty"`  // code; "" where the person does not know
		Version int    `json:"version,omitempty"`
		Unit    string `json:"unit,omitempty"` // that it was tried at
		Reason  string `json:"reason"`         // id of [Reasons]
		Visits  int    `json:"visits"`         // how often the person came or tried
	}
	// Order says who has it.
	Order struct {
		Units []string `json:"units"`
	}
	// Talk is that a unit spoke with the person, and the new day it named.
	Talk struct {
		Channel string       `json:"channel"`
		Until   calendar.Day `json:"until,omitempty"`
	}
	// Done is an answer that it was done.
	Done struct {
		Cause string `json:"cause"`
		Part  bool   `json:"part,omitempty"` // other units still have theirs
	}
	// No is a no that was proposed, with its report.
	No struct {
		Outcome string   `json:"outcome"` // id of [Noes]
		Cause   string   `json:"cause"`
		Scope   string   `json:"scope,omitempty"` // id of [Scopes], of what is out of scope
		Remedy  string   `json:"remedy"`          // id of [Remedies]
		Body    string   `json:"body"`            // to which body, and how
		Unit    string   `json:"unit"`            // that proposes it
		By      string   `json:"by"`
		Basis   []string `json:"basis"` // ids of package law; they reach the person with the approval
	}
	// Ruling of the head on a no.
	Ruling struct {
		Doable bool `json:"doable,omitempty"` // it could have been done and was refused
	}
	// Fix names a class fix that a report is part of; Version is 0 while it runs.
	Fix struct {
		Fix     string `json:"fix"` // number
		Item    string `json:"item"`
		From    int    `json:"from,omitempty"`
		Version int    `json:"version,omitempty"` // of the item that mends it
		Dropped bool   `json:"dropped,omitempty"`
	}
)

// What the person said of the answer.
const (
	SaidDone    = "confirmed"
	SaidNotDone = "contested"
	Silent      = "silent"
)

// File is what the procedure knows of a report, folded from its events.
type File struct {
	Report
	Units    []string // that have it or had it last
	Cause    string   // as whoever handled it found; "" until then
	Outcome  string   // answered, "" before
	No       *No      // proposed, or approved where answered
	Approved bool     // the no was
	Doable   bool     // found: could be done and was refused
	Talk     *Talk    // the last one of this round
	Extended bool
	Convened bool
	Rounds   int    // times the person had it done again
	Said     string // confirmed, contested, silent
	Fixes    []Fix  // class fixes it is part of, each as it stands
}

// Theirs and ours: the cause by which like is put to like.
func (f *File) LikeCause() string {
	if f.Cause != "" {
		return f.Cause
	}
	return f.Reason
}

// Mended says that a class fix has mended what this report is about.
func (f *File) Mended() bool {
	return slices.ContainsFunc(f.Fixes, func(x Fix) bool { return x.Version > 0 })
}

func foldFile(file any, e casework.Event) error {
	f := file.(*File)
	switch e.Kind {
	case "impasse_registered":
		v, err := casework.Data[Report](e)
		f.Report = v
		return err
	case "impasse_ordered", "units_convened":
		v, err := casework.Data[Order](e)
		f.Units, f.Convened = v.Units, f.Convened || e.Kind == "units_convened"
		return err
	case "person_talked_with":
		v, err := casework.Data[Talk](e)
		f.Talk = &v
		return err
	case "order_extended":
		f.Extended = true
	case "impasse_solved", "impasse_done":
		v, err := casework.Data[Done](e)
		f.Cause = v.Cause
		if e.Facts.To == Answered {
			f.Outcome, f.No, f.Approved = Solved, nil, false
		}
		return err
	case "impasse_answer_proposed":
		v, err := casework.Data[No](e)
		f.No, f.Cause, f.Approved = &v, v.Cause, false
		return err
	case "impasse_answer_approved":
		f.Approved = true
		if f.No != nil {
			f.Outcome = f.No.Outcome
		}
	case "impasse_answer_rejected":
		v, err := casework.Data[Ruling](e)
		f.No, f.Doable = nil, f.Doable || v.Doable
		return err
	case "impasse_confirmed":
		f.Said = SaidDone
	case "impasse_contested":
		f.Said, f.Rounds, f.Outcome, f.No, f.Approved, f.Talk = SaidNotDone, f.Rounds+1, "", nil, false, nil
	case "impasse_unsolved":
		f.Said = SaidNotDone
	case "impasse_unsaid":
		f.Said = Silent
	case "class_fix_linked", "class_fix_told":
		v, err := casework.Data[Fix](e)
		f.Fixes = append(slices.DeleteFunc(f.Fixes, func(x Fix) bool { return x.Fix == v.Fix }), v)
		return err
	}
	return nil
}

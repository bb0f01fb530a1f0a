package complaint

import (
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/registers/refund"
	"banjie/internal/seal"
)

// Filing is what a complaint says of itself to everybody who handles it.
type Filing struct {
	Kind       string            `json:"kind"`
	Protection Protection        `json:"protection"`
	Against    string            `json:"against,omitempty"` // unit complained of
	About      string            `json:"about,omitempty"`   // number of the case it is about
	On         calendar.Day      `json:"on,omitempty"`      // day it happened, as far as told
	Offer      string            `json:"offer,omitempty"`   // chosen after the warning that few fit the description
	Firm       bool              `json:"firm,omitempty"`    // a firm or a shop owner, who is guessed more easily
	Forwarded  *Forwarded        `json:"forwarded,omitempty"`
	Handed     string            `json:"handed,omitempty"`      // how the code reached the reporter; "": the reporter filed alone
	Place      int64             `json:"place"`                 // random: what the boxes are bound to
	WatchPlace int64             `json:"watch_place,omitempty"` // random: what the watch box is bound to; 0: there is none
	Reporter   seal.ReporterKeys `json:"reporter"`
}

// File is what the procedure knows of a complaint, folded from the events.
type File struct {
	Filing
	Boxes       []Box    // everything that is sealed, in order
	Route       string   // own, unit, joint
	To          []string // units it was dispatched to
	Returned    bool     // a unit returned it: there is one return
	Briefed     bool
	Extension   *Extension
	Extended    bool
	Holding     string    // reason of the hold, "" while the clock runs
	Report      *Report   // the last one
	Reports     []Report  // of this round, one a unit
	Counted     *Counted  // how many firms fit
	Objects     int       // of a theme check
	Into        *Joining  // it waits for this one
	Waiting     []Joining // these wait for it
	Recused     []string  // have no part in it any more
	Redone      bool      // a revisit had it done again
	Result      string    // proposed with the answer
	Said        string    // confirmed, contested, unheard
	SentAgain   int       // times the centre or the reporter had it done again
	Reopened    bool
	Appealed    bool
	Reviewed    bool
	Revisits    []Revisit
	Openings    []Opening // of the identity
	Views       int       // of the story
	Deciders    []string  // who triaged, dispatched or answered: none of them decides on a review or an appeal
	NotAccepted *Decline
	Alarms      []Alarm       // of the retaliation button
	Refunds     []casework.ID // about which the reporter was asked
}

// Box is one sealed thing of the case; its bytes are a file of the event's private half.
type Box struct {
	Compartment seal.Compartment `json:"compartment"`
	Number      int              `json:"number,omitempty"`
	From        string           `json:"from,omitempty"` // of a message: reporter, centre
	Size        int64            `json:"size"`           // padded
	At          time.Time        `json:"-"`
}

// Facts of the events.
type (
	// Filed comes with the filing.
	Filed struct {
		Filing
		Boxes []Box `json:"boxes,omitempty"`
		// Alarm is what the filing opened because its reporter suffers retaliation; 0: none.
		Alarm casework.ID `json:"alarm,omitempty"`
	}
	// Decline says why a complaint is not accepted.
	Decline struct {
		Ground    string `json:"ground"`
		Competent string `json:"competent,omitempty"`
	}
	// Dispatch says who looks into it.
	Dispatch struct {
		Route   string   `json:"route"`
		Units   []string `json:"units,omitempty"`
		Objects int      `json:"objects,omitempty"` // of a theme check; which they are stands with the brief
	}
	// Extension is a request for the second thirty days and its fate.
	Extension struct {
		By       string `json:"by"`
		Approved bool   `json:"approved,omitempty"`
		Rejected bool   `json:"rejected,omitempty"`
	}
	// Report is what the inquiry found.
	Report struct {
		Unit     string   `json:"unit,omitempty"`
		Finding  string   `json:"finding"`
		Result   string   `json:"result"`
		Measures []string `json:"measures,omitempty"`
		Evidence int      `json:"evidence,omitempty"` // files
	}
	// Answer goes to the reporter.
	Answer struct {
		Result string `json:"result"`
		// What an inquiry found, for the figures of the month: "" where none was made.
		Finding  string `json:"finding,omitempty"`
		Measures int    `json:"measures,omitempty"` // how many were reported
		Again    bool   `json:"again,omitempty"`    // it was answered before
	}
	// Statement is what the reporter said, with the signature of the code.
	Statement struct {
		Value     string `json:"value"`
		Signature string `json:"signature"`
	}
	// Revisit is a call after the end by somebody who had no part in it.
	Revisit struct {
		By      string `json:"by"`
		Outcome string `json:"outcome"` // solved, not_solved, not_reached
	}
	// Message says that something was said, by whom, and nothing else.
	Message struct {
		Box Box `json:"box"`
	}
	// Opening is a request to see who the reporter is, and its way.
	Opening struct {
		Reason   string       `json:"reason"` // id of [OpeningReasons]
		By       string       `json:"by"`
		Approved string       `json:"approved,omitempty"`
		Opened   bool         `json:"opened,omitempty"`
		On       calendar.Day `json:"on,omitempty"`
		Place    int64        `json:"place,omitempty"` // of the case's boxes, once opened: a witness outside sees by it what was opened
	}
)

// FileOf gives the folded file of a complaint.
func FileOf(c *casework.Case) *File {
	if f, ok := c.File.(*File); ok {
		return f
	}
	return &File{}
}

// KeysOf is what the office keeps of the reporter's code.
func KeysOf(c *casework.Case) seal.ReporterKeys { return FileOf(c).Reporter }

// foldFile copies an event's own facts into the file.
func foldFile(file any, e casework.Event) error {
	f := file.(*File)
	if ok, err := f.foldAlarm(e); ok {
		return err
	}
	if e.Facts.Closed && e.Facts.Result != "" {
		f.Result = e.Facts.Result // what an appeal confirms
	}
	switch e.Kind {
	case "complaint_registered":
		v, err := casework.Data[Filed](e)
		f.Filing = v.Filing
		f.addBoxes(e, v.Boxes...)
		if v.Alarm != 0 {
			f.alarmed(v.Alarm, e.At)
		}
		return err
	case "complaint_declined":
		v, err := casework.Data[Decline](e)
		f.NotAccepted = &v
		f.decided(e)
		return err
	case "complaint_accepted", "competence_ruled":
		v, err := casework.Data[Dispatch](e)
		f.Route, f.To, f.Briefed, f.Objects = v.Route, v.Units, f.Briefed || v.Route != "own", max(f.Objects, v.Objects)
		f.NotAccepted = nil
		f.decided(e)
		return err
	case "review_asked":
		f.Reviewed = true
	case "complaint_returned":
		f.Returned = true
	case "more_time_asked", "more_time_decided":
		v, err := casework.Data[Extension](e)
		f.Extension, f.Extended = &v, f.Extended || v.Approved
		return err
	case "complaint_held":
		f.Holding = e.Facts.Code
	case "complaint_resumed":
		f.Holding = ""
	case "findings_reported":
		v, err := casework.Data[Report](e)
		f.Report, f.Reports = &v, append(f.Reports, v)
		return err
	case "firms_counted":
		v, err := casework.Data[Counted](e)
		f.Counted = &v
		return err
	case "offer_chosen":
		v, err := casework.Data[Statement](e)
		f.Offer = v.Value
		return err
	case "choice_missing", "wait_ended":
		f.Offer = Unchosen
	case "complaint_joined":
		v, err := casework.Data[Joining](e)
		f.Into = &v
		f.decided(e)
		return err
	case "joined_released":
		f.Into = nil
	case "other_joined":
		v, err := casework.Data[Joining](e)
		f.Waiting = append(f.Waiting, v)
		return err
	case "officer_recused":
		v, err := casework.Data[Recusal](e)
		f.Recused = append(f.Recused, v.Officer)
		return err
	case "findings_sent_back":
		f.again()
		f.SentAgain++
	case "complaint_withdrawn", "closed_unreachable":
		f.Waiting = nil
	case "complaint_answered", "joined_answered":
		v, err := casework.Data[Answer](e)
		f.Result, f.Waiting = v.Result, nil
		f.decided(e)
		return err
	case "reporter_confirmed", "reporter_contested", "unheard":
		f.Said = map[string]string{"reporter_confirmed": "confirmed", "reporter_contested": "contested", "unheard": "unheard"}[e.Kind]
		if e.Kind == "reporter_contested" {
			f.SentAgain++
			f.again()
		}
	case "complaint_reopened":
		f.Reopened = true
		f.again()
	case "complaint_appealed":
		f.Appealed = true
	case "appeal_decided":
		f.decided(e)
		if e.Facts.To == Working {
			f.again()
		}
	case "complaint_revisited":
		v, err := casework.Data[Revisit](e)
		f.Revisits = append(f.Revisits, v)
		if e.Facts.Reopened {
			f.Redone = true
			f.again()
		}
		return err
	case "message_sent":
		v, err := casework.Data[Message](e)
		f.addBoxes(e, v.Box)
		return err
	case "refund_asked":
		v, err := casework.Data[refund.Question](e)
		f.Refunds = append(f.Refunds, v.Refund)
		return err
	case "story_viewed":
		f.Views++
	case "opening_requested":
		v, err := casework.Data[Opening](e)
		f.Openings = append(f.Openings, v)
		return err
	case "opening_approved", "identity_opened":
		v, err := casework.Data[Opening](e)
		if n := len(f.Openings); n > 0 {
			f.Openings[n-1] = v
		}
		return err
	}
	return nil
}

func (f *File) addBoxes(e casework.Event, boxes ...Box) {
	for _, b := range boxes {
		b.At = e.At
		f.Boxes = append(f.Boxes, b)
	}
}

// again begins a new round of inquiry.
func (f *File) again() { f.Report, f.Reports = nil, nil }

// decided remembers who of the staff decided something of substance.
func (f *File) decided(e casework.Event) {
	if e.By.ID != "" {
		f.Deciders = append(f.Deciders, e.By.ID)
	}
}

// Messages is how many messages were sent so far.
func (f *File) Messages() int {
	n := 0
	for _, b := range f.Boxes {
		if b.Compartment == seal.Message {
			n++
		}
	}
	return n
}

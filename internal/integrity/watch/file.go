package watch

import (
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
)

// Facts of the events.
type (
	// Request is who asks for which months.
	Request struct {
		RequestInput
		By string `json:"by"`
	}
	// Approval is one of the two.
	Approval struct {
		By   string `json:"by"`
		Head bool   `json:"head,omitempty"`
	}
	// Brought is the answer, and who brought it back.
	Brought struct {
		Result Result       `json:"result"`
		By     string       `json:"by"`
		On     calendar.Day `json:"on"`
	}
	// Alarm is a line of an answer that is a reason to look. It names a unit and no firm.
	Alarm struct {
		Watch  casework.ID `json:"watch"`
		Number string      `json:"number"`
		Row    Row         `json:"row"`
		Tell   []string    `json:"tell,omitempty"` // officers who get a notice
		Ending string      `json:"ending,omitempty"`
	}
)

// File is a watch, folded from its events.
type File struct {
	From, Until calendar.Day
	By          string // who asked
	Approvals   []Approval
	Slips       int          // boxes that were opened last
	Opened      calendar.Day // 0: not yet
	Answers     []string     // public keys by which an answer is known, in hexadecimal
	Result      *Brought
}

// FileOf gives the folded file of a watch.
func FileOf(c *casework.Case) *File {
	if f, ok := c.File.(*File); ok {
		return f
	}
	return &File{}
}

// AlarmOf gives the folded alarm of a look.
func AlarmOf(c *casework.Case) *Alarm {
	if a, ok := c.File.(*Alarm); ok {
		return a
	}
	return &Alarm{}
}

func fold(file any, e casework.Event) error {
	f := file.(*File)
	switch e.Kind {
	case "watch_requested":
		v, err := casework.Data[Request](e)
		f.From, f.Until, f.By = v.From, v.Until, v.By
		return err
	case "watch_approved":
		v, err := casework.Data[Approval](e)
		f.Approvals = append(f.Approvals, v)
		return err
	case complaint.WatchOpened:
		v, err := casework.Data[complaint.Covered](e)
		if f.Opened == 0 {
			f.Opened = v.On
		}
		f.Slips, f.Answers = v.Slips, append(f.Answers, v.Answer)
		return err
	case "watch_counted":
		v, err := casework.Data[Brought](e)
		f.Result = &v
		return err
	}
	return nil
}

func foldLook(file any, e casework.Event) (err error) {
	a := file.(*Alarm)
	switch e.Kind {
	case "look_raised":
		*a, err = casework.Data[Alarm](e)
	case "look_ended":
		var v EndInput
		v, err = casework.Data[EndInput](e)
		a.Ending = v.Ending
	}
	return err
}

package rectification

import (
	"time"

	"banjie/internal/casework"
	"banjie/internal/rating"
)

// Duty is what the opening says of the rating. The words stay with the rated case alone.
type Duty struct {
	Rated casework.ID      `json:"rated"`
	Seq   int64            `json:"seq"`
	Visit int              `json:"visit,omitempty"`
	Grade rating.Grade     `json:"grade"`
	Tags  []string         `json:"tags,omitempty"`
	Part  []string         `json:"part,omitempty"` // officer ids: they do not call back
	Item  casework.ItemRef `json:"item,omitzero"`  // of the rated case
}

// Try is a call that reached nobody.
type Try struct {
	At      time.Time
	Channel string
}

// File is what the procedure folds for itself.
type File struct {
	Duty
	Tries    []Try
	Caller   string    // who took the call last; only that person sees the telephone
	Taken    time.Time // when
	Called   time.Time // when the person was reached
	By       string    // channel of that call
	Cause    string
	Fixes    []string
	Ground   string // of the unit's appeal; "" while there is none
	FollowUp rating.Grade
	Again    bool // opened once more by a poor follow-up
}

// FileOf gives the folded file of a duty.
func FileOf(c *casework.Case) *File {
	if f, ok := c.File.(*File); ok {
		return f
	}
	return &File{}
}

func foldFile(file any, e casework.Event) (err error) {
	f := file.(*File)
	switch e.Kind {
	case "rectification_opened":
		f.Duty, err = casework.Data[Duty](e)
	case "call_taken":
		f.Caller, f.Taken = e.By.ID, e.At
	case "call_missed":
		f.Tries = append(f.Tries, Try{e.At, e.Facts.Code})
	case "poor_rating_confirmed", "poor_rating_unconfirmed":
		var in CallInput
		in, err = casework.Data[CallInput](e)
		f.Called, f.By, f.Cause = e.At, in.Channel, in.Cause
	case "rating_put_right":
		var in FixInput
		in, err = casework.Data[FixInput](e)
		f.Cause, f.Fixes = in.Cause, in.Fixes
	case "rating_appealed":
		f.Ground = e.Facts.Code
	case "follow_up_heard", "follow_up_reopened":
		var in FollowUpInput
		in, err = casework.Data[FollowUpInput](e)
		f.FollowUp, f.Again = in.Grade, f.Again || e.Kind == "follow_up_reopened"
	}
	return err
}

package scan

import (
	"time"

	"banjie/internal/catalog"
	"banjie/internal/lang"
)

// FlagHours is for how many hours a finding stands after the last hour in which its rule held:
// thirty days, a rule of the house. Food of that age is eaten; a code that is still copied raises
// it again.
const FlagHours = 30 * hoursADay

// Dismissed is the kind of the act by which the regulator says that a code was looked at and is no copy.
const Dismissed = "food_copy_dismissed"

// Dismissal is the act's facts. Words of the officer stand in its private half.
type Dismissal struct {
	Key  string `json:"key"`
	Rule string `json:"rule"` // of the finding that was dismissed
	Why  string `json:"why"`  // id of a reason
	Hour int64  `json:"hour"` // since 1970 UTC; scans up to and with it raise nothing again
}

// Reasons are why a finding is dismissed. The page of the code says which.
func Reasons() []catalog.Option {
	return []catalog.Option{
		{ID: "on_display", Text: lang.T("摆在货架或展台上，人人都扫", "it stands on a shelf or stall and everybody scans it")},
		{ID: "compared", Text: lang.T("到现场对过，码和货是一套的", "code and goods were compared on the spot and belong together")},
		{ID: "training", Text: lang.T("培训、演示时扫的", "it was scanned at a training or a show")},
		{ID: "wrong_town", Text: lang.T("扫的人选错了乡镇", "scanners chose the wrong town")},
	}
}

// ReasonText gives the words of a reason, ok false where there is none of that id.
func ReasonText(id string) (lang.Text, bool) {
	for _, o := range Reasons() {
		if o.ID == id {
			return o.Text, true
		}
	}
	return lang.Text{}, false
}

// Cleared is what the page says of a finding that was dismissed.
type Cleared struct {
	At  time.Time // hour
	Why lang.Text
}

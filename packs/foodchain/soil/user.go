package soil

import (
	"context"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
)

// Use of a plot by somebody: the archive holds the credit code of the enterprise or cooperative
// that works it, from a day on, where a file or the keeper says so. Of a household nothing is held.
//
//	nothing is held ─▶ a farm that names the plot is believed alone: Alone
//	the farm's code is held ─▶ Confirmed        another code is held ─▶ Refused

// User says who works a plot from a day on; "" from a day on is nobody known.
type User struct {
	Parcel string       `json:"parcel"`
	Code   string       `json:"code"` // credit code (GB 32100-2015), "" for not known
	From   calendar.Day `json:"from"`
}

// Claim is what the archive says of a farm that names a plot as its own.
type Claim string

const (
	Alone     Claim = "alone"     // the farm says so; the archive does not say who works it
	Confirmed Claim = "confirmed" // the archive holds the farm's credit code
	Refused   Claim = "refused"   // the archive holds another's
)

// Weigh compares who works a plot by the archive with the credit code of a farm that names it; both
// may be "".
func Weigh(held, farm string) Claim {
	switch held {
	case "":
		return Alone
	case farm:
		return Confirmed
	}
	return Refused
}

// tidyUser reads a credit code as people copy it; ok is false for what is none.
func tidyUser(typed string) (code string, ok bool) {
	if typed = TidyCode(typed); typed == "" {
		return "", true
	}
	c, err := idnum.ParseUSCC(typed)
	return c.String(), err == nil
}

var (
	badUser    = lang.T("经营主体须是18位统一社会信用代码", "who works it is a credit code of 18 characters")
	badUserHow = lang.T("农户没有信用代码的空着；不要填身份证号。", "Leave it empty for a household without one; never give the number of an identity card.")
)

// PlanUser checks that a plot is worked by somebody from a day on; an empty code says that it is
// no longer known. Errors: fault.Missing for a plot that is not there, fault.Invalid at "user" or "day".
func PlanUser(ctx context.Context, a Archive, division, parcel, typed string, from calendar.Day) (f UserFacts, err error) {
	known, err := a.Known(ctx, division, []string{parcel})
	if err != nil {
		return f, err
	}
	x, there := known[parcel]
	if !there {
		return f, fault.Missing()
	}
	bad := fault.InvalidInput()
	code, ok := tidyUser(typed)
	if !ok {
		bad.At("user", lang.T(badUser.ZH+"。"+badUserHow.ZH, badUser.EN+". "+badUserHow.EN))
	}
	if !x.On(from) {
		bad.At("day", lang.T("请填写这块地存在的某一天，例如 2024-09-27。", "Please give a day on which the plot is there, for example 2024-09-27."))
	}
	return UserFacts{Users: []User{{parcel, code, from}}}, bad.Or()
}

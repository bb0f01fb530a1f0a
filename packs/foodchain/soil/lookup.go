package soil

import (
	"context"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Codes is what looking a typed code up reads of the archive.
type Codes interface {
	// Known gives the plots of some codes, by code; those that are not there are left out.
	Known(ctx context.Context, division string, codes []string) (map[string]Parcel, error)
	// Children are the plots that were split off or merged from one.
	Children(ctx context.Context, division, code string) ([]string, error)
	// UserOn is the credit code of who works a plot on a day, "" where it is not known.
	UserOn(ctx context.Context, division, code string, day calendar.Day) (string, error)
}

// TidyCode reads a plot's code as people copy it from a paper: full-width digits and letters,
// blanks and long dashes are what they stand for.
func TidyCode(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case r == '–' || r == '—' || r == '‐' || r == '−':
			r = '-'
		case r == ' ' || r == '\t' || r == '　' || r == '\u00a0':
			return -1
		}
		return r
	}, strings.TrimSpace(typed))
}

// FindCode gives the code of a plot that is in the archive on a day, from what somebody typed; ""
// for nothing typed. Codes of the land register have no check digit, so what is asked for is
// whether there is such a plot: nothing is joined by a text that merely looks like a code. It tells
// nothing else of the plot. A farm with another credit code than that of who works the plot is
// refused; where the archive does not say who works it, the farm is believed, and the scan page says so.
// Errors: fault.Invalid with the place "parcel" for what is no code, is not in the archive, has
// ended (it then names the plots that came of it), or is worked by somebody else.
func FindCode(ctx context.Context, archive Codes, division, typed, farm string, day calendar.Day) (string, error) {
	code := TidyCode(typed)
	if code == "" {
		return "", nil
	}
	wrong := func(says lang.Text) error { return fault.InvalidInput().At("parcel", says).Or() }
	if !parcelCode.MatchString(code) {
		return "", wrong(lang.T("地块编码只有数字、字母和“-”，最多32位。请照确权证抄，没有就空着。", "The code of a plot is of digits, letters and “-”, at most 32. Copy it from the land certificate, or leave it empty."))
	}
	found, err := archive.Known(ctx, division, []string{code})
	if err != nil {
		return "", err
	}
	p, ok := found[code]
	if !ok {
		return "", wrong(lang.Format("土壤档案里没有编码是 %[1]s 的地块。请核对；确实没有的先空着，问问农业农村部门。", "The soil archive has no plot with the code %[1]s. Please compare; if it is right leave it empty and ask the agricultural office.", code))
	}
	if p.On(day) {
		held, err := archive.UserOn(ctx, division, code, day)
		if err != nil {
			return "", err
		}
		if Weigh(held, farm) == Refused {
			return "", wrong(lang.Format("土壤档案里，地块 %[1]s 登记的是别的经营主体在种。请核对编码；确实是您在种的，请农业农村部门先改档案。", "By the soil archive the plot %[1]s is worked by somebody else. Please compare its code; if you do work it, have the agricultural office correct the archive first.", code))
		}
		return code, nil
	}
	if p.ValidFrom > day {
		return "", wrong(lang.Format("地块 %[1]s 从%[2]s起才有。", "The plot %[1]s begins on %[3]s.", code, p.ValidFrom.In(lang.ZH), p.ValidFrom.In(lang.EN)))
	}
	next, err := archive.Children(ctx, division, code)
	if err != nil {
		return "", err
	}
	if len(next) == 0 {
		return "", wrong(lang.Format("地块 %[1]s 已经不在了。", "The plot %[1]s is no more.", code))
	}
	now := strings.Join(next, "、")
	return "", wrong(lang.Format("地块 %[1]s 已经分开或者合并，现在是：%[2]s。请填现在的编码。", "The plot %[1]s was split or merged and is now: %[2]s. Please give the code of today.", code, now))
}

package fee

import (
	"context"
	"regexp"
	"slices"
	"unicode/utf8"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Store reads the register of a division. It is small and read whole; it changes only by acts
// in the ledger.
type Store interface {
	Fees(ctx context.Context, division string) (Register, error)
}

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Limits of texts, in characters.
const (
	mostName = 80
	mostText = 300
)

// Publish checks what shall become the next version and numbers it. today is the day of the
// act; unit says whether there is such a unit. Errors name the places; a fee without a basis,
// and one that would begin in the past, are refused.
func (r Register) Publish(next Fee, today calendar.Day, unit func(id string) bool) (Fee, error) {
	bad := fault.InvalidInput()
	among := func(place string, of []catalog.Option, id string) {
		if !slices.ContainsFunc(of, func(o catalog.Option) bool { return o.ID == id }) {
			bad.At(place, lang.T("请选择一项。", "Please choose one."))
		}
	}
	words := func(place, text string, most int, needed bool) {
		switch n := utf8.RuneCountInString(text); {
		case n == 0 && needed:
			bad.At(place, lang.T("请填写。", "Please fill this in."))
		case n > most:
			bad.At(place, lang.Format("最多%d个字。", "At most %d characters.", most))
		}
	}
	if !slug.MatchString(next.ID) || len(next.ID) > 60 {
		bad.At("id", lang.T("编号用小写英文字母、数字和短横线，例如 well-water。", "The id is of small letters, digits and hyphens, such as well-water."))
	}
	words("name", next.Name.ZH, mostName, true)
	words("payer", next.Payer.ZH, mostText, true)
	words("basis", next.Basis.Document, mostText, true)
	words("number", next.Basis.Number, mostName, false)
	words("article", next.Basis.Article, mostName, false)
	among("sort", Sorts(), next.Sort)
	among("receipt", Receipts(), next.Receipt)
	next.Rate.sound(bad)
	switch {
	case next.Unit == "" && next.Collector.ZH == "":
		bad.At("unit", lang.T("请选择收费单位；不是政府部门的，请写明是谁。", "Please choose who collects; where it is no unit, say who."))
	case next.Unit != "" && !unit(next.Unit):
		bad.At("unit", lang.T("没有这个单位。", "There is no such unit."))
	case next.Unit != "":
		next.Collector = lang.Text{}
	}
	if next.From == 0 {
		bad.At("from", lang.T("请填写从哪天起可以收。", "Please say from which day it may be charged."))
	}
	if next.Until != 0 && next.Until < next.From {
		bad.At("until", lang.T("截止日不能早于起始日。", "The last day cannot lie before the first."))
	}
	have := r.Of(next.ID)
	next.Version = len(have) + 1
	if len(have) > 0 {
		words("reason", next.Reason, mostText, true)
		if next.From < today {
			bad.At("from", lang.T("修改只能从今天起生效，不能倒着算到以前。", "A change holds from today at the earliest, never for days that are over."))
		}
		if next.Unchanged(have[len(have)-1]) {
			bad.At("name", lang.T("和现在公布的一样，没有可以发布的修改。", "It says what is published already; there is nothing to publish."))
		}
	}
	return next, bad.Or()
}

// Unchanged says that two versions differ in nothing but their number and reason.
func (f Fee) Unchanged(other Fee) bool {
	f.Version, f.Reason = other.Version, other.Reason
	return f.Digest() == other.Digest()
}

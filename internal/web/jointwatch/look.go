package jointwatch

import (
	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/idnum"
	"banjie/internal/integrity/watch"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// Looked is an alarm that somebody looked into.
type Looked struct {
	Lead
	Info  casework.StateInfo
	Name  lang.Text // of the unit
	Unit  func(string) lang.Text
	Words string
	By    string
	On    calendar.Day
}

// ended makes it of the case.
func (c *Pages) ended(k *casework.Case, p *casework.Procedure, unit func(string) lang.Text, officer func(string) string) Looked {
	v := Looked{Lead: Lead{k.ID.String(), k.Number, *watch.AlarmOf(k)}, Info: p.Info(k.State), Unit: unit}
	v.Name = unit(v.Row.Unit)
	if n := len(k.Events); n > 0 {
		e := k.Events[n-1]
		v.Words, v.By, v.On = e.Private.Text, officer(e.By.ID), c.Site.Calendar().DayOf(e.At)
	}
	return v
}

// View draws it.
func (v Looked) View(p ui.Page) templ.Component {
	ending := ui.Data(v.Ending)
	if i := optionOf(watch.Endings(), v.Ending); i >= 0 {
		ending = watch.Endings()[i].Text
	}
	return ui.Components{ui.Heading{Title: v.Info.Title, Caption: ui.Data(idnum.ShortCase(v.Number)), Lead: v.Info.Says},
		ui.SummaryList{Rows: []ui.SummaryRow{
			{Key: lang.T("单位", "Unit"), Value: v.Name},
			{Key: lang.T("哪一次核对", "Alarm of watch"), Value: ui.Data(idnum.ShortCase(v.Alarm.Number))},
			{Key: lang.T("看的结果", "What was found"), Value: ending},
			{Key: lang.T("说明", "In words"), Value: ui.Data(v.Words)},
			{Key: lang.T("谁看的", "Looked into by"), Value: ui.Data(v.By)},
			{Key: lang.T("哪天看的", "On"), Value: lang.T(v.On.In(lang.ZH), v.On.In(lang.EN))},
		}},
		table([]watch.Row{v.Row}, v.Unit, lang.T("按单位的数", "Counts by unit"))}.View(p)
}

func optionOf(all []catalog.Option, id string) int {
	for i, o := range all {
		if o.ID == id {
			return i
		}
	}
	return -1
}

// Sample is an alarm that was explained by matched firms.
func (Looked) Sample() Looked {
	l := List{}.Sample()
	v := Looked{Lead: l.Looks[0], Info: watch.Rules{}.LookProcedure().Info(watch.Looked), Name: l.Unit(l.Looks[0].Row.Unit), Unit: l.Unit, Words: "这一片上半年统一检查，没有投诉的也一样多。", By: "杜示例", On: l.Today}
	v.Ending = "like_others"
	return v
}

package caseview

import (
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/ui"
)

// reviewDetails is what was seen, published, ordered or entered from a paper.
func (in Input) reviewDetails(e casework.Event) ui.Components {
	switch e.Kind {
	case "inspectors_named":
		if object := e.Private.Notes["object"]; object != "" {
			return ui.Components{quoted{lang.T("检查对象", "Object"), object}}
		}
		return nil
	case "inspection_recorded":
		return inspectionDetails(e)
	case "notice_published":
		return ui.Components{ui.Text(option(licensing.NoticePlaces(), e.Facts.Code))}
	case "undertaking_checked":
		return checkDetails(e)
	case "returned":
		return append(ui.Components{ui.Text(option(licensing.ReturnGrounds(), e.Facts.Code))}, in.paperDetails(e)...)
	}
	return in.paperDetails(e)
}

func option(options []catalog.Option, id string) lang.Text {
	for _, o := range options {
		if o.ID == id {
			return o.Text
		}
	}
	return ui.Data(id)
}

func inspectionDetails(e casework.Event) ui.Components {
	d, err := casework.Data[licensing.InspectionRecord](e)
	if err != nil {
		return nil
	}
	outcome, signed := lang.T("合格", "In order"), lang.T("当事人已签字", "signed by the person")
	if d.Outcome == licensing.NotInOrder {
		outcome = lang.T("不合格", "Not in order")
	}
	if d.Signed == licensing.NotSigned {
		signed = lang.T("当事人没有签字", "the person did not sign")
	}
	n := lang.Format("%d名工作人员到场", "%d members of staff were there", len(d.Present))
	c := ui.Components{ui.Text(lang.T(d.Day.In(lang.ZH)+"，"+n.ZH+"："+outcome.ZH+"；"+signed.ZH+"。", d.Day.In(lang.EN)+", "+n.EN+": "+outcome.EN+"; "+signed.EN+"."))}
	for _, note := range []struct {
		key  string
		name lang.Text
	}{{"place", lang.T("地点", "Place")}, {"finding", lang.T("核查情况", "What was found")}, {"statement", lang.T("当事人陈述", "What the person says")}} {
		if words := e.Private.Notes[note.key]; words != "" {
			c = append(c, quoted{note.name, words})
		}
	}
	return c
}

func checkDetails(e casework.Event) ui.Components {
	d, err := casework.Data[licensing.UndertakingCheck](e)
	switch {
	case err != nil:
		return nil
	case d.Proposed:
		return ui.Components{ui.Text(lang.T("整改后仍不符合，提请负责人决定是否撤销许可。", "It still does not hold; the head is asked whether to rescind."))}
	case d.Until != 0:
		return ui.Components{ui.Text(lang.T("与承诺不符，限 "+d.Until.In(lang.ZH)+" 前整改。", "It does not hold; to be put right by "+d.Until.In(lang.EN)+"."))}
	case d.Outcome == "rectified":
		return ui.Components{ui.Text(lang.T("已整改到位。", "It was put right."))}
	}
	return ui.Components{ui.Text(lang.T("与承诺相符。", "The undertaking holds."))}
}

// paperDetails says that staff entered the act from a paper the applicant signed.
func (in Input) paperDetails(e casework.Event) ui.Components {
	var c ui.Components
	for _, f := range e.Private.Files {
		if f.Material == licensing.PaperMaterial {
			c = append(c, quoted{lang.T("申请人签名的书面材料", "Paper signed by the applicant"), f.Name})
		}
	}
	return c
}

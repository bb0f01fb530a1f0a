package act

import (
	"net/url"

	"banjie/internal/lang"
	"banjie/internal/rectification"
	"banjie/internal/web/ui"
)

// rectificationForms are the unit's side of a poor rating, then the decision on its appeal.
var rectificationForms = map[string]Form{
	"take_call": {Lead: lang.T("接手以后才看得到联系电话，看的时间会留下记录；今天别人不再接手。", "The telephone shows only after that, and the look goes on record; nobody else takes it today.")},
	"confirm_poor_rating": {Lead: lang.T("打电话听本人说，照本人的意思登记。不要劝人改评价，不要问是谁评的。", "Call and listen; enter what the person said. Do not talk anybody out of a rating."), Reason: lang.T("本人怎么说的？", "What did the person say?"),
		Fields: callFields, Read: readCall, Guess: func(Question) any {
			return &rectification.CallInput{Channel: rectification.Channels()[0].ID, Cause: rectification.Causes()[0].ID}
		}},
	"close_unconfirmed": {Final: true, Lead: lang.T("只有本人在回访里不再坚持的才用这一项。本人会看到您写的话，还可以追评；追评仍为差评的，重新整改。", "Only where the person did not keep it up in the call. The person reads what you write and may rate again; poor again has it put right."), Reason: lang.T("本人怎么说的？", "What did the person say?"),
		Fields: channelField, Read: readCall, Guess: func(Question) any { return &rectification.CallInput{Channel: rectification.Channels()[0].ID} }},
	"record_missed_call": {Lead: lang.T("没联系上不算回访，一个工作日的时钟照走；每次都登记。", "A try that reached nobody is no call and the clock goes on; enter each one."), Fields: channelField,
		Read: func(_ Question, f url.Values) (any, error) {
			return &rectification.TryInput{Channel: f.Get("channel")}, nil
		},
		Guess: func(Question) any { return &rectification.TryInput{Channel: rectification.Channels()[0].ID} }},
	"close_unreached": {Final: true, Lead: lang.T("三天、三次、两种方式都联系不上的，结束回访。本人以后还可以追评。", "Three tries on three days by two channels reached nobody. The person may still rate again."), Reason: lang.T("告诉本人的话：联系过几次，怎么再找我们", "What the person is told: how often it was tried, how to reach us")},
	"record_fix": {Final: true, Lead: lang.T("把做了什么告诉本人，本人在办件页上看得到。", "Tell the person what was done; it stands on the case's page."), Reason: lang.T("整改了什么，怎样答复本人的？", "What was put right, and what was the person told?"),
		Fields: fixFields, Read: readFix, Guess: func(Question) any {
			return &rectification.FixInput{Cause: rectification.Causes()[0].ID, Fixes: []string{rectification.Fixes()[0].ID}}
		}},
	"appeal_rating": {Final: true, Lead: lang.T("只能申诉一次，由外单位的监督人员裁定；整改期限照走。成立了，评价也不会删除，只是另行计数。", "Once; somebody of another unit decides, and the time for putting right goes on. Even if upheld the rating is not removed, only counted beside."), Reason: lang.T("凭什么申诉？写明证据。", "On what does it rest? Name the evidence."),
		Fields: groundFields, Read: func(_ Question, f url.Values) (any, error) {
			return &rectification.AppealInput{Ground: f.Get("ground")}, nil
		}, Guess: func(Question) any { return &rectification.AppealInput{Ground: rectification.Grounds()[0].ID} }},
	"reject_rating_appeal": {Lead: lang.T("申诉不成立的，单位按原期限整改。", "The unit puts it right within the time as it stands."), Reason: lang.T("为什么不成立？", "Why not?")},
	"uphold_rating_appeal": {Final: true, Lead: lang.T("申诉成立：不再要求整改。评价不删除，照样计数，“申诉成立”另计一件，公开可见。", "Upheld: nothing more is asked of the unit. The rating is not removed and still counts; the upheld appeal is counted beside it, in public."), Reason: lang.T("凭什么成立？", "On what grounds?")},
}

func channelField(Question) ui.Components {
	return ui.Components{ui.Field{Name: "channel", Kind: ui.Radios, Label: lang.T("用什么方式联系", "By which channel"), Options: options(rectification.Channels())}}
}

func poorCauseField() ui.Field {
	return ui.Field{Name: "cause", Kind: ui.Radios, Label: lang.T("问题出在哪里", "Where it went wrong"), Hint: lang.T("分清是本单位、政策、系统还是别的单位，照实选。", "Keep apart the unit, the policy, the system and other units."), Options: options(rectification.Causes())}
}

func callFields(q Question) ui.Components { return append(channelField(q), poorCauseField()) }

func readCall(_ Question, f url.Values) (any, error) {
	return &rectification.CallInput{Channel: f.Get("channel"), Cause: f.Get("cause")}, nil
}

func fixFields(q Question) ui.Components {
	cause := poorCauseField()
	cause.Value = rectification.FileOf(q.Case).Cause
	return ui.Components{cause, ui.Field{Name: "fixes", Kind: ui.Checks, Label: lang.T("做了什么", "What was done"), Options: options(rectification.Fixes())}}
}

func readFix(_ Question, f url.Values) (any, error) {
	return &rectification.FixInput{Cause: f.Get("cause"), Fixes: f["fixes"]}, nil
}

func groundFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "ground", Kind: ui.Radios, Label: lang.T("申诉的理由", "Ground"), Options: options(rectification.Grounds())}}
}

package complaint

import (
	"slices"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/seal"
)

// Inputs of the dialogue and of sealed things.
type (
	// MessageInput is one sealed message.
	MessageInput struct {
		Number int             `json:"number"` // place in the dialogue, to which the box is bound
		Size   int64           `json:"size"`
		Files  []casework.File `json:"files"` // exactly one: the box
	}
	// OpeningInput asks to see who the reporter is.
	OpeningInput struct {
		Reason string `json:"reason"`
	}
)

// Sent implements casework.WithFiles.
func (in *MessageInput) Sent() []casework.File { return in.Files }

// OpeningReasons is the closed list of what an identity may be opened for.
func OpeningReasons() []catalog.Option {
	return []catalog.Option{
		option("protect", "投诉人受到威胁，需要保护", "the reporter is threatened and must be protected"),
		option("reward", "投诉人要求领取奖励或者退款", "the reporter asks for a reward or a refund"),
		option("crime", "涉嫌犯罪，依法移送", "a crime is suspected and the case is passed on by law"),
		option("testimony", "投诉人书面同意作证", "the reporter agreed in writing to testify"),
	}
}

func (r Rules) talkRows() []casework.Transition {
	desk := []casework.Relation{casework.Responsible}
	return []casework.Transition{
		{From: all, Verb: "send_message", Title: lang.T("发消息", "Send a message"), Event: "message_sent", By: []casework.Relation{casework.Applicant, casework.Responsible},
			Input: func() any { return &MessageInput{} }, Decide: decideMessage},
		{From: all, Verb: "view_story", Title: lang.T("打开投诉原文", "Open the story"), Event: "story_viewed", By: desk, Guards: []casework.Guard{r.readByTheHead()}},
		{From: all, Verb: "request_opening", Title: lang.T("申请查看投诉人身份", "Ask to see who it is"), Event: "opening_requested", Basis: []string{"xfg-30"},
			Needs: casework.NeedReason | casework.NeedBasis, By: desk, Guards: []casework.Guard{identitySealed()}, Input: func() any { return &OpeningInput{} }, Decide: decideRequestOpening},
		{From: all, Verb: "approve_opening", Title: lang.T("同意查看身份", "Approve the opening"), Event: "opening_approved", Needs: casework.NeedReason,
			By: []casework.Relation{casework.HeadOfUnit, casework.Centre}, Guards: []casework.Guard{openingPending(false)}, Decide: decideApproveOpening},
		{From: all, Verb: "open_identity", Title: lang.T("打开身份（两名保管人）", "Open the identity, two custodians"), Event: "identity_opened",
			By: desk, Guards: []casework.Guard{openingPending(true)}, Decide: decideOpenIdentity},
	}
}

func decideMessage(d *casework.Decision) error {
	in := casework.Input[MessageInput](d)
	if len(in.Files) != 1 || in.Files[0].Hash == "" {
		return fault.InvalidInput().At("message", lang.T("请写下要说的话。", "Please write what you want to say.")).Or()
	}
	if in.Number != FileOf(d.Case).Messages()+1 {
		return fault.New(fault.Conflict, "message_between", lang.T("对方刚刚也发了一条消息。", "The other side has just written as well."),
			lang.T("请看过再发；您写的还在。", "Please read it and send again; what you wrote is kept."))
	}
	from := "centre"
	if d.As == casework.Applicant {
		from = "reporter"
	}
	d.Private.Files = in.Files
	return d.SetData(Message{Box{Compartment: seal.Message, Number: in.Number, From: from, Size: in.Size}})
}

func identitySealed() casework.Guard {
	return casework.Guard{Name: "identity_sealed", Basis: "xfg-30", Says: lang.T("有密封的身份，理由在清单里，没有正在进行的申请；办结以后只为保护投诉人", "there is a sealed identity, the reason is on the list, and no request is under way; after the end only to protect the reporter"),
		Check: func(d *casework.Decision) error {
			f := FileOf(d.Case)
			if !slices.ContainsFunc(f.Boxes, func(b Box) bool { return b.Compartment == seal.Identity }) {
				return unlawful("no_identity", "这件投诉是匿名的，系统里没有身份。", "This complaint is anonymous; there is no identity here.", "请用消息联系投诉人。", "Please use the messages.")
			}
			if !among(OpeningReasons(), casework.Input[OpeningInput](d).Reason) {
				return fault.InvalidInput().At("reason_id", lang.T("请选择查看身份的理由。", "Please choose why.")).Or()
			}
			if !d.Case.IsOpen() && casework.Input[OpeningInput](d).Reason != "protect" {
				return unlawful("ended_already", "办结以后，只能为保护投诉人查看身份。", "After the end an identity is opened only to protect the reporter.", "请用消息联系投诉人。", "Please use the messages.")
			}
			if n := len(f.Openings); n > 0 && !f.Openings[n-1].Opened {
				return unlawful("opening_under_way", "已有一个查看申请正在进行。", "A request is under way.", "", "")
			}
			return nil
		}}
}

func decideRequestOpening(d *casework.Decision) error {
	return d.SetData(Opening{Reason: casework.Input[OpeningInput](d).Reason, By: d.Cmd.Actor.ID})
}

func openingPending(approved bool) casework.Guard {
	return casework.Guard{Name: "opening_pending", Basis: "xfg-30", Says: lang.T("有待批（已批）的申请，批准的人不是申请的人", "a request waits (was approved), and whoever approves is not whoever asked"),
		Check: func(d *casework.Decision) error {
			f := FileOf(d.Case)
			n := len(f.Openings)
			if n == 0 || f.Openings[n-1].Opened || (f.Openings[n-1].Approved != "") != approved {
				return unlawful("no_opening", "没有可以处理的查看申请。", "There is no request to act on.", "", "")
			}
			if !approved && (f.Openings[n-1].By == d.Cmd.Actor.ID || d.Cmd.Actor.Role == access.Supervisor) {
				return unlawful("own_opening", "自己的申请不能自己批。", "Nobody approves his own request.", "请由另一位负责人批准。", "Please let another head decide.", "xfg-30")
			}
			return nil
		}}
}

func decideApproveOpening(d *casework.Decision) error {
	o := FileOf(d.Case).Openings
	v := o[len(o)-1]
	v.Approved = d.Cmd.Actor.ID
	d.Facts.Approver = d.Cmd.Actor.ID
	return d.SetData(v)
}

func decideOpenIdentity(d *casework.Decision) error {
	o := FileOf(d.Case).Openings
	v := o[len(o)-1]
	v.Opened, v.Place, v.On = true, FileOf(d.Case).Place, d.Engine.Calendar().DayOf(d.At)
	return d.SetData(v)
}

package supervise

import (
	"slices"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Kinds of the events that act on a card; their code is the card's ID.
const (
	kindExplained = "card_explained"
	kindUpheld    = "card_upheld"
	kindWithdrawn = "card_withdrawn"
)

var acts = map[string]State{kindExplained: Explained, kindUpheld: Upheld, kindWithdrawn: Withdrawn}

// CardInput names the card that an act is about.
type CardInput struct {
	Card string `json:"card"`
}

// Rows are the verbs a procedure gets in every state: a card is answered after the case has
// ended too. They are offered on the pages of cards, beside the card they are about.
func Rows(p *casework.Procedure, calendars func() *Calendars) []casework.Transition {
	if calendars == nil {
		own := NewCalendars()
		calendars = func() *Calendars { return own }
	}
	var all []casework.State
	for _, s := range p.States {
		all = append(all, s.State)
	}
	input := func() any { return &CardInput{} }
	row := func(verb, event string, title lang.Text, by casework.Relation, guards ...func(*casework.Decision, Card) error) casework.Transition {
		t := casework.Transition{From: all, Verb: verb, Title: title, Event: event, Needs: casework.NeedReason, By: []casework.Relation{by}, Input: input, Decide: decideCard, Quiet: true}
		for i, check := range guards {
			g := says[verb][i]
			t.Guards = append(t.Guards, casework.Guard{Name: g.name, Says: g.says, Check: func(d *casework.Decision) error {
				c, err := cardOf(d, calendars())
				if err != nil {
					return err
				}
				return check(d, c)
			}})
		}
		return t
	}
	return []casework.Transition{
		row("explain_card", kindExplained, lang.T("说明情况", "Explain a card"), casework.Involved, ownCard, notAnswered),
		row("uphold_card", kindUpheld, lang.T("维持亮牌", "Uphold a card"), casework.Centre, asksAnswer, heard, notOwnAct),
		row("withdraw_card", kindWithdrawn, lang.T("撤销亮牌", "Withdraw a card"), casework.Centre, stands, notOwnAct),
	}
}

type named struct {
	name string
	says lang.Text
}

// says names the guards of each row, in their order.
var says = map[string][]named{
	"explain_card": {{"own_card", lang.T("本单位的牌", "the card concerns the actor's unit")}, {"not_answered", lang.T("黄牌或者红牌，还没有说明过，也没有复核过", "yellow or red, neither explained nor reviewed")}},
	"uphold_card": {{"asks_answer", lang.T("黄牌或者红牌，还没有复核过", "yellow or red, not reviewed")}, {"unit_heard", lang.T("单位已经说明，或者说明期限已过", "the unit has explained, or its time is over")},
		{"not_own_act", lang.T("复核人不在被亮牌的单位，没有做过亮牌所依据的那一步，也不是说明人", "the reviewer is not of the unit, and neither did the act it rests on nor wrote the reply")}},
	"withdraw_card": {{"stands", lang.T("黄牌或者红牌，还没有撤销", "yellow or red, not withdrawn yet")}, {"not_own_act", lang.T("复核人不在被亮牌的单位，没有做过亮牌所依据的那一步，也不是说明人", "the reviewer is not of the unit, and neither did the act it rests on nor wrote the reply")}},
}

func cardOf(d *casework.Decision, calendars *Calendars) (Card, error) {
	cards, err := Cards(d.Case.Events, calendars)
	if err != nil {
		return Card{}, err
	}
	id := casework.Input[CardInput](d).Card
	i := slices.IndexFunc(cards, func(c Card) bool { return c.ID == id })
	if i < 0 {
		return Card{}, fault.InvalidInput().At("card", lang.T("这个办件没有这张牌。", "The case has no such card.")).Or()
	}
	return cards[i], nil
}

func unlawful(code, zh, en, doZH, doEN string) error {
	return fault.New(fault.Unlawful, code, lang.T(zh, en), lang.T(doZH, doEN))
}

func ownCard(d *casework.Decision, c Card) error {
	if c.Unit != d.Cmd.Actor.Unit {
		return fault.Missing()
	}
	return nil
}

func reviewed(c Card) bool { return c.State == Upheld || c.State == Withdrawn }

func asksAnswer(_ *casework.Decision, c Card) error {
	if c.Colour == Blue {
		return unlawful("card_is_a_reminder", "蓝牌只是提醒，不需要说明或者复核。", "A blue card is a reminder; it asks for no answer.", "请按期办理。", "Please decide in time.")
	}
	if reviewed(c) {
		return unlawful("card_reviewed", "这张牌已经复核过。", "This card has been reviewed.", "请刷新页面看复核结果。", "Please reload to see the outcome.")
	}
	return nil
}

func notAnswered(d *casework.Decision, c Card) error {
	if err := asksAnswer(d, c); err != nil {
		return err
	}
	if !c.Reply().IsZero() {
		return unlawful("card_explained", "这张牌已经说明过。", "This card has been explained.", "还有要补充的，请在办件里写“补充说明”。", "If something is missing, add a note to the case.")
	}
	return nil
}

func heard(d *casework.Decision, c Card) error {
	if c.Reply().IsZero() && d.At.Before(c.Due) {
		return unlawful("unit_not_heard", "单位还在说明期限内，先听说明再复核。", "The unit still has time to explain; it is heard first.", "请等说明或者期限届满。要撤销的，现在就可以撤销。", "Please wait for the reply or the end of its time. A card may be withdrawn at once.")
	}
	return nil
}

func stands(_ *casework.Decision, c Card) error {
	if c.Colour == Blue || c.State == Withdrawn {
		return unlawful("card_not_standing", "这张牌不需要撤销。", "There is nothing to withdraw.", "请刷新页面。", "Please reload the page.")
	}
	return nil
}

// notOwnAct: nobody reviews a card of the own unit, or that rests on an act, or a reply, of their own.
func notOwnAct(d *casework.Decision, c Card) error {
	if c.Unit != "" && c.Unit == d.Cmd.Actor.Unit {
		return casework.OwnUnit() // of a card the unit is named more closely than by the case
	}
	own := func(seq int64) bool { return d.Case.Events[seq-1].By.ID == d.Cmd.Actor.ID }
	if own(c.Seq) || slices.ContainsFunc(c.Acts, func(a Act) bool { return a.To == Explained && own(a.Seq) }) {
		return unlawful("own_act", "这张牌与您自己做过的事有关，由另一位监督员复核。", "This card rests on something you did yourself; another supervisor reviews it.", "请转给另一位监督员。", "Please pass it on.")
	}
	return nil
}

func decideCard(d *casework.Decision) error {
	d.Facts.Code = casework.Input[CardInput](d).Card
	return nil
}

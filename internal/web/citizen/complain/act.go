package complain

import (
	"crypto/sha256"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/seal"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// act is something that only the reporter may say, signed with the code.
type act struct {
	verb     string
	title    lang.Text
	question lang.Text
	effect   lang.Text
	done     lang.Text
	explain  bool             // words may go with it, as a sealed message
	choices  []catalog.Option // what is said, where it is more than yes
	look     ui.Look
	may      func(f *complaint.File, cal *calendar.Calendar, closed, today calendar.Day) bool
}

// instead stands as the reason of an act whose words are sealed in a message.
const instead = "见消息"

func always(*complaint.File, *calendar.Calendar, calendar.Day, calendar.Day) bool { return true }

// acts in the order in which the page offers them. The limits are those of the procedure,
// which refuses what is offered wrongly.
var acts = []act{
	{verb: "choose_offer", title: lang.T("选择怎么保护我", "Choose how I am protected"), question: lang.T("怎么办？", "What shall be done?"), effect: lang.T("照您选的办；交办以前随时可以改。", "It is done as you choose; until it is dispatched you can change it."),
		done: lang.T("照您选的办。", "It will be done as you chose."), choices: complaint.Offers(), look: ui.Secondary, may: func(f *complaint.File, _ *calendar.Calendar, _, _ calendar.Day) bool { return f.Firm }},
	{verb: "confirm_solved", title: lang.T("问题解决了", "It is solved"), question: lang.T("问题解决了吗？", "Is it solved?"), effect: lang.T("确认后办结。三十天内还可以要求重新办理一次。", "The complaint ends. Within thirty days you may still have it reopened once."),
		done: lang.T("您已确认问题解决。", "You confirmed that it is solved."), may: always},
	{verb: "contest_answer", title: lang.T("没有解决，重新办理", "Not solved; do it again"), question: lang.T("要求重新办理吗？", "Have it done again?"), effect: lang.T("投诉回到办理中，重新查。答复以后可以要求一次。", "It is looked into again. After an answer you can ask for this once."),
		done: lang.T("已要求重新办理。", "It will be done again."), explain: true, look: ui.Secondary, may: func(f *complaint.File, _ *calendar.Calendar, _, _ calendar.Day) bool { return f.Said != "contested" }},
	{verb: "reopen_complaint", title: lang.T("要求重新办理", "Have it reopened"), question: lang.T("要求重新办理这件投诉吗？", "Have this complaint reopened?"), effect: lang.T("办结后三十天内有一次这个权利，不用别人同意。", "Within thirty days of the end you have this right once; nobody has to agree."),
		done: lang.T("已重新办理。", "It is open again."), explain: true, may: func(f *complaint.File, _ *calendar.Calendar, closed, today calendar.Day) bool {
			return !f.Reopened && today <= complaint.ReopenUntil(closed)
		}},
	{verb: "appeal_complaint", title: lang.T("要求换人复查", "Appeal to another officer"), question: lang.T("要求换人复查吗？", "Have somebody else look at it?"), effect: lang.T("由没有经手过的人复查，二十个工作日内作出结论。", "Somebody who had no part in it decides within twenty working days."),
		done: lang.T("已要求换人复查。", "Somebody else will look at it."), explain: true, look: ui.Secondary, may: func(f *complaint.File, cal *calendar.Calendar, closed, today calendar.Day) bool {
			return !f.Appealed && cal.WorkdaysBetween(closed, today) <= complaint.AppealWorkdays
		}},
	{verb: "ask_review", title: lang.T("要求换人复核", "Ask for a review"), question: lang.T("要求换人复核是否受理吗？", "Have somebody else look at whether it is accepted?"), effect: lang.T("由另一名工作人员复核，两个工作日内答复。", "Somebody else looks at it and answers within two working days."),
		done: lang.T("已要求复核。", "It will be reviewed."), explain: true, may: func(f *complaint.File, cal *calendar.Calendar, closed, today calendar.Day) bool {
			return !f.Reviewed && cal.WorkdaysBetween(closed, today) <= complaint.AppealWorkdays
		}},
	{verb: "withdraw_complaint", title: lang.T("撤回投诉", "Withdraw it"), question: lang.T("确定撤回这件投诉吗？", "Withdraw this complaint?"), effect: lang.T("撤回后办结。没有人可以要求您撤回；有人这样要求，请先发消息告诉投诉中心。", "The complaint ends. Nobody may ask you to withdraw; if somebody did, tell the centre by message first."),
		done: lang.T("投诉已撤回。", "The complaint is withdrawn."), look: ui.Danger, may: always},
	{verb: "report_retaliation", title: lang.T("我遭到打击报复", "I suffer retaliation"), question: lang.T("您遭到打击报复了吗？", "Do you suffer retaliation?"), effect: lang.T("投诉中心的人在一个工作小时内回应您，并和您商量怎么保护；办结以后也能按，按多少次都行。人身有危险的，先打 110。", "A person of the centre answers within one office hour and agrees with you how to protect you; it works after the end too, as often as needed. In danger, call 110 first."),
		done: lang.T("已经报给投诉中心，一个工作小时内有人回应，就在这一页。", "The centre has it; somebody answers within one office hour, on this page."), explain: true, look: ui.Danger, may: always},
}

// possible gives the acts that the procedure allows the reporter now.
func (c *Pages) possible(o opened) (now []act) {
	cal := c.Site.Calendar()
	today, closed := cal.DayOf(c.Site.Clock.Now()), calendar.Day(0)
	if !o.c.Closed.IsZero() {
		closed = cal.DayOf(o.c.Closed)
	}
	for _, a := range acts {
		if _, ok := o.p.Transition(o.c.State, a.verb); ok && a.may(o.f, cal, closed, today) {
			now = append(now, a)
		}
	}
	return now
}

// confirm asks once more, with room for words.
func (a act) confirm(number, key string) ui.Confirm {
	v := ui.Confirm{Question: a.question, Effect: a.effect, Action: "/complaint/say/" + a.verb, Token: key, Back: "/complaint", Button: ui.Button{Label: a.title, Look: a.look},
		Facts: []ui.SummaryRow{{Key: lang.T("投诉编号", "Complaint number"), Value: ui.Data(number)}, {Key: lang.T("签名", "Signature"), Value: lang.T("用您的查询码签名，别人不能代说", "Signed with your code; nobody can say it for you")}}}
	if len(a.choices) > 0 {
		v.Fields = []ui.Field{{Name: "choice", Kind: ui.Radios, Options: options(a.choices), Label: lang.T("请选择", "Please choose")}}
	}
	if a.explain {
		v.Fields = []ui.Field{{Name: "words", Kind: ui.Area, Rows: 5, Max: mostWords, Optional: true, Label: lang.T("为什么", "Why"), Hint: lang.T("封存成一条消息，只有投诉中心和您能看。", "Sealed as a message that only the centre and you can read.")}}
	}
	return v
}

func actOf(list []act, verb string) (act, error) {
	for _, a := range list {
		if a.verb == verb {
			return a, nil
		}
	}
	return act{}, fault.New(fault.Unlawful, "not_in_this_state", lang.T("这一步现在不能做，或者已经做过了。", "This is not possible now, or it has been done."),
		lang.T("请回到投诉页面看最新情况。", "Please go back to the complaint to see where it stands."))
}

func (c *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	o, err := c.load(r)
	if err != nil {
		return c.shut(w, r, err)
	}
	a, err := actOf(c.possible(o), r.PathValue("verb"))
	if err != nil {
		return err
	}
	return r.Show(w, c.page(r, a.title, "/complaint"), a.confirm(o.c.Number, site.NewKey()))
}

// say signs an act and carries it out; its words go before as a sealed message.
func (c *Pages) say(w http.ResponseWriter, r *site.Request) error {
	o, err := c.open(w, r)
	if err != nil {
		return c.shut(w, r, err)
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	key, verb := r.PostFormValue(site.KeyField), r.PathValue("verb")
	a, err := actOf(acts, verb)
	if err != nil {
		return err
	}
	refuse := func(err error) error {
		return r.Refused(w, c.page(r, a.title, "/complaint"), a.confirm(o.c.Number, key), err)
	}
	if _, none := actOf(c.possible(o), verb); a.explain && none == nil { // else the engine answers: done before, or refused
		if err := c.send(r, &o, r.PostFormValue("words"), key+"-words"); err != nil {
			return refuse(err)
		}
	}
	value := "yes"
	if len(a.choices) > 0 {
		if value = r.PostFormValue("choice"); !slices.ContainsFunc(a.choices, isOption(value)) {
			return refuse(fault.InvalidInput().At("choice", lang.T("请选择怎么办。", "Please choose what to do.")).Or())
		}
	}
	cmd := casework.Command{Actor: o.actor, Case: o.c.ID, Verb: verb, Idem: o.once(key, verb+value),
		Input: &complaint.Statement{Value: value, Signature: o.Sign(seal.Statement{Number: o.c.Number, Act: verb, Value: value})}}
	if a.explain {
		cmd.Reason = instead
	}
	if _, err := c.Site.Engine.Do(r.Context(), cmd); err != nil {
		return refuse(err)
	}
	return r.Go(w, "/complaint", a.done)
}

// once makes what is sent with a page count once. The code goes into the hash, so that
// nobody finds the words by trying.
func (o opened) once(key, content string) *casework.Idem {
	if key == "" || len(key) > 64 {
		return nil
	}
	return &casework.Idem{Actor: "form", Key: key, Hash: sha256.Sum256([]byte(o.s.Code + "\x00" + content))}
}

// send seals a message of the reporter; no words, no message. The number of the message is
// bound into its box, so it is sent against the version it was sealed for.
func (c *Pages) send(r *site.Request, o *opened, text, key string) error {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	if utf8.RuneCountInString(text) > mostWords {
		return fault.InvalidInput().At("words", lang.Format("最多%d个字，请分几次发。", "At most %d characters; please send it in parts.", mostWords)).Or()
	}
	for try := 0; ; try++ {
		in, err := c.Vault.Message(r.Context(), o.c, text)
		if err != nil {
			return err
		}
		_, err = c.Site.Engine.Do(r.Context(), casework.Command{Actor: o.actor, Case: o.c.ID, Verb: "send_message", Input: in, Expect: o.c.Version, Idem: o.once(key, text)})
		if err != nil && (fault.KindOf(err) != fault.Conflict || try == 2) {
			return err
		}
		if again := c.find(r, o, o.c.Key); again != nil || err == nil {
			return again
		}
	}
}

func (c *Pages) message(w http.ResponseWriter, r *site.Request) error {
	o, err := c.open(w, r)
	if err != nil {
		return c.shut(w, r, err)
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	err = fault.InvalidInput().At("words", lang.T("请写下要说的话。", "Please write what you want to say.")).Or()
	if strings.TrimSpace(r.PostFormValue("words")) != "" {
		err = c.send(r, &o, r.PostFormValue("words"), r.PostFormValue(site.KeyField))
	}
	if err != nil {
		v, wrong := c.show(r, o)
		if wrong != nil {
			return wrong
		}
		return r.Refused(w, r.Page(pageTitle), v, err)
	}
	return r.Go(w, "/complaint#talk", lang.T("消息已封存并送到投诉中心。", "Your message is sealed and has reached the centre."))
}

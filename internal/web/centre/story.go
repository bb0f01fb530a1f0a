package centre

import (
	"context"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/seal"
	"banjie/internal/web/caseview"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Shut is the page before the words: the passphrase where the key is not open, then the
// button that puts the look on record.
type Shut struct {
	Base   string
	Number string
	Key    bool
	Views  int
	Demo   string // passphrase of a demonstration, which everybody may know; "" elsewhere
	Typed  string // a brief that was written while the key shut itself
}

// View draws it.
func (v Shut) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: ui.Data(v.Number), Title: lang.T("打开投诉原文", "Open the story"),
		Lead: lang.T("先写进账本，再显示。您的姓名和时间会印在原文上，投诉人看得到被打开过几次。只为办这一件。", "It is written to the ledger first and shown then. Your name and the time stand across it, and the reporter sees how often it was opened. For this case only.")}}
	if v.Key {
		return append(parts, keyOpen(), ui.Form{Action: v.Base + "/story", Body: ui.Components{ui.Actions{ui.Button{Label: lang.T("记录并打开", "Put it on record and open")},
			ui.LinkButton{Label: lang.T("不看了，返回", "No, go back"), Href: v.Base, Look: ui.Quiet}}}}).View(p)
	}
	if v.Typed != "" {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Title: lang.T("密钥已经关上，还没有交办", "The key has shut itself; nothing was dispatched"), Text: lang.T("您写的摘要在下面，重新打开以后请再贴上。", "Your brief stands below; please paste it again once the story is open."), Body: ui.Components{ui.Plain(v.Typed)}})
	}
	if v.Demo != "" {
		parts = append(parts, ui.Notice{Kind: ui.Info, Title: lang.T("演示：口令是 "+v.Demo, "Demonstration: the passphrase is "+v.Demo), Text: lang.T("真的投诉中心里，口令只有办案的人知道，页面上不写。", "At a real centre only those who work there know it, and no page says it.")})
	}
	return append(parts, ui.Form{Action: v.Base + "/key", Body: ui.Components{
		ui.Field{Name: "passphrase", Kind: ui.Password, Autocomplete: "off", Width: 30, Label: lang.T("投诉中心密钥的口令", "Passphrase of the desk's key"), Hint: lang.T("密钥只留在内存里，只给您这次登录用，十五分钟不用就关上。", "The key stays in memory, for this session of yours alone, and shuts after fifteen minutes unused.")},
		ui.Actions{ui.Button{Label: lang.T("打开密钥", "Open the key")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: v.Base, Look: ui.Quiet}}}}).View(p)
}

// Story is the words as opened, with the place where the brief is written.
type Story struct {
	Base     string
	Number   string
	Words    caseview.Marked
	Said     *caseview.Marked // the messages; nil: none yet
	Files    int
	TakeUp   bool // it can be taken up now
	Theme    bool // the reporter chose a theme check of at least five
	Help     Proposals
	Warnings []complaint.Warning
	Units    []ui.Option
	Token    string
}

// View draws it.
func (v Story) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: ui.Data(v.Number), Title: lang.T("投诉原文", "The story"), Lead: lang.T("这次打开已经写进账本。不截图、不转发、不转述。", "This look is on the ledger. No picture, no forwarding, no retelling.")}, keyOpen()}
	words := ui.Components{v.Words}
	for i := range v.Files {
		words = append(words, ui.PostButton{Action: v.Base + "/attachments/" + strconv.Itoa(i+1), Button: ui.Button{Label: lang.Format("附件%d：记录并下载", "Attachment %d: put it on record and download", i+1), Look: ui.Secondary, Icon: ui.IconFile}},
			ui.PostButton{Action: v.Base + "/attachments/" + strconv.Itoa(i+1) + "/copy", Button: ui.Button{Label: lang.Format("附件%d的脱敏副本：记录并下载", "Derived copy of attachment %d: put it on record and download", i+1), Look: ui.Quiet, Icon: ui.IconFile}})
	}
	if v.Said != nil {
		words = append(words, ui.Section{ID: "said", Title: lang.T("和投诉人的消息", "Messages"), Body: ui.Components{*v.Said}})
	}
	words = append(words, v.Help)
	if v.TakeUp {
		return append(parts, beside{words, ui.Components{v.editor()}}, v.back()).View(p)
	}
	return append(append(parts, words...), v.back()).View(p)
}

func (v Story) back() ui.Component {
	return ui.Actions{ui.LinkButton{Label: lang.T("合上原文，回到投诉", "Shut it and go back"), Href: v.Base, Look: ui.Secondary}}
}

// editor is where a person writes what the unit gets to read.
func (v Story) editor() ui.Component {
	body := ui.Components{ui.Field{Name: "brief", Kind: ui.Area, Rows: 8, Max: 4000, Label: lang.T("给承办单位的摘要", "The brief for the unit"),
		Hint: lang.T("用自己的话写：发生了什么、要查什么。不写是谁说的，不照抄原话。", "In your own words: what happened, what to look into. Not who said so, and no copying.")}}
	if len(v.Warnings) > 0 {
		f := ui.Field{Name: "confirmed", Kind: ui.Checks, Optional: true, Label: lang.T("逐条看过：这些不会暴露投诉人", "Looked at one by one: these do not show who it is"), Hint: lang.T("会暴露的不要打勾，改摘要。", "Do not tick what does; change the brief.")}
		for _, w := range v.Warnings {
			f.Options = append(f.Options, ui.Option{Value: w.ID, Label: lang.T("“"+w.Text+"”——我看过，不是", "“"+w.Text+"” – I looked: this is none"), Hint: w.Kind.Says()})
		}
		body = append(body, f)
	}
	body = append(body,
		ui.Field{Name: "route", Kind: ui.Radios, Label: lang.T("由谁办理", "Who looks into it"), Options: []ui.Option{
			{Value: "unit", Label: lang.T("交一个单位", "one unit")}, {Value: "joint", Label: lang.T("几个单位联合", "several units together")},
			{Value: "own", Label: lang.T("投诉中心自己办", "the centre itself"), Hint: lang.T("不用写摘要。", "Needs no brief.")}}},
		v.copies(),
		ui.Field{Name: "units", Kind: ui.Checks, Optional: true, Label: lang.T("承办单位", "Unit"), Options: v.Units},
	)
	if v.Theme {
		body = append(body, ui.Field{Name: "objects", Kind: ui.Area, Rows: 6, Max: 600, Label: lang.T("专题检查的对象，一行一家，至少五家", "Objects of the theme check, one a line, at least five"), Hint: lang.T("投诉人在里面，承办单位看不出是哪一家。", "The reporter is among them, and the unit cannot tell which.")})
	}
	body = append(body, ui.Actions{ui.Button{Label: lang.T("受理并交办", "Accept and dispatch")}})
	return ui.Section{ID: "take-up", Title: lang.T("受理并交办", "Accept and dispatch"), Body: ui.Components{ui.Form{Action: v.Base + "/take-up", Token: v.Token, Body: body}}}
}

// copies is the choice of what goes to the unit beside the brief.
func (v Story) copies() ui.Component {
	if v.Files == 0 {
		return ui.Components{}
	}
	f := ui.Field{Name: "copies", Kind: ui.Checks, Optional: true, Label: lang.T("随摘要交给承办单位的脱敏副本", "Derived copies that go to the unit with the brief"),
		Hint: lang.T("先下载副本看过再勾。照片重新画成黑白，文档只留文字：位置、作者、设备和打印机的痕迹去掉了，画面和文字里写着的还在。PDF、录音录像只密封，不做副本。", "Download a copy and look at it first. Pictures are drawn anew in black and white, documents reduced to their words: place, author, device and printer are gone; what the picture or the words show is not. PDF, sound and film stay sealed.")}
	for i := range v.Files {
		f.Options = append(f.Options, ui.Option{Value: strconv.Itoa(i + 1), Label: lang.Format("附件%d的副本，我看过，不会暴露投诉人", "copy of attachment %d; I looked, it does not show who it is", i+1)})
	}
	return f
}

func (c *Pages) shut(r *site.Request, k *casework.Case) (ui.Page, Shut) {
	_, open := c.key(r)
	v := Shut{Base: base(k), Number: idnum.ShortCase(k.Number), Key: open, Views: complaint.FileOf(k).Views}
	if c.Site.Demo != nil {
		v.Demo = c.Site.Demo.Passphrase
	}
	return page(r, k, lang.T("打开投诉原文", "Open the story")), v
}

func (c *Pages) closed(w http.ResponseWriter, r *site.Request) error {
	k, _, err := c.complaint(r)
	if err != nil {
		return err
	}
	p, v := c.shut(r, k)
	return r.Show(w, p, v)
}

// onRecord puts a look at the words on the ledger and gives the case as it then stands.
func (c *Pages) onRecord(r *site.Request, k *casework.Case) (*casework.Case, error) {
	out, err := c.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Case: k.ID, Verb: string(access.ViewStory)})
	return out.Case, err
}

// read puts the look on record, then shows the words.
func (c *Pages) read(w http.ResponseWriter, r *site.Request) error {
	k, _, err := c.complaint(r)
	if err != nil {
		return err
	}
	key, ok := c.key(r)
	if !ok {
		p, v := c.shut(r, k)
		return r.Show(w, p, v)
	}
	if k, err = c.onRecord(r, k); err != nil {
		return err
	}
	p, v, err := c.story(r, k, key)
	if err != nil {
		return err
	}
	return r.Show(w, p, v)
}

// story opens the words and draws them; the look stands on the ledger before.
func (c *Pages) story(r *site.Request, k *casework.Case, key seal.Private) (ui.Page, Story, error) {
	words, err := c.Vault.Story(r.Context(), k, key)
	if err != nil {
		return ui.Page{}, Story{}, err
	}
	said, err := c.Vault.Dialogue(r.Context(), k, key)
	if err != nil {
		return ui.Page{}, Story{}, err
	}
	now := c.Site.Clock.Now()
	v := Story{Base: base(k), Number: idnum.ShortCase(k.Number), Words: caseview.Marked{Who: r.Actor.Name, At: now, Words: words.Words}, Files: count(complaint.FileOf(k), seal.File),
		Theme: complaint.FileOf(k).Offer == "theme_check", TakeUp: k.State == complaint.Registered && access.Check(r.Actor, access.TakeUp, k.Target()) == nil, Token: site.NewKey()}
	if v.Help, err = c.propose(r, k, words.Words); err != nil { // the story is read without help then
		c.Site.Log.ErrorContext(r.Context(), "no proposals beside a story", "error", err)
		v.Help = Proposals{}
	}
	c.Locker.Show(r.Actor.Session, v.Token, k)
	p := page(r, k, lang.T("投诉原文", "The story"))
	p.Wide = true
	if len(said) > 0 {
		var lines []string
		for _, s := range said {
			from := r.T("投诉人", "The reporter")
			if s.From == "centre" {
				from = r.T("投诉中心", "The centre")
			}
			lines = append(lines, from+"（"+p.Date(s.At)+"）："+s.Words)
		}
		v.Said = &caseview.Marked{Who: r.Actor.Name, At: now, Words: strings.Join(lines, "\n")}
	}
	for _, u := range r.Directory().Units() {
		if u.ID != c.Centre {
			v.Units = append(v.Units, ui.Option{Value: u.ID, Label: u.Name})
		}
	}
	return p, v, nil
}

// attachment puts the look on record, then sends a file of the reporter to be saved.
func (c *Pages) attachment(w http.ResponseWriter, r *site.Request) error {
	return c.file(w, r, c.Vault.Attachment)
}

// derived sends the copy of a file that an officer may give to the unit; a look like any other.
func (c *Pages) derived(w http.ResponseWriter, r *site.Request) error {
	return c.file(w, r, c.Vault.Derive)
}

func (c *Pages) file(w http.ResponseWriter, r *site.Request, get func(context.Context, *casework.Case, int, seal.Private) (complaint.Upload, error)) error {
	k, _, err := c.complaint(r)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("number"))
	if err != nil || n < 1 || n > count(complaint.FileOf(k), seal.File) {
		return fault.Missing()
	}
	key, ok := c.key(r)
	if !ok {
		p, v := c.shut(r, k)
		return r.Show(w, p, v)
	}
	if k, err = c.onRecord(r, k); err != nil {
		return err
	}
	up, err := get(r.Context(), k, n, key)
	if err != nil {
		return err
	}
	download(w, up.Name, "application/octet-stream", up.Body)
	return nil
}

func disposition(name string) string {
	if d := mime.FormatMediaType("attachment", map[string]string{"filename": name}); d != "" {
		return d
	}
	return "attachment"
}

// takeUp accepts and dispatches. The brief is held against the story by somebody who opened
// it; as long as a warning is unanswered nothing is dispatched.
func (c *Pages) takeUp(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	k, _, err := c.complaint(r)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(r.PostForm.Get("brief"))
	key, ok := c.key(r)
	if !ok || !slices.ContainsFunc(k.Events, func(e casework.Event) bool { return e.Kind == "story_viewed" && e.By.ID == r.Actor.ID }) {
		p, v := c.shut(r, k)
		v.Typed = text
		return r.Show(w, p, v)
	}
	in := &complaint.TakeUpInput{Route: r.PostForm.Get("route"), Units: r.PostForm["units"]}
	for _, line := range strings.Split(r.PostForm.Get("objects"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			in.Objects = append(in.Objects, line)
		}
	}
	var warnings []complaint.Warning
	if in.Route != "own" {
		story, err := c.Vault.Story(r.Context(), k, key)
		if err != nil {
			return err
		}
		warnings = complaint.Check(story, text)
		if in.Brief, err = complaint.Redact(story, text, r.PostForm["confirmed"]); err != nil {
			return c.again(w, r, k, key, warnings, err)
		}
	}
	for _, s := range r.PostForm["copies"] {
		if in.Route == "own" {
			break
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > count(complaint.FileOf(k), seal.File) {
			return fault.Missing()
		}
		made, more, err := c.Vault.Copy(r.Context(), k, n, key, r.PostForm["confirmed"])
		warnings = append(warnings, more...)
		if f, ok := fault.As(err); ok && f.Kind == fault.Unlawful {
			err = fault.InvalidInput().At("copies", f.Message).Or()
		}
		if err != nil {
			return c.again(w, r, k, key, warnings, err)
		}
		in.Copies = append(in.Copies, made)
	}
	if _, err := c.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Case: k.ID, Verb: string(access.TakeUp), Input: in, Idem: r.Idem()}); err != nil {
		return c.again(w, r, k, key, warnings, err)
	}
	return r.Go(w, base(k), lang.T("已受理并交办。", "Accepted and dispatched."))
}

// again draws the form once more with what was typed. The words beside it stood open already; where
// they did not, or a message has come since, that is one more look.
func (c *Pages) again(w http.ResponseWriter, r *site.Request, k *casework.Case, key seal.Private, warnings []complaint.Warning, why error) error {
	if f, ok := fault.As(why); !ok || f.Kind != fault.Invalid {
		return why
	}
	if !c.Locker.Shows(r.Actor.Session, r.PostForm.Get(site.KeyField), k) {
		var err error
		if k, err = c.onRecord(r, k); err != nil {
			return err
		}
	}
	p, v, err := c.story(r, k, key)
	if err != nil {
		return err
	}
	v.Warnings = warnings
	return r.Refused(w, p, v, why)
}

// Sample is the words of an invented reporter.
func (Story) Sample() Story {
	at := time.Date(2026, time.March, 2, 1, 0, 0, 0, time.UTC)
	return Story{Base: "/centre/cases/1", Number: "0302 0007", Token: "sample", TakeUp: true, Files: 1,
		Words: caseview.Marked{Who: "杜示例", At: at, Words: "我去年十一月申请小餐饮登记，材料交了三次，每次都说还缺一样。\n窗口的人让我去门口的店里做一份“评估”，八百块，不开票。"},
		Said:  &caseview.Marked{Who: "杜示例", At: at, Words: "投诉中心（2026年3月2日）：请补充是哪一天去的。"},
		Help: Proposals{Told: lang.T("吃拿卡要", "demanding, taking, blocking"), Kinds: []Proposed{{lang.T("以权谋私、包庇不正当竞争", "office used for private gain, unfair competition shielded"), []string{"门口的店", "评估"}}},
			Units: []Proposed{{lang.T("县市场监督管理局", "Market supervision"), []string{"小餐饮登记"}}}, Alike: []Alike{{"0301 0003", lang.T("吃拿卡要", "demanding, taking, blocking"), "/centre/cases/2"}}},
		Warnings: []complaint.Warning{{ID: "sample", Kind: complaint.PhoneFound, Text: "19000000001"}},
		Units:    []ui.Option{{Value: "market", Label: lang.T("县市场监督管理局", "Market supervision")}, {Value: "fire", Label: lang.T("县消防救援大队", "Fire brigade")}}}
}

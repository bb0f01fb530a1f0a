package complain

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Limits of files. They stay in memory until they are sealed and touch no disk before.
const (
	mostFiles = 5
	mostBytes = 10 << 20 // together
)

// Check is the answers once more and the code, before anything is sent.
type Check struct {
	Rows  []ui.SummaryRow
	Notes []lang.Text // what of the answers is left out, and why
	Firm  bool        // asks what to do about being guessed
	Code  string
	Held  string
}

// View draws it.
func (v Check) View(p ui.Page) templ.Component {
	held := []ui.Hidden{{Name: "held", Value: v.Held}}
	cs := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: checkTitle, Lead: lang.T("还没有提交。核对、记下查询码、照着填回两组，再提交。", "Nothing is sent yet. Check, write the code down, type two groups back, then send.")}, ui.SummaryList{Rows: v.Rows}}
	for _, n := range v.Notes {
		cs = append(cs, ui.Notice{Kind: ui.Info, Text: n})
	}
	cs = append(cs, ui.PostButton{Button: ui.Button{Label: lang.T("修改上面的内容", "Change what stands above"), Look: ui.Secondary}, Action: "/complain/change", Hidden: held})
	body := ui.Components{}
	if v.Firm {
		body = append(body, ui.Notice{Kind: ui.Warning, Title: lang.T("小县城里，符合描述的企业可能没有几家", "In a small county few firms may fit the description"), Text: lang.T("单位看到摘要，也可能猜到是您。请选择怎么办。", "The unit may guess from the summary that it is you. Please choose what to do.")},
			ui.Field{Name: "offer", Kind: ui.Radios, Options: options(complaint.Offers()), Label: lang.T("怎么办", "What to do")})
	}
	body = append(body,
		ui.Field{Name: "files", Kind: ui.File, Optional: true, MaxFiles: mostFiles, Label: lang.T("照片和文件", "Photos and files"), Hint: lang.T("一起封存，只有投诉中心能打开。五个加起来不超过 10 MB。", "Sealed with the rest; only the centre opens them. Together at most 10 MB.")},
		ui.CopyCode{Label: lang.T("您的查询码", "Your return code"), Code: v.Code, Note: lang.T("凭编号和它看结果、对话、签名表态。我们不存，丢了谁也找不回来；谁拿到就能看您的投诉页面。请抄下来，别和编号放在一起。", "With the number it shows you the outcome, lets you talk with us and signs what only you may say. We do not keep it and nobody can find it again; whoever has both sees your page. Write it down, apart from the number.")},
		ui.Fieldset{Legend: lang.T("请照着填回两组，确认已经记下", "Type two groups, to be sure you have it"), Body: ui.Components{
			ui.Field{Name: "code_first", Kind: ui.Digits, Width: 10, Autocomplete: "off", Label: lang.T("第一组（5位数字）", "First group (5 digits)")},
			ui.Field{Name: "code_fourth", Kind: ui.Digits, Width: 10, Autocomplete: "off", Label: lang.T("第四组（5位数字）", "Fourth group (5 digits)")},
		}},
		ui.Text(lang.T("提交后马上给您编号和回执。没有回执，就不算受理。", "Number and receipt come at once. Without a receipt it has not been received.")),
		ui.Actions{ui.Button{Label: lang.T("提交投诉", "Send the complaint")}},
	)
	return append(cs, ui.Section{ID: "send", Title: lang.T("记下查询码，然后提交", "Write the code down, then send"), Body: ui.Components{
		ui.Form{Action: "/complain/check", Multipart: true, Hidden: held, Body: body}}}).View(p)
}

// check lays the answers out.
func (c *Pages) check(r *site.Request, a answers) Check {
	v := Check{Firm: a.get("firm") != "", Code: a.Code, Held: c.held.seal(asAnswers, a, heldFor)}
	v.Rows, v.Notes = c.summary(r, a)
	if r.Actor.Role != access.Public {
		v.Notes = append(v.Notes, lang.T("您登录着，但投诉不记账号，“我的办件”里也不会出现。", "You are signed in, but the complaint is not linked to your account and does not appear under “My cases”."))
	}
	return v
}

// summary is what was told, and what of it is left out and why.
func (c *Pages) summary(r *site.Request, a answers) (rows []ui.SummaryRow, notes []lang.Text) {
	row := func(zh, en string, value lang.Text) {
		rows = append(rows, ui.SummaryRow{Key: lang.T(zh, en), Value: value})
	}
	f := a.filing()
	rows = append(rows, protectionRow(f.Protection), ui.SummaryRow{Key: lang.T("发生了什么", "What happened"), Body: words(a.get("story"))})
	row("类别", "Kind", named(complaint.Kinds(), f.Kind))
	if f.Against != "" {
		row("单位", "Unit", r.Unit(f.Against))
	}
	if f.On != 0 {
		row("日期", "Day", ui.Data(f.On.String()))
	}
	if a.get("alarm") != "" {
		row("打击报复", "Retaliation", lang.T("提交后马上报警，一个工作小时内有人回应", "The alarm is raised when you send it; somebody answers within one office hour"))
	}
	if code, err := a.creditCode(); a.get("watch") != "" && err == nil {
		row("报复核对", "Retaliation watch", lang.T("加入，"+code.String(), "Takes part, "+code.String()))
		notes = append(notes, lang.T("加入报复核对：密封的是由信用代码算出的代号，代码本身不保存；只有两名保管人一起、登记以后才能打开，出来的只有合计数。", "Taking part in the retaliation watch: what is sealed is a tag made of the credit code, and the code itself is not kept. Only two custodians together open it, on record, and only totals come out."))
	}
	if about := a.get("about"); about != "" {
		row("办件编号", "Case number", ui.Data(about))
		if f.About == "" {
			notes = append(notes, lang.T("办件编号只放在密封的原话里，承办单位看不到。", "The case number goes into the sealed words only; the unit does not see it."))
		}
	}
	who := a.person()
	switch {
	case f.Protection == complaint.Anonymous && a.get("name")+a.get("phone")+a.get("other") != "":
		notes = append(notes, lang.T("您选了匿名：填的姓名、电话和联系方式不会提交。", "You chose anonymous: name, telephone and other contact are not sent."))
	case who == complaint.Person{} && f.Protection != complaint.Anonymous:
		notes = append(notes, lang.T("您没有留姓名和电话，我们只能在投诉页面上和您联系。", "You gave no name and no telephone; we can reach you on the complaint's page only."))
	default:
		for _, line := range []struct {
			zh, en, value string
		}{{"姓名", "Name", who.Name}, {"手机号", "Mobile number", who.Phone}, {"其他联系方式", "Other contact", who.Other}} {
			if line.value != "" {
				row(line.zh, line.en, ui.Data(line.value))
			}
		}
	}
	return rows, notes
}

func isOption(id string) func(catalog.Option) bool {
	return func(o catalog.Option) bool { return o.ID == id }
}

func named(list []catalog.Option, id string) lang.Text {
	for _, o := range list {
		if o.ID == id {
			return sentence(o.Text)
		}
	}
	return ui.Data(id)
}

// read takes the whole form into memory: an upload that is cut off leaves nothing on a disk.
func read(w http.ResponseWriter, r *site.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, mostBytes+1<<20)
	err := r.ParseMultipartForm(mostBytes + 2<<20)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return fault.New(fault.TooLarge, "too_large", lang.T("文件加起来超过 10 MB。", "The files are over 10 MB together."),
			lang.T("请返回上一页少选几个或者压缩后再交。投诉还没有提交。", "Please go back and choose fewer or smaller ones. The complaint is not sent yet.")).With(err)
	}
	return r.ReadForm()
}

// file seals the complaint and registers it, once however often it is pressed.
func (c *Pages) file(w http.ResponseWriter, r *site.Request) error {
	if ok, err := c.ready(w, r); !ok {
		return err
	}
	if err := read(w, r); err != nil {
		return err
	}
	var a answers
	if !c.held.open(asAnswers, r.PostFormValue("held"), &a) || a.By != "" {
		return fault.New(fault.Conflict, "page_too_old", lang.T("这一页放得太久，投诉没有提交。", "This page is too old; the complaint was not sent."),
			lang.T("请返回上一页抄下您写的话，再重新填一次。我们没有保存任何内容。", "Please go back, copy your words and fill it in again. Nothing was stored."))
	}
	refuse := func(err error) error { return r.Refused(w, r.Page(checkTitle), c.check(r, a), err) }
	files, err := c.last(r, a)
	if err != nil {
		return refuse(err)
	}
	if err := c.filing.Try(r.Request, c.Wall.Now()); err != nil {
		return refuse(err)
	}
	out, err := c.register(r, a, files)
	if err != nil {
		return refuse(err)
	}
	c.grant(w, session{Case: out.Case.ID, Code: a.Code, Fresh: true})
	return r.Go(w, "/complaint/receipt", lang.Text{})
}

// last checks what the check page itself asks: two groups of the code, the offer, the files.
func (c *Pages) last(r *site.Request, a answers) ([]complaint.Upload, error) {
	bad := fault.InvalidInput()
	typedBack(r, a, bad)
	if a.get("firm") != "" && !slices.ContainsFunc(complaint.Offers(), isOption(r.PostFormValue("offer"))) {
		bad.At("offer", lang.T("请选择怎么办。", "Please choose what to do."))
	}
	return sentFiles(r, bad)
}

// typedBack checks the two groups of the code.
func typedBack(r *site.Request, a answers, bad *fault.Fault) {
	if ui.ReadCode(r.PostFormValue("code_first")) != a.Code[:5] {
		bad.At("code_first", lang.T("与查询码第一组不一致，请对照上面再填一次。", "This is not the first group of the code; please compare with the code above."))
	}
	if ui.ReadCode(r.PostFormValue("code_fourth")) != a.Code[15:20] {
		bad.At("code_fourth", lang.T("与查询码第四组不一致，请对照上面再填一次。", "This is not the fourth group of the code; please compare with the code above."))
	}
}

// sentFiles takes the files of the form, unless something is wrong with it.
func sentFiles(r *site.Request, bad *fault.Fault) ([]complaint.Upload, error) {
	var files []complaint.Upload
	if r.MultipartForm != nil {
		for _, h := range r.MultipartForm.File["files"] {
			if h.Filename == "" && h.Size == 0 {
				continue
			}
			in, err := h.Open()
			if err != nil {
				return nil, err
			}
			body, err := io.ReadAll(in)
			in.Close()
			if err != nil {
				return nil, err
			}
			files = append(files, complaint.Upload{Name: path.Base(strings.ReplaceAll(h.Filename, `\`, "/")), Body: body})
		}
	}
	if len(files) > mostFiles {
		bad.At("files", lang.Format("最多%d个文件，请合并或者少选几个。", "At most %d files; please choose fewer.", mostFiles))
	}
	if err := bad.Or(); err != nil {
		if len(files) > 0 {
			bad.At("files", lang.T("文件没有保存，请重新选择。", "The files were not kept; please choose them again."))
		}
		return nil, err
	}
	return files, nil
}

// register seals and files. Who is signed in plays no part: the act carries a random tag.
func (c *Pages) register(r *site.Request, a answers, files []complaint.Upload) (casework.Outcome, error) {
	filing := a.filing()
	if a.get("firm") != "" {
		filing.Offer = r.PostFormValue("offer")
	}
	return c.seal(r, a, filing, files, casework.Command{
		Actor: access.Actor{ID: access.ByCode, Role: access.Citizen, Division: c.Site.Division, Party: a.Party}, Open: &casework.Open{Channel: "web"}})
}

// seal puts everything told into its boxes and registers it by the command, once.
func (c *Pages) seal(r *site.Request, a answers, filing complaint.Filing, files []complaint.Upload, cmd casework.Command) (casework.Outcome, error) {
	told := complaint.Told{Filing: filing, Person: a.person(), Words: a.words(), Files: files, Code: a.Code, Slip: c.watchSlip(a)}
	raw, err := json.Marshal(a)
	if err != nil {
		return casework.Outcome{}, err
	}
	leave, err := c.seat(r.Context())
	if err != nil {
		return casework.Outcome{}, err
	}
	defer leave()
	in, err := c.Vault.File(r.Context(), c.Site.Division, told)
	if err != nil {
		return casework.Outcome{}, err
	}
	in.Alarm = a.get("alarm") != ""
	cmd.Verb, cmd.Input = "file_complaint", in
	cmd.Open.Procedure, cmd.Open.Party, cmd.Open.Series, cmd.Open.Sealed = complaint.Name, a.Party, "C", true
	cmd.Idem = &casework.Idem{Actor: "form", Key: a.Key, Hash: sha256.Sum256(raw)} // the code is in it: nobody finds the words by trying
	return c.Site.Engine.Do(r.Context(), cmd)
}

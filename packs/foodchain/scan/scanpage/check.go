package scanpage

import (
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/label"
)

var checkTitle = lang.T("核对码和凭证", "Check a code or a proof")

// Checking is the page on which anybody checks a signed code or a proof.
type Checking struct {
	Keys   []string // lines of the published key list, to be saved
	Result *Checked
}

// Checked is what a check found.
type Checked struct {
	Title     lang.Text
	Demo      bool
	Checked   []lang.Text
	Unchecked []lang.Text
}

// View draws it.
func (v Checking) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: checkTitle, Lead: lang.T("粘贴扫到的网址，或者下载的凭证全文。核对完不保存。", "Paste the address that a scan gave, or the whole of a downloaded proof. Nothing of it is kept.")}}
	if r := v.Result; r != nil {
		kind := ui.Success
		if r.Demo {
			kind = ui.Demo
		}
		cs = append(cs, ui.Notice{Kind: kind, Title: r.Title})
		list := func(title lang.Text, from []lang.Text) {
			if len(from) == 0 {
				return
			}
			var rows ui.Components
			for _, t := range from {
				rows = append(rows, ui.Text(t))
			}
			cs = append(cs, ui.Section{Title: title, Body: rows})
		}
		list(lang.T("核对过的", "Checked"), r.Checked)
		list(lang.T("没有核对的", "Not checked"), r.Unchecked)
	}
	var keys ui.Components
	for _, k := range v.Keys {
		keys = append(keys, ui.Text(ui.Data(k)))
	}
	return append(cs,
		ui.Form{Action: "/food/check", Body: ui.Components{
			ui.Field{Name: "data", Kind: ui.Area, Rows: 6, Secret: true, Label: lang.T("网址或者凭证", "Address or proof")},
			ui.Actions{ui.Button{Label: lang.T("核对", "Check")}},
		}},
		ui.Section{Title: lang.T("断网的时候", "Without a network"), Body: ui.Components{
			ui.Text(lang.T("有网时先把离线核验页存到手机里。以后断网也能打开它，把扫到的网址贴进去核对。证照也用这一页。", "While you have a network save the offline page on your telephone. Later, without one, open it and paste the address that a scan gave. It checks certificates as well.")),
			ui.Actions{ui.LinkButton{Label: lang.T("保存离线核验页", "Save the offline page"), Href: "/v/offline.html", Look: ui.Secondary}},
			ui.Text(lang.T("下载的凭证用命令核对：先把下面的公钥存成文件 keys.pub。以后断网运行：banjie verify --key keys.pub 文件；文件里放扫到的网址，或者凭证全文。", "A downloaded proof is checked by command: save the keys below as keys.pub. Then, offline: banjie verify --key keys.pub file, where the file holds the address that a scan gave, or the proof.")),
			ui.Text(lang.T("签名只说明码是这里签发的、内容没改；翻印的码也带着同样的签名，召回要联网才知道。", "A signature says that the code was issued here and not altered. A copy carries it, too, and a recall is known online only.")),
			ui.Disclosure{Summary: lang.T("公钥", "The keys"), Body: keys}}},
	).View(p)
}

func (c *Pages) checkRoutes() {
	c.Site.Handle("GET /food/check", site.Open, func(w http.ResponseWriter, r *site.Request) error {
		return r.Show(w, r.Page(checkTitle), Checking{Keys: c.keyLines()})
	})
	c.Site.Handle("POST /food/check", site.Open.Early(), c.check)
	c.Site.Handle("GET /food/proof/{file}", site.Open, c.proof)
}

// keyLines are the published keys, of codes and of the ledger.
func (c *Pages) keyLines() (lines []string) {
	if c.KeyLines != nil {
		return c.KeyLines()
	}
	return nil
}

func (c *Pages) check(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v := Checking{Keys: c.keyLines()}
	result, err := c.checked(r.PostFormValue("data"))
	if err != nil {
		return r.Refused(w, r.Page(checkTitle), v, err)
	}
	v.Result = result
	return r.Show(w, r.Page(checkTitle), v)
}

func (c *Pages) checked(text string) (*Checked, error) {
	text = strings.TrimSpace(text)
	if capture.IsProof([]byte(text)) {
		if c.Trust == nil {
			return nil, noKeys()
		}
		trust, err := c.Trust()
		if err != nil {
			return nil, err
		}
		p, rep, err := capture.VerifyProof([]byte(text+"\n"), trust)
		if err != nil {
			return nil, err
		}
		first := lang.Format("编号为 %[1]s 的追溯记录，是这一批%[2]d条里的第%[3]d条。", "The record %[1]s is number %[3]d of the %[2]d captured together.", p.ID, p.Events, p.Position+1)
		return &Checked{lang.T("凭证是真的：记录在账本里", "The proof holds: the record stands in the ledger"), rep.Demonstration, append([]lang.Text{first}, rep.Checked...), rep.Unchecked}, nil
	}
	key, value, err := label.Find(text)
	if err != nil {
		return nil, fault.InvalidInput().At("data", fault.For(err).Message).Or()
	}
	if value == "" {
		return nil, fault.InvalidInput().At("data", lang.T("这个码没有签名部分，断网查不了真假；请扫码联网查。", "This code carries no signature and cannot be checked offline; look it up online.")).Or()
	}
	var keys ecert.Keys
	if c.Desk.Keys == nil {
		return nil, noKeys()
	}
	keys = c.Desk.Keys()
	rep, err := label.Verify(key, value, keys)
	if err != nil {
		return nil, err
	}
	return &Checked{lang.T("码是这里签发的，内容没有改动", "The code was issued here and is not altered"), rep.Demo, rep.Checked, rep.Unchecked}, nil
}

func noKeys() error {
	return fault.New(fault.Unavailable, "no_keys", lang.T("这里没有公钥，不能核对。", "There are no keys here to check with."), lang.T("请用 banjie verify 核对。", "Please use banjie verify."))
}

// proof gives the two-step proof of an event, by the hex digits of its hash id.
func (c *Pages) proof(w http.ResponseWriter, r *site.Request) error {
	digits, ok := strings.CutSuffix(r.PathValue("file"), ".json")
	raw, err := hex.DecodeString(digits)
	if !ok || err != nil || len(raw) != 32 || c.Proof == nil {
		return fault.Missing()
	}
	p, err := c.Proof(r.Context(), [32]byte(raw))
	if err != nil {
		return err
	}
	body, err := p.Text()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Disposition", `attachment; filename="food-proof-`+digits[:12]+`.json"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(body)
	return err
}

// trusting is the ledger's public half.
type trusting = func() (ledger.Trust, error)

// Sample is the page with a good result.
func (Checking) Sample() Checking {
	return Checking{Keys: []string{"hall/330599+ab12cd34+AXample"}, Result: &Checked{Title: lang.T("码是这里签发的，内容没有改动", "The code was issued here and is not altered"), Checked: []lang.Text{lang.T("签名正确。", "The signature is right.")}, Unchecked: []lang.Text{lang.T("没有核对：食品本身好不好。", "Not checked: whether the food itself is good.")}}}
}

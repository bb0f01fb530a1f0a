// Package keys shows what the platform rests on and who looked at what: the public keys,
// the last checkpoint and its witnesses, the state of the machine, and the access log.
//
//	/admin/keys     public keys with fingerprints ─ checkpoint ─ witnesses ─ how to add one
//	/admin/system   version, folder, engine, last sweep, consumers, queue, disk
//	/admin/access-log   which member of staff opened personal data, for auditors
//
// No secret is shown or can be downloaded here. Everything is read; nothing is changed by
// these pages. The access log names staff and case numbers, never an applicant.
package keys

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/ecert"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/web/admin/download"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Ledger is the public half of the ledger.
type Ledger interface {
	// PublicKey is the key line of the ledger, as verifiers take it.
	PublicKey() string
	// Checkpoint is the last published one as text; "" before the first.
	Checkpoint(ctx context.Context) (string, error)
	// Witnesses are those the office knows, with what they last cosigned.
	Witnesses(ctx context.Context) ([]Witness, error)
}

// Witness is somebody outside who signs that the ledger only grew.
type Witness struct {
	Name string
	Key  string    // public key line
	Size int64     // of the last checkpoint it cosigned; 0: none yet
	At   time.Time // when
}

// Pages are the pages of this package.
type Pages struct {
	Site   *site.Site
	Ledger Ledger
	System func(ctx context.Context) (System, error)
	Looks  Looks
}

// Routes adds the pages to the site.
func (d *Pages) Routes() {
	s, may := d.Site, site.For(access.ManageKeys)
	s.Handle("GET /admin/keys", may, d.keys)
	s.Handle("GET /admin/keys/ledger.pub", may, func(w http.ResponseWriter, r *site.Request) error {
		return download.Send(w, "ledger.pub", "text/plain; charset=utf-8", func(out io.Writer) error {
			_, err := io.WriteString(out, d.Ledger.PublicKey()+"\n")
			return err
		})
	})
	s.Handle("GET /admin/system", may, d.system)
	s.Handle("GET /admin/access-log", site.SignedIn, d.log)
}

// Keys is the public keys and what was published with them.
type Keys struct {
	Public     string // of the ledger
	Checkpoint string // text
	Witnesses  []Witness
	Signing    ecert.Keys
	Demo       bool
	Now        time.Time
}

// View draws it.
func (v Keys) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Title: lang.T("密钥与账本", "Keys and ledger"), Lead: lang.T("这里只有公钥。私钥在数据文件夹的 keys 里，只有服务自己读得到。", "Public keys only. The secret ones lie in the folder keys of the data folder, where the service alone reads them.")}}
	parts = append(parts, ui.Actions{ui.LinkButton{Label: lang.T("看系统状况", "See the state of the system"), Href: "/admin/system", Look: ui.Secondary}})
	if v.Demo {
		parts = append(parts, ui.Notice{Kind: ui.Demo, Text: lang.T("演示密钥：签出的东西没有法律效力，正式启动时会被拒绝。", "Demonstration keys: what they sign has no force, and a production start refuses them.")})
	}
	name, id, _ := strings.Cut(v.Public, "+")
	id, _, _ = strings.Cut(id, "+")
	ledgerRows := []ui.SummaryRow{{Key: lang.T("账本名", "Name of the ledger"), Value: ui.Data(name)}, {Key: lang.T("指纹", "Fingerprint"), Value: ui.Data(id)}, {Key: lang.T("公钥", "Public key"), Value: ui.Data(v.Public)},
		{Key: lang.T("下载", "Download"), Body: ui.Link{Name: ui.Data("ledger.pub"), Href: "/admin/keys/ledger.pub"}}}
	parts = append(parts, ui.Section{Title: lang.T("公共账本", "Public ledger"), Body: ui.Components{ui.SummaryList{Rows: ledgerRows}, v.checkpoint()}}, v.witnesses(), v.signing())
	return append(parts, ui.Section{Title: lang.T("备份和更换", "Backup and change"), Body: ui.Components{
		ui.Text(lang.T("备份：用 banjie backup，服务不用停；设好 BANJIE_PASSPHRASE，私钥会加密存进备份。口令另行由两人保管。没有私钥，旧回执和旧证照照样能核验，但不能再签新的。", "Backup: use banjie backup while the service runs; with BANJIE_PASSPHRASE set it holds the secret keys, encrypted. Keep the passphrase apart, in the hands of two people. Without the keys old receipts and certificates still verify, but nothing new can be signed.")),
		ui.Text(lang.T("更换：本版本不支持在线更换密钥。私钥泄露时立即停止服务，公告旧密钥作废的时间，换新的数据文件夹和密钥再开。", "Change: this version cannot change keys online. If a secret key leaks, stop the service at once, announce from when the old key counts no more, and begin again with a new folder and keys.")),
	}}).View(p)
}

func (v Keys) checkpoint() ui.Component {
	if v.Checkpoint == "" {
		return ui.Notice{Kind: ui.Info, Text: lang.T("还没有发布过检查点；每小时发布一次。", "No checkpoint was published yet; one is published every hour.")}
	}
	c, signatures, err := ledger.ParseCheckpoint(v.Checkpoint)
	if err != nil {
		return ui.Notice{Kind: ui.Problem, Title: lang.T("最近的检查点读不懂", "The last checkpoint cannot be read"), Text: lang.T("数据文件夹里的 checkpoint 文件可能损坏，请从备份核对。", "The file checkpoint of the data folder may be damaged; compare it with the backup.")}
	}
	return ui.Components{ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("账本长度", "Size of the ledger"), Value: lang.T(ui.Number(c.Size)+" 条", ui.Number(c.Size)+" acts")}, {Key: lang.T("签名数", "Signatures"), Value: ui.Data(ui.Number(int64(len(signatures))))}}}, ui.Disclosure{Summary: lang.T("最近一次发布的检查点（可以抄下来登报）", "The last published checkpoint (it may be printed in a newspaper)"), Body: ui.Components{ui.Text(ui.Data(v.Checkpoint))}}}
}

func (v Keys) witnesses() ui.Component {
	t := ui.Table{Caption: lang.T("已知的见证人", "Known to this office"), Columns: []ui.Column{{Name: lang.T("名称", "Name")}, {Name: lang.T("公钥", "Key")}, {Name: lang.T("最近见证到", "Cosigned up to"), Numeric: true}, {Name: lang.T("时间", "When")}},
		Empty: ui.Empty{Title: lang.T("还没有见证人", "There is no witness yet"), Text: lang.T("没有外面的人看着，账本被整个换掉就只有拿着回执的人能发现。", "With nobody outside watching, only holders of receipts would notice a ledger replaced as a whole.")}}
	for _, w := range v.Witnesses {
		var at ui.Component = ui.Plain("–")
		if !w.At.IsZero() {
			at = ui.Moment(w.At)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(w.Name), ui.Plain(short(w.Key)), ui.Plain(ui.Number(w.Size)), at}})
	}
	return ui.Section{Title: lang.T("见证人", "Witnesses"), Body: ui.Components{t, ui.Disclosure{Summary: lang.T("怎么加一个见证人", "How to add a witness"), Body: ui.Components{
		ui.Text(lang.T("见证人应当是单位以外的人，例如人大、报社、大学。请对方下载上面的 ledger.pub，在自己的机器上运行：", "A witness should be outside the office: a congress, a newspaper, a university. Give them ledger.pub from above and let them run on their own machine:")),
		ui.Text(ui.Data("banjie witness init --dir w --name congress.county.example/witness --ledger ledger.pub")),
		ui.Text(lang.T("然后把印出的公钥交给本单位的运维人员。见证人只看到账本的长度和指纹，看不到任何办件。", "and hand the key it prints to whoever runs this service. A witness sees size and fingerprint of the ledger, and no case.")),
	}}}}
}

// short is the beginning of a key line, enough to compare by eye.
func short(key string) string {
	if len(key) > 48 {
		return key[:48] + "…"
	}
	return key
}

func (v Keys) signing() ui.Component {
	t := ui.Table{Caption: lang.T("电子证照签发密钥", "Keys that sign certificates"), Columns: []ui.Column{{Name: lang.T("名称", "Name")}, {Name: lang.T("算法", "Algorithm")}, {Name: lang.T("指纹", "Fingerprint")}, {Name: lang.T("状态", "State")}}, Empty: ui.Empty{Title: lang.T("没有签发密钥", "There is no signing key")}}
	for _, k := range v.Signing {
		st := ui.Tag{Label: lang.T("在用", "in use"), Tone: ui.Good}
		if k.Demo {
			st = ui.Tag{Label: lang.T("演示密钥", "demonstration"), Tone: ui.Still}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(k.Name), ui.Plain(k.Profile.String()), ui.Plain(k.ID().String()), st}})
	}
	return ui.Section{Title: lang.T("电子证照", "Certificates"), Body: ui.Components{t}}
}

// Sample is a demonstration with one witness.
func (Keys) Sample() Keys {
	seed := make([]byte, 32)
	signer, err := ecert.NewEd25519Signer(seed, lang.T("演示签发密钥", "Demonstration signing key"), true)
	if err != nil {
		panic("keys: " + err.Error()) // a literal of this function
	}
	origin, err := ledger.Origin("sample", specimen.Division, true)
	if err != nil {
		panic("keys: " + err.Error())
	}
	key, err := ledger.GenerateKey(ledger.Ed25519, origin, bytes.NewReader(make([]byte, 64)))
	if err != nil {
		panic("keys: " + err.Error())
	}
	own, err := ledger.NewSigner(key.Secret)
	if err != nil {
		panic("keys: " + err.Error())
	}
	checkpoint, err := ledger.SignHead(ledger.Head{Division: specimen.Division, Size: 60123, Recorded: specimen.Now}, own)
	if err != nil {
		panic("keys: " + err.Error())
	}
	return Keys{Public: key.Public, Checkpoint: checkpoint, Demo: true, Now: specimen.Now, Signing: ecert.Keys{signer.Public()},
		Witnesses: []Witness{{Name: "congress.example/witness", Key: "congress.example/witness+5e6f7a8b+Bexample", Size: 60120, At: specimen.Now.Add(-time.Hour)}}}
}

func (d *Pages) keys(w http.ResponseWriter, r *site.Request) error {
	v := Keys{Public: d.Ledger.PublicKey(), Signing: r.Site.Certificates.Keys(), Demo: r.Site.Demo != nil, Now: r.Site.Clock.Now()}
	var err error
	if v.Checkpoint, err = d.Ledger.Checkpoint(r.Context()); err != nil {
		return err
	}
	if v.Witnesses, err = d.Ledger.Witnesses(r.Context()); err != nil {
		return err
	}
	p := r.Page(lang.T("密钥与账本", "Keys and ledger"))
	p.Wide = true
	return r.Show(w, p, v)
}

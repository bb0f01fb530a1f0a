package keys

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/lang"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// System is how the platform stands at one moment.
type System struct {
	Version   string
	Folder    string    // path, shown to the administrator alone
	Demo      bool      // a demonstration's folder
	Growing   bool      // its history is being made; the sweeper begins afterwards
	Moved     bool      // made with a moved clock; can never become live
	Engine    string    // SQLite or PostgreSQL with its version
	Started   time.Time // of this process
	Swept     time.Time // last look for what is due; zero: none since the start
	SweepErr  string    // what went wrong at the last one, "" for nothing
	Consumers []Consumer
	Queued    int64 // jobs waiting
	Failed    int64 // jobs that gave up
	DiskFree  int64 // bytes where the data lies
	DiskSize  int64
	Phone     string // at the foot of every page, "" where none is configured
	Now       time.Time
}

// Consumer is a cursor over the events.
type Consumer struct {
	Name lang.Text
	At   int64 // leaf number it has reached
	Head int64 // of the ledger
}

// stale is after how long without a sweep something is wrong; it runs every second.
const stale = time.Minute

// View draws it.
func (v System) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Title: lang.T("系统状况", "State of the system")}}
	switch {
	case v.SweepErr != "":
		parts = append(parts, ui.Notice{Kind: ui.Problem, Title: lang.T("最近一次到期处理出了错", "The last look for due clocks failed"), Text: ui.Data(v.SweepErr)})
	case v.Growing:
		parts = append(parts, ui.Notice{Kind: ui.Info, Title: lang.T("正在生成演示历史", "The history of the demonstration is being made"), Text: lang.T("生成完后开始到期处理。", "What falls due is acted on once it is there.")})
	case v.Swept.IsZero() || v.Now.Sub(v.Swept) > stale:
		parts = append(parts, ui.Notice{Kind: ui.Problem, Title: lang.T("到期处理停了", "The sweeper stands still"), Text: lang.T("期限到了不会自动处理。请看日志，重启服务。", "What falls due is not acted on. See the log and restart the service.")})
	}
	if v.DiskSize > 0 && v.DiskFree < v.DiskSize/20 {
		parts = append(parts, ui.Notice{Kind: ui.Problem, Title: lang.T("磁盘快满了", "The disk is nearly full"), Text: lang.T("写满以后不能再收件。请尽快扩容。", "When it is full nothing can be received. Please add space soon.")})
	}
	if v.Phone == "" {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Title: lang.T("没有服务电话", "There is no telephone"), Text: lang.T("群众在页面上找不到可以打的电话。请在 config.toml 写上 footer.phone，重启服务。", "People find no number to call on any page. Set footer.phone in config.toml and restart the service.")})
	}
	folder := lang.T("正式", "live")
	if v.Demo {
		folder = lang.T("演示", "demonstration")
	}
	if v.Moved {
		folder = lang.T(folder.ZH+"，时钟可拨动，永远不能转为正式", folder.EN+", with a moved clock; it can never become live")
	}
	var swept ui.Component = ui.Plain("–")
	if !v.Swept.IsZero() {
		swept = ui.Moment(v.Swept)
	}
	parts = append(parts, ui.SummaryList{Rows: []ui.SummaryRow{
		{Key: lang.T("版本", "Version"), Value: ui.Data(v.Version)}, {Key: lang.T("数据文件夹", "Data folder"), Value: ui.Data(v.Folder)}, {Key: lang.T("性质", "Kind"), Value: folder}, {Key: lang.T("数据库", "Database"), Value: ui.Data(v.Engine)},
		{Key: lang.T("启动时间", "Started"), Body: ui.Moment(v.Started)}, {Key: lang.T("最近到期处理", "Last look for due clocks"), Body: swept},
		{Key: lang.T("排队的任务", "Jobs waiting"), Value: ui.Data(ui.Number(v.Queued))}, {Key: lang.T("失败的任务", "Jobs that gave up"), Value: ui.Data(ui.Number(v.Failed))},
		{Key: lang.T("磁盘剩余", "Disk free"), Value: ui.Data(gigabytes(v.DiskFree) + " / " + gigabytes(v.DiskSize))},
	}})
	t := ui.Table{Caption: lang.T("跟着账本走的各项", "What follows the ledger"), Columns: []ui.Column{{Name: lang.T("哪一项", "Which")}, {Name: lang.T("走到", "Has reached"), Numeric: true}, {Name: lang.T("落后", "Behind"), Numeric: true}}, Empty: ui.Empty{Title: lang.T("没有要跟的项", "Nothing follows it")}}
	for _, c := range v.Consumers {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(c.Name), ui.Plain(ui.Number(c.At)), ui.Plain(ui.Number(max(c.Head-c.At, 0)))}})
	}
	return append(parts, t).View(p)
}

func gigabytes(n int64) string {
	if n < 1<<30 {
		return ui.Size(n >> 20 << 20)
	}
	return ui.Number(n>>30) + " GB"
}

// Sample is a demonstration that runs well.
func (System) Sample() System {
	now := specimen.Now
	return System{Version: "0.1.0", Folder: "/srv/banjie", Demo: true, Moved: true, Engine: "SQLite 3", Started: now.Add(-3 * time.Hour), Swept: now.Add(-time.Second), Queued: 2, DiskFree: 41 << 30, DiskSize: 100 << 30, Phone: "0571-00000012", Now: now,
		Consumers: []Consumer{{lang.T("通知", "notices"), 60121, 60123}, {lang.T("统计", "figures"), 60123, 60123}}}
}

func (d *Pages) system(w http.ResponseWriter, r *site.Request) error {
	v, err := d.System(r.Context())
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(lang.T("系统状况", "State of the system")), v)
}

// Looks is the access log: reads of personal data by staff.
type Looks interface {
	// Looks gives a page of the log, newest first, and the cursor of the next, "" at the end.
	Looks(ctx context.Context, f LookFilter, after string, limit int) ([]Look, string, error)
}

// LookFilter narrows the log; empty fields do not.
type LookFilter struct {
	Division string
	Officer  string
	Case     string // case number
}

// Look is one read.
type Look struct {
	At      time.Time
	Officer string // id
	Role    access.Role
	Case    string // case number
	What    string // case, person, file
}

// Log is a page of the access log.
type Log struct {
	Filter LookFilter
	Rows   []Look
	Next   string
	Name   func(officer string) string
}

var whatNames = map[string]lang.Text{"case": lang.T("看办件", "opened the case"), "person": lang.T("看完整个人信息", "saw personal data in full"), "file": lang.T("下载材料", "fetched a paper")}

// View draws it.
func (v Log) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("查看记录，新的在前", "Reads, newest first"), Columns: []ui.Column{{Name: lang.T("时间", "When")}, {Name: lang.T("人员", "Officer")}, {Name: lang.T("身份", "Role")}, {Name: lang.T("看了什么", "What")}, {Name: lang.T("办件编号", "Case")}}, Empty: ui.Empty{Title: lang.T("没有查看记录", "No reads")}}
	for _, x := range v.Rows {
		what, ok := whatNames[x.What]
		if !ok {
			what = ui.Data(x.What)
		}
		name := v.Name(x.Officer)
		if name == "" {
			name = x.Officer
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Moment(x.At), ui.Plain(name), ui.Plain(string(x.Role)), ui.Words(what), ui.Plain(x.Case)}})
	}
	if v.Next != "" {
		t.Next = "/admin/access-log?officer=" + v.Filter.Officer + "&case=" + v.Filter.Case + "&after=" + v.Next
	}
	return ui.Components{ui.Heading{Title: lang.T("个人信息查看记录", "Who opened personal data"), Lead: lang.T("工作人员每看一次都有记录。只供审计，不用来给人打分。", "Each look by staff is recorded. For audits only, never for a score.")},
		ui.Filters{Action: "/admin/access-log", Fields: []ui.Field{{Name: "officer", Label: lang.T("人员编号", "Id of the officer"), Value: v.Filter.Officer}, {Name: "case", Label: lang.T("办件编号", "Case number"), Value: v.Filter.Case}}}, t}.View(p)
}

// Sample is two reads.
func (Log) Sample() Log {
	return Log{Rows: []Look{{specimen.Now, "lin", access.CaseOfficer, "33059926030200017", "person"}, {specimen.Now.Add(-time.Minute), "zhou", access.Clerk, "33059926030200017", "case"}}, Next: "c", Name: func(id string) string {
		o, _ := specimen.Directory().Officer(id)
		return o.Name
	}}
}

// log is for auditors: whoever administers the platform does not also judge who looked.
func (d *Pages) log(w http.ResponseWriter, r *site.Request) error {
	if r.Actor.Role != access.Auditor {
		return access.Check(r.Actor, "view_access_log", access.Target{}) // an unknown verb reaches nobody
	}
	q := r.URL.Query()
	v := Log{Filter: LookFilter{Division: r.Site.Division, Officer: strings.TrimSpace(q.Get("officer")), Case: strings.TrimSpace(q.Get("case"))}, Name: r.Officer}
	var err error
	if v.Rows, v.Next, err = d.Looks.Looks(r.Context(), v.Filter, q.Get("after"), 50); err != nil {
		return err
	}
	p := r.Page(lang.T("个人信息查看记录", "Who opened personal data"))
	p.Wide = true
	return r.Show(w, p, v)
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	bad := System{}.Sample()
	bad.Swept, bad.DiskFree, bad.Phone = time.Time{}, 1<<30, ""
	growing := System{}.Sample()
	growing.Growing, growing.Swept = true, time.Time{}
	none := Keys{}.Sample()
	none.Witnesses, none.Checkpoint = nil, ""
	return ui.GalleryPages{
		specimen.Page("keys", lang.T("密钥与账本", "Keys and ledger"), Keys{}.Sample(), nil),
		specimen.Page("keys-first-day", lang.T("密钥与账本，第一天", "Keys and ledger, first day"), none, nil),
		specimen.Page("system", lang.T("系统状况", "State of the system"), System{}.Sample(), specimen.Narrow),
		specimen.Page("system-alarm", lang.T("系统状况，有警报", "State of the system, alarmed"), bad, specimen.Narrow),
		specimen.Page("system-growing", lang.T("系统状况，正在生成演示历史", "State of the system, history growing"), growing, specimen.Narrow),
		specimen.Page("access-log", lang.T("个人信息查看记录", "Who opened personal data"), Log{}.Sample(), nil),
	}
}

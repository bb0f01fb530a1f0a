package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/datadir"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/registers/fee"
	"banjie/internal/seal"
	"banjie/internal/simtown"
	catalogstore "banjie/internal/store/catalog"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// demoState is what a demonstration folder remembers of its own making.
type demoState struct {
	Seed   uint64       `json:"seed"`
	End    calendar.Day `json:"end"`
	Cases  int          `json:"cases"`
	Days   int          `json:"days"`
	Seeded bool         `json:"seeded"` // units, officers, items and accounts are there
	Grown  bool         `json:"grown"`  // the history is complete
	Locked bool         `json:"locked"` // the accounts have passwords, shown when they were made
}

const demoFile = "demo.json"

func demoCommand() *cobra.Command {
	var data, listen, end string
	var lan bool
	st := demoState{Seed: 1}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Serve a county that does not exist, with a history （演示）",
		Long: `Makes a demonstration folder when there is none, and serves it. Its people, keys and
accounts are invented and exist only here; its clock can be moved on. It listens on
loopback only, unless --lan is given: then every account gets a random password, which
is printed once, and codes carry this machine's address.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if data == "" {
				data = os.Getenv("BANJIE_DATA")
			}
			if data == "" {
				data = filepath.Join("data", "demo")
			}
			st.End = calendar.Builtin().DayOf(clock.System.Now())
			if end != "" {
				day, err := calendar.ParseDay(end)
				if err != nil {
					return err
				}
				st.End = day
			}
			return demo(cmd.Context(), data, listen, lan, st, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA; data/demo otherwise)")
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "address to listen on; a host other than loopback needs --lan")
	cmd.Flags().BoolVar(&lan, "lan", false, "serve the local network, with random passwords")
	cmd.Flags().StringVar(&end, "end", "", "last day of the history, 2006-01-02 (today)")
	cmd.Flags().Uint64Var(&st.Seed, "seed", st.Seed, "same seed and end, same county")
	cmd.Flags().IntVar(&st.Cases, "cases", 0, "filings in the history (7500)")
	cmd.Flags().IntVar(&st.Days, "days", 0, "days of history (90)")
	return cmd
}

func demo(ctx context.Context, path, listen string, lan bool, st demoState, out io.Writer) error {
	listen, base, err := demoAddress(listen, lan)
	if err != nil {
		return err
	}
	dir, st, err := demoFolder(path, st, out)
	if err != nil {
		return err
	}
	d := &demonstration{state: st, lan: lan, out: out}
	return serve(ctx, dir, serveOptions{listen: listen, base: base, out: out, demo: d})
}

// demoAddress keeps a demonstration on loopback unless the network was asked for.
func demoAddress(listen string, lan bool) (addr, base string, err error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", "", fmt.Errorf("--listen %s: %w", listen, err)
	}
	ip := net.ParseIP(host)
	if !lan {
		if host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return "", "", fault.New(fault.Forbidden, "demo_loopback",
				lang.T("演示只在本机监听。", "A demonstration listens on this machine only."),
				lang.T("要给局域网里的人看，请加 --lan(make run LAN=1)：会改用随机密码。", "To show it on your network use --lan (make run LAN=1): accounts then get random passwords."))
		}
		return listen, "", nil
	}
	own := lanAddress()
	if own == "" {
		return "", "", fault.New(fault.Unavailable, "no_network",
			lang.T("没有找到本机的局域网地址。", "This machine has no address on a local network."), lang.T("请接入网络，或不加 --lan。", "Join a network, or leave --lan out."))
	}
	return net.JoinHostPort("", port), "http://" + net.JoinHostPort(own, port), nil
}

// lanAddress is this machine's first private IPv4 address.
func lanAddress() string {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && !n.IP.IsLoopback() && n.IP.IsGlobalUnicast() {
			return n.IP.String()
		}
	}
	return ""
}

// demoPassphrase opens the key files of a demonstration.
const demoPassphrase = "demonstration"

// demoFolder opens the folder, or makes it; one whose history was cut short is made anew.
func demoFolder(path string, want demoState, out io.Writer) (*datadir.Dir, demoState, error) {
	if datadir.Exists(path) {
		dir, err := datadir.Open(path)
		if err != nil {
			return nil, want, err
		}
		if !dir.Instance.Demo || !dir.Instance.Moved {
			return nil, want, fault.New(fault.Forbidden, "not_a_demo",
				lang.Format("%s 不是演示数据。", "%s is no demonstration.", path),
				lang.T("真实数据请用 banjie serve；演示请另选文件夹。", "Serve real data with banjie serve; name another folder for a demonstration."))
		}
		raw, err := os.ReadFile(filepath.Join(path, demoFile))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, want, err
		}
		var have demoState
		if err == nil {
			if err := json.Unmarshal(raw, &have); err != nil {
				return nil, want, fmt.Errorf("%s: %w", demoFile, err)
			}
		}
		if have.Grown {
			return dir, have, nil
		}
		if err := dir.Lock(); err != nil { // a server may be growing it right now
			return nil, want, err
		}
		if have.Seeded {
			fmt.Fprintln(out, "上次的历史没有生成完，现在从头生成。 The history was cut short last time; it is made anew.")
		}
		if err := errors.Join(os.RemoveAll(path), dir.Unlock()); err != nil {
			return nil, want, err
		}
	}
	dir, err := datadir.Create(path, datadir.Instance{Name: "demo-" + simtown.Division, Division: simtown.Division, Demo: true, Moved: true})
	if err != nil {
		return nil, want, err
	}
	// Everybody can read the passphrase of a demonstration's custodians: it is this word.
	if err := makeSealKeys(dir, simtown.ComplaintCentre, filepath.Join(path, "demo-keys"), seal.Standard, func(string) (string, error) { return demoPassphrase, nil }); err != nil {
		return nil, want, err
	}
	key := simtown.Key()
	if err := dir.WriteFile(filepath.Join("keys", "codes"), key[:], 0o600); err != nil {
		return nil, want, err
	}
	return dir, want, writeDemo(dir, want)
}

func writeDemo(dir *datadir.Dir, st demoState) error {
	raw, err := json.Marshal(st)
	if err != nil {
		return err
	}
	return dir.WriteFile(demoFile, append(raw, '\n'), 0o644)
}

// demonstration is the running of a demo folder.
type demonstration struct {
	state demoState
	lan   bool
	out   io.Writer
	began atomic.Int64 // when the history began to grow, Unix seconds
	done  atomic.Int64
	total atomic.Int64
	ready atomic.Bool
}

func (d *demonstration) config() simtown.Config {
	return simtown.Config{Seed: d.state.Seed, End: d.state.End, Days: d.state.Days, Cases: d.state.Cases}
}

// begin is the instant at which a folder without history starts.
func (d *demonstration) begin() time.Time { return d.config().Begin(calendar.Builtin()) }

// seed brings what the county has before its first case.
func (d *demonstration) seed(ctx context.Context, h *hall) error {
	if d.state.Seeded {
		return d.lock(ctx, h)
	}
	town := simtown.County()
	system := h.system()
	act := org.ActOf(changesOf(town.Org)...)
	if _, err := h.engine.Record(ctx, system, string(act.Kind), act.Facts, casework.Private{Notes: act.Notes}); err != nil {
		return err
	}
	if err := h.readOrg(ctx); err != nil {
		return err
	}
	items, err := town.Publish(h.calendar.Load(), h.calendar.Load().DayOf(h.clock.Now()))
	if err != nil {
		return err
	}
	for _, it := range items {
		if _, err := h.engine.Record(ctx, system, catalogstore.ItemPublished, it, casework.Private{}); err != nil {
			return fmt.Errorf("publish %s: %w", it.Slug, err)
		}
	}
	for _, f := range simtown.Fees() {
		if _, err := h.engine.Record(ctx, system, fee.Published, f, casework.Private{}); err != nil {
			return fmt.Errorf("publish fee %s: %w", f.ID, err)
		}
	}
	if err := d.accounts(ctx, h, town); err != nil {
		return err
	}
	d.state.Seeded = true
	return writeDemo(h.dir, d.state)
}

func changesOf(data org.Data) []org.Change {
	var all []org.Change
	for _, u := range data.Units {
		all = append(all, org.Change{Kind: org.UnitChanged, Unit: &u})
	}
	for _, p := range data.Posts {
		all = append(all, org.Change{Kind: org.PostChanged, Post: &p})
	}
	for _, w := range data.Windows {
		all = append(all, org.Change{Kind: org.WindowChanged, Window: &w})
	}
	for _, o := range data.Officers {
		all = append(all, org.Change{Kind: org.OfficerChanged, Officer: &o})
	}
	for _, v := range data.Holdings {
		all = append(all, org.Change{Kind: org.HoldingChanged, Holding: &v})
	}
	return all
}

// accounts makes one account a demo person and officer. The demo bar of loopback needs no passwords.
func (d *demonstration) accounts(ctx context.Context, h *hall, town simtown.Town) error {
	var all []identity.Account
	for _, p := range town.People {
		kind := identity.Person
		if p.IsFirm {
			kind = identity.Firm
		}
		all = append(all, identity.Account{ID: identity.NewID(), Division: town.Division, Kind: kind, Login: p.Key, Name: p.Is.Name, Party: p.Party, Created: h.clock.Now(), Proven: h.clock.Now(), Demo: true})
	}
	for _, o := range town.Org.Officers {
		all = append(all, identity.Account{ID: identity.NewID(), Division: town.Division, Kind: identity.Staff, Login: o.ID, Name: o.Name, Officer: o.ID, Created: h.clock.Now(), Demo: true})
	}
	for _, a := range all {
		if err := h.accounts.CreateAccount(ctx, a); err != nil {
			return err
		}
	}
	if err := d.lock(ctx, h); err != nil {
		return err
	}
	return d.profiles(ctx, h, town)
}

// lock gives every account of a demonstration on a network a random password and prints it
// once, when the folder was made or first served there.
func (d *demonstration) lock(ctx context.Context, h *hall) error {
	if !d.lan {
		return nil
	}
	if d.state.Locked {
		fmt.Fprintln(d.out, "演示账号的密码在第一次以 --lan 启动时显示过，仍然有效；要新密码，请换一个数据文件夹。 The passwords shown at the first start with --lan still hold; for new ones use another data folder.")
		return nil
	}
	fmt.Fprintln(d.out, "演示账号（只显示这一次） Demo accounts, shown once:")
	town := simtown.County()
	var logins []string
	for _, p := range town.People {
		logins = append(logins, p.Key)
	}
	for _, o := range town.Org.Officers {
		logins = append(logins, o.ID)
	}
	for _, login := range logins {
		account, err := h.accounts.AccountByLogin(ctx, login)
		if err != nil {
			return err
		}
		password := rand.Text()[:12]
		if err := h.desk.SetPassword(ctx, account, identity.Secret(password)); err != nil {
			return err
		}
		fmt.Fprintf(d.out, "  %-28s %s\n", login, password)
	}
	d.state.Locked = true
	return writeDemo(h.dir, d.state)
}

// welcome tells whoever started the demonstration what happens meanwhile.
func (d *demonstration) welcome() {
	if !d.state.Grown {
		fmt.Fprintln(d.out, "历史正在后台生成，页面上有进度条；这时可以到处看、填申请、查进度，还不能提交。按 Ctrl-C 停止。\nIts history is growing, with a bar on the pages; look around, fill in and track meanwhile; sending has to wait. Ctrl-C stops.")
	} else {
		fmt.Fprintln(d.out, "接着上次的数据。按 Ctrl-C 停止。 It goes on from last time. Ctrl-C stops.")
	}
}

// farewell tells what is kept.
func (d *demonstration) farewell(path string) {
	if d.ready.Load() {
		fmt.Fprintf(d.out, "已停止。数据留在 %[1]s，下次启动接着用。 Stopped. The data stays in %[1]s; the next start goes on from it.\n", path)
	} else {
		fmt.Fprintln(d.out, "已停止。历史还没有生成完，下次启动从头生成。 Stopped before the history was complete; the next start makes it anew.")
	}
}

// profiles are what the people of the demo bar told once.
func (d *demonstration) profiles(ctx context.Context, h *hall, town simtown.Town) error {
	for _, p := range town.People {
		account, err := h.accounts.AccountByLogin(ctx, p.Key)
		if err != nil {
			return err
		}
		if err := h.accounts.PutProfile(ctx, identity.Profile{Account: account.ID, Name: p.Is.Name, IDKind: p.Is.IDKind, IDValue: p.Is.IDValue,
			Phone: p.Is.Phone, Address: p.Is.Address, Email: p.Is.Email, Changed: h.clock.Now()}); err != nil {
			return err
		}
	}
	return nil
}

// grow makes the history by the real commands, then lets the clock run.
func (d *demonstration) grow(ctx context.Context, h *hall) error {
	if !d.state.Grown {
		d.began.Store(clock.System.Now().Unix())
		c, err := d.growing(h)
		if err != nil {
			return err
		}
		err = simtown.Grow(ctx, c, h.engine, h.moved, func(done, total int) {
			d.done.Store(int64(done))
			d.total.Store(int64(total))
		})
		if err != nil {
			return err
		}
		for _, p := range h.packs {
			if p.Grow != nil {
				if err := p.Grow(ctx); err != nil {
					return err
				}
			}
		}
		d.state.Grown = true
		if err := writeDemo(h.dir, d.state); err != nil {
			return err
		}
		fmt.Fprintln(d.out, "历史已生成，可以办事了。 The history is complete; now you can act.")
	}
	h.moved.Run(clock.System)
	d.ready.Store(true)
	return nil
}

// growing is what the history is made of.
func (d *demonstration) growing(h *hall) (c simtown.Config, err error) {
	c = d.config()
	c.Also = h.demoSurveys(c)
	c.Paper = h.madeUpPicture
	c.Office = demoOffice{h}
	c.Vault, err = h.vault()
	return c, err
}

// history is the bar that says how much of the history is ready; nil when all is.
func (d *demonstration) history() *ui.Progress {
	if d.ready.Load() {
		return nil
	}
	return &ui.Progress{Name: lang.T("正在生成这个县九十天的历史", "Growing ninety days of history"), Done: d.done.Load(), Total: max(d.total.Load(), 1)}
}

// still refuses acts of visitors while the history grows: they would stand in the past.
func (d *demonstration) still() error {
	if d.ready.Load() {
		return nil
	}
	return fault.New(fault.Unavailable, "still_growing",
		lang.Format("这个县的历史还在生成（%d/%d）。", "The county's history is still growing (%d of %d).", d.done.Load(), max(d.total.Load(), 1)),
		d.wait())
}

// wait says how long the history will still grow, as far as its pace tells.
func (d *demonstration) wait() lang.Text {
	done, total := d.done.Load(), d.total.Load()
	left := int64(1)
	if elapsed := clock.System.Now().Unix() - d.began.Load(); done > 0 {
		left = max(1, (elapsed*(total-done)/done+59)/60)
	}
	return lang.Format("大约还要%d分钟才能提交。现在可以看办事指南、填申请、查进度、验证证照；填过的都留着。", "Nothing can be sent for about %d more minute(s). You can read guides, fill in an application, track cases and verify certificates meanwhile; what you type is kept.", left)
}

// pages is what the site shows of a demonstration.
func (d *demonstration) pages(ctx context.Context, h *hall) (*site.Demo, error) {
	demo := &site.Demo{Clock: h.moved, History: d.history, Still: d.still, Passphrase: demoPassphrase,
		Advance: func(ctx context.Context, to string) error { return d.advance(ctx, h, to) },
		NextDue: func(ctx context.Context) (time.Time, error) { return h.cases.NextDue(ctx, h.division) },
	}
	if d.lan {
		return demo, nil // nobody becomes anybody without a password on a network
	}
	for _, p := range simtown.County().Demos {
		person := site.Person{Value: p.Key, Name: p.Title, Actor: p.Actor, Home: "/", Tasks: demoTasks[p.Key].steps, Icon: demoTasks[p.Key].icon}
		if t := demoTasks[p.Key]; t.home != "" {
			person.Home = t.home
		}
		if !p.Actor.IsStaff() {
			account, err := h.accounts.AccountByLogin(ctx, p.Key)
			if err != nil {
				return nil, err
			}
			person.Actor.ID = account.ID.String()
		}
		demo.People = append(demo.People, person)
	}
	return demo, nil
}

// demoTasks are the three steps to try in each role.
var demoTasks = map[string]struct {
	home  string
	icon  ui.Icon
	steps []ui.Link
}{
	"citizen": {"/", ui.IconPerson, []ui.Link{
		{Name: lang.T("搜“老人优待”，看办事指南", "Search for the elder-care card and read its guide"), Href: "/search?q=老人优待"},
		{Name: lang.T("在线申请，记下查询码", "Apply online and keep the code"), Href: "/items/elder-care-card/apply"},
		{Name: lang.T("拨快时钟，看受理期限怎么走", "Move the clock on and watch the limits"), Href: "/my"}}},
	"farmer": {"/", ui.IconLeaf, []ui.Link{
		{Name: lang.T("记一笔采收，打印追溯码", "Record a harvest and print its codes"), Href: "/food"},
		{Name: lang.T("答复小店收到的召回通知", "Answer the recall order to the shop"), Href: "/my/recalls"},
		{Name: lang.T("看农药经营许可要什么，做适合性检查", "See what a pesticide licence needs and check whether it suits you"), Href: "/items/pesticide-business"}}},
	"firm": {"/", ui.IconFirm, []ui.Link{
		{Name: lang.T("搜“开饭店”", "Search for opening a restaurant"), Href: "/search?q=开饭店"},
		{Name: lang.T("在线申请食品经营许可", "Apply for the food licence online"), Href: "/items/food-business-licence/apply"},
		{Name: lang.T("看自己的办件和证照", "See your cases and certificates"), Href: "/my"}}},
	"clerk": {"/window", ui.IconHome, []ui.Link{
		{Name: lang.T("只用键盘收一件", "Receive a case by keyboard alone"), Href: "/window"},
		{Name: lang.T("打印回执", "Print the receipt"), Href: "/window"},
		{Name: lang.T("当场受理或一次性告知", "Accept it, or tell all corrections at once"), Href: "/work"}}},
	"officer": {"/work", ui.IconFile, []ui.Link{
		{Name: lang.T("签收最急的一件", "Take the most urgent case"), Href: "/work"},
		{Name: lang.T("看到期日是怎么数出来的", "See how its due date was counted"), Href: "/work"},
		{Name: lang.T("登记一份不合格的抽检，从结果召回这一批", "Enter a failed sample and recall its lot"), Href: "/food/desk/samples"}}},
	"food_regulator": {"/food/desk", ui.IconShield, []ui.Link{
		{Name: lang.T("看召回板：谁还没答复，差多少斤", "See the recall board: who has not answered, how much is missing"), Href: "/food/recalls"},
		{Name: lang.T("登记一份不合格的抽检，从结果召回这一批", "Enter a failed sample and recall its lot"), Href: "/food/desk/samples"},
		{Name: lang.T("扫一盒杨梅，看消费者看到什么", "See what a shopper sees"), Href: "/scan"}}},
	"soil_office": {"/work/soil", ui.IconLeaf, []ui.Link{
		{Name: lang.T("上传地块，先看会改动什么", "Upload plots and see what will change"), Href: "/work/soil/plots"},
		{Name: lang.T("下载检测表格模板，填好再录入", "Take the laboratory's template, fill it in and enter it"), Href: "/work/soil/report"},
		{Name: lang.T("给一块安全利用类的地定措施", "Plan the measures of a plot of safe use"), Href: "/work/soil/measures"}}},
	"unit_head": {"/work", ui.IconCheck, []ui.Link{
		{Name: lang.T("批一件延长申请", "Decide an extension"), Href: "/head"},
		{Name: lang.T("安排 AB 岗替岗", "Arrange a stand-in"), Href: "/head/staff"},
		{Name: lang.T("看全科室的办件", "See the unit's cases"), Href: "/work"}}},
	"centre_head": {"/centre", ui.IconEye, []ui.Link{
		{Name: lang.T("看投诉中心今天要办的", "See what is due at the complaint centre"), Href: "/centre"},
		{Name: lang.T("审批责任追究的处理意见", "Approve how accountability files end"), Href: "/centre/accountability"},
		{Name: lang.T("看明察暗访的统计", "See what inspections found"), Href: "/centre/inspections"}}},
	"supervisor": {"/board", ui.IconEye, []ui.Link{
		{Name: lang.T("看谁快到期、谁已超期", "See what is due soon and what is late"), Href: "/board"},
		{Name: lang.T("打开视为受理的件", "Open the cases accepted by silence"), Href: "/board/cases?lamp=deemed"},
		{Name: lang.T("到投诉中心看谁在等谁；打开原文的口令是 demonstration", "See at the complaint centre who waits for whom; the passphrase is demonstration"), Href: "/centre"}}},
	"supervisor_2": {"/centre/watch", ui.IconEye, []ui.Link{
		{Name: lang.T("批准另一位监督员申请的报复核对；另一个批准的人是中心负责人", "Approve a watch that the other supervisor asked for; the head of the centre is the second who approves"), Href: "/centre/watch"},
		{Name: lang.T("换人办理别人经手过的投诉：复核、复查", "Take reviews and appeals of complaints that others decided"), Href: "/centre?tab=other"},
		{Name: lang.T("复核另一位监督员亮的牌", "Review cards that are not of your own act"), Href: "/cards"}}},
	"administrator": {"/admin/items", ui.IconShield, []ui.Link{
		{Name: lang.T("改一个事项，先看影响再发布", "Change an item: see what it touches, then publish"), Href: "/admin/items"},
		{Name: lang.T("用表格导入机构人员", "Import units and staff from a spreadsheet"), Href: "/admin/org"},
		{Name: lang.T("导入新的放假通知", "Import a new holiday notice"), Href: "/admin/calendar"}}},
}

// advance moves the clock and lets the sweeper do what has fallen due.
func (d *demonstration) advance(ctx context.Context, h *hall, to string) error {
	if err := d.still(); err != nil {
		return err
	}
	cal := h.calendar.Load()
	now := h.clock.Now()
	switch to {
	case "hour":
		h.moved.Advance(time.Hour)
	case "workday":
		day := cal.AddWorkdays(cal.DayOf(now), 1)
		h.moved.MoveTo(cal.Start(day).Add(now.Sub(cal.Start(cal.DayOf(now)))))
	case "next_due":
		next, err := h.cases.NextDue(ctx, h.division)
		if err != nil {
			return err
		}
		if next.IsZero() {
			return nil
		}
		h.moved.MoveTo(next.Add(time.Second))
	default:
		return fault.Missing()
	}
	swept, err := h.engine.Sweep(ctx, h.division)
	return errors.Join(err, swept.Err)
}

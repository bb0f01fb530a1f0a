// Package config is the configuration of a data folder: what an operator decides and no
// act of the administration does.
//
//	config.toml ──strict──┐
//	environment BANJIE_… ─┴─▶ Config ── secrets read from their files ──▶ checked ──▶ served
//
// The environment goes before the file, a flag of a command before both. A key that is
// not in the table [Keys] is refused with its line and the nearest key there is, since a
// setting that is silently ignored is worse than none. Every secret may stand in a file
// of its own, which nobody but its owner may read.
//
// What belongs to the county stands elsewhere: units, items and the calendar are acts in
// the ledger, the division and the name of the ledger stand in instance.json and never
// change. The package rests on no article. It opens no database and no connection.
package config

import (
	"cmp"
	"maps"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
)

// File is the name of the configuration within its data folder.
const File = "config.toml"

// DefaultListen is where a server listens when nothing else is said: this machine only.
const DefaultListen = "127.0.0.1:8080"

// Config is everything an operator can set. The zero value with [Config.Check] passed is
// a server on loopback without mail, providers or witnesses.
type Config struct {
	Listen          string               `toml:"listen"`
	Base            string               `toml:"base"`
	BehindProxy     []string             `toml:"behind_proxy"`
	WebhookNetworks []string             `toml:"webhook_networks"`
	Database        identity.Secret      `toml:"database"`
	DatabaseFile    string               `toml:"database_file"`
	Name            Words                `toml:"name"`
	Footer          Footer               `toml:"footer"`
	Mail            Mail                 `toml:"smtp"`
	Providers       map[string]*Provider `toml:"oidc"`
	Witnesses       map[string]*Witness  `toml:"witness"`
	WitnessesNeeded int                  `toml:"witnesses_needed"`
	Duties          map[string]*Duty     `toml:"duty"`
	Log             Log                  `toml:"log"`
	Metrics         Metrics              `toml:"metrics"`
	Keep            Keep                 `toml:"keep"`
	Open311         Open311              `toml:"open311"`
	Seal            Seal                 `toml:"seal"`

	origin   map[string]string // key to "file" or the variable; absent: the default
	proxy    []netip.Prefix
	intranet []netip.Prefix
}

// Words is a text in both languages; one that is missing is taken from the other.
type Words struct {
	ZH string `toml:"zh"`
	EN string `toml:"en"`
}

// Text is the words as the pages take them.
func (w Words) Text() lang.Text {
	return lang.T(cmp.Or(w.ZH, w.EN), cmp.Or(w.EN, w.ZH))
}

// Footer is where people turn, at the foot of every page.
type Footer struct {
	Phone   string `toml:"phone"`
	Oversee string `toml:"oversee"`
	Hours   Words  `toml:"hours"` // tables stand behind the plain keys, as in the file
}

// Mail is the server that notices go through; an empty Server sends none.
type Mail struct {
	Server       string          `toml:"server"`
	User         string          `toml:"user"`
	Password     identity.Secret `toml:"password"`
	PasswordFile string          `toml:"password_file"`
	From         string          `toml:"from"`
}

// Provider signs people in by OpenID Connect.
type Provider struct {
	Issuer     string          `toml:"issuer"`
	ClientID   string          `toml:"client_id"`
	Secret     identity.Secret `toml:"secret"`
	SecretFile string          `toml:"secret_file"`
	Scopes     []string        `toml:"scopes"`
	IDClaim    string          `toml:"id_claim"`
	IDKind     string          `toml:"id_kind"`
	Button     Words           `toml:"button"`
}

// Witness cosigns the checkpoints of this ledger.
type Witness struct {
	Key string `toml:"key"`
	URL string `toml:"url"`
}

// Duty is which unit of the county has a duty that the program knows by name; packs bring the names.
type Duty struct {
	Unit string `toml:"unit"`
}

// Log is how the server writes what happens to it.
type Log struct {
	Format string `toml:"format"`
	Level  string `toml:"level"`
}

// Metrics is where figures for operators are given out; an empty Listen gives none.
type Metrics struct {
	Listen string `toml:"listen"`
}

// Open311 is what programs that speak GeoReport v2 are shown beside the complaint centre.
type Open311 struct {
	Publish []string `toml:"publish"` // sources of imported requests
}

// Keep is for how many calendar days is kept what is neither a case nor an act.
type Keep struct {
	AccessLog  int `toml:"access_log_days"`
	Deliveries int `toml:"deliveries_days"`
	Complaints int `toml:"complaint_years"` // what a reporter entrusted, in years from the first end
}

// Seal is where the ingredients of identities are kept outside the office; without Witness
// this server keeps them.
type Seal struct {
	Witness   string          `toml:"witness"`
	Token     identity.Secret `toml:"token"`
	TokenFile string          `toml:"token_file"`
}

// How long is kept what an operator says nothing about, and the least that may be set, in
// calendar days. No article that was read says how long reads of personal data are kept on
// record. Two years hold the year under audit and the one in which it is audited; the
// least holds the six months in which an act can be sued over (law:xsf-46), at most 184
// days. A delivery that has ended is there for its owner to look at, no longer.
const (
	DefaultAccessLogDays = 2 * 365
	LeastAccessLogDays   = 184
	DefaultDeliveryDays  = 90
	LeastDeliveryDays    = 30
)

// How many years what a reporter entrusted is kept after the first end of a complaint, when
// nothing else is said, and the most. It is a rule of the house.
const (
	DefaultComplaintYears = 3
	MostComplaintYears    = 30
)

// nameRule is how a provider or a witness may be called: a name of the environment's too.
var nameRule = regexp.MustCompile(`^[a-z][a-z0-9]{0,31}$`)

// unitRule is how a unit may be called.
var unitRule = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// Check says everything that is wrong in one fault, each under its key. It fills in the
// defaults.
func (c *Config) Check() error {
	bad := wrong()
	c.Listen = cmp.Or(c.Listen, DefaultListen)
	c.Keep.AccessLog, c.Keep.Deliveries = cmp.Or(c.Keep.AccessLog, DefaultAccessLogDays), cmp.Or(c.Keep.Deliveries, DefaultDeliveryDays)
	c.Keep.Complaints = cmp.Or(c.Keep.Complaints, DefaultComplaintYears)
	c.Log.Format, c.Log.Level = cmp.Or(c.Log.Format, "text"), cmp.Or(c.Log.Level, "info")
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		bad.At("listen", lang.T("要写成“主机加端口”，例如 127.0.0.1:8080。", "Write host:port, for example 127.0.0.1:8080."))
	}
	c.checkBase(bad)
	c.proxy, c.intranet = prefixes(bad, "behind_proxy", c.BehindProxy), prefixes(bad, "webhook_networks", c.WebhookNetworks)
	if db := string(c.Database); db != "" && !strings.HasPrefix(db, "postgres://") && !strings.HasPrefix(db, "postgresql://") {
		bad.At("database", lang.T("只接受 postgres://… 地址；不填则用内置数据库。", "Only a postgres://… address; leave it out for the embedded database."))
	}
	c.checkMail(bad)
	for _, name := range slices.Sorted(maps.Keys(c.Providers)) {
		checkProvider(bad, "oidc."+name, name, c.Providers[name])
	}
	c.checkWitnesses(bad)
	for _, name := range slices.Sorted(maps.Keys(c.Duties)) {
		if !unitRule.MatchString(c.Duties[name].Unit) {
			bad.At("duty."+name+".unit", lang.T("请写单位的代号：小写字母、数字和短横线，和单位登记里的一样。", "Give the slug of the unit as the register of units has it: lower-case letters, digits and hyphens."))
		}
	}
	oneOf(bad, "log.format", c.Log.Format, "text", "json")
	oneOf(bad, "log.level", c.Log.Level, "debug", "info", "warn", "error")
	if m := c.Metrics.Listen; m != "" {
		if _, _, err := net.SplitHostPort(m); err != nil || m == c.Listen {
			bad.At("metrics.listen", lang.T("要写成 主机：端口，例如 127.0.0.1:9464，而且不能和 listen 相同。", "Write host:port, for example 127.0.0.1:9464, and not that of listen."))
		}
	}
	atLeast(bad, "keep.access_log_days", c.Keep.AccessLog, LeastAccessLogDays)
	atLeast(bad, "keep.deliveries_days", c.Keep.Deliveries, LeastDeliveryDays)
	if w := c.Seal.Witness; w != "" {
		if u, err := url.Parse(w); err != nil || u.Host == "" || u.Scheme != "https" && !loopbackHost(u.Hostname()) {
			bad.At("seal.witness", lang.T("要写成 https://… 地址。", "Write an https://… address."))
		}
	}
	if n := c.Keep.Complaints; n < 1 || n > MostComplaintYears {
		bad.At("keep.complaint_years", lang.Format("在 1 和 %d 年之间。", "Must be from 1 to %d years.", MostComplaintYears))
	}
	return bad.Or()
}

func atLeast(bad *fault.Fault, key string, days, least int) {
	if days < least {
		bad.At(key, lang.Format("至少 %d 天（自然日）。", "Must be at least %d calendar days.", least))
	}
}

func oneOf(bad *fault.Fault, key, got string, may ...string) {
	if !slices.Contains(may, got) {
		bad.At(key, lang.Format("只能是 %s。", "Must be one of %s.", strings.Join(may, ", ")))
	}
}

// Intranet is the networks that webhooks may call beside the public internet.
func (c *Config) Intranet() []netip.Prefix { return c.intranet }

func prefixes(bad *fault.Fault, key string, all []string) (out []netip.Prefix) {
	for _, s := range all {
		p, err := prefix(s)
		if err != nil {
			bad.At(key, lang.Format("“%s” 不是 IP 地址或网段。", "“%s” is no IP address or network.", s))
			continue
		}
		out = append(out, p)
	}
	return out
}

// prefix reads one address or a network.
func prefix(s string) (netip.Prefix, error) {
	if strings.Contains(s, "/") {
		p, err := netip.ParsePrefix(s)
		return p.Masked(), err
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, err
	}
	a = a.Unmap()
	return a.Prefix(a.BitLen())
}

// checkBase holds the public address to https, unless it never leaves the machine: sessions and
// passwords travel over it.
func (c *Config) checkBase(bad *fault.Fault) {
	if c.Base == "" {
		if !Loopback(c.Listen) {
			bad.At("base", lang.T("对外监听时必须写明公开地址，例如 https://hall.example。", "Whoever listens beyond this machine must name the public address, for example https://hall.example."))
		}
		return
	}
	u, err := url.Parse(c.Base)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Path != "" && u.Path != "/":
		bad.At("base", lang.T("要写成 https://域名，后面不带路径。", "Write https://host, without a path."))
	case u.Scheme == "http" && !loopbackHost(u.Hostname()):
		bad.At("base", lang.T("公开地址必须用 https：登录和证件号不能明文传输。", "The public address must be https: sign-ins and document numbers may not travel in the clear."))
	case loopbackHost(u.Hostname()) && !Loopback(c.Listen):
		bad.At("base", lang.T("监听的是外部地址，公开地址却只有本机能打开；二维码会扫不开。", "The server listens beyond this machine, but this address opens on it alone; QR codes would lead nowhere."))
	}
	c.Base = strings.TrimSuffix(c.Base, "/")
}

// Loopback says that a host:port is this machine's alone.
func Loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	return err == nil && loopbackHost(host)
}

func loopbackHost(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (c *Config) checkMail(bad *fault.Fault) {
	m := c.Mail
	if m.Server == "" {
		if m.User != "" || m.From != "" || m.Password != "" {
			bad.At("smtp.server", lang.T("写了邮件的其他设置，却没有写服务器。", "Other settings of mail are there, but no server."))
		}
		return
	}
	if _, _, err := net.SplitHostPort(m.Server); err != nil {
		bad.At("smtp.server", lang.T("要写成“主机加端口”，例如 mail.example:587。", "Write host:port, for example mail.example:587."))
	}
	if !strings.Contains(m.From, "@") {
		bad.At("smtp.from", lang.T("请写单位的发件地址。", "Name the address of the office."))
	}
}

// idKinds are the documents a provider's claim may hold; they are those of a profile.
var idKinds = []string{"resident", "uscc", "passport", "permit"}

func checkProvider(bad *fault.Fault, key, name string, p *Provider) {
	if !nameRule.MatchString(name) {
		bad.At(key, lang.T("名字只能是小写字母和数字，以字母开头。", "The name is lower-case letters and digits and begins with a letter."))
	}
	if u, err := url.Parse(p.Issuer); err != nil || u.Host == "" || u.Scheme != "https" && !loopbackHost(u.Hostname()) {
		bad.At(key+".issuer", lang.T("要写成 https://… 地址。", "Write an https://… address."))
	}
	if p.ClientID == "" {
		bad.At(key+".client_id", lang.T("请写统一身份平台分配的应用编号。", "Name the client id the provider gave."))
	}
	if p.Button.Text().IsZero() {
		bad.At(key+".button.zh", lang.T("请写登录按钮上的字。", "Say what stands on the button."))
	}
	if p.IDClaim != "" {
		oneOf(bad, key+".id_kind", cmp.Or(p.IDKind, "resident"), idKinds...)
	}
}

func (c *Config) checkWitnesses(bad *fault.Fault) {
	for _, name := range slices.Sorted(maps.Keys(c.Witnesses)) {
		w, key := c.Witnesses[name], "witness."+name
		if !nameRule.MatchString(name) {
			bad.At(key, lang.T("名字只能是小写字母和数字，以字母开头。", "The name is lower-case letters and digits and begins with a letter."))
		}
		if w.Key == "" {
			bad.At(key+".key", lang.T("请写见证方的公钥（banjie witness key 打印的那一行）。", "Give the public key of the witness, the line that banjie witness key prints."))
		}
		if u, err := url.Parse(w.URL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			bad.At(key+".url", lang.T("请写见证方收检查点的地址。", "Give the address at which the witness takes checkpoints."))
		}
	}
	if n := c.WitnessesNeeded; n < 0 || n > len(c.Witnesses) {
		bad.At("witnesses_needed", lang.Format("要求的个数在 0 和 %d 之间。", "Must be from 0 to %d, the witnesses named here.", len(c.Witnesses)))
	}
}

// Trusts says whether an address is one of the proxies before this server.
func (c *Config) Trusts(a netip.Addr) bool {
	return slices.ContainsFunc(c.proxy, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}

// WitnessKeys are the public keys of the witnesses, in the order of their names.
func (c *Config) WitnessKeys() []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(c.Witnesses)) {
		all = append(all, c.Witnesses[name].Key)
	}
	return all
}

// Named is a provider with its name.
type Named struct {
	Name string
	*Provider
}

// Kind is the kind of the document number the provider gives.
func (p *Provider) Kind() string { return cmp.Or(p.IDKind, "resident") }

// Named are the providers in the order of their names.
func (c *Config) Named() []Named {
	var all []Named
	for _, name := range slices.Sorted(maps.Keys(c.Providers)) {
		all = append(all, Named{name, c.Providers[name]})
	}
	return all
}

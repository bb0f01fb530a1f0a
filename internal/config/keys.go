package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"banjie/internal/identity"
	"banjie/internal/lang"
)

// Key is one setting: its place in the file, what it does, and an example.
type Key struct {
	Name    string    // smtp.server; NAME stands for the operator's own word
	Text    lang.Text // what it does
	Example string    // as in the file
}

// Variable is the name in the environment.
func (k Key) Variable() string {
	return Prefix + strings.ToUpper(strings.ReplaceAll(k.Name, ".", "_"))
}

// Keys is every setting there is, in the order of the example.
var Keys = []Key{
	{"listen", lang.T("监听的地址和端口。不写只在本机监听。", "Address and port to listen on; this machine only when left out."), `"127.0.0.1:8080"`},
	{"base", lang.T("公开地址，写进二维码、邮件和回执。不在本机的必须是 https。", "Public address, in QR codes, mails and receipts. It must be https unless it is this machine."), `"https://hall.example"`},
	{"behind_proxy", lang.T("前置代理的地址或网段。只有来自它们的 X-Forwarded-For 才算数，只用于防止反复试密码。", "Addresses or networks of the proxies in front. X-Forwarded-For counts from these alone, and only for limiting tries."), `["127.0.0.1"]`},
	{"webhook_networks", lang.T("内网里可以接收推送的地址或网段。不写只推送到公网地址；本机和云平台的元数据地址任何时候都不推送。", "Addresses or networks of the intranet that webhooks may call. Without it only public addresses are called; this machine and the metadata services of clouds never are."), `["10.20.0.0/16"]`},
	{"database", lang.T("PostgreSQL 地址，代替 instance.json 里的。不写用内置数据库。", "PostgreSQL address, in place of the one in instance.json; the embedded database when left out."), `"postgres://banjie@db.example/banjie"`},
	{"database_file", lang.T("写着上面这个地址的文件。", "File that holds that address."), `"/etc/banjie/database"`},
	{"witnesses_needed", lang.T("每小时的检查点至少要几个见证方签；不够就记入日志。", "How many witnesses must sign the hourly checkpoint; fewer are an error in the log."), `0`},
	{"name.zh", lang.T("页面上的名称。", "Name on the pages."), `"某某县政务服务"`},
	{"name.en", lang.T("页面上的英文名称。", "The same in English."), `"Government services of the county"`},
	{"footer.phone", lang.T("服务电话，在每页页脚。", "Telephone, at the foot of every page."), `"0571-00000000"`},
	{"footer.oversee", lang.T("监督投诉电话。", "Telephone for complaints about service."), `"0571-00000001"`},
	{"footer.hours.zh", lang.T("办公时间。", "Office hours."), `"工作日 8:30–17:30"`},
	{"footer.hours.en", lang.T("办公时间的英文。", "The same in English."), `"working days 8:30–17:30"`},
	{"smtp.server", lang.T("邮件服务器。不写不发邮件。", "Mail server; no mail is sent when left out."), `"mail.example:587"`},
	{"smtp.user", lang.T("邮件服务器的用户名。", "User at the mail server."), `"hall"`},
	{"smtp.password", lang.T("密码；最好写在单独的文件里。", "Password; better in a file of its own."), `"…"`},
	{"smtp.password_file", lang.T("写着密码的文件。", "File that holds the password."), `"/etc/banjie/smtp-password"`},
	{"smtp.from", lang.T("发件地址。", "Address of the office."), `"hall@hall.example"`},
	{"oidc.NAME.issuer", lang.T("统一身份平台的地址。NAME 自己取，出现在登录地址里。", "Address of the provider. NAME is your own word and stands in the sign-in address."), `"https://identity.example"`},
	{"oidc.NAME.client_id", lang.T("平台分配的应用编号。", "Client id given by the provider."), `"banjie"`},
	{"oidc.NAME.secret", lang.T("应用密钥；最好写在单独的文件里。", "Client secret; better in a file of its own."), `"…"`},
	{"oidc.NAME.secret_file", lang.T("写着应用密钥的文件。", "File that holds the secret."), `"/etc/banjie/oidc-secret"`},
	{"oidc.NAME.scopes", lang.T("除 openid 外还要的范围。", "Scopes to ask for besides openid."), `["profile"]`},
	{"oidc.NAME.id_claim", lang.T("哪个声明里是已核实的证件号。写了，平台核实过的人首次登录就有账号；不写，只有先绑定的账号能登录。", "Which claim holds the verified document number. With it people the provider has verified get an account at their first sign-in; without it only accounts bound before sign in."), `"id_number"`},
	{"oidc.NAME.id_kind", lang.T("那个证件号的种类：resident、uscc、passport 或 permit。不写是 resident。", "Kind of that number: resident, uscc, passport or permit; resident when left out."), `"resident"`},
	{"oidc.NAME.button.zh", lang.T("登录按钮上的字。", "What stands on the button."), `"用省统一身份登录"`},
	{"oidc.NAME.button.en", lang.T("按钮上的英文。", "The same in English."), `"Sign in with the province's identity"`},
	{"witness.NAME.key", lang.T("见证方的公钥，一行。", "Public key of the witness, one line."), `"witness.example+00000000+AAAA"`},
	{"witness.NAME.url", lang.T("见证方收检查点的地址。", "Address at which the witness takes checkpoints."), `"https://witness.example/add-checkpoint"`},
	{"duty.NAME.unit", lang.T("哪个单位承担扩展包认得的一项职责，写单位的代号；不写由扩展包定的单位承担。NAME 是职责的名字；写了没有的名字，启动时会说有哪些。", "Which unit has a duty that a pack knows, by the unit's slug; the unit that the pack names when left out. NAME is the duty; a name that no pack knows is refused at the start, with those there are."), `"market-regulation"`},
	{"log.format", lang.T("日志格式：text 或 json。", "Form of the log: text or json."), `"text"`},
	{"log.level", lang.T("从哪一级起记日志：debug、info、warn、error。", "From which level on: debug, info, warn, error."), `"info"`},
	{"keep.access_log_days", lang.T("工作人员查看个人信息的记录保存多少天（自然日），至少 184。不写是 730：被审计的一年和审计它的一年。", "For how many calendar days reads of personal data by staff stay on record, at least 184; 730 when left out: the year under audit and the one in which it is audited."), `730`},
	{"keep.deliveries_days", lang.T("已经送达或放弃的邮件、推送记录保存多少天（自然日），至少 30。不写是 90。", "For how many calendar days mails and webhook deliveries that have ended stay on record, at least 30; 90 when left out."), `90`},
	{"keep.complaint_years", lang.T("投诉第一次办结以后，密封内容保存几年再销毁，1 到 30。不写是 3（内部规定）。只对以后办结的投诉有效。", "For how many years what a reporter entrusted is kept after the first end of a complaint before it is destroyed, 1 to 30; 3 when left out, a rule of the house. It holds for complaints that end later."), `3`},
	{"seal.witness", lang.T("外部见证方的地址：由它保管身份的份额，账本里有打开记录才交出。不写由本服务器保管。", "Address of the witness outside the office that keeps the ingredients of identities and hands one out only where the ledger shows its opening; this server keeps them when left out."), `"https://witness.example"`},
	{"seal.token", lang.T("见证方给的口令；最好写在单独的文件里。", "Token that the witness gave; better in a file of its own."), `"…"`},
	{"seal.token_file", lang.T("写着这个口令的文件。", "File that holds the token."), `"/etc/banjie/seal-token"`},
	{"metrics.listen", lang.T("给运维监控的数字在哪个地址和端口（/metrics，Prometheus 格式）。不写不提供；不要对外开放。", "Address and port for figures about the program (/metrics, Prometheus format); none when left out. Never open it to the public."), `"127.0.0.1:9464"`},
	{"open311.publish", lang.T("哪些导入来源的办件可以在 Open311 接口公开列出（类别、部门、日期、状态）。不写都不公开。", "Which imported sources are listed in public by Open311 (type, department, dates, state); none when left out."), `["requests-2026"]`},
}

// place is one setting of a configuration that can be read and set.
type place struct {
	name  string
	value reflect.Value
}

// places are all settings of c, with the operator's own words where there are maps.
func (c *Config) places() []place {
	return walk("", reflect.ValueOf(c).Elem())
}

func walk(prefix string, v reflect.Value) (all []place) {
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag.Get("toml")
		if tag == "" {
			continue
		}
		f, name := v.Field(i), prefix+tag
		switch f.Kind() {
		case reflect.Struct:
			all = append(all, walk(name+".", f)...)
		case reflect.Map:
			for _, k := range slices.SortedFunc(slices.Values(f.MapKeys()), func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) }) {
				all = append(all, walk(name+"."+k.String()+".", f.MapIndex(k).Elem())...)
			}
		default:
			all = append(all, place{name, f})
		}
	}
	return all
}

// hidden is what [Config.Show] prints for a secret.
const hidden = `"«secret»"`

func literal(v reflect.Value) string {
	if _, secret := v.Interface().(identity.Secret); secret {
		if v.String() == "" {
			return `""`
		}
		return hidden
	}
	switch v.Kind() {
	case reflect.Slice:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = fmt.Sprintf("%q", v.Index(i).String())
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case reflect.Int:
		return fmt.Sprint(v.Int())
	}
	return fmt.Sprintf("%q", v.String())
}

// Markdown is the table of all settings for the guide.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| key | variable | what it does | example |\n|---|---|---|---|\n")
	for _, k := range Keys {
		fmt.Fprintf(&b, "| `%s` | `%s` | %s %s | `%s` |\n", k.Name, k.Variable(), k.Text.EN, k.Text.ZH, k.Example)
	}
	return b.String()
}

package config

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/testenv"
)

// folder makes a data folder with a configuration.
func folder(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, File), text, 0o600)
	return dir
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// says is what a refusal tells a person, place and sentence.
func says(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return "no fault"
	}
	all := []string{f.Message.EN}
	for _, p := range f.Fields {
		all = append(all, p.Path+": "+p.Message.EN)
	}
	return strings.Join(all, "\n")
}

func TestDefaults(t *testing.T) {
	c, err := Load(t.TempDir(), nil)
	if err != nil || c.Listen != DefaultListen || c.Base != "" || c.Log.Format != "text" || c.Mail.Server != "" || c.Metrics.Listen != "" || c.Keep != (Keep{DefaultAccessLogDays, DefaultDeliveryDays, DefaultComplaintYears}) {
		t.Fatalf("%+v %v", c, err)
	}
}

func TestEveryKeyFromFileAndEnvironment(t *testing.T) {
	dir := folder(t, `
listen = "0.0.0.0:80"
base = "https://hall.example/"
behind_proxy = ["127.0.0.1", "10.0.0.0/8"]
[footer]
phone = "0571-1"
[footer.hours]
zh = "工作日"
[smtp]
server = "mail.example:587"
from = "hall@hall.example"
password_file = "mail-password"
[oidc.province]
issuer = "https://identity.example"
client_id = "banjie"
secret = "in the file"
button.zh = "省统一身份"
`)
	write(t, filepath.Join(dir, "mail-password"), "swordfish\n", 0o400)
	c, err := Load(dir, []string{"BANJIE_FOOTER_PHONE=0571-2", "BANJIE_BEHIND_PROXY=10.1.0.0/16, ::1", "BANJIE_OIDC_CITY_ISSUER=https://city.example",
		"BANJIE_OIDC_CITY_CLIENT_ID=c", "BANJIE_OIDC_CITY_BUTTON_EN=City", "BANJIE_OIDC_PROVINCE_SECRET=by environment", "BANJIE_DATA=" + dir, "HOME=/"})
	if err != nil {
		t.Fatal(says(err))
	}
	if c.Base != "https://hall.example" || c.Footer.Phone != "0571-2" || string(c.Mail.Password) != "swordfish" || c.Footer.Hours.Text() != lang.T("工作日", "工作日") {
		t.Errorf("%q %q", c.Base, c.Footer.Phone)
	}
	if string(c.Providers["province"].Secret) != "by environment" || c.Providers["city"].Issuer != "https://city.example" {
		t.Errorf("%+v", c.Providers["city"])
	}
	for a, want := range map[string]bool{"10.1.2.3": true, "::ffff:10.1.2.3": true, "10.2.0.1": false, "127.0.0.1": false, "::1": true} {
		if c.Trusts(netip.MustParseAddr(a)) != want {
			t.Errorf("proxy %s: %v", a, !want)
		}
	}
	shown := c.Show()
	for _, want := range []string{`phone = "0571-2" # BANJIE_FOOTER_PHONE`, `listen = "0.0.0.0:80" # config.toml`, `format = "text" # default`, "secret = " + hidden, "password = " + hidden} {
		if !strings.Contains(shown, want) {
			t.Errorf("no %s in\n%s", want, shown)
		}
	}
	for _, secret := range []string{"swordfish", "in the file", "by environment"} {
		if strings.Contains(shown, secret) {
			t.Errorf("%q is shown", secret)
		}
	}
	if _, err := Parse([]byte(shown)); err != nil {
		t.Errorf("what is shown is no configuration: %s", says(err))
	}
}

func TestRefusals(t *testing.T) {
	for name, x := range map[string]struct {
		text string
		env  []string
		want []string
	}{
		"mistyped":          {text: "listen = \":80\"\nbas = \"x\"", want: []string{"config.toml:2", "“bas”", "is it “base”"}},
		"mistyped in table": {text: "[smtp]\nsever = \"x:1\"", want: []string{"config.toml:2", "is it “smtp.server”"}},
		"mistyped provider": {text: "[oidc.city]\nisuer = \"x\"", want: []string{"config.toml:2", "is it “oidc.city.issuer”"}},
		"nothing like it":   {text: "favourite_colour_of_the_county = 1", want: []string{"config.toml:1", "config example"}},
		"no TOML":           {text: "listen = \nbase = 3", want: []string{"config.toml:1"}},
		"wrong type":        {text: "\nlisten = 80", want: []string{"config.toml:2", "listen = \"127.0.0.1:8080\""}},
		"a secret unquoted": {text: "[smtp]\npassword = hunter2", want: []string{"config.toml:2"}},
		"no address":        {text: `listen = "0.0.0.0:80"`, want: []string{"base:", "beyond this machine"}},
		"plain http":        {text: "listen = \"0.0.0.0:80\"\nbase = \"http://hall.example\"", want: []string{"base:", "https"}},
		"plain http behind": {text: `base = "http://hall.example"`, want: []string{"base:", "https"}},
		"loopback in codes": {text: "listen = \"0.0.0.0:80\"\nbase = \"http://127.0.0.1\"", want: []string{"base:", "QR codes"}},
		"a path in base":    {text: `base = "https://hall.example/banjie"`, want: []string{"base:"}},
		"no network":        {text: `webhook_networks = ["10.0.0.0/99"]`, want: []string{"webhook_networks:"}},
		"no proxy":          {text: `behind_proxy = ["the proxy"]`, want: []string{"behind_proxy:"}},
		"no database":       {text: `database = "mysql://x"`, want: []string{"database:"}},
		"half a mail":       {text: "[smtp]\nuser = \"x\"", want: []string{"smtp.server:"}},
		"no sender":         {text: "[smtp]\nserver = \"x:25\"", want: []string{"smtp.from:"}},
		"provider":          {text: "[oidc.City]\nissuer = \"http://x.example\"\nid_claim = \"i\"\nid_kind = \"shoe\"", want: []string{"oidc.City: ", "issuer:", "client_id:", "button.zh:", "id_kind:"}},
		"witnesses":         {text: "witnesses_needed = 2\n[witness.a]\n", want: []string{"witnesses_needed:", "witness.a.key:", "witness.a.url:"}},
		"log":               {text: "[log]\nformat = \"xml\"", want: []string{"log.format:", "text, json"}},
		"metrics":           {text: "[metrics]\nlisten = \"9464\"", want: []string{"metrics.listen:", "127.0.0.1:9464"}},
		"metrics in public": {text: "[metrics]\nlisten = \"127.0.0.1:8080\"", want: []string{"metrics.listen:", "not that of listen"}},
		"kept too long":     {text: "[keep]\ncomplaint_years = 31", want: []string{"keep.complaint_years: Must be from 1 to 30 years"}},
		"kept too short":    {text: "[keep]\naccess_log_days = 183\ndeliveries_days = 7", want: []string{"keep.access_log_days: Must be at least 184 calendar days", "keep.deliveries_days:"}},
		"no number":         {env: []string{"BANJIE_WITNESSES_NEEDED=many"}, want: []string{"BANJIE_WITNESSES_NEEDED:"}},
		"secret twice":      {text: "[smtp]\nserver=\"x:1\"\nfrom=\"a@b\"\npassword=\"p\"\npassword_file=\"q\"", want: []string{"smtp.password:", "not both"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(folder(t, x.text), x.env)
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("taken: %v", err)
			}
			for _, w := range x.want {
				if !strings.Contains(says(err), w) {
					t.Errorf("no %q in %s", w, says(err))
				}
			}
			if strings.Contains(says(err)+err.Error(), "hunter2") {
				t.Error("a secret is in the error")
			}
		})
	}
}

func TestSecretsOthersCanRead(t *testing.T) {
	mail := "[smtp]\nserver = \"x:25\"\nfrom = \"a@b.example\"\n"
	dir := folder(t, mail+`password = "p"`)
	if err := os.Chmod(filepath.Join(dir, File), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir, nil); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the file: %v", err)
	}
	dir = folder(t, mail+`password_file = "p"`)
	if _, err := Load(dir, nil); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("no such file: %v", err)
	}
	write(t, filepath.Join(dir, "p"), "x", 0o640)
	if _, err := Load(dir, nil); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a file of its own: %v", err)
	}
	dir = folder(t, "listen = \":0\"\nbase = \"https://hall.example\"")
	if err := os.Chmod(filepath.Join(dir, File), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir, nil); err != nil {
		t.Errorf("nothing secret in it: %v", err)
	}
}

func TestStrangers(t *testing.T) {
	c, err := Load(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := c.Strangers([]string{"BANJIE_LISEN=x", "BANJIE_LISTEN=x", "BANJIE_DATA=x", "BANJIE_TEST_STRICT=1", "BANJIE_SMTP=x", "PATH=x"})
	if strings.Join(got, " ") != "BANJIE_LISEN BANJIE_SMTP" {
		t.Error(got)
	}
}

// TestExample takes the marks off every line and reads it: each example is one that works.
func TestExample(t *testing.T) {
	var text strings.Builder
	for line := range strings.Lines(Example()) {
		if !strings.HasPrefix(line, "# ") {
			line = strings.TrimPrefix(line, "#")
		}
		text.WriteString(line)
	}
	c, err := Parse([]byte(text.String()))
	if err != nil {
		t.Fatalf("%s\n%s", says(err), text.String())
	}
	if err := c.Check(); err != nil {
		t.Fatal(says(err))
	}
	if _, err := Parse([]byte(Example())); err != nil {
		t.Errorf("as it is printed: %s", says(err))
	}
	known := map[string]bool{}
	for _, k := range Keys {
		known[k.Name] = true
		if k.Text.ZH == "" || k.Text.EN == "" {
			t.Errorf("%s is not explained", k.Name)
		}
	}
	for _, p := range c.places() {
		if !known[pattern(p.name)] {
			t.Errorf("%s is not in the table of keys", p.name)
		}
		delete(known, pattern(p.name))
	}
	for k := range known {
		t.Errorf("%s is in the table and not in the configuration", k)
	}
}

func TestEveryKeyIsInTheGuide(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join(testenv.Root(), "doc", "guide", "configuration.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(guide), Markdown()) {
		t.Error("the table in doc/guide/configuration.md is not that of banjie doc config; put it in anew")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Example())
	f.Add("[oidc.a]\nissuer = \"x\"\n[witness]\na = 1")
	f.Add("oidc = [1]\nlisten.x = 2")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse([]byte(text))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		if c.Check() == nil {
			if _, err := Parse([]byte(c.Show())); err != nil {
				t.Fatalf("%s\n%s", says(err), c.Show())
			}
		}
	})
}

// A duty names a unit, in the file and in the environment; what is no slug is refused by its key.
func TestDuties(t *testing.T) {
	c := Config{Duties: map[string]*Duty{"food": {Unit: "market-regulation"}}}
	if err := c.Check(); err != nil {
		t.Error(err)
	}
	c.Duties["food"].Unit = "市场监管"
	err := c.Check()
	if f, ok := fault.As(err); !ok || len(f.Fields) != 1 || f.Fields[0].Path != "duty.food.unit" {
		t.Errorf("%v", err)
	}
}

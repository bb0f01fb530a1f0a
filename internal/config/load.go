package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/spelling"
)

// Prefix is how the names of our variables in the environment begin.
const Prefix = "BANJIE_"

// Load reads the configuration of a data folder: its file, the environment over it, and
// the files that hold secrets. environ is as of os.Environ. A folder without a file has
// the defaults. Errors: fault.Invalid with every wrong place, fault.Forbidden for a
// file with a secret that others can read.
func Load(dir string, environ []string) (Config, error) {
	path := filepath.Join(dir, File)
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Config{}, unreadable(path, err)
	}
	c, err := Parse(text)
	if err != nil {
		return c, err
	}
	if c.holdsSecret() {
		if err := private(path); err != nil {
			return c, err
		}
	}
	if err := c.override(environ); err != nil {
		return c, err
	}
	if err := c.readSecrets(dir); err != nil {
		return c, err
	}
	return c, c.Check()
}

// Parse reads the text of a file strictly; it checks no values. Errors: fault.Invalid
// with the line of every wrong key.
func Parse(text []byte) (Config, error) {
	var c Config
	d := toml.NewDecoder(strings.NewReader(string(text))).DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return Config{}, refused(err)
	}
	bad := wrong()
	for name, p := range c.Providers {
		if p == nil {
			bad.At("oidc."+name, lang.T("要写成一节 [oidc.名字]。", "Write it as a section [oidc.name]."))
		}
	}
	for name, w := range c.Witnesses {
		if w == nil {
			bad.At("witness."+name, lang.T("要写成一节 [witness.名字]。", "Write it as a section [witness.name]."))
		}
	}
	for name, d := range c.Duties {
		if d == nil {
			bad.At("duty."+name, lang.T("要写成一节 [duty.名字]。", "Write it as a section [duty.name]."))
		}
	}
	if err := bad.Or(); err != nil {
		return Config{}, err
	}
	c.origin = map[string]string{}
	for _, p := range c.places() {
		if !p.value.IsZero() {
			c.origin[p.name] = File
		}
	}
	return c, nil
}

// wrong collects what is wrong in a configuration.
func wrong() *fault.Fault {
	return fault.New(fault.Invalid, "bad_config",
		lang.T("配置里有不对的地方。", "The configuration is not right."),
		lang.T("请改好 config.toml 或环境变量；写法见 banjie config example。", "Please mend config.toml or the environment; banjie config example shows how it is written."))
}

// refused says what is wrong in the file and where. It repeats no value: one may be a secret.
func refused(err error) error {
	bad := wrong()
	at := func(row int) string { return File + ":" + strconv.Itoa(row) }
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &unknown):
		for _, e := range unknown.Errors {
			row, _ := e.Position()
			key := strings.Join(e.Key(), ".")
			bad.At(at(row), unknownKey(key))
		}
	case errors.As(err, &wrong):
		row, _ := wrong.Position()
		if key := strings.Join(wrong.Key(), "."); key != "" {
			bad.At(at(row), lang.Format("“%s” 的写法不对。%s", "“%s” is not written as it must be. %s", key, exampleOf(key)))
		} else {
			bad.At(at(row), lang.T("这一行不是合法的 TOML。", "This line is no TOML."))
		}
	default:
		bad.At(File, lang.T("不是合法的 TOML 文件。", "This is no TOML file."))
	}
	return bad.Or()
}

func unknownKey(key string) lang.Text {
	if near := nearest(key); near != "" {
		return lang.Format("没有 “%s” 这个设置，是不是 “%s”？", "There is no setting “%s”; is it “%s”?", key, near)
	}
	return lang.Format("没有 “%s” 这个设置。全部设置见 banjie config example。", "There is no setting “%s”. See banjie config example for all of them.", key)
}

// exampleOf is how a key is written, "" for one that is not known.
func exampleOf(key string) string {
	for _, k := range Keys {
		if k.Name == pattern(key) {
			last := key[strings.LastIndex(key, ".")+1:]
			return last + " = " + k.Example
		}
	}
	return ""
}

// pattern puts NAME in the place of the operator's own word.
func pattern(key string) string {
	parts := strings.Split(key, ".")
	if len(parts) > 1 && (parts[0] == "oidc" || parts[0] == "witness" || parts[0] == "duty") {
		parts[1] = "NAME"
	}
	return strings.Join(parts, ".")
}

// nearest is the known key that is fewest letters away, "" where none is close.
func nearest(key string) string {
	asked := pattern(key)
	names := make([]string, len(Keys))
	for i, k := range Keys {
		names[i] = k.Name
	}
	best := spelling.Nearest(asked, names, len(asked)/2)
	if parts := strings.Split(key, "."); best != "" && len(parts) > 1 {
		best = strings.Replace(best, "NAME", parts[1], 1)
	}
	return best
}

// override puts the environment over the file.
func (c *Config) override(environ []string) error {
	vars := map[string]string{}
	for _, e := range environ {
		if name, value, ok := strings.Cut(e, "="); ok && strings.HasPrefix(name, Prefix) {
			vars[name] = value
		}
	}
	c.nameFrom(vars)
	bad := wrong()
	for _, p := range c.places() {
		name := Key{Name: p.name}.Variable()
		value, there := vars[name]
		if !there {
			continue
		}
		c.origin[p.name] = name
		switch p.value.Kind() {
		case reflect.Slice:
			p.value.Set(reflect.ValueOf(list(value)))
		case reflect.Int:
			n, err := strconv.Atoi(value)
			if err != nil {
				bad.At(name, lang.T("要写一个整数。", "Must be a whole number."))
			}
			p.value.SetInt(int64(n))
		default:
			p.value.SetString(value)
		}
	}
	return bad.Or()
}

// nameFrom makes the providers, witnesses and duties that only the environment names.
func (c *Config) nameFrom(vars map[string]string) {
	for v := range vars {
		group, rest, _ := strings.Cut(strings.TrimPrefix(v, Prefix), "_")
		word, _, deeper := strings.Cut(strings.ToLower(rest), "_")
		switch {
		case !deeper:
		case group == "OIDC" && c.Providers[word] == nil:
			if c.Providers == nil {
				c.Providers = map[string]*Provider{}
			}
			c.Providers[word] = &Provider{}
		case group == "WITNESS" && c.Witnesses[word] == nil:
			if c.Witnesses == nil {
				c.Witnesses = map[string]*Witness{}
			}
			c.Witnesses[word] = &Witness{}
		case group == "DUTY" && c.Duties[word] == nil:
			if c.Duties == nil {
				c.Duties = map[string]*Duty{}
			}
			c.Duties[word] = &Duty{}
		}
	}
}

func list(value string) (all []string) {
	for s := range strings.SplitSeq(value, ",") {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// others are variables of ours that are no settings: where the data is, a passphrase for
// one command, and what tests are told.
var others = []string{"DATA", "PASSPHRASE", "SHARED", "SHOTS", "SOAK", "FULL", "KILLTEST", "PRINT_DIR", "TEST_", "BENCH_"}

// Strangers are variables that begin like ours and are none: most likely mistyped.
func (c *Config) Strangers(environ []string) (all []string) {
	known := map[string]bool{}
	for _, p := range c.places() {
		known[Key{Name: p.name}.Variable()] = true
	}
	for _, e := range environ {
		name, _, _ := strings.Cut(e, "=")
		rest, ours := strings.CutPrefix(name, Prefix)
		if !ours || known[name] || slices.ContainsFunc(others, func(o string) bool {
			return rest == o || strings.HasSuffix(o, "_") && strings.HasPrefix(rest, o)
		}) {
			continue
		}
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// holdsSecret says that the file itself has a secret in it.
func (c *Config) holdsSecret() bool {
	return slices.ContainsFunc(c.places(), func(p place) bool {
		_, secret := p.value.Interface().(identity.Secret)
		return secret && p.value.String() != ""
	})
}

// readSecrets fills in what stands in files of its own; a path is taken from the data folder.
func (c *Config) readSecrets(dir string) error {
	read := func(into *identity.Secret, key, path string) error {
		switch {
		case path == "":
			return nil
		case *into != "" && c.origin[key] == File && strings.HasPrefix(c.origin[key+"_file"], Prefix): // the environment goes before the file
		case *into != "" && c.origin[key+"_file"] == File && strings.HasPrefix(c.origin[key], Prefix):
			return nil
		case *into != "":
			return wrong().At(key, lang.Format("“%s” 和 “%s” 只能写一个。", "Give “%s” or “%s”, not both.", key, key+"_file"))
		}
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		if err := private(path); err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return unreadable(path, err)
		}
		*into = identity.Secret(strings.TrimSpace(string(text)))
		return nil
	}
	errs := []error{read(&c.Database, "database", c.DatabaseFile), read(&c.Mail.Password, "smtp.password", c.Mail.PasswordFile), read(&c.Seal.Token, "seal.token", c.Seal.TokenFile)}
	for name, p := range c.Providers {
		errs = append(errs, read(&p.Secret, "oidc."+name+".secret", p.SecretFile))
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// private refuses a file with a secret that others than its owner can read.
func private(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return unreadable(path, err)
	}
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	return fault.New(fault.Forbidden, "secret_readable",
		lang.Format("文件 %s 里有密码或密钥，别人也能读，不能使用。", "The file %s holds a secret and can be read by others; it is not used.", path),
		lang.T("请执行 chmod 600，并检查是否已经泄露。", "Run chmod 600 on it and consider whether it has leaked."))
}

func unreadable(path string, err error) error {
	return fault.New(fault.Unavailable, "config_unreadable",
		lang.Format("配置里的文件 %s 读不出来。", "The file %s of the configuration cannot be read.", path),
		lang.T("请检查路径和读取权限。", "Check the path and who may read it.")).With(err)
}

// Show is the configuration in force, as a file, with where each value came from. Secrets
// are hidden; what is not set is left out.
func (c *Config) Show() string {
	var b, tables strings.Builder
	section := ""
	for _, p := range c.places() {
		if p.value.IsZero() {
			continue
		}
		name, into, from := p.name, &b, c.origin[p.name]
		if i := strings.LastIndex(name, "."); i >= 0 {
			if name[:i] != section {
				section = name[:i]
				fmt.Fprintf(&tables, "\n[%s]\n", section)
			}
			name, into = name[i+1:], &tables
		}
		if from == "" {
			from = "default"
		}
		fmt.Fprintf(into, "%s = %s # %s\n", name, literal(p.value), from)
	}
	return b.String() + tables.String()
}

// Example is a file with every setting, each with what it does; all of them commented out.
func Example() string {
	var b strings.Builder
	b.WriteString("# 办结的配置。放在数据文件夹里，名为 " + File + "。\n# The configuration of Banjie; put it into the data folder as " + File + ".\n")
	section := ""
	for _, k := range Keys {
		name := strings.Replace(k.Name, "NAME", "province", 1)
		if i := strings.LastIndex(name, "."); i >= 0 {
			if name[:i] != section {
				section = name[:i]
				fmt.Fprintf(&b, "\n#[%s]\n", section)
			}
			name = name[i+1:]
		}
		fmt.Fprintf(&b, "\n# %s\n# %s\n# %s\n#%s = %s\n", k.Text.ZH, k.Text.EN, k.Variable(), name, k.Example)
	}
	return b.String()
}

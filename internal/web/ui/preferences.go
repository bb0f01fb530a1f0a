package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"banjie/internal/lang"
)

// PreferencesPath is where [Preferences] must be mounted.
const PreferencesPath = "/preferences"

const cookiePrefix = "banjie_"

// allowed is every preference with its values; anything else is ignored.
var allowed = map[string][]string{
	"lang":  {string(lang.ZH), string(lang.EN)},
	"mode":  {string(Standard), string(Elder)},
	"theme": {string(Light), string(Dark)},
}

// FromRequest starts a page with what the browser tells: language (cookie, else
// Accept-Language), mode, theme and the path to come back to.
func FromRequest(r *http.Request, title lang.Text) Page {
	p := Page{
		Title: title,
		Lang:  lang.Tag(preference(r, "lang")),
		Mode:  Mode(preference(r, "mode")),
		Theme: Theme(preference(r, "theme")),
		Path:  r.URL.RequestURI(),
	}
	if p.Lang == "" {
		p.Lang = lang.Accept(r.Header.Get("Accept-Language"))
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		p.Path = refererPath(r) // a refused form is drawn by a POST that cannot be come back to
	}
	return p
}

func preference(r *http.Request, name string) string {
	c, err := r.Cookie(cookiePrefix + name)
	if err != nil || !slices.Contains(allowed[name], c.Value) {
		return ""
	}
	return c.Value
}

// Switch is the link that changes one preference and comes back to this page.
func (p Page) Switch(name, to string) string {
	q := url.Values{name: {to}, "back": {p.Path}}
	return PreferencesPath + "?" + q.Encode()
}

// Preferences keeps language, mode and theme for a year in cookies that no script can
// read and no server stores, then leads back to the page it came from. Secure cookies
// travel by https only.
func Preferences(secure bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		for name, values := range allowed {
			if v := q.Get(name); slices.Contains(values, v) {
				http.SetCookie(w, &http.Cookie{
					Name: cookiePrefix + name, Value: v, Path: "/", MaxAge: 365 * 24 * 3600,
					HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
				})
			}
		}
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, localPath(q.Get("back")), http.StatusSeeOther)
	})
}

// localPath takes path and query of an address of ours and gives / for any other.
func localPath(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.Contains(u.Path, "\\") {
		return "/"
	}
	return (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery}).String()
}

// refererPath is the page of ours from which a form was sent.
func refererPath(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	return localPath(u.RequestURI())
}

func (p Page) mode() string {
	if p.Mode == Elder {
		return string(Elder)
	}
	return string(Standard)
}

func (p Page) theme() string {
	if p.Theme == Dark {
		return string(Dark)
	}
	return string(Light)
}

// fullTitle puts "to be changed" before the title of a refused form, as readers that do
// not see say the title first.
func (p Page) fullTitle() string {
	t := p.In(p.Title)
	if p.Fault != nil && len(p.Fault.Fields) > 0 {
		t = p.T("需要修改：", "To be changed: ") + t
	}
	return t + p.T(" · 办结", " · Banjie")
}

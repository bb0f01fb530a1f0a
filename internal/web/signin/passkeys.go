package signin

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/http"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
)

// script is one of our own scripts under a name that changes with its content.
type script struct {
	path string
	body []byte
}

func newScript(name string, body []byte) script {
	sum := sha256.Sum256(body)
	return script{"/sign-in/" + name + "-" + base64.RawURLEncoding.EncodeToString(sum[:9]) + ".js", body}
}

func (s script) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(s.body) // the browser went away; nothing to do
}

//go:embed passkey.js
var passkeySource []byte

var passkeyScript = newScript("passkey", passkeySource)

// options answers the script with what the browser is to ask the key.
func options(w http.ResponseWriter, body []byte) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, err := w.Write(body)
	return err
}

func (g *Pages) passkeyOptions(w http.ResponseWriter, r *site.Request) error {
	body, keep, err := g.Passkeys.BeginSignIn()
	if err != nil {
		return err
	}
	g.Sessions.Keep(r.Context(), "passkey", keep)
	return options(w, body)
}

func (g *Pages) passkeySignIn(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	back := local(r.PostFormValue("back"))
	acc, err := g.Passkeys.FinishSignIn(r.Context(), g.Sessions.Take(r.Context(), "passkey"), []byte(r.PostFormValue("answer")))
	if err != nil {
		return r.Refused(w, r.Page(doorTitle), g.door(back), atField(err, "answer"))
	}
	return g.enterAs(w, r, acc, back, lang.Text{})
}

func (g *Pages) newPasskeyOptions(w http.ResponseWriter, r *site.Request) error {
	acc, err := g.account(r)
	if err != nil {
		return err
	}
	body, keep, err := g.Passkeys.BeginRegister(r.Context(), acc)
	if err != nil {
		return err
	}
	g.Sessions.Keep(r.Context(), "passkey", keep)
	return options(w, body)
}

// longestLabel is the most characters a person's own name for a key has.
const longestLabel = 40

func (g *Pages) newPasskey(w http.ResponseWriter, r *site.Request) error {
	acc, err := g.account(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	label := strings.TrimSpace(r.PostFormValue("label"))
	if n := len([]rune(label)); n == 0 || n > longestLabel {
		err = fault.InvalidInput().At("label", lang.Format("请给这把钥匙起个名字，不超过%d个字。", "Give the key a name of at most %d characters.", longestLabel))
	} else {
		_, err = g.Passkeys.FinishRegister(r.Context(), acc, g.Sessions.Take(r.Context(), "passkey"), []byte(r.PostFormValue("answer")), label)
	}
	if err != nil {
		return g.refuseSecurity(w, r, acc, atField(err, "label"))
	}
	return r.Go(w, "/my/security", lang.T("通行密钥已登记，下次可以用它登录。", "The passkey is registered; next time you can sign in with it."))
}

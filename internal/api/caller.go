package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
)

// caller is who asks, and with what.
type caller struct {
	access.Actor
	token *identity.Token // nil: a session, or nobody
}

type callerKey struct{}

func callerOf(ctx context.Context) caller {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c
}

// needed is where an operation says what it asks of its caller.
const needed = "need"

// identify finds out who asks, and whether he may use the route at all. A token that does
// not hold is refused also where none is needed.
func (s *Service) identify(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	c, err := s.who(r)
	if err != nil {
		s.Fail(w, r, err)
		return
	}
	if c.Role != access.Public {
		w.Header().Set("Cache-Control", "private, no-cache")
		w.Header().Add("Vary", "Authorization")
	}
	// Before the body is read: a stranger cannot make us hold what he may not send.
	n, ok := ctx.Operation().Metadata[needed].(need)
	if !ok {
		n = need{access.UseAPI, true}
	}
	if err := c.allowed(n); err != nil {
		writeProblem(w, r, problemOf(err))
		return
	}
	next(huma.WithContext(ctx, context.WithValue(ctx.Context(), callerKey{}, c)))
}

// who is behind a request: the holder of its token, the person of a session that only reads,
// or nobody.
func (s *Service) who(r *http.Request) (caller, error) {
	c := caller{Actor: access.Actor{Role: access.Public, Division: s.Division}}
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, text, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return c, badScheme()
		}
		a, t, err := s.Callers.Caller(r.Context(), identity.Secret(strings.TrimSpace(text)))
		if err != nil {
			return c, err
		}
		c = caller{a, &t}
	} else if s.Session != nil && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		// A session of the pages may read. It never writes here: forms have protections that JSON has not.
		c.Actor = s.Session(r)
	}
	if c.Division == "" {
		c.Division = s.Division
	}
	return c, nil
}

// Caller is who asks at an address beside this API, and whether he may use the verb there; it
// is for packs. A verb of a page that is open to all lets a visitor through.
func (s *Service) Caller(r *http.Request, v access.Verb) (access.Actor, error) {
	c, err := s.who(r)
	if err == nil && !access.May(access.Actor{Role: access.Public}, v) {
		err = c.allowed(need{v, r.Method != http.MethodGet && r.Method != http.MethodHead})
	}
	return c.Actor, err
}

// Account is the account of the token that a request bears, "" where it bears none; for packs.
func (s *Service) Account(r *http.Request) (string, error) {
	c, err := s.who(r)
	return c.account(), err
}

// Fail answers with the problem that an error is, and logs what the caller is not shown.
func (s *Service) Fail(w http.ResponseWriter, r *http.Request, err error) {
	_ = s.problem(r.Context(), r.Pattern, err)
	writeProblem(w, r, problemOf(err))
}

func badScheme() error {
	return fault.New(fault.Unauthorized, "bad_token",
		lang.T("令牌的写法不对。", "The token is not written as it should be."),
		lang.T("请写 Authorization: Bearer 加令牌。", "Write Authorization: Bearer and the token."))
}

// allowed says whether the caller may use a route at all.
func (c caller) allowed(n need) error {
	if n.verb == "" {
		return nil
	}
	if c.Role == access.Public || n.unsafe && c.token == nil {
		return fault.New(fault.Unauthorized, "token_needed",
			lang.T("这里需要接口令牌。", "A token is needed here."),
			lang.T("请由管理员用 banjie apikey add 建立令牌，放在 Authorization: Bearer 之后。", "Have one made with banjie apikey add and send it as Authorization: Bearer."))
	}
	return c.mayUse(n.verb)
}

// mayUse says whether the role has the verb and the token holds it.
func (c caller) mayUse(v access.Verb) error {
	if !access.May(c.Actor, v) {
		return fault.New(fault.Forbidden, "not_your_role",
			lang.T("您的身份不能使用这个接口。", "Your role has no use of this."),
			lang.T("请核对令牌所属的账号和身份。", "Check the account and the role of the token."))
	}
	if c.token != nil && !c.token.Allows(v) {
		return fault.New(fault.Forbidden, "scope_missing",
			lang.T("令牌没有“"+v.Title().ZH+"”的权限范围。", "The token lacks the scope for “"+v.Title().EN+"”."),
			lang.T("请建立带有所需范围的令牌："+scopeOf(v)+"。", "Make a token with the scope "+scopeOf(v)+"."))
	}
	return nil
}

// vary tells one caller's cached answer from another's.
func (c caller) vary() string {
	if c.token == nil {
		return ""
	}
	return "." + c.token.Vary()
}

package resolver

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/gs1"
	"banjie/packs/foodchain/gs1/linkset"
)

// Source knows links.
type Source interface {
	// Sets gives what is known of things, each named by its Digital Link on id.gs1.org as
	// [linkset.Levels] spells it. A thing of which nothing is known is left out; the order is
	// of no matter, but the Anchor of each set is one of those asked for.
	Sets(ctx context.Context, anchors []string) ([]linkset.Set, error)
}

// Options are what a resolver says of itself. Root must be given.
type Options struct {
	Root     string // the address all its links begin with: "https://zsl.example" or "https://zsl.example/q"
	Name     string // of the service, for people
	Contact  Contact
	Contexts []string // values of "context" its links may have
	Page     Page     // writes pages for people; a plain one where nil
	Log      *slog.Logger
}

// Contact is who answers for the service; schema.org and vCard call the fields alike.
type Contact struct {
	Name  string // the organisation
	Phone string
	Email string
}

// Handler answers requests.
type Handler struct {
	source Source
	o      Options
	host   string // root without its path
	prefix string // path of the root
}

// New makes a resolver. It fails where the root is no address.
func New(source Source, o Options) (*Handler, error) {
	u, err := url.Parse(o.Root)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, fault.New(fault.Invalid, "resolver_root", lang.T("解析服务的网址不对。", "The address of the resolver is wrong."),
			lang.T("请写成 https://主机 或 https://主机/路径。", "Write it as https://host or https://host/path."))
	}
	o.Root = strings.TrimSuffix(o.Root, "/")
	if o.Page == nil {
		o.Page = plainPage
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Handler{source: source, o: o, host: u.Scheme + "://" + u.Host, prefix: strings.TrimSuffix(u.EscapedPath(), "/")}, nil
}

const wellKnown = "/.well-known/gs1resolver"

// Patterns are what of [http.ServeMux] belongs to the resolver: everything below the path of
// its root, or, where the root is a whole host, the primary keys by code and short name. On a
// whole host compressed links are not among them: they look like any other page.
func (h *Handler) Patterns() []string {
	patterns := []string{wellKnown}
	if h.prefix != "" {
		return append(patterns, h.prefix+"/")
	}
	for _, name := range gs1.KeyNames() {
		patterns = append(patterns, "/"+name+"/")
	}
	return patterns
}

// longestURI is more than any Digital Link with all its attributes takes, in bytes.
const longestURI = 4096

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	allowEverybody(w.Header())
	switch r.Method {
	case http.MethodOptions:
		w.Header().Set("Allow", methods)
		w.WriteHeader(http.StatusNoContent)
		return
	case http.MethodGet, http.MethodHead:
	default:
		w.Header().Set("Allow", methods)
		h.refuse(w, r, http.StatusMethodNotAllowed, fault.New(fault.Invalid, "method", lang.T("这里只能读取。", "This can only be read."), lang.T("请用 GET 或 HEAD。", "Use GET or HEAD.")))
		return
	}
	if r.URL.Path == wellKnown {
		h.describe(w, r)
		return
	}
	h.resolve(w, r)
}

const methods = "GET, HEAD, OPTIONS"

// allowEverybody lets programs of any website ask: links are public.
func allowEverybody(header http.Header) {
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Access-Control-Allow-Methods", methods)
	header.Set("Access-Control-Allow-Headers", "Accept, Accept-Language")
	header.Set("Access-Control-Expose-Headers", "Link, Location")
	header.Set("Access-Control-Max-Age", "86400")
}

// uri is the address asked for, on the host of the root, whatever a proxy made of the host.
// One slash too many at its end is forgiven.
func (h *Handler) uri(r *http.Request) string {
	path := r.URL.EscapedPath()
	if len(path) > 1 {
		path = strings.TrimSuffix(path, "/")
	}
	uri := h.host + path
	if r.URL.RawQuery != "" {
		uri += "?" + r.URL.RawQuery
	}
	return uri
}

func (h *Handler) resolve(w http.ResponseWriter, r *http.Request) {
	uri := h.uri(r)
	if len(uri) > longestURI {
		h.refuse(w, r, http.StatusRequestURITooLong, fault.New(fault.TooLarge, "uri_too_long", lang.T("网址太长。", "The address is too long."), lang.T("请重新扫码。", "Scan the code again.")))
		return
	}
	asked, err := linkset.ReadRequest(uri, r.Header.Get("Accept"), r.Header.Get("Accept-Language"))
	if err != nil {
		h.refuse(w, r, statusOf(err), err)
		return
	}
	sets, err := h.source.Sets(r.Context(), linkset.Levels(asked.Link))
	if err != nil {
		h.o.Log.ErrorContext(r.Context(), "resolver: links could not be read", "error", err)
		h.refuse(w, r, http.StatusServiceUnavailable, fault.New(fault.Unavailable, "links_unavailable", lang.T("暂时查不到链接。", "Links cannot be read at the moment."), lang.T("请过一会儿再扫一次。", "Scan it again in a while.")))
		return
	}
	d := linkset.Resolve(asked, func(anchor string) (linkset.Set, bool) {
		i := slices.IndexFunc(sets, func(s linkset.Set) bool { return s.Anchor == anchor })
		if i < 0 {
			return linkset.Set{}, false
		}
		return sets[i], true
	})
	h.answer(w, r, &asked, &d)
}

// statusOf tells an address that is no Digital Link from a wrong one.
func statusOf(err error) int {
	if wrong := (*gs1.Error)(nil); errors.As(err, &wrong) && (wrong.Code == "link_no_key" || wrong.Code == "link_compressed") {
		return http.StatusNotFound
	}
	return http.StatusBadRequest
}

// here gives a Digital Link on id.gs1.org its place on this resolver.
func (h *Handler) here(anchor string) string {
	if rest, ok := strings.CutPrefix(anchor, "https://id.gs1.org/"); ok {
		return h.o.Root + "/" + rest
	}
	return anchor
}

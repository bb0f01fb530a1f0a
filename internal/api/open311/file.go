package open311

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/seal"
)

// Limits of what a program may send.
const (
	mostBody  = 64 << 10
	mostWords = 4000 // characters, as the specification says
	mostLine  = 200
	aMinute   = 30 // filings by programs, of all addresses together
	ofAddress = 6  // of one address, of IPv6 the /64; whoever is above it takes nothing from the others
	leastKey  = 22 // characters of an Idempotency-Key: 128 random bits in base64
	mostKey   = 200
)

const group = "投诉 / complaints"

func (s *Service) services() services {
	var v services
	if s.Centre == "" {
		return v
	}
	for _, k := range complaint.Kinds() {
		v.All = append(v.All, service{Code: k.ID, Name: both(k.Text), Metadata: true, Type: "realtime", Keywords: "投诉,效能,complaint", Group: group,
			Description: both(lang.T("向县效能监察投诉中心投诉。内容密封，只有投诉中心看得到原话。", "A complaint to the county's centre. It is sealed; only the centre reads the words."))})
	}
	return v
}

func (s *Service) definition(c *call) (any, error) {
	if _, ok := kindOf(c.name); !ok || s.Centre == "" {
		return nil, noService()
	}
	protection := attribute{Variable: true, Code: "protection", Datatype: "singlevaluelist", Order: 1, Description: both(lang.T("怎样保护您；不填就是实名保密。", "How you want to be protected; “secret” unless you choose."))}
	for _, o := range complaint.Protections() {
		protection.Values = append(protection.Values, value{o.ID, both(o.Text)})
	}
	against := attribute{Variable: true, Code: "against", Datatype: "singlevaluelist", Order: 2, Description: both(lang.T("投诉哪个单位；不知道可以不选。", "Which unit; leave it out if you do not know."))}
	for _, u := range s.Org().Units() {
		against.Values = append(against.Values, value{u.ID, both(u.Name)})
	}
	on := attribute{Variable: true, Code: "on", Datatype: "datetime", Order: 3, Description: both(lang.T("哪天发生的；会让人认出您的不要填。", "On which day; leave it out if it would give you away."))}
	return definition{Code: c.name, Attributes: []attribute{protection, against, on}}, nil
}

func noService() error {
	return fault.New(fault.NotFound, "no_service", lang.T("没有这个 service_code。", "There is no such service_code."), lang.T("请先取 services。", "Please ask for services first."))
}

func (s *Service) post(c *call) (any, error) {
	if c.name != "requests" {
		return nil, fault.Missing()
	}
	c.Body = http.MaxBytesReader(nil, c.Body, mostBody)
	if err := c.ParseForm(); err != nil {
		return nil, fault.New(fault.Invalid, "bad_form", lang.T("读不懂提交的内容，或者太长。", "What was sent cannot be read, or is too long."),
			lang.T("请按 application/x-www-form-urlencoded 提交，不超过 64 kB。没有保存任何内容。", "Please send application/x-www-form-urlencoded of at most 64 kB. Nothing was stored.")).With(err)
	}
	if s.Centre == "" {
		return nil, noService()
	}
	told, err := s.told(c)
	if err == nil {
		err = s.Vault.Takes(told.Protection)
	}
	if err != nil {
		return nil, err
	}
	idem, err := s.once(c, &told)
	if err != nil {
		return nil, err
	}
	if !s.rate.take(address(c.Request), s.Wall.Now()) {
		return nil, tooMany()
	}
	out, err := s.file(c, told, idem)
	if err != nil {
		return nil, err
	}
	c.status = http.StatusCreated
	notice := lang.Format("已登记。编号 %[1]s，查询码 %[2]s。请抄下来分开放：凭两者看结果、对话、签名表态；查询码我们不存，丢了找不回来。",
		"Registered. Number %[1]s, return code %[2]s. Write both down, apart from one another: together they show the outcome, let you talk with the centre and sign what only you may say. The code is not kept here and cannot be found again.", out.Case.Number, grouped(told.Code))
	return filed{All: []receipt{{ID: s.id(out.Case.Number), Notice: both(notice)}}}, nil
}

// told reads the form. The error is a fault with places.
func (s *Service) told(c *call) (complaint.Told, error) {
	bad := fault.InvalidInput()
	get := func(name string, most int) string {
		v := strings.TrimSpace(c.PostForm.Get(name))
		if !utf8.ValidString(v) || utf8.RuneCountInString(v) > most || strings.ContainsRune(v, 0) {
			bad.At(name, lang.Format("最多%d个字，用 UTF-8。", "At most %d characters, in UTF-8.", most))
		}
		return v
	}
	t := complaint.Told{Code: s.Code()}
	t.Kind = get("service_code", mostLine)
	if _, ok := kindOf(t.Kind); !ok {
		return t, fault.New(fault.NotFound, "no_service", lang.T("没有这个 service_code。", "There is no such service_code."), lang.T("请先取 services。没有保存任何内容。", "Please ask for services first. Nothing was stored."))
	}
	t.Protection = complaint.Protection(get("attribute[protection]", mostLine))
	if t.Protection == "" {
		t.Protection = complaint.Secret
	}
	if !slices.ContainsFunc(complaint.Protections(), func(o catalog.Option) bool { return o.ID == string(t.Protection) }) {
		bad.At("attribute[protection]", lang.T("不在清单里。", "Not on the list."))
	}
	if t.Against = get("attribute[against]", mostLine); t.Against != "" {
		if _, ok := s.Org().Unit(t.Against); !ok {
			bad.At("attribute[against]", lang.T("没有这个单位。", "There is no such unit."))
		}
	}
	if on := get("attribute[on]", mostLine); on != "" {
		day, err := calendar.ParseDay(on[:min(len(on), len(time.DateOnly))])
		if err != nil || day > s.Calendar().DayOf(s.Clock.Now()) {
			bad.At("attribute[on]", lang.T("请填写真实存在、已经过去的日期，例如 2026-03-27。", "Please give a past day that exists, for example 2026-03-27."))
		}
		t.On = day
	}
	if t.Words = get("description", mostWords); t.Words == "" {
		bad.At("description", lang.T("请写发生了什么。", "Please say what happened."))
	}
	for _, more := range []struct{ name, label string }{{"address_string", "地点 Place"}, {"address_id", "地点编号 Place id"}, {"lat", "纬度 Latitude"}, {"long", "经度 Longitude"}, {"media_url", "链接 Link"}} {
		if v := get(more.name, mostLine); v != "" {
			t.Words += "\n\n" + more.label + ": " + v
		}
	}
	if t.Protection != complaint.Anonymous {
		t.Person = complaint.Person{Name: strings.TrimSpace(get("last_name", mostLine) + " " + get("first_name", mostLine)), Phone: get("phone", mostLine), Other: get("email", mostLine)}
	}
	return t, bad.Or()
}

// once reads the Idempotency-Key. Who sends the same again under it gets the same number and code for
// [casework.RepeatDays], and there is one case. The code follows from the key, which is stored
// nowhere, so that the hall can say the code again and still does not keep it. Without a key each
// request is a filing of its own: two people may well write the same words.
func (s *Service) once(c *call, t *complaint.Told) (*casework.Idem, error) {
	key := c.Header.Get("Idempotency-Key")
	if key == "" {
		return nil, nil
	}
	if len(key) < leastKey || len(key) > mostKey || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, fault.InvalidInput().At("Idempotency-Key", lang.Format("%[1]d到%[2]d个可见的ASCII字符，随机产生（例如UUID），一次投诉一个。", "%[1]d to %[2]d visible ASCII characters, made at random (a UUID will do), one a complaint.", leastKey, mostKey)).Or()
	}
	t.Code = seal.CodeFrom([32]byte(s.Mac("open311 code", key)), seal.CodeDigits)
	return &casework.Idem{Actor: "open311", Key: hex.EncodeToString(s.Mac("open311 key", key)), Hash: [32]byte(s.Mac("open311 form", key+"\x00"+c.PostForm.Encode()))}, nil
}

func (s *Service) file(c *call, t complaint.Told, idem *casework.Idem) (casework.Outcome, error) {
	select {
	case s.seat <- struct{}{}:
	case <-c.Context().Done():
		return casework.Outcome{}, c.Context().Err()
	}
	defer func() { <-s.seat }()
	in, err := s.Vault.File(c.Context(), s.Division, t)
	if err != nil {
		return casework.Outcome{}, err
	}
	party := "r-" + strings.ToLower(rand.Text())
	return s.Engine.Do(c.Context(), casework.Command{
		Actor: access.Actor{ID: access.ByCode, Role: access.Citizen, Division: s.Division, Party: party}, Verb: "file_complaint", Input: in, Idem: idem,
		Open: &casework.Open{Procedure: complaint.Name, Channel: "open311", Party: party, Series: "C", Sealed: true},
	})
}

// grouped writes a code in groups of five, as people copy it.
func grouped(code string) string {
	var groups []string
	for len(code) > 5 {
		groups, code = append(groups, code[:5]), code[5:]
	}
	return strings.Join(append(groups, code), " ")
}

// rate counts filings of the running minute; who was above a limit is forgotten with it.
type rate struct {
	mu    sync.Mutex
	since time.Time
	n     int
	of    map[string]int
}

func (r *rate) take(from string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Sub(r.since) >= time.Minute || r.of == nil {
		r.since, r.n, r.of = now, 0, map[string]int{}
	}
	if r.n >= aMinute || r.of[from] >= ofAddress {
		return false
	}
	r.n, r.of[from] = r.n+1, r.of[from]+1
	return true
}

// address is whom the limit counts: it is in memory for a minute and goes nowhere else.
func address(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip := peer.Addr().Unmap().WithZone("")
	if ip.Is6() {
		if net, err := ip.Prefix(64); err == nil {
			return net.String()
		}
	}
	return ip.String()
}

func tooMany() error {
	return fault.New(fault.TooMany, "too_many_filings", lang.T("现在提交的太多。", "Too many are being filed."),
		lang.T("请过一分钟再试；网页 /complain 也可以投诉。没有保存任何内容。", "Please try again in a minute, or use the page /complain. Nothing was stored."))
}

package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/licensing"
)

type actInput struct {
	Number         string `path:"number" maxLength:"80" doc:"Public number of the case."`
	IfMatch        string `header:"If-Match" doc:"ETag of the case as you saw it."`
	IdempotencyKey string `header:"Idempotency-Key" minLength:"8" maxLength:"64" doc:"Your own name of this act; a repetition acts once."`
	RawBody        []byte `contentType:"application/json"`
}

// act is the body of every verb; input differs from verb to verb.
type act struct {
	Reason    string          `json:"reason"`
	Basis     []string        `json:"basis"`
	Effective time.Time       `json:"effective"`
	Expect    int64           `json:"expect"`
	Input     json.RawMessage `json:"input"`
}

// verbRoutes makes one route for each verb of the procedures, its body from their tables.
// A verb that no scope holds, such as erasing, has none: no token could use it.
func (s *Service) verbRoutes() {
	seen := map[string]bool{}
	for _, p := range s.Engine.Procedures() {
		for _, t := range p.Transitions {
			if t.Quiet || len(t.From) == 0 || seen[t.Verb] || scopeOf(access.Verb(t.Verb)) == t.Verb {
				continue
			}
			seen[t.Verb] = true
			s.verbRoute(t.Verb)
		}
	}
}

// rowsOf are all rows of a verb in the procedures.
func (s *Service) rowsOf(verb string) (rows []casework.Transition) {
	for _, p := range s.Engine.Procedures() {
		for _, t := range p.Transitions {
			if t.Verb == verb && !t.Quiet && len(t.From) > 0 {
				rows = append(rows, t)
			}
		}
	}
	return rows
}

func (s *Service) verbRoute(verb string) {
	rows := s.rowsOf(verb)
	title := rows[0].Title
	o := op("POST", "/cases/{number}/"+verb, "act-"+strings.ReplaceAll(verb, "_", "-"), "Acts", title.EN+" "+title.ZH)
	o.Description = describe(rows)
	schema := s.bodySchema(rows)
	o.RequestBody = &huma.RequestBody{Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}
	o.SkipValidateBody = true // done below, because RawBody would be taken for the document
	handle(s, o, need{access.Verb(verb), true}, func(ctx context.Context, c caller, in *actInput) (*caseOutput, error) {
		return s.act(ctx, c, verb, in)
	})
	// The framework documents RawBody as bytes; the body is the schema's.
	doc := s.api.OpenAPI().Paths[o.Path].Post
	doc.RequestBody.Content = map[string]*huma.MediaType{"application/json": {Schema: schema}}
	doc.RequestBody.Required = false
}

// describe says what the table says of a verb.
func describe(rows []casework.Transition) string {
	var b strings.Builder
	for _, t := range rows {
		for _, g := range t.Guards {
			b.WriteString("- " + g.Says.EN + " " + g.Says.ZH + "\n")
		}
	}
	text := "Send If-Match with the ETag of the case, or expect with its version."
	if b.Len() > 0 {
		text += "\n\nConditions:\n" + b.String()
	}
	return text
}

// bodySchema is the body of a verb: what every act may bring, and the typed input.
func (s *Service) bodySchema(rows []casework.Transition) *huma.Schema {
	registry := s.api.OpenAPI().Components.Schemas
	body := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Properties: map[string]*huma.Schema{
		"reason":    {Type: huma.TypeString, MaxLength: ptr(4000), Description: "Words the applicant will read 理由"},
		"basis":     {Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString, Enum: bases()}, Description: "Ids of the register of law 法律依据"},
		"effective": {Type: huma.TypeString, Format: "date-time", Description: "Lawful instant, e.g. of a paper form; now where absent 生效时间"},
		"expect":    {Type: huma.TypeInteger, Minimum: ptr(1.0), Description: "Version of the case as you saw it, in place of If-Match 版本"},
	}}
	if rows[0].Needs&casework.NeedReason != 0 {
		body.Required = append(body.Required, "reason")
	}
	var inputs []*huma.Schema
	seen := map[reflect.Type]bool{}
	for _, t := range rows {
		if t.Input == nil {
			continue
		}
		typ := reflect.TypeOf(t.Input()).Elem()
		if !seen[typ] {
			seen[typ] = true
			inputs = append(inputs, registry.Schema(typ, true, typ.Name()))
		}
	}
	switch len(inputs) {
	case 0:
	case 1:
		body.Properties["input"] = inputs[0]
	default:
		body.Properties["input"] = &huma.Schema{OneOf: inputs}
	}
	body.PrecomputeMessages()
	return body
}

func ptr[T any](v T) *T { return &v }

func bases() []any {
	var ids []any
	for _, b := range law.All() {
		ids = append(ids, b.ID)
	}
	return ids
}

// check holds a body against its schema.
func (s *Service) check(schema *huma.Schema, body []byte) error {
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return fault.InvalidInput().At("", lang.T("内容不是完整的 JSON。", "The content is not complete JSON."))
	}
	res := &huma.ValidateResult{}
	huma.Validate(s.api.OpenAPI().Components.Schemas, schema, huma.NewPathBuffer(nil, 0), huma.ModeWriteToServer, v, res)
	bad := fault.InvalidInput()
	for _, err := range res.Errors {
		if d, ok := err.(huma.ErrorDetailer); ok {
			e := d.ErrorDetail()
			bad.At(e.Location, inChinese(e.Message))
		}
	}
	return bad.Or()
}

// act does one verb on one case.
func (s *Service) act(ctx context.Context, c caller, verb string, in *actInput) (*caseOutput, error) {
	k, p, err := s.load(ctx, c, in.Number)
	if err != nil {
		return nil, err
	}
	if err := access.Check(c.Actor, access.Verb(verb), k.Target()); err != nil {
		return nil, err
	}
	body := in.RawBody
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	rows := s.rowsOf(verb)
	if err := s.check(s.bodySchema(rows), body); err != nil {
		return nil, err
	}
	var a act
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, fault.InvalidInput().At("", lang.T("内容读不懂。", "The content cannot be read.")).With(err)
	}
	expect, err := expected(in.IfMatch, a.Expect)
	if err != nil {
		return nil, err
	}
	cmd := casework.Command{Actor: c.Actor, Case: k.ID, Verb: verb, Reason: a.Reason, Basis: a.Basis, Effective: a.Effective, Expect: expect}
	if in.IdempotencyKey != "" {
		cmd.Idem = &casework.Idem{Actor: "api/" + c.ID, Key: in.IdempotencyKey, Hash: sha256.Sum256([]byte(k.Number + "\x00" + verb + "\x00" + string(body)))}
	}
	if cmd.Input, err = s.input(ctx, c, p, k, verb, a.Input); err != nil {
		return nil, err
	}
	out, err := s.Engine.Do(ctx, cmd)
	if f, ok := fault.As(err); ok && f.Code == "moved_on" && in.IfMatch != "" {
		return nil, fault.New(fault.Conflict, "version_differs", f.Message, f.Remedy)
	}
	if err != nil {
		return nil, err
	}
	v, err := s.show(ctx, c, out.Case, p)
	return &caseOutput{ETag: etag(c, out.Case), Status: http.StatusOK, Body: v}, err
}

// expected is the version that the caller saw.
func expected(ifMatch string, expect int64) (int64, error) {
	if ifMatch == "" {
		if expect > 0 {
			return expect, nil
		}
		return 0, fault.New(fault.Invalid, "precondition_required",
			lang.T("请说明您看到的是办件的哪个版本。", "Say which version of the case you saw."),
			lang.T("用 If-Match 带上办件的 ETag，或在内容里写 expect。", "Send If-Match with the case's ETag, or expect in the body."))
	}
	text, ok := strings.CutPrefix(strings.TrimSpace(ifMatch), `"`)
	text, ok2 := strings.CutSuffix(text, `"`)
	number, _, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(number, 10, 64)
	if !ok || !ok2 || err != nil || n < 1 {
		return 0, fault.InvalidInput().At("header.If-Match", lang.T("请原样写上次得到的 ETag。", "Write the ETag as you got it."))
	}
	return n, nil
}

// input reads the typed input of a verb, as the case's own procedure takes it.
func (s *Service) input(ctx context.Context, c caller, p *casework.Procedure, k *casework.Case, verb string, body json.RawMessage) (any, error) {
	t, ok := p.Transition(k.State, verb)
	if !ok || t.Input == nil {
		return nil, nil // the engine says what is possible now
	}
	in := t.Input()
	if len(body) > 0 && string(body) != "null" {
		if err := json.Unmarshal(body, in); err != nil {
			return nil, fault.InvalidInput().At("input", lang.T("这一项读不懂。", "This part cannot be read.")).With(err)
		}
	}
	return in, s.vouch(ctx, c, in)
}

// vouch takes nobody's word for what only we can say: that a paper was seen is staff's to
// state, that a certificate is held is the platform's, and a file is what its bytes are.
func (s *Service) vouch(ctx context.Context, c caller, input any) error {
	if in, ok := input.(casework.WithFiles); ok {
		files := in.Sent()
		for i, f := range files {
			checked, err := s.checkFile(ctx, FileRef{f.Material, f.Name, f.Hash}, "input.files."+strconv.Itoa(i))
			if err != nil {
				return err
			}
			files[i] = checked
		}
	}
	var papers map[string]licensing.MaterialState
	if late, ok := input.(*licensing.ReopeningInput); ok {
		input = &late.MaterialsInput
	}
	switch in := input.(type) {
	case *licensing.ReceiveInput:
		papers = in.Materials
	case *licensing.MaterialsInput:
		papers = in.Materials
	}
	if len(papers) > 0 && !c.IsStaff() {
		return fault.InvalidInput().At("materials", lang.T("请上传文件；“已收到”只能由工作人员登记。", "Upload the files; only staff can record papers as seen."))
	}
	for id, m := range papers {
		papers[id] = licensing.MaterialState{Have: m.Have, Grade: "B", From: "applicant"}
	}
	return nil
}

// files checks the files of a filing.
func (s *Service) files(ctx context.Context, refs []FileRef) ([]casework.File, error) {
	var files []casework.File
	for i, ref := range refs {
		f, err := s.checkFile(ctx, ref, "files."+strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// checkFile finds an uploaded file again and takes type and size from its bytes.
func (s *Service) checkFile(ctx context.Context, ref FileRef, at string) (casework.File, error) {
	missing := fault.InvalidInput().At(at, lang.T("没有这个文件，请先上传。", "There is no such file; upload it first."))
	if len(ref.Hash) != 64 || strings.Trim(ref.Hash, "0123456789abcdef") != "" {
		return casework.File{}, missing
	}
	r, err := s.Files.Open(ctx, ref.Hash)
	if fault.KindOf(err) == fault.NotFound {
		return casework.File{}, missing
	}
	if err != nil {
		return casework.File{}, err
	}
	defer r.Close()
	f, err := s.Files.Put(ctx, ref.Name, r) // the same bytes: nothing new is stored
	f.Material, f.Grade = ref.Material, "C"
	return f, err
}

type uploadInput struct {
	Name    string `query:"name" required:"true" minLength:"1" maxLength:"200" doc:"Name of the file as the person calls it."`
	RawBody []byte `contentType:"application/octet-stream"`
}

// maxUpload is the size of one uploaded file in bytes: what the file store takes.
const maxUpload = 10 << 20

func (s *Service) fileRoutes() {
	o := op("POST", "/files", "upload-file", "Cases", "Upload a file for a filing or correction 上传文件")
	o.Description = "Send the bytes as they are. Name the hash you get in files of a filing or an act; what nothing names is deleted after a day."
	o.MaxBodyBytes = maxUpload
	o.DefaultStatus = http.StatusCreated
	handle(s, o, need{access.Receive, true}, func(ctx context.Context, _ caller, in *uploadInput) (*struct{ Body casework.File }, error) {
		f, err := s.Files.Put(ctx, in.Name, io.Reader(bytes.NewReader(in.RawBody)))
		return &struct{ Body casework.File }{f}, err
	})
}

package api

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"banjie/internal/ledger"
)

// Receipt is the proof of the first contact, in parts. Text is the whole of it and is
// what `banjie verify` reads.
type Receipt struct {
	Number     string   `json:"number"`
	Lines      []string `json:"lines" doc:"What it says to its holder."`
	Leaf       int64    `json:"leaf" doc:"Number in the ledger, from 0."`
	Proof      []string `json:"proof" doc:"Inclusion proof, RFC 6962, sibling first, base64."`
	Checkpoint string   `json:"checkpoint" doc:"Signed checkpoint, C2SP tlog-checkpoint."`
	Code       string   `json:"code" doc:"Content of the QR code."`
	Text       string   `json:"text"`
}

type receiptInput struct {
	Conditional
	Number string `path:"number" maxLength:"80" doc:"Public number of the case."`
	Accept string `header:"Accept" doc:"application/json or text/plain."`
}

func (s *Service) receiptRoute(n need) {
	o := op("GET", "/cases/{number}/receipt", "get-receipt", "Cases", "The receipt, verifiable offline 回执")
	o.Responses = map[string]*huma.Response{"200": {Description: "The receipt.", Content: map[string]*huma.MediaType{
		"application/json": {Schema: s.schema(Receipt{})},
		"text/plain":       {Schema: &huma.Schema{Type: huma.TypeString}},
	}}}
	handle(s, o, n, func(ctx context.Context, c caller, in *receiptInput) (*raw, error) {
		k, _, err := s.load(ctx, c, in.Number)
		if err != nil {
			return nil, err
		}
		r, err := s.Cases.Receipt(ctx, k.Events[0])
		if err != nil {
			return nil, err
		}
		if prefersText(in.Accept) {
			return &raw{ContentType: "text/plain; charset=utf-8", Body: []byte(r.Text())}, nil
		}
		body, err := json.Marshal(receiptView(r))
		return &raw{ContentType: "application/json", Body: body}, err
	})
}

func receiptView(r ledger.Receipt) Receipt {
	v := Receipt{Number: r.Number(), Lines: r.Lines, Leaf: r.N, Proof: hashes(r.Proof), Checkpoint: r.Checkpoint, Text: r.Text()}
	v.Code, _ = r.Code() // a receipt too long for a code is whole as text
	return v
}

// prefersText says that text/plain stands before JSON in what the caller accepts.
func prefersText(accept string) bool {
	text, data := strings.Index(accept, "text/plain"), strings.Index(accept, "application/json")
	return text >= 0 && (data < 0 || text < data)
}

// schema gives the schema of a type of ours for a response made by hand.
func (s *Service) schema(v any) *huma.Schema {
	return s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(v), true, "")
}

func hashes(hs []ledger.Hash) []string {
	out := make([]string, len(hs))
	for i, h := range hs {
		out[i] = h.String()
	}
	return out
}

// answers documents the media types of an answer made by hand.
func answers(description string, types ...string) map[string]*huma.Response {
	content := map[string]*huma.MediaType{}
	for _, t := range types {
		content[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
		if !strings.HasPrefix(t, "text/") {
			content[t].Schema.Format = "binary"
		}
	}
	return map[string]*huma.Response{"200": {Description: description, Content: content}}
}

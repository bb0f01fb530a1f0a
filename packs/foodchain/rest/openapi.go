package rest

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"banjie/packs/foodchain/openapi"
)

// says is what each address does, for the OpenAPI document.
var says = map[string]string{
	"GET /{$}":                                  "The resources here 资源清单",
	"POST /capture":                             "Capture a document: all of its events, or none 登记事件",
	"GET /capture":                              "Captures, newest first 登记记录",
	"GET /capture/{id}":                         "One capture; it has ended when it is answered 一次登记",
	"POST /events":                              "Capture one event 登记一个事件",
	"GET /events":                               "Events that answer a query in the address 查询事件",
	"GET /events/{id}":                          "Events of an eventID, or of the id of a content 按编号查事件",
	"GET /proofs/{id}":                          "Proof of an event, verifiable offline; not of the standard 事件证明",
	"POST /queries":                             "Name a query 保存查询",
	"GET /queries":                              "Named queries 查询清单",
	"GET /queries/{name}":                       "A named query 一个查询",
	"DELETE /queries/{name}":                    "End a query and its subscriptions 删除查询",
	"GET /queries/{name}/events":                "Events that answer a named query 按名查询",
	"POST /queries/{name}/subscriptions":        "Subscribe by webhook; needs the scope webhooks 订阅",
	"GET /queries/{name}/subscriptions":         "Your subscriptions 我的订阅",
	"GET /queries/{name}/subscriptions/{id}":    "A subscription 一个订阅",
	"DELETE /queries/{name}/subscriptions/{id}": "Unsubscribe 退订",
	"DELETE /nextPageToken/{token}":             "Let a token go; nothing is kept for one 放弃翻页标记",
	"GET /openapi.json":                         "This document 接口说明",
}

// about is the document's own words.
var about = openapi.About{
	Title: "EPCIS 2.0", Version: "2.0.0",
	Description: "The REST binding of GS1 EPCIS 2.0. Schemas of bodies and the parameters of queries are those of the standard's own OpenAPI document. Not built: subscriptions by WebSocket, master data, captureErrorBehaviour proceed. Beyond the standard: where an identifier was captured that no scanner could give (a wrong check digit), POST /capture and POST /events name it in the field warnings of the answer, with event, pointer, rule, message and remedy; without such an identifier the body is that of the standard.",
	Scopes:      "Scopes read:food, write:food; for subscriptions webhooks too.",
	Success:     "As in EPCIS 2.0, section 12.",
	Open:        func(pattern string) bool { return strings.HasSuffix(pattern, "/openapi.json") },
	Says:        sentence,
}

func sentence(pattern string) string {
	method, path, _ := strings.Cut(pattern, " ")
	short := strings.TrimPrefix(path, Root)
	for _, l := range lists {
		switch short {
		case "/" + l.path:
			return "Values that events name 事件里出现过的值"
		case "/" + l.path + "/{value}":
			return "Whether some event names the value 有没有这个值"
		case "/" + l.path + "/{value}/events":
			return "Events that name the value 含有这个值的事件"
		}
	}
	return says[method+" "+short]
}

// describe adds the document of the handlers to them.
func (s *Service) describe(all map[string]http.Handler) {
	const own = "GET " + Root + "/openapi.json"
	doc := about.Document(append(slices.Sorted(maps.Keys(all)), own))
	all[own] = s.answer("", func(w http.ResponseWriter, _ *http.Request) error { return write(w, http.StatusOK, doc) })
}

package rest

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
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

var pathParameter = regexp.MustCompile(`\{([a-z]+)\}`)

// document is the OpenAPI document of patterns as Handlers has them.
func document(patterns []string) map[string]any {
	paths := map[string]map[string]any{}
	for _, pattern := range patterns {
		method, path, _ := strings.Cut(pattern, " ")
		if method == http.MethodOptions {
			continue
		}
		short := strings.TrimPrefix(path, Root)
		summary := says[method+" "+short]
		for _, l := range lists {
			switch short {
			case "/" + l.path:
				summary = "Values that events name 事件里出现过的值"
			case "/" + l.path + "/{value}":
				summary = "Whether some event names the value 有没有这个值"
			case "/" + l.path + "/{value}/events":
				summary = "Events that name the value 含有这个值的事件"
			}
		}
		parameters := []any{}
		for _, m := range pathParameter.FindAllStringSubmatch(path, -1) {
			parameters = append(parameters, map[string]any{"name": m[1], "in": "path", "required": true, "schema": map[string]any{"type": "string"}})
		}
		o := map[string]any{"summary": summary, "parameters": parameters, "responses": map[string]any{
			"2XX":     map[string]any{"description": "As in EPCIS 2.0, section 12."},
			"default": map[string]any{"description": "What is wrong and what to do, in both languages.", "content": map[string]any{"application/problem+json": map[string]any{}}},
		}}
		if short == "/openapi.json" {
			o["security"] = []any{}
		}
		path = strings.TrimSuffix(path, "{$}")
		if paths[path] == nil {
			paths[path] = map[string]any{}
		}
		paths[path][strings.ToLower(method)] = o
	}
	return map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{"title": "EPCIS 2.0", "version": "2.0.0",
			"description": "The REST binding of GS1 EPCIS 2.0. Schemas of bodies and the parameters of queries are those of the standard's own OpenAPI document. Not built: subscriptions by WebSocket, master data, captureErrorBehaviour proceed."},
		"components": map[string]any{"securitySchemes": map[string]any{"token": map[string]any{"type": "http", "scheme": "bearer", "description": "Scopes read:food, write:food; for subscriptions webhooks too."}}},
		"security":   []any{map[string]any{"token": []any{}}},
		"paths":      paths,
	}
}

// describe adds the document of the handlers to them.
func (s *Service) describe(all map[string]http.Handler) {
	const own = "GET " + Root + "/openapi.json"
	doc := document(append(slices.Sorted(maps.Keys(all)), own))
	all[own] = s.answer("", func(w http.ResponseWriter, _ *http.Request) error { return write(w, http.StatusOK, doc) })
}

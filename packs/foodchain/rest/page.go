package rest

import (
	"net/http"
	"strconv"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Sizes of a page.
const (
	usualPage = 30
	mostPage  = 1000
)

// pageSize reads perPage; what is above the most that is given is cut to it.
func pageSize(r *http.Request) (int, error) {
	text := r.URL.Query().Get("perPage")
	if text == "" {
		return usualPage, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fault.New(fault.Malformed, "epcis_page", lang.Format("perPage 应当是正整数，不是“%s”。", "perPage is a positive number, not “%s”.", text), lang.T("请改正后再查。", "Please correct it."))
	}
	return min(n, mostPage), nil
}

func badToken() error {
	return fault.New(fault.Malformed, "epcis_token", lang.T("翻页标记不对。", "The token of the page is not one of these answers."),
		lang.T("请从第一页重新查，照链接翻页。", "Please begin with the first page, and follow its links."))
}

// next links the page after this one. Its token does not expire: events are never taken away.
func (s *Service) next(w http.ResponseWriter, r *http.Request, token string) {
	u := *r.URL
	q := u.Query()
	q.Set("nextPageToken", token)
	u.RawQuery = q.Encode()
	w.Header().Set("Link", "<"+s.Base+u.RequestURI()+`>; rel="next"`)
}

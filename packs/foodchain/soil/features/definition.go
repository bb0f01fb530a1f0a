package features

import (
	_ "embed"
	"net/http"
	"strconv"
	"strings"
)

// The definition of the interface by OpenAPI 3.0; ROOT and the limits are put in when it is asked for.
//
//go:embed api.json
var definitionText string

func (s *Service) definition(w http.ResponseWriter, r *asked) error {
	text := strings.NewReplacer(`"ROOT"`, strconv.Quote(r.root), `"USUAL"`, strconv.Itoa(usualLimit), `"MOST"`, strconv.Itoa(mostLimit)).Replace(definitionText)
	send(w, typeOpenAPI, []byte(text))
	return nil
}

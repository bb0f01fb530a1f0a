package render

import (
	"mime"
	"strconv"
	"strings"
)

// Negotiate picks the form for the headers Accept and GS1-EPCIS-Version (EPCIS 2.0, section
// 12). JSON-LD is given where anything is welcome. False: none of what is asked for can be
// given (HTTP 406).
func Negotiate(accept, version string) (Form, bool) {
	old := version == "1.2" || strings.HasPrefix(version, "1.2.")
	if version != "" && !old && version != "2.0" && !strings.HasPrefix(version, "2.0.") {
		return 0, false
	}
	xml := XML
	if old {
		xml = XML12
	}
	if strings.TrimSpace(accept) == "" {
		accept = "*/*"
	}
	best, found, most := JSON, false, 0.0
	for part := range strings.SplitSeq(accept, ",") {
		kind, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		weight := 1.0
		if q, given := params["q"]; given {
			if weight, err = strconv.ParseFloat(q, 64); err != nil || weight < 0 || weight > 1 {
				continue
			}
		}
		form := JSON
		switch kind {
		case "application/ld+json", "application/json":
			if old {
				continue // EPCIS 1.2 has no JSON
			}
		case "application/xml", "text/xml":
			form = xml
		case "*/*", "application/*":
			if old {
				form = xml
			}
			weight -= 1e-6 // what is named goes before what is only welcome
		default:
			continue
		}
		if weight > most {
			best, found, most = form, true, weight
		}
	}
	return best, found
}

package licensing

import (
	"fmt"
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
)

// File is what the procedure itself knows of a case, folded from the events.
type File struct {
	Undertaking bool                     // the applicant chose the undertaking route
	Scenario    map[string]string        // answers that decide what is needed
	Materials   map[string]MaterialState // by id of the item's material
	Lists       int                      // correction lists issued: at most one
	Correction  *CorrectionList
	Corrected   bool     // the corrections came
	Tolerated   []string // materials that were missing at acceptance and still are
	Supplied    []string // tolerated materials that came later
	Extension   *ExtensionFile
	Extended    bool
	Pauses      []PauseRecord
	Hearing     *HearingFile
	Decision    *Decision
	Renews      *Renewal
	Inspectors  *InspectorsFile
	Inspections []InspectionRecord
	Notice      *PublicNotice
	Checked     string       // outcome of the undertaking's last check
	Rectify     calendar.Day // until when what did not hold is to be put right; 0: nothing is
	Proposed    bool         // it still does not hold: the head is asked to rescind
	Reopening   *ReopeningFile
	Ended       string     // event that ended the certificate, "" while it stands
	RenewedBy   *Successor // the renewal that replaced it, while that stands
}

// MaterialState is one material of the case.
type MaterialState struct {
	Have  bool   `json:"have"`
	Grade string `json:"grade,omitempty"` // A issued by us, B seen by a window, C uploaded, D own promise
	From  string `json:"from,omitempty"`  // applicant, held, certificate
	Ref   string `json:"ref,omitempty"`   // certificate identifier or data source
}

// Facts of the events, in the order of the table.
type (
	// ReceivedFacts come with the filing.
	ReceivedFacts struct {
		Undertaking bool                     `json:"undertaking,omitempty"`
		Scenario    map[string]string        `json:"scenario,omitempty"`
		Materials   map[string]MaterialState `json:"materials,omitempty"`
		Renews      *Renewal                 `json:"renews,omitempty"`
	}
	// Renewal names the licence that is to be renewed.
	Renewal struct {
		Certificate string       `json:"certificate"`
		Expires     calendar.Day `json:"expires"`
		Confirmed   bool         `json:"confirmed,omitempty"` // by the register of what was issued here, or seen by staff
	}
	// CorrectionList is the one list of what must be corrected (XKF 32(4)).
	CorrectionList struct {
		Items []CorrectionItem `json:"items"`
	}
	// CorrectionItem names one material; what is wrong with it stands in the private half.
	CorrectionItem struct {
		Material string `json:"material"`
		Fault    string `json:"fault"` // missing, form, content, expired
	}
	// MaterialsFacts add or change materials.
	MaterialsFacts struct {
		Materials map[string]MaterialState `json:"materials,omitempty"`
		Tolerated []string                 `json:"tolerated,omitempty"`
	}
	// PauseRecord is a special procedure (XKF 45): never a bare flag.
	PauseRecord struct {
		Kind  string       `json:"kind"`
		From  calendar.Day `json:"from"`
		Days  int          `json:"days"` // working days told to the applicant
		Until calendar.Day `json:"until,omitempty"`
		Basis string       `json:"basis"`
	}
	// ExtensionFile is a request to lengthen the limits and its answer.
	ExtensionFile struct {
		By       string `json:"by"` // account that asked
		Days     int    `json:"days"`
		Approved bool   `json:"approved,omitempty"`
		Rejected bool   `json:"rejected,omitempty"`
	}
	// HearingFile follows a hearing.
	HearingFile struct {
		Offered   bool         `json:"offered,omitempty"`
		Requested bool         `json:"requested,omitempty"` // it is to be held
		Announced bool         `json:"announced,omitempty"` // by the agency itself, nobody asked (XKF 46)
		OnPaper   bool         `json:"on_paper,omitempty"`  // asked for at a window, on paper
		From      calendar.Day `json:"from,omitempty"`      // day of the request: the clocks stand from here
		Lapsed    bool         `json:"lapsed,omitempty"`
		Withdrawn bool         `json:"withdrawn,omitempty"` // by who had asked; there is no second request
		Day       calendar.Day `json:"day,omitempty"`
		Chair     string       `json:"chair,omitempty"`
		Held      bool         `json:"held,omitempty"`
	}
	// Decision grants or denies, or refuses acceptance.
	Decision struct {
		Outcome        string       `json:"outcome"`
		Ground         string       `json:"ground,omitempty"`
		Competent      string       `json:"competent,omitempty"`  // unit or body to turn to
		Reconsider     string       `json:"reconsider,omitempty"` // body for reconsideration
		ReconsiderLast calendar.Day `json:"reconsider_last,omitempty"`
		SueLast        calendar.Day `json:"sue_last,omitempty"`
		Certificate    *Certificate `json:"certificate,omitempty"`
		Renewed        bool         `json:"renewed,omitempty"`  // deemed renewed by silence
		Replaces       string       `json:"replaces,omitempty"` // case whose certificate this renewal replaces
	}
	// Successor names the renewal that replaces a certificate.
	Successor struct {
		Case string       `json:"case"`
		From calendar.Day `json:"from"` // first day on which the old one no longer stands by itself
	}
	// Certificate is what the grant issues; ecert makes it from these facts.
	Certificate struct {
		Type  string       `json:"type"`
		From  calendar.Day `json:"from"`
		Until calendar.Day `json:"until,omitempty"`
	}
)

// FileOf gives the procedure's file of a case.
func FileOf(c *casework.Case) *File {
	if f, ok := c.File.(*File); ok {
		return f
	}
	return &File{}
}

func foldFile(file any, e casework.Event) (err error) {
	f, ok := file.(*File)
	if !ok {
		return fmt.Errorf("licensing: fold into %T", file)
	}
	switch e.Kind {
	case "received":
		var d ReceivedFacts
		if d, err = casework.Data[ReceivedFacts](e); err == nil {
			f.Undertaking, f.Scenario, f.Renews = d.Undertaking, d.Scenario, d.Renews
			f.Materials = map[string]MaterialState{}
			f.merge(d.Materials)
		}
	case "correction_requested":
		var d CorrectionList
		if d, err = casework.Data[CorrectionList](e); err == nil {
			f.Correction = &d
			f.Lists++
		}
	case "corrected_on_spot", "corrections_submitted", "accepted_tolerantly", "tolerated_supplied":
		var d MaterialsFacts
		if d, err = casework.Data[MaterialsFacts](e); err == nil {
			f.merge(d.Materials)
			for _, id := range f.Tolerated {
				if !slices.Contains(d.Tolerated, id) {
					f.Supplied = append(f.Supplied, id)
				}
			}
			f.Tolerated = d.Tolerated
			f.Corrected = f.Corrected || e.Kind == "corrections_submitted"
		}
	case "paused":
		var d PauseRecord
		if d, err = casework.Data[PauseRecord](e); err == nil {
			f.Pauses = append(f.Pauses, d)
		}
	case "resumed", "hearing_recorded", "hearing_cancelled", "hearing_withdrawn":
		var d PauseRecord
		if d, err = casework.Data[PauseRecord](e); err == nil {
			for i := range f.Pauses {
				if f.Pauses[i].Until == 0 {
					f.Pauses[i].Until = d.Until
				}
			}
		}
		switch {
		case e.Kind == "hearing_recorded" && f.Hearing != nil:
			f.Hearing.Held = true
		case e.Kind == "hearing_cancelled" || e.Kind == "hearing_withdrawn":
			var h HearingFile
			if h, err = casework.Data[HearingFile](e); err == nil {
				f.Hearing = &h
			}
		}
	case "extension_requested", "extension_rejected", "extended":
		var d ExtensionFile
		if d, err = casework.Data[ExtensionFile](e); err == nil {
			f.Extension = &d
			f.Extended = f.Extended || d.Approved
		}
	case "hearing_offered", "hearing_lapsed", "hearing_requested", "hearing_announced", "hearing_scheduled":
		var d HearingFile
		if d, err = casework.Data[HearingFile](e); err == nil {
			f.Hearing = &d
		}
		if e.Kind == "hearing_requested" || e.Kind == "hearing_announced" {
			f.Pauses = append(f.Pauses, PauseRecord{Kind: "hearing", From: d.From, Basis: "xkf-45"})
		}
	case "granted", "denied", "refused", "deemed_renewed":
		var d Decision
		if d, err = casework.Data[Decision](e); err == nil {
			f.Decision = &d
		}
	default:
		if err = f.duringReview(e); err == nil {
			err = f.afterDecision(e)
		}
	}
	return err
}

// duringReview folds what is looked at, made public or taken up again before the decision.
func (f *File) duringReview(e casework.Event) (err error) {
	switch e.Kind {
	case "reopening_requested", "reopened", "reopening_rejected":
		return f.reopening(e)
	case "licence_confirmed":
		var d Renewal
		if d, err = casework.Data[Renewal](e); err == nil {
			f.Renews = &d
		}
	case "inspectors_named":
		var d InspectorsFile
		if d, err = casework.Data[InspectorsFile](e); err == nil {
			f.Inspectors = &d
		}
	case "inspection_recorded":
		var d InspectionRecord
		if d, err = casework.Data[InspectionRecord](e); err == nil {
			f.Inspections = append(f.Inspections, d)
		}
	case "notice_published":
		var d PublicNotice
		if d, err = casework.Data[PublicNotice](e); err == nil {
			f.Notice = &d
		}
	}
	return err
}

// afterDecision folds what happens to an issued certificate and to an undertaking.
func (f *File) afterDecision(e casework.Event) (err error) {
	switch e.Kind {
	case "undertaking_checked":
		var d UndertakingCheck
		if d, err = casework.Data[UndertakingCheck](e); err == nil {
			f.Checked, f.Proposed = d.Outcome, d.Proposed
			f.Rectify = max(f.Rectify, d.Until)
		}
	case "certificate_rescinded", "certificate_revoked", "certificate_deregistered":
		f.Ended = e.Kind
	case "rescission_rejected":
		f.Proposed = false
	case "certificate_renewed":
		var d Successor
		if d, err = casework.Data[Successor](e); err == nil {
			f.RenewedBy = &d
		}
	case "certificate_restored":
		f.RenewedBy = nil
	case "certificate_amended":
		var d Certificate
		if d, err = casework.Data[Certificate](e); err == nil && d.Until != 0 && f.Decision != nil && f.Decision.Certificate != nil {
			f.Decision.Certificate.Until = d.Until
		}
	}
	return err
}

func (f *File) merge(m map[string]MaterialState) {
	if f.Materials == nil {
		f.Materials = map[string]MaterialState{}
	}
	for id, s := range m {
		f.Materials[id] = s
	}
}

// Missing lists what the applicant must bring and has not brought, given the answers of
// the case. What we hold already is not asked; what an undertaking covers is not missing.
func (f *File) Missing(item *catalog.Item, form map[string]any) []catalog.Material {
	var missing []catalog.Material
	scenario := map[string]any{}
	for k, v := range f.Scenario {
		scenario[k] = v
	}
	for _, n := range catalog.NeededMaterials(*item, catalog.Facts{Form: form, Scenario: scenario}) {
		m := n.Material
		if n.Need != catalog.MustBring && n.Need != catalog.MayFollow || f.Materials[m.ID].Have {
			continue
		}
		if f.Undertaking && item.Undertaking != nil && slices.Contains(item.Undertaking.Covers, m.ID) {
			continue
		}
		missing = append(missing, m)
	}
	return missing
}

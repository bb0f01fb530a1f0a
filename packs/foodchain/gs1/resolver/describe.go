package resolver

import (
	"encoding/json"
	"net/http"

	"banjie/packs/foodchain/gs1/linkset"
)

// description is the resolver description file (GS1-Conformant Resolver, artefacts).
type description struct {
	Name         string      `json:"name,omitempty"`
	Root         string      `json:"resolverRoot"`
	PrimaryKeys  []string    `json:"supportedPrimaryKeys"`
	LinkTypes    []namespace `json:"supportedLinkType"`
	CanBeLinkset bool        `json:"linkTypeDefaultCanBeLinkset"`
	Contexts     []string    `json:"supportedContextValuesEnumerated,omitempty"`
	Contact      *vcard      `json:"contact,omitempty"`
}

type namespace struct {
	Namespace string `json:"namespace"`
	Prefix    string `json:"prefix"`
}

// vcard is a contact as the schema of the file has it.
type vcard struct {
	Name  string `json:"fn,omitempty"`
	Phone string `json:"hasTelephone,omitempty"`
	Email string `json:"hasEmail,omitempty"`
}

func (h *Handler) describe(w http.ResponseWriter, r *http.Request) {
	d := description{
		Name: h.o.Name, Root: h.o.Root, PrimaryKeys: []string{"all"}, Contexts: h.o.Contexts,
		LinkTypes: []namespace{{linkset.Vocabulary, "gs1:"}},
	}
	if c := h.o.Contact; c != (Contact{}) {
		d.Contact = &vcard{Name: c.Name}
		if c.Phone != "" {
			d.Contact.Phone = "tel:" + c.Phone
		}
		if c.Email != "" {
			d.Contact.Email = "mailto:" + c.Email
		}
	}
	body, err := json.Marshal(d)
	if err != nil {
		h.refuse(w, r, http.StatusInternalServerError, err)
		return
	}
	w.Header().Set("Cache-Control", "max-age=3600")
	h.send(w, r, http.StatusOK, "application/json", body)
}

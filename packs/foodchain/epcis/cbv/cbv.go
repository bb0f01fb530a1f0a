// Package cbv holds the vocabulary that EPCIS events speak: business steps,
// dispositions, kinds of business transactions, of sources and destinations, reasons of
// errors, sensor properties.
//
//	receiving ─────────────────────────┐
//	cbv:BizStep-receiving ─────────────┤ Normalize ─▶ https://ref.gs1.org/cbv/BizStep-receiving
//	urn:epcglobal:cbv:bizstep:receiving┘
//	http://epcis.example.com/step/sun-drying ──────▶ as it is: a vocabulary of one's own
//
// A bare word must be of the list; a URI under the prefix that the standard keeps for
// itself must be of the list too; any other URI is somebody's own word and passes.
//
// The words are those of the Core Business Vocabulary 2.0 (section 7), the
// sensor properties those of EPCIS 2.0 in the GS1 Web Vocabulary, typed in
// as data. Units of measure (UN/ECE Recommendation 20) are taken as they come.
package cbv

import (
	"maps"
	"slices"
	"strings"

	"banjie/internal/spelling"
)

// List is one list of words and the three ways of writing them as a URI.
type List struct {
	Name  string // the field that uses it
	URN   string // prefix of EPCIS 1, "" where EPCIS 1 had none
	Web   string // prefix that the words get
	Open  bool   // other words under Web are possible: they belong to a larger vocabulary
	words map[string]string
	older string // words that were renamed and are still in published documents
}

func list(name, urn, web, words string) *List {
	l := &List{Name: name, URN: urn, Web: web, words: map[string]string{}}
	for _, w := range strings.Fields(words) {
		l.words[w] = web + w
	}
	return l
}

// Prefixes that need no declaration (CBV 2.0, section 8.9; the JSON-LD context of EPCIS 2.0).
const (
	Web   = "https://ref.gs1.org/cbv/"
	Voc   = "https://gs1.org/voc/"
	EPCIS = "https://ref.gs1.org/epcis/"
	MDA   = "urn:epcglobal:cbv:mda:"
	urn   = "urn:epcglobal:cbv:"
)

var (
	// Steps are the standard values of bizStep.
	Steps = list("bizStep", urn+"bizstep:", Web+"BizStep-", `
		accepting arriving assembling collecting commissioning consigning creating_class_instance
		cycle_counting decommissioning departing destroying disassembling dispensing encoding
		entering_exiting holding inspecting installing killing loading other packing picking
		receiving removing repackaging repairing replacing reserving retail_selling sampling
		sensor_reporting shipping staging_outbound stock_taking stocking storing transporting
		unloading unpacking void_shipping`)

	// Dispositions are the standard values of disposition, also of the lasting ones.
	Dispositions = list("disposition", urn+"disp:", Web+"Disp-", `
		active available completeness_inferred completeness_verified conformant container_closed
		container_open damaged destroyed dispensed disposed encoded expired in_progress in_transit
		inactive mismatch_class mismatch_instance mismatch_quantity needs_replacement
		no_pedigree_match non_conformant non_sellable_other partially_dispensed recalled reserved
		retail_sold returned sellable_accessible sellable_not_accessible stolen unavailable unknown`)

	// Transactions are the standard kinds of a business transaction.
	Transactions = list("bizTransaction type", urn+"btt:", Web+"BTT-",
		`bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt`)

	// Parties are the standard kinds of a source or destination.
	Parties = list("source or destination type", urn+"sdt:", Web+"SDT-",
		`location owning_party possessing_party`)

	// Reasons are the standard reasons of an error declaration.
	Reasons = list("reason", urn+"er:", Web+"ER-", `did_not_occur incorrect_data`)

	// Components are the standard parts of a measured vector or place.
	Components = list("component", "", Web+"Comp-", `
		altitude axial_distance azimuth easting elevation_angle height latitude longitude northing
		polar_angle spherical_radius x y z`)

	// Properties are the standard types of a sensor report.
	Properties = older("EffectiveDose EffectiveDoseRate", open(list("sensor report type", "", Voc, `
		AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance
		AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area
		Capacitance Conductance Conductivity Count Density Dimensionless DoseEquivalent
		DoseEquivalentRate DynamicViscosity ElectricCharge ElectricCurrent ElectricCurrentDensity
		ElectricFieldStrength Energy Exposure Force Frequency Illuminance Inductance Irradiance
		KinematicViscosity Length LinearMomentum Luminance LuminousFlux LuminousIntensity
		MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate
		MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power
		Pressure RadiantFlux RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity
		SolidAngle SpecificVolume Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage
		Volume VolumeFlowRate VolumeFraction VolumetricFlux Wavenumber`)))

	// Exceptions are the standard values of exception in a sensor report.
	Exceptions = open(list("exception", "", Voc, `ALARM_CONDITION ERROR_CONDITION`))
)

func open(l *List) *List { l.Open = true; return l }

func older(words string, l *List) *List {
	l.older = words
	for w := range strings.FieldsSeq(words) {
		l.words[w] = l.Web + w
	}
	return l
}

// Older says whether s is a bare word that the list no longer has and that is still read.
func (l *List) Older(s string) bool {
	if l.older == "" {
		return false
	}
	for w := range strings.FieldsSeq(l.older) {
		if w == s {
			return true
		}
	}
	return false
}

// Normalize gives the Web URI of a word in any of its forms; a URI of somebody's own
// vocabulary stays as it is. A CURIE has been expanded before. It says false for a bare
// word that is not of the list and for a URI that only looks like a standard one.
func (l *List) Normalize(s string) (uri string, ok bool) {
	if uri, ok = l.words[s]; ok {
		return uri, true
	}
	if !strings.Contains(s, ":") {
		return "", false
	}
	if word, of := strings.CutPrefix(s, l.Web); of {
		if uri, ok = l.words[word]; ok {
			return uri, true
		}
		return s, l.Open && word != ""
	}
	if rest, of := strings.CutPrefix(s, urn); of {
		if word, mine := strings.CutPrefix(urn+rest, l.URN); mine && l.URN != "" {
			uri, ok = l.words[word]
			return uri, ok
		}
		return "", false
	}
	return s, true
}

// everyday are words that people use for steps, and what the standard calls them.
var everyday = map[string]string{
	"harvest": "commissioning", "harvesting": "commissioning", "harvested": "commissioning", "picked": "commissioning", "planting": "commissioning", "slaughtering": "commissioning",
	"making": "creating_class_instance", "production": "creating_class_instance", "producing": "creating_class_instance", "processing": "creating_class_instance", "manufacturing": "creating_class_instance", "transforming": "creating_class_instance", "transformation": "creating_class_instance",
	"delivery": "shipping", "delivering": "shipping", "dispatch": "shipping", "dispatching": "shipping", "sending": "shipping", "shipped": "shipping", "shipment": "shipping",
	"received": "receiving", "receipt": "receiving", "purchase": "receiving", "purchasing": "receiving", "buying": "receiving",
	"sale": "retail_selling", "selling": "retail_selling", "sold": "retail_selling", "retail": "retail_selling",
	"storage": "storing", "warehousing": "storing", "transport": "transporting", "inspection": "inspecting", "destruction": "destroying", "disposal": "destroying",
}

// Nearest is the word of the list that somebody probably meant, "" where none is near. It reads a
// word, or the end of a URI that only looks like a standard one.
func (l *List) Nearest(s string) string {
	for _, prefix := range []string{l.Web, l.URN, "cbv:", strings.TrimPrefix(l.Web, Web)} {
		s = strings.TrimPrefix(s, prefix)
	}
	if word := everyday[strings.ToLower(s)]; l == Steps && word != "" {
		return word
	}
	return spelling.Nearest(s, slices.Sorted(maps.Keys(l.words)), min(1+len(s)/4, 4))
}

// Word gives the bare word of a standard Web URI, "" for any other.
func (l *List) Word(uri string) string {
	word, of := strings.CutPrefix(uri, l.Web)
	if _, ok := l.words[word]; of && ok {
		return word
	}
	return ""
}

// lists whose URNs stand in any value, also of an extension.
var lists = []*List{Steps, Dispositions, Transactions, Parties, Reasons}

// FromURN gives the Web URI of a standard vocabulary value written as a URN, wherever it
// stands, and says false for any other text (CBV 2.0, section 8.9, rule 14).
func FromURN(s string) (string, bool) {
	if !strings.HasPrefix(s, urn) {
		return "", false
	}
	for _, l := range lists {
		if word, of := strings.CutPrefix(s, l.URN); of && word != "" {
			return l.Web + word, true
		}
	}
	return "", false
}

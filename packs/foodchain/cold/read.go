package cold

import (
	"math"
	"strconv"
	"strings"
	"time"

	"banjie/packs/foodchain/epcis"
)

// Of reads the temperatures and humidities off an event. Values in degrees Celsius, Fahrenheit or
// Kelvin (UN/ECE Recommendation 20: CEL, FAH, KEL) and in per cent (P1) are taken; others, and
// computed values (a percentile, a deviation), are not readings. Without a time of its own a reading
// is of the event's time.
func Of(e *epcis.Event) (list []Reading) {
	for _, s := range e.Sensors {
		from, to := first(s.Metadata.StartTime, s.Metadata.Time, e.EventTime), first(s.Metadata.EndTime, s.Metadata.Time, s.Metadata.StartTime, e.EventTime)
		for _, r := range s.Reports {
			kind := kindOf(r.Type)
			if kind == 0 || r.Component != "" {
				continue
			}
			low, ok := value(kind, string(r.Value), r.Unit)
			high := low
			if lo, has := value(kind, string(r.Min), r.Unit); has {
				low, ok = lo, true
				high = max(high, lo)
			}
			if hi, has := value(kind, string(r.Max), r.Unit); has {
				if !ok {
					low, ok = hi, true
				}
				high = hi
			}
			if mean, has := value(kind, string(r.Mean), r.Unit); has && !ok {
				low, high, ok = mean, mean, true
			}
			if !ok || low > high {
				continue
			}
			x := Reading{Kind: kind, From: from.UnixMicro(), To: max(to.UnixMicro(), from.UnixMicro()), Low: low, High: high, Device: r.DeviceID}
			if !r.Time.IsZero() {
				x.From, x.To = r.Time.UnixMicro(), r.Time.UnixMicro()
			}
			if x.Device == "" {
				x.Device = s.Metadata.DeviceID
			}
			list = append(list, x)
		}
	}
	return list
}

func first(list ...time.Time) time.Time {
	for _, t := range list {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

func kindOf(uri string) Kind {
	switch uri[strings.LastIndexAny(uri, "-/:")+1:] {
	case "Temperature":
		return Temperature
	case "Relative_humidity", "RelativeHumidity", "Relative_Humidity", "Humidity", "humidity":
		return Humidity
	}
	return 0
}

// value reads a number into thousandths; the unit must be one that is known.
func value(kind Kind, text, unit string) (int64, bool) {
	v, err := strconv.ParseFloat(text, 64)
	if text == "" || err != nil || math.IsNaN(v) || math.Abs(v) > 1e6 {
		return 0, false
	}
	switch {
	case kind == Temperature && unit == "CEL":
	case kind == Temperature && unit == "FAH":
		v = (v - 32) * 5 / 9
	case kind == Temperature && unit == "KEL":
		v -= 273.15
	case kind == Humidity && unit == "P1":
	case kind == Humidity && unit == "C62":
		v *= 100
	default:
		return 0, false
	}
	return int64(math.Round(v * 1000)), true
}

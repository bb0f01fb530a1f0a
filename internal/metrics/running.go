package metrics

import (
	"context"
	"math"
	"runtime"
	rt "runtime/metrics"
)

// Running adds what the Go runtime says of itself, under the names that dashboards know.
func (r *Registry) Running() {
	figures := []struct{ from, name, help, kind string }{
		{"/sched/goroutines:goroutines", "go_goroutines", "Goroutines that exist now.", "gauge"},
		{"/memory/classes/heap/objects:bytes", "go_memstats_heap_alloc_bytes", "Bytes of live objects and of those not yet collected.", "gauge"},
		{"/memory/classes/total:bytes", "go_memstats_sys_bytes", "Bytes the runtime has taken from the system.", "gauge"},
		{"/memory/classes/heap/released:bytes", "go_memstats_heap_released_bytes", "Of these, bytes given back.", "gauge"},
		{"/gc/cycles/total:gc-cycles", "go_gc_cycles_total", "Collections since the start.", "counter"},
		{"/cpu/classes/gc/total:cpu-seconds", "go_gc_cpu_seconds_total", "Estimated processor seconds spent collecting.", "counter"},
	}
	r.Read("runtime", func(_ context.Context, p *Page) error {
		samples := make([]rt.Sample, len(figures))
		for i, f := range figures {
			samples[i].Name = f.from
		}
		rt.Read(samples)
		for i, f := range figures {
			v := math.NaN() // a runtime that does not know it any more
			switch s := samples[i].Value; s.Kind() {
			case rt.KindUint64:
				v = float64(s.Uint64())
			case rt.KindFloat64:
				v = s.Float64()
			}
			p.put(f.name, f.help, f.kind, v, nil)
		}
		p.Gauge("go_info", "Version of Go.", 1, "version", runtime.Version())
		p.Gauge("go_sched_gomaxprocs_threads", "Processors Go uses at once.", float64(runtime.GOMAXPROCS(0)))
		return nil
	})
}

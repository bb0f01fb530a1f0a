/* Draws what the addresses of a [data-map] give, by Leaflet, without tiles. The table beside a map
   holds the same without this file. */
(() => {
"use strict";
const doc = document, L = window.L;
const make = (tag, text) => { const e = doc.createElement(tag); if (text) e.textContent = text; return e; };

const start = box => {
  const o = JSON.parse(box.dataset.map), view = box.querySelector(".map-view"), status = box.querySelector("[data-map-status]");
  const map = L.map(view, { attributionControl: false, zoomControl: false, minZoom: 6, maxZoom: 19, zoomSnap: .25 });
  L.control.zoom({ zoomInTitle: o.zoomIn, zoomOutTitle: o.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  const list = (rows, href) => {
    const d = make("div");
    for (const r of rows) if (r) d.append(make("p", r));
    if (href) { const a = make("a", o.open); a.href = href; d.append(a); }
    return d;
  };
  const tell = (at, rows, href) => L.popup().setLatLng(at).setContent(list(rows, href)).openOn(map);
  const kind = f => o.kinds.find(k => k.value === (f.properties[o.property] || ""));
  const words = f => [f.properties.code || f.id, (kind(f) || {}).name, ...o.fields.map(x => {
    const v = f.properties[x.property];
    return v === undefined || v === null ? "" : x.name + (x.words && x.words[v] || v) + (x.unit || "");
  })];
  let layer, asked, whole, fitted = false;
  const draw = (data, view) => {
    if (layer) layer.remove();
    layer = L.geoJSON(data, {
      style: f => ({ className: "map-shape map-" + ((kind(f) || {}).look || "none"), fillOpacity: .75 }),
      // The words belong to the map, not to the shape: shapes are drawn anew when the map moves.
      onEachFeature: (f, l) => l.on("click", e => tell(e.latlng, words(f), o.page.replace("{id}", encodeURIComponent(f.id)))),
    }).addTo(map);
    const more = (data.links || []).some(l => l.rel === "next");
    whole = more ? null : view; // nothing is missing in here
    if (!fitted && !more && data.features.length) map.fitBounds(layer.getBounds(), { maxZoom: 17, padding: [16, 16] });
    fitted = true; // once: then the view is the visitor's
    status.textContent = (more ? o.tooMany : o.shown).replace("%d", data.features.length);
  };
  const ask = async () => {
    const b = map.getBounds();
    if (whole && whole.contains(b)) return;
    const clip = (v, least, most) => Math.min(Math.max(v, least), most).toFixed(6);
    const url = new URL(o.source, location);
    url.searchParams.set("bbox", [clip(b.getWest(), -180, 180), clip(b.getSouth(), -90, 90), clip(b.getEast(), -180, 180), clip(b.getNorth(), -90, 90)].join(","));
    if (asked) asked.abort();
    const mine = asked = new AbortController();
    try {
      const r = await fetch(url, { credentials: "same-origin", signal: mine.signal });
      if (!r.ok) throw new Error(r.status);
      draw(await r.json(), b);
    } catch (e) {
      if (e.name !== "AbortError") status.textContent = o.failed;
    }
  };
  const names = data => {
    const points = L.geoJSON(data, {
      pointToLayer: (f, at) => L.circleMarker(at, { radius: 4 + Math.min(14, Math.sqrt(f.properties.plots || 0)), className: "map-point", fillOpacity: .5 }),
      onEachFeature: (f, l) => {
        l.bindTooltip(f.properties.name, { permanent: true, direction: "top", className: "map-name" });
        l.on("click", e => tell(e.latlng, [f.properties.name, o.plots.replace("%d", f.properties.plots)], o.point && o.point.replace("{id}", encodeURIComponent(f.id))));
      },
    }).addTo(map);
    points.bringToBack();
  };
  if (o.bounds) map.fitBounds([[o.bounds[1], o.bounds[0]], [o.bounds[3], o.bounds[2]]]);
  else map.setView([29.2, 120.5], 8);
  let t;
  map.on("moveend", () => { clearTimeout(t); t = setTimeout(ask, 150); });
  ask();
  if (o.points) fetch(o.points, { credentials: "same-origin" }).then(r => r.ok ? r.json() : Promise.reject(r.status)).then(names).catch(() => {});
};

for (const box of doc.querySelectorAll("[data-map]")) {
  try { if (L) start(box); } catch (e) { console.error(e); }
}
})();

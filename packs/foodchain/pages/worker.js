/* Answers for the pages of the food chain where there is no signal. It keeps no answer that is about
   anybody: the page for the field and its script, style sheet and mark, nothing else. */
"use strict";
const CACHE = "food-1", FIELD = "/food/field";
self.addEventListener("install", e => e.waitUntil(self.skipWaiting()));
self.addEventListener("activate", e => e.waitUntil(self.clients.claim()));
self.addEventListener("message", e => {
  if (!e.data || !Array.isArray(e.data.keep)) return;
  e.waitUntil(caches.open(CACHE).then(async c => {
    for (const r of await c.keys()) if (!e.data.keep.includes(new URL(r.url).pathname)) await c.delete(r);
    await c.addAll(e.data.keep);
    if (e.source) e.source.postMessage({ kept: true });
  }));
});
self.addEventListener("fetch", e => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  if (e.request.mode === "navigate") {
    e.respondWith(fetch(e.request).catch(async () => url.pathname === FIELD ? (await caches.match(FIELD)) || Response.error() : Response.redirect(FIELD)));
    return;
  }
  e.respondWith(caches.match(url.pathname).then(kept => kept || fetch(e.request)));
});

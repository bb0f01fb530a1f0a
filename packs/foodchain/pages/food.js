/* Enhancements only: every page works without this file, where there is signal. */
(() => {
"use strict";
const doc = document;

/* The camera, where the browser reads codes by itself. */
for (const box of doc.querySelectorAll("[data-scan]")) {
  if (!("BarcodeDetector" in self) || !navigator.mediaDevices) continue;
  const input = box.closest("form").elements[box.dataset.scan], view = box.querySelector("video"), says = box.querySelector("[data-scan-says]");
  box.hidden = false;
  box.querySelector("[data-scan-start]").addEventListener("click", async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      view.srcObject = stream;
      view.hidden = false;
      await view.play();
      const detector = new BarcodeDetector();
      const look = async () => {
        const found = await detector.detect(view).catch(() => []);
        if (!found.length) return requestAnimationFrame(look);
        stream.getTracks().forEach(t => t.stop());
        view.hidden = true;
        input.value = found[0].rawValue;
        input.form.requestSubmit();
      };
      look();
    } catch { says.textContent = says.dataset.none; input.focus(); }
  });
}

/* A form whose signal is gone is kept for the field page, which sends it. */
for (const box of doc.querySelectorAll("[data-queue]")) {
  const f = box.querySelector("form");
  if (!f || f.enctype === "multipart/form-data" || !("indexedDB" in self)) continue;
  f.addEventListener("submit", e => {
    if (navigator.onLine !== false) return;
    e.preventDefault();
    e.stopPropagation();
    const fields = [...new FormData(f)].filter(([, v]) => typeof v === "string" && v !== ""), entry = fields.find(([n]) => n === "entry")[1];
    const at = new Date().toISOString().slice(0, 19) + "Z";
    fields.push(["at", at], ["queued", "1"]);
    const r = indexedDB.open("banjie-food", 2);
    r.onupgradeneeded = e => { /* as the field page does */
      if (e.oldVersion) r.result.deleteObjectStore("known"); else r.result.createObjectStore("queue", { keyPath: "entry" });
      r.result.createObjectStore("known", { keyPath: ["account", "id"] });
    };
    r.onsuccess = () => {
      const t = r.result.transaction("queue", "readwrite");
      t.objectStore("queue").put({ account: doc.body.dataset.account, entry, at, title: { zh: box.dataset.zh, en: box.dataset.en }, rest: "", path: new URL(f.action).pathname, fields });
      t.oncomplete = () => { r.result.close(); f.hidden = true; box.append(Object.assign(doc.createElement("p"), { className: "notice success", role: "status", textContent: box.dataset.kept })); };
    };
  });
}
})();

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
})();

/* Asks the browser for a passkey and sends its answer with the form. Without a script, or in
   a browser that cannot do it, the button stays hidden and the password stays. */
(() => {
  "use strict";
  const able = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON;
  for (const part of document.querySelectorAll("[data-passkey]")) {
    if (!able) continue;
    part.hidden = false;
    const form = part.querySelector("form");
    const said = part.querySelector("[data-passkey-said]");
    form.addEventListener("submit", async (e) => {
      e.preventDefault();
      said.hidden = true;
      try {
        const got = await fetch(part.dataset.passkey, { method: "POST" });
        if (!got.ok) throw new Error(String(got.status));
        const { publicKey } = await got.json();
        const key = part.dataset.create
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
        form.elements.answer.value = JSON.stringify(key.toJSON());
        form.submit();
      } catch {
        said.hidden = false;
      }
    });
  }
})();

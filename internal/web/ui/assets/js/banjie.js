/* Enhancements only: every page works without this file. */
(() => {
"use strict";
const doc = document, root = doc.documentElement, say = doc.body ? doc.body.dataset : {};
const all = (s, in_ = doc) => [...in_.querySelectorAll(s)];
const make = (tag, cls, text) => { const e = doc.createElement(tag); e.className = cls; e.textContent = text; return e; };
root.classList.add("js");

/* Mode and theme without a reload; the link itself keeps the choice in a cookie. */
doc.addEventListener("click", e => {
  const a = e.target.closest("a[data-switch]");
  if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  root.dataset[a.dataset.switch] = a.dataset.to;
  fetch(a.href, { redirect: "manual", credentials: "same-origin" }).catch(() => {});
  const other = doc.querySelector(`a[data-switch="${a.dataset.switch}"]:not([data-to="${a.dataset.to}"])`);
  if (other) other.focus();
});

/* Drafts: what is typed survives a cut network, a reload and the back button. They belong to
   the account that typed them: another account finds nothing, and signing in, signing out and
   becoming somebody else wipe what is not its own. One tab by default and always where nobody
   signed in; a day for clerks on their own machine. Never files, never secrets. */
const DAY = 864e5, ours = "banjie:draft:", sentKey = "banjie:sent", leftKey = "banjie:left", accountKey = "banjie:account";
const owner = say.owner || "", prefix = ours + owner + ":";
let left = false; /* the session ends with this page: nothing is kept any more */
const wipe = but => {
  for (const s of [localStorage, sessionStorage]) for (const k of Object.keys(s)) if (k.startsWith(ours) && !(but && k.startsWith(but))) s.removeItem(k);
};
const leave = () => {
  left = true;
  try { wipe(); sessionStorage.removeItem(sentKey); localStorage.removeItem(accountKey); localStorage.setItem(leftKey, Date.now()); } catch { /* storage is off */ }
};
addEventListener("storage", e => { if (e.key === leftKey) try { left = true; wipe(); } catch { /* storage is off */ } });
const box = f => owner && f.dataset.draftKeep ? localStorage : sessionStorage;
const kept = f => [...f.elements].filter(e => e.name && !e.disabled && !("secret" in e.dataset) && !/^(hidden|file|password|submit|button|reset|fieldset)$/.test(e.type));
const isBox = e => e.type === "checkbox" || e.type === "radio";
const keep = f => {
  if (left) return;
  const v = kept(f).map(e => [e.name, isBox(e) ? e.value : "", isBox(e) ? e.checked : e.value]);
  try { box(f).setItem(prefix + f.dataset.draft, JSON.stringify({ at: Date.now(), v })); } catch { /* storage is full or off */ }
};
const forget = name => { for (const s of [localStorage, sessionStorage]) s.removeItem(prefix + name); };
const restore = f => {
  let d;
  try { d = JSON.parse(box(f).getItem(prefix + f.dataset.draft)); } catch { return; }
  if (!d) return;
  if (Date.now() - d.at > DAY) return forget(f.dataset.draft);
  let changed = false;
  for (const e of kept(f)) {
    const row = d.v.find(([n, o]) => n === e.name && (!isBox(e) || o === e.value));
    if (!row) continue;
    if (isBox(e)) { if (e.checked === e.defaultChecked && e.checked !== row[2]) { e.checked = row[2]; changed = true; } }
    else if (row[2] && !e.value) { e.value = row[2]; changed = true; }
  }
  const note = f.querySelector("[data-draft-note]");
  if (changed && note) {
    note.hidden = false;
    note.querySelector("[data-draft-drop]").onclick = () => { forget(f.dataset.draft); f.reset(); note.hidden = true; };
  }
};
try {
  if (say.account) localStorage.setItem(accountKey, say.account); /* whose what is recorded without signal is */
  if (owner) wipe(prefix); /* without an account, whose time may have run out, nothing is restored but its own */
  const sent = sessionStorage.getItem(sentKey);
  if ("done" in say && sent) { forget(sent); sessionStorage.removeItem(sentKey); }
  if (say.forget) forget(say.forget);
  for (const f of all("form[data-draft]")) {
    restore(f);
    let t;
    f.addEventListener("input", () => { clearTimeout(t); t = setTimeout(keep, 300, f); });
    f.addEventListener("change", () => keep(f));
  }
} catch { /* storage is off: forms work as without a script */ }

/* One press sends once; without a network nothing is sent and nothing is lost. */
doc.addEventListener("submit", e => {
  const f = e.target;
  if (f.method !== "post") return;
  if (f.dataset.draft) keep(f);
  if (navigator.onLine === false) {
    e.preventDefault();
    let n = f.querySelector(".offline");
    if (!n) { n = make("p", "notice problem offline", say.offline); n.setAttribute("role", "alert"); f.append(n); }
    n.focus();
    return;
  }
  if (f.dataset.sent) return e.preventDefault();
  f.dataset.sent = "1";
  try { f.dataset.draft ? sessionStorage.setItem(sentKey, f.dataset.draft) : sessionStorage.removeItem(sentKey); } catch { /* storage is off */ }
  if ("leave" in f.dataset) leave();
  const b = e.submitter;
  if (b && !b.closest(".demo-bar")) { b.setAttribute("aria-busy", "true"); b.title = say.sending; }
  setTimeout(() => { delete f.dataset.sent; if (b) b.removeAttribute("aria-busy"); }, 8000);
});
addEventListener("pageshow", () => all("form[data-sent]").forEach(f => { delete f.dataset.sent; all("[aria-busy]", f).forEach(b => b.removeAttribute("aria-busy")); }));
addEventListener("online", () => all(".offline").forEach(n => n.remove()));

/* Shortcuts of clerks' pages: data-key="Alt+S", "/" or "F8". */
const pressed = e => (e.ctrlKey ? "Ctrl+" : "") + (e.altKey ? "Alt+" : "") + (e.shiftKey && e.key.length > 1 ? "Shift+" : "") +
  (e.altKey || e.ctrlKey ? (/^(Key|Digit)/.test(e.code) ? e.code.slice(-1) : e.key) : e.key);
doc.addEventListener("keydown", e => {
  if (e.isComposing || e.key === "Shift") return;
  const typing = e.target.matches("input,textarea,select");
  const k = pressed(e).toLowerCase();
  if (typing && k.length === 1) return;
  const t = all("[data-key]").find(x => x.dataset.key.toLowerCase() === k && x.offsetParent !== null);
  if (!t) return;
  e.preventDefault();
  if (t.matches("input,select,textarea")) t.focus(); else t.click();
});

/* Copy and print buttons exist only where they work. */
for (const b of all("[data-copy]")) {
  if (!navigator.clipboard) continue;
  b.hidden = false;
  b.addEventListener("click", async () => {
    await navigator.clipboard.writeText(b.dataset.copy);
    const s = b.querySelector("span"), old = s.textContent;
    s.textContent = say.copied;
    setTimeout(() => { s.textContent = old; }, 2000);
  });
}
for (const b of all("[data-print]")) { b.hidden = false; b.addEventListener("click", () => print()); }

/* Codes are shown in groups while they are typed; the server ignores the gaps. */
for (const i of all("input[data-group]")) i.addEventListener("blur", () => {
  const n = +i.dataset.group, v = i.value.replace(/[\s\u3000－-]/g, "").toUpperCase();
  i.value = v.replace(new RegExp(`(.{${n}})(?=.)`, "g"), "$1 ");
});

/* How many characters are left, said politely. */
for (const t of all("[data-max]")) {
  const n = make("p", "hint left", "");
  n.setAttribute("aria-live", "polite");
  t.after(n);
  const count = () => {
    const left = +t.dataset.max - [...t.value].length;
    n.textContent = (left < 0 ? say.over : say.left).replace("%d", Math.abs(left));
    n.classList.toggle("error", left < 0);
  };
  t.addEventListener("input", count);
  count();
}

/* A refused form opens at its summary. */
const first = doc.querySelector("[data-focus]");
if (first) first.focus();
})();

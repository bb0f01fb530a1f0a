/* Recording without signal. What is kept: one store of businesses, one queue of entries. */
(() => {
"use strict";
const box = document.querySelector("[data-field]");
if (!box || !("indexedDB" in self)) return;
const say = box.dataset, $ = s => box.querySelector(s), make = (tag, props = {}, ...kids) => { const e = Object.assign(document.createElement(tag), props); e.append(...kids); return e; };
const lang = document.documentElement.lang.startsWith("en") ? "en" : "zh";

/* The database of the telephone. */
const open = () => new Promise((yes, no) => {
  const r = indexedDB.open("banjie-food", 2);
  r.onupgradeneeded = e => { /* what was kept of businesses before it belonged to an account is kept anew with signal */
    if (e.oldVersion) r.result.deleteObjectStore("known"); else r.result.createObjectStore("queue", { keyPath: "entry" });
    r.result.createObjectStore("known", { keyPath: ["account", "id"] });
  };
  r.onsuccess = () => yes(r.result);
  r.onerror = () => no(r.error);
});
const run = async (store, mode, f) => {
  const db = await open();
  try {
    return await new Promise((yes, no) => {
      const t = db.transaction(store, mode), r = f(t.objectStore(store));
      t.oncomplete = () => yes(r && r.result);
      t.onerror = t.onabort = () => no(t.error);
    });
  } finally { db.close(); }
};
const all = store => run(store, "readonly", s => s.getAll());

/* Whose telephone it is now: the account that signed in last and did not leave. What it records is its
   own; what others recorded here waits for them and is not shown. */
const key = "banjie:account";
const me = () => { try { return localStorage.getItem(key) || ""; } catch { return ""; } };
const is = account => { try { localStorage.setItem(key, account); } catch { /* storage is off */ } };
const known = async () => (await all("known")).filter(b => me() && b.account === me());
const put = (store, v) => run(store, "readwrite", s => s.put(v));
const drop = (store, k) => run(store, "readwrite", s => s.delete(k));

/* What an entry is, in the language of the page: its step, then names and numbers, which have none. */
const words = e => e.title ? [e.title[lang] || e.title.zh, e.rest].join(" ").trim() : e.label;
const of = e => { const p = e.path.split("/"); return [p[3], p[5]]; }; /* business and step */
const button = (text, look, does) => { const b = make("button", { type: "button", className: "button " + look, textContent: text }); b.addEventListener("click", does); return b; };

/* The list of what waits. */
const list = async () => {
  const mine = await known(), rows = (await all("queue")).sort((a, b) => a.at < b.at ? -1 : 1), every = rows.filter(e => !e.found);
  const found = rows.filter(e => e.found && me() && e.account === me()); /* recorded, and what the server says of it */
  const q = every.filter(e => me() && e.account === me()), nobodys = every.filter(e => !e.account), others = every.length - q.length - nobodys.length;
  $("[data-others]").hidden = !others;
  $("[data-others]").textContent = say.others.replace("%d", others);
  $("[data-count]").textContent = q.length ? say.waiting.replace("%d", q.length) : every.length ? say.noneown : say.none;
  $(".waiting").classList.toggle("none", !every.length && !found.length);
  $("[data-list]").replaceChildren(...found.map(e => make("li", {}, words(e), make("p", { className: "error", textContent: say.found + e.found }),
    button(say.seen, "quiet", async () => { await drop("queue", e.entry); list(); }))), ...q.map(e => {
    const li = make("li", {}, `${new Date(e.at).toLocaleString(lang === "en" ? "en-GB" : "zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" })} ${words(e)}`);
    const [id, step] = of(e), b = mine.find(x => x.id === id), s = b && b.steps.find(x => x.id === step);
    if (e.wrong) li.append(make("p", { className: "error", textContent: say.wrong + e.wrong }));
    if (e.wrong && s && e.fields.filter(([n]) => n === "lot").length < 2) li.append(button(say.correct, "secondary", () => { show(b); form(b, s, e); }));
    if (e.wrong || !b) li.append(button(say.drop, "quiet", async () => { await drop("queue", e.entry); list(); }));
    return li;
  }), ...(me() ? nobodys : []).map(e => make("li", {}, words(e), make("p", { className: "hint", textContent: say.whose }),
    button(say.mine, "secondary", async () => { await put("queue", { ...e, account: me() }); await list(); send(); }),
    button(say.drop, "quiet", async () => { await drop("queue", e.entry); list(); }))));
  return q;
};

/* The server refuses an entry of nobody's or of another account's: ask it whose telephone it is now. */
const refused = async () => {
  $("[data-says]").textContent = say.signin;
  let a;
  try { a = (await (await fetch(say.account, { credentials: "same-origin", cache: "no-store" })).json()).account; } catch { return; }
  if (!a || a === me()) return;
  is(a);
  await here();
  again = true; /* what waits of theirs */
};

const speak = a => (a.says || []).map(t => t[lang] || t.ZH || t.zh).join(lang === "en" ? "; " : "；");

/* Sending: each entry as its form would, with the number it was recorded under. */
let sending = false, again = false;
const send = async () => {
  if (navigator.onLine === false) return;
  if (sending) { again = true; return; } /* the signal came back while one was on its way */
  sending = true;
  try {
    for (const e of await list()) {
      if (e.wrong || e.found) continue;
      let r;
      try { r = await fetch(e.path, { method: "POST", body: new URLSearchParams([...e.fields, ["account", e.account]]), credentials: "same-origin", redirect: "manual" }); }
      catch { break; } /* no signal after all: it stays */
      if (r.status === 401 || r.status === 403 || r.type === "opaqueredirect") { await refused(); break; }
      let a;
      try { a = await r.json(); } catch { break; } /* the answer was cut off: it is sent again */
      if (r.ok && a.recorded) {
        const says = speak(a); /* a recall that came while there was no signal is told, and stays until it was read */
        if (says) await put("queue", { ...e, found: says }); else await drop("queue", e.entry);
        $("[data-says]").textContent = say.sent + words(e);
      } else if (r.status >= 400 && r.status < 500) {
        await put("queue", { ...e, wrong: speak(a) });
      } else break;
    }
  } finally { sending = false; list(); }
  if (again) { again = false; send(); }
};
addEventListener("online", send);
addEventListener("storage", e => { if (e.key === key) here(); }); /* signed in or out in another window */
setInterval(send, 15000);

/* A number of our own, and the telephone's time with its zone. */
const uuid = () => {
  if (crypto.randomUUID) return crypto.randomUUID();
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = b[6] & 15 | 64; b[8] = b[8] & 63 | 128;
  const h = [...b].map(x => x.toString(16).padStart(2, "0")).join("");
  return [h.slice(0, 8), h.slice(8, 12), h.slice(12, 16), h.slice(16, 20), h.slice(20)].join("-");
};
const now = () => new Date().toISOString().slice(0, 19) + "Z";

/* The form of a step, made of what is kept. */
const field = (name, label, input) => { input.name = name; input.id = "f-" + name.replace(".", "-"); return make("div", { className: "field" }, make("label", { htmlFor: input.id, textContent: label }), input); };
const select = options => make("select", {}, new Option(say.choose, ""), ...options.map(o => new Option(o.label + (o.unit && !o.label.includes("·") ? " · " + o.unit : ""), o.value)));
const text = (mode = "text") => make("input", { type: "text", inputMode: mode, autocomplete: "off" });
const one = s => { if (s.options.length === 2) s.selectedIndex = 1; return s; };
/* must are the fields without which an entry would only be refused later; a number where one is asked. */
const must = { lot: 1, "amount.0": 2, product: 1, amount: 2 };
const wrong = f => {
  for (const e of f.querySelectorAll(".error")) e.remove();
  let first = null;
  for (const e of f.elements) {
    if (!e.name) continue;
    const value = e.value.normalize("NFKC").trim();
    let text = "";
    if (must[e.name] && !value) text = say.missing;
    else if (must[e.name] === 2 && !(/^\d+(\.\d+)?$/.test(value) && Number(value) > 0)) text = say.number;
    else if (e.name === "partner" && !value && !f.elements.partner_name.value.trim()) text = say.missing;
    if (!text) { e.removeAttribute("aria-invalid"); e.removeAttribute("aria-describedby"); continue; }
    e.setAttribute("aria-invalid", "true");
    const says = make("p", { className: "error", id: e.id + "-error", textContent: text });
    e.setAttribute("aria-describedby", says.id);
    e.before(says);
    first = first || e;
  }
  if (first) first.focus();
  return first;
};
const form = (b, step, was) => {
  const f = $("[data-form]"), parts = [];
  if (step.takes) {
    const lot = text(), known = make("datalist", { id: "lots" }, ...b.lots.map(o => make("option", { value: o.value, label: o.label, textContent: o.label })));
    lot.setAttribute("list", "lots");
    if (b.lots.length && !step.from) {
      const pick = select(b.lots);
      pick.addEventListener("change", () => { lot.value = pick.value; });
      parts.push(field("pick", say.lot, pick));
    }
    const mind = make("p", { className: "error", hidden: true });
    mind.setAttribute("role", "alert");
    const look = () => {
      const held = b.lots.find(o => o.value === lot.value.trim());
      mind.hidden = !(held && held.stop);
      mind.textContent = held && held.stop ? say.stop + held.stop : "";
    };
    for (const on of [lot, ...parts.map(p => p.querySelector("select"))]) on.addEventListener(on === lot ? "input" : "change", look);
    parts.push(field("lot", say.lot, lot), known, mind, field("amount.0", say.amount, text("decimal")));
  }
  if (step.new) {
    parts.push(field("product", say.product, one(select(b.products))));
    if (b.plots.length && step.id === "harvest") parts.push(field("plot", say.plot, one(select(b.plots))));
    parts.push(field("amount", say.amount, text("decimal")));
  }
  if (step.from || step.to) parts.push(field("partner", say.partner, select(b.partners)), field("partner_name", say.partner + " +", text()));
  if (step.from) parts.push(field("proof", say.proof, text()));
  parts.push(make("div", { className: "actions" }, make("button", { type: "submit", className: "button", textContent: say.record })));
  f.replaceChildren(make("h2", { textContent: step.title[lang] || step.title.zh }), ...parts);
  f.hidden = false;
  for (const [n, v] of was ? was.fields : []) if (f.elements[n]) f.elements[n].value = v;
  f.onsubmit = async ev => {
    ev.preventDefault();
    ev.stopPropagation();
    if (wrong(f)) return;
    const fields = [...f.elements].filter(e => e.name && e.name !== "pick" && e.value.trim()).map(e => [e.name, e.value.trim()]);
    const lot = fields.find(([n]) => n === "lot"), held = lot && b.lots.find(o => o.value === lot[1]), unit = held && held.unit;
    const product = b.products.find(o => o.value === (f.elements.product || {}).value);
    const rest = [product && product.label, held ? held.label.split(" · ")[0] : lot && lot[1].split("/").pop(), (f.elements.amount || f.elements["amount.0"] || {}).value].filter(Boolean).join(" ");
    const entry = was ? was.entry : uuid(), at = was ? was.at : now(); /* corrected: the same entry, of the same time */
    const mine = new Set(["entry", "at", "queued", "unit.0", ...[...f.elements].map(e => e.name)]);
    fields.push(["entry", entry], ["at", at], ["queued", "1"], ...(was ? was.fields : []).filter(([n]) => !mine.has(n)));
    if (lot) fields.push(["unit.0", unit || "KGM"]);
    if (!me()) { $("[data-says]").textContent = say.signin; return; } /* left meanwhile, in another window */
    await put("queue", { account: was ? was.account : b.account, entry, at, title: step.title, rest, path: `/food/b/${b.id}/do/${step.id}`, fields });
    f.hidden = true;
    $("[data-says]").textContent = say.kept;
    await list();
    send();
  };
  f.querySelector("input,select").focus();
};

/* Whose page it is. */
const clear = () => {
  for (const s of ["[data-steps]", "[data-who]"]) $(s).replaceChildren();
  $("[data-form]").hidden = true;
};
let shown = "";
const here = async fresh => {
  if (shown !== me()) clear(); /* a form that somebody else began */
  shown = me();
  const kept = await known(), id = new URLSearchParams(location.search).get("b"), b = fresh || kept.find(x => x.id === id) || kept[0];
  if (b) show(b); else { clear(); $("[data-says]").textContent = say.first; }
  await list();
};
const show = b => {
  $("[data-who]").replaceChildren(make("h2", { textContent: b.name }));
  $("[data-steps]").replaceChildren(...b.steps.map(s => {
    const e = make("button", { type: "button", className: "button secondary", textContent: s.title[lang] || s.title.zh });
    e.dataset.step = s.id;
    e.addEventListener("click", () => form(b, s));
    return e;
  }), button(say.forget, "quiet", async () => {
    await drop("known", [b.account, b.id]);
    clear();
    const left = (await list()).filter(e => of(e)[0] === b.id).length; /* what was recorded and not sent stays */
    $("[data-says]").textContent = left ? say.left.replace("%d", left) : say.forgot;
  }));
};

/* With signal: fetch anew what is kept, and let the worker keep the page. */
const keep = async k => {
  await put("known", k);
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.onmessage = e => { if (e.data && e.data.kept) { $("[data-says]").textContent = say.ready; box.dataset.state = "ready"; } };
  await navigator.serviceWorker.register(say.worker, { scope: "/food" });
  const ready = await navigator.serviceWorker.ready;
  const more = [...document.querySelectorAll("link[rel=stylesheet],script[src],link[rel=icon]")].map(e => new URL(e.href || e.src).pathname);
  ready.active.postMessage({ keep: [...new Set([...k.keep, ...more])] });
};
(async () => {
  const id = new URLSearchParams(location.search).get("b");
  let b = null;
  if (id && navigator.onLine !== false) {
    try {
      const r = await fetch(`/food/b/${id}/field.json`, { credentials: "same-origin" });
      if (r.ok) { b = await r.json(); is(b.account); await keep(b); }
    } catch { /* without signal: what is kept */ }
  }
  await here(b);
  send();
})();
})();

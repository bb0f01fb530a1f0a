// Checks the signed extract in a code on food without any server. It says what package label says
// in Go; label_test compares the two.
(function (root) {
  "use strict";

  const V = root.BanjieVerify, PARAMETER = "zslsig", CONTEXT = "banjie food label v1\n";
  const HOST = "https:" + "//id.gs1.org", HEAD = 11, SIGNATURE = 64, DEMO = 1;
  const MOST = { value: 400, product: 60, plots: 3, plot: 40, day: 2 ** 20, leaf: 2 ** 62, all: 2 ** 31 };
  const SHORT = { gtin: "01", lot: "10", ser: "21" };
  const utf8 = new TextEncoder();

  const digits = (g) => /^[0-9]{8}$|^[0-9]{12,14}$/.test(g) &&
    [...g.padStart(14, "0")].reduce((sum, d, i) => sum + Number(d) * (i % 2 ? 1 : 3), 0) % 10 === 0;

  // keyOf gives the canonical key of a code: of the piece where it names one, else of the lot.
  function keyOf(url) {
    const parts = url.pathname.replace(/\/+$/, "").split("/").map((p) => SHORT[p] || p);
    const at = parts.indexOf("01"), of = {};
    if (at < 0 || (parts.length - at) % 2) throw new V.Unreadable("no key");
    for (let i = at; i < parts.length; i += 2) {
      const [ai, value] = [parts[i], parts[i + 1]];
      if (!["01", "10", "21"].includes(ai) || ai in of || (ai === "10" && "21" in of) || !/^[0-9A-Za-z._-]{1,20}$/.test(value)) throw new V.Unreadable("key");
      of[ai] = value;
    }
    if (!digits(of["01"])) throw new V.Unreadable("gtin");
    const tail = "21" in of ? "/21/" + of["21"] : "10" in of ? "/10/" + of["10"] : "";
    return HOST + "/01/" + of["01"].padStart(14, "0") + tail;
  }

  function parse(scanned) {
    let url;
    try { url = new URL(scanned.trim()); } catch (e) { throw new V.Unreadable("address"); }
    const found = url.search.slice(1).split(/[&;]/).find((p) => p.startsWith(PARAMETER + "="));
    const value = found.slice(PARAMETER.length + 1), key = keyOf(url);
    if (value.length > MOST.value) throw new V.Unreadable("too long");
    const raw = V.decode64(value), end = raw.length - SIGNATURE;
    if (end < HEAD || raw[0] !== 1 || raw[1] & ~DEMO) throw new V.Unreadable("form");
    const message = utf8.encode(key + "\0"), signed = new Uint8Array(message.length + end);
    signed.set(message);
    signed.set(raw.subarray(0, end), message.length);
    const r = new V.Reader(raw.subarray(HEAD, end));
    const number = (most) => { const n = r.varint(); if (n > most) throw new V.Unreadable("number"); return n; };
    const text = (most) => r.text(number(most));
    const e = { key, made: number(MOST.day), best: number(MOST.day), use: number(MOST.day), leaf: number(MOST.leaf) - 1, all: number(MOST.all), plots: [] };
    const n = number(MOST.plots);
    e.product = text(MOST.product);
    for (let i = 0; i < n; i++) e.plots.push(text(MOST.plot));
    r.end();
    if (e.all < n || e.plots.includes("")) throw new V.Unreadable("plots");
    e.frame = { demo: (raw[1] & DEMO) !== 0, profile: raw[2], key: V.hex(raw.subarray(3, HEAD)), context: CONTEXT, signed, signature: raw.subarray(end) };
    return e;
  }

  function conclude(r, verdict) {
    r.conclude(verdict);
    r.out.summary = r.say("food_" + (verdict === "genuine" && r.out.demo ? "demo" : verdict));
    return r.out;
  }

  async function verify(scanned, r) {
    let e;
    try {
      e = parse(scanned);
    } catch (x) {
      if (!(x instanceof V.Unreadable)) throw x;
      r.note("format", "failed", "food_format_bad");
      return conclude(r, "unknown");
    }
    r.note("format", "passed", "food_format_good");
    const bad = await r.signature(e.frame);
    if (bad) return conclude(r, bad);
    if (e.frame.demo) r.out.demo = true;
    const fields = r.out.fields = [];
    const add = (name, value) => { if (value) fields.push({ id: name, name: r.say("food_field_" + name), value }); };
    const day = (d) => (d ? V.isoDay(d) : "");
    add("product", e.product);
    add("code", e.key.slice(HOST.length));
    add("made", day(e.made));
    add("best", day(e.best));
    add("use", day(e.use));
    add("plots", e.plots.join(", ") + (e.all > e.plots.length ? " … (" + e.all + ")" : ""));
    add("leaf", e.leaf >= 0 ? String(e.leaf + 1) : "");
    for (const what of ["copy", "recall", "food"]) r.note(what, "not_checked", "food_" + what);
    return conclude(r, "genuine");
  }

  V.kinds.push({ is: (scanned) => scanned.includes(PARAMETER + "="), verify });
})(globalThis);

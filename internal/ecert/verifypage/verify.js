// Checks a certificate's QR, a showing and a status list without any server. It says
// what internal/ecert says in Go, word for word; kit/certificates holds the vectors both agree on.
(function (root) {
  "use strict";

  const CONTEXT = "banjie certificate v1\n";
  const FRAME = 11, SIGNATURE = 64, DEMO = 1, ED25519 = 1, SM2 = 2;
  const FORMS = { 1: "certificate", 2: "presentation", 3: "status_list" };
  const STATUS = [null, "amended", "renewed", "rescinded", "revoked", "deregistered"];
  const MAX_SHOWING = 15 * 60 * 1e6, SKEW = 2 * 60 * 1000;
  const utf8 = new TextEncoder();
  const hex = (b) => Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");

  class Unreadable extends Error {}

  function decode64(s) {
    if (!/^[A-Za-z0-9_-]+$/.test(s) || s.length % 4 === 1) throw new Unreadable("base64url");
    const raw = atob(s.replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = Uint8Array.from(raw, (c) => c.charCodeAt(0));
    const again = btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
    if (again !== s) throw new Unreadable("stray bits");
    return bytes;
  }

  // parseURL takes the sealed bytes out of a scanned address or the bare part after the #.
  function parseURL(scanned) {
    let s = scanned.trim();
    s = s.slice(s.lastIndexOf("#") + 1);
    if (s.length > 65536) throw new Unreadable("too long");
    return decode64(s);
  }

  function openFrame(bytes, form) {
    if (bytes.length < FRAME + SIGNATURE || FORMS[bytes[0]] !== form) throw new Unreadable("form");
    if (bytes[1] & ~DEMO) throw new Unreadable("flags");
    const end = bytes.length - SIGNATURE;
    return { demo: (bytes[1] & DEMO) !== 0, profile: bytes[2], key: hex(bytes.subarray(3, FRAME)),
      signed: bytes.subarray(0, end), body: bytes.subarray(FRAME, end), signature: bytes.subarray(end) };
  }

  class Reader {
    constructor(bytes) { this.rest = bytes; }
    take(n) {
      if (this.rest.length < n) throw new Unreadable("ends too early");
      const b = this.rest.subarray(0, n);
      this.rest = this.rest.subarray(n);
      return b;
    }
    byte() { return this.take(1)[0]; }
    pair() { const b = this.take(2); return b[0] * 256 + b[1]; }
    number() { const b = this.take(4); return new DataView(b.buffer, b.byteOffset, 4).getUint32(0); }
    day() { return this.number() | 0; }
    instant() { const b = this.take(8); return Number(new DataView(b.buffer, b.byteOffset, 8).getBigInt64(0)); }
    raw(n) { return String.fromCharCode(...this.take(n)); }
    text(n) {
      try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(n));
      } catch (e) { throw new Unreadable("text"); }
    }
    varint() {
      let value = 0, factor = 1;
      for (let n = 1; n <= 10; n++) {
        const b = this.byte();
        value += (b & 127) * factor;
        factor *= 128;
        if (b < 128) {
          if (b === 0 && n > 1) break;
          return value;
        }
      }
      throw new Unreadable("number");
    }
    end() { if (this.rest.length) throw new Unreadable("something follows the end"); }
  }

  const plain = (s) => /^[0-9A-Z]+$/.test(s);

  function identifier(type, issuer, serial, version) {
    if (!plain(type) || !plain(issuer) || !plain(serial) || serial.length > 64 || version < 1 || version > 999) throw new Unreadable("identifier");
    const v = String(version).padStart(3, "0");
    let p = 36;
    for (const c of type + issuer + serial + v) {
      const t = (p + parseInt(c, 36)) % 36 || 36;
      p = (2 * t) % 37;
    }
    const check = ((37 - p) % 36).toString(36).toUpperCase();
    return ["1.2.156.3005.2", type, issuer, serial, v, check].join(".");
  }

  function parsePayload(bytes) {
    const frame = openFrame(bytes, "certificate"), r = new Reader(frame.body);
    const type = r.raw(21), issuer = r.raw(18), serial = r.raw(r.byte()), version = r.pair();
    const size = r.byte(), holder = r.text(size), from = r.day(), until = r.day();
    r.take(32);
    r.end();
    if (size > 90) throw new Unreadable("holder");
    return { frame, id: identifier(type, issuer, serial, version), type, holder, from, until, demo: frame.demo };
  }

  function parsePresentation(bytes) {
    const frame = openFrame(bytes, "presentation"), r = new Reader(frame.body);
    r.take(16);
    const p = { frame, demo: frame.demo, id: r.raw(r.byte()), audience: r.text(r.pair()), purpose: r.text(r.pair()),
      start: r.instant(), end: r.instant(), from: r.day(), until: r.day(), fields: [] };
    for (let n = r.byte(); n > 0; n--) {
      p.fields.push({ id: r.text(r.byte()), name: { zh: r.text(r.pair()), en: r.text(r.pair()) }, value: r.text(r.pair()) });
    }
    r.end();
    if (p.end - p.start > MAX_SHOWING) throw new Unreadable("time");
    return p;
  }

  function parseList(bytes) {
    const frame = openFrame(bytes, "status_list"), r = new Reader(frame.body);
    const list = { frame, demo: frame.demo, sequence: r.number(), issued: r.instant(), next: r.instant(), entries: new Map() };
    const last = r.day(), count = r.number();
    if (count > r.rest.length / 2) throw new Unreadable("entries");
    for (let i = 0, name = 0; i < count; i++) {
      const step = r.varint(), mark = r.varint(), code = mark % 8, back = Math.floor(mark / 8);
      name += step;
      if ((i > 0 && step === 0) || name >= 2 ** 48 || !STATUS[code] || back > 1 << 20) throw new Unreadable("entry");
      list.entries.set(name, { status: STATUS[code], day: last - back });
    }
    r.end();
    return list;
  }

  async function signedBy(frame, key) {
    const context = utf8.encode(frame.context || CONTEXT);
    const message = new Uint8Array(context.length + frame.signed.length);
    message.set(context);
    message.set(frame.signed, context.length);
    const raw = decode64(key.key);
    if (key.profile !== "ed25519" || frame.profile !== ED25519 || raw.length !== 32) return false;
    const subtle = root.crypto && root.crypto.subtle;
    if (subtle) {
      try {
        const k = await subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
        return await subtle.verify({ name: "Ed25519" }, k, frame.signature, message);
      } catch (e) { /* this browser's own Ed25519 is missing: the slower one below answers */ }
    }
    return root.BanjieEd25519.verify(frame.signature, message, raw);
  }

  const PROFILES = { ed25519: ED25519, sm2: SM2 };

  function findKey(keys, id) {
    return keys.find((k) => {
      if (k.id !== id || !PROFILES[k.profile]) return false;
      const raw = decode64(k.key);
      return hex(root.BanjieEd25519.sha256(Uint8Array.of(PROFILES[k.profile], ...raw)).subarray(0, 8)) === id;
    });
  }

  const isoDay = (d) => new Date(d * 864e5).toISOString().slice(0, 10);
  const clockTime = (us) => new Date(us / 1000 + 8 * 36e5).toISOString().slice(0, 16).replace("T", " ") + " (UTC+8)";
  const instant = (us) => new Date(Math.floor(us / 1000)).toISOString().replace(/\.000Z$/, "Z").replace(/(\.\d+?)0+Z$/, "$1Z");

  class Report {
    constructor(data) { this.data = data; this.out = { verdict: "", summary: null, findings: [] }; }
    say(message, args) {
      const t = this.data.sentences[message], fill = (s) => s.replace(/\{(\w+)\}/g, (m, k) => (args && k in args ? args[k] : m));
      return { zh: fill(t.zh), en: fill(t.en) };
    }
    note(check, outcome, message, args) { this.out.findings.push({ check, outcome, text: this.say(message, args) }); }
    conclude(verdict) {
      this.out.verdict = verdict;
      const demo = this.out.demo && (verdict === "in_force" || verdict === "genuine");
      this.out.summary = this.say(demo ? "verdict_demo" : "verdict_" + verdict);
      return this.out;
    }

    // signature gives a verdict when key or signature is not good, "" when both are.
    async signature(frame) {
      const key = findKey(this.data.keys, frame.key);
      const args = { key: frame.key, zh: key ? key.name.zh : "", en: key ? key.name.en : "" };
      if (!key) { this.note("key", "failed", "key_unknown", args); return "unknown"; }
      if (key.withdrawn) { this.note("key", "failed", "key_withdrawn", args); return "unknown"; }
      if (!!key.demo !== frame.demo) { this.note("demo", "failed", "demo_mismatch"); return "forged"; }
      this.note("key", "passed", "key_known", args);
      if (key.profile === "sm2" && frame.profile === SM2) { this.note("signature", "not_checked", "signature_unsupported"); return "unknown"; }
      if (!(await signedBy(frame, key))) { this.note("signature", "failed", "signature_bad"); return "forged"; }
      this.note("signature", "passed", "signature_good");
      if (frame.demo) this.note("demo", "failed", "demo");
      return "";
    }

    facts(p) {
      this.out.id = p.id;
      if (p.holder) this.out.holder = p.holder;
      if (p.from) this.out.valid_from = isoDay(p.from);
      if (p.until) this.out.valid_until = isoDay(p.until);
      if (p.demo) this.out.demo = true;
    }

    validity(p, today) {
      const args = { today: isoDay(today), from: isoDay(p.from), until: isoDay(p.until) };
      this.out.status = "valid";
      if (today < p.from) { this.note("validity", "failed", "validity_not_begun", args); return "not_in_force"; }
      if (p.until !== 0 && today > p.until) {
        this.out.status = "expired";
        this.note("validity", "failed", "validity_over", args);
        return "not_in_force";
      }
      this.note("validity", "passed", p.until === 0 ? "validity_open" : "validity_good", args);
      return "in_force";
    }

    async status(p, today, now) {
      if (!this.data.list) { this.note("status", "not_checked", "status_no_list"); return "genuine"; }
      let list = null;
      try {
        list = parseList(decode64(this.data.list));
        const key = findKey(this.data.keys, list.frame.key);
        if (!key || key.withdrawn || !!key.demo !== list.demo || list.demo !== p.demo || !(await signedBy(list.frame, key))) list = null;
      } catch (e) { list = null; }
      if (!list) { this.note("status", "not_checked", "status_list_not_trusted"); return "genuine"; }
      this.out.status_as_of = instant(list.issued);
      const args = { asof: clockTime(list.issued), next: clockTime(list.next), today: isoDay(today) };
      const h = root.BanjieEd25519.sha256(utf8.encode(p.id));
      const found = list.entries.get(h.subarray(0, 6).reduce((n, b) => n * 256 + b, 0));
      if (found) {
        const name = this.data.statuses[found.status];
        Object.assign(args, { zh: name.zh, en: name.en, day: isoDay(found.day) });
        if (found.day > today) { this.note("status", "passed", "status_later", args); return "in_force"; }
        this.out.status = found.status;
        this.note("status", "failed", "status_listed", args);
        return "not_in_force";
      }
      if (now > list.next / 1000) { this.note("status", "not_checked", "status_stale", args); return "genuine"; }
      this.note("status", "passed", "status_good", args);
      return "in_force";
    }
  }

  const worse = (a, b) => ["not_in_force", "genuine"].find((v) => a === v || b === v) || "in_force";

  // verify gives the report of a scanned address. data: {keys, list, sentences, statuses, types}; now: a Date.
  async function verify(scanned, data, now) {
    const kind = kinds.find((k) => k.is(scanned));
    if (kind) return kind.verify(scanned, new Report(data), now);
    const r = new Report(data), today = Math.floor((now.getTime() + 8 * 36e5) / 864e5);
    let bytes, p;
    try {
      bytes = parseURL(scanned);
      p = FORMS[bytes[0]] === "presentation" ? parsePresentation(bytes) : parsePayload(bytes);
    } catch (e) {
      if (!(e instanceof Unreadable)) throw e;
      r.note("format", "failed", "format_bad");
      return r.conclude("unknown");
    }
    r.note("format", "passed", "format_good");
    const bad = await r.signature(p.frame);
    if (bad) return r.conclude(bad);
    r.facts(p);
    let v = worse(r.validity(p, today), await r.status(p, today, now.getTime()));
    if (!p.fields) {
      r.note("content", "not_checked", "content_not_checked");
      return r.conclude(v);
    }
    r.out.fields = p.fields;
    const args = { from: clockTime(p.start), until: clockTime(p.end), audience: p.audience, purpose: p.purpose };
    r.note("audience", "not_checked", "presentation_audience", args);
    if (now.getTime() + SKEW < p.start / 1000) { r.note("time", "failed", "presentation_early", args); v = "not_in_force"; }
    else if (now.getTime() >= p.end / 1000 + SKEW) { r.note("time", "failed", "presentation_over", args); v = "not_in_force"; }
    else r.note("time", "passed", "presentation_in_time", args);
    return r.conclude(v);
  }

  // kinds are further signed codes that scripts after this one teach it: is(scanned) says whose a
  // code is, verify(scanned, report, now) gives the report.
  const kinds = [];
  root.BanjieVerify = { verify, kinds, Reader, Unreadable, decode64, hex, isoDay };
})(globalThis);

// Shows the report of the address this page was opened with, or of one pasted into it.
(function () {
  "use strict";

  const data = JSON.parse(document.getElementById("verify-data").textContent);
  // The online page speaks the visitor's choice; the offline one can only ask the browser.
  const lang = /^zh/i.test(document.getElementById("verify-form").dataset.lang || navigator.language || "zh") ? "zh" : "en";
  const other = { zh: "en", en: "zh" };
  const words = {
    zh: { passed: "通过", failed: "不通过", not_checked: "未核对", holder: "持证人", type: "证照", id: "电子证照标识", validity: "有效期", open: "长期",
      waiting: "请扫描证照上的二维码打开本页，或把扫码得到的网址粘贴到下面。", broken: "浏览器太旧，无法在本机核对。请换用较新的浏览器，或运行 banjie verify。" },
    en: { passed: "passed", failed: "failed", not_checked: "not checked", holder: "Holder", type: "Certificate", id: "Identifier", validity: "Valid", open: "no last day",
      waiting: "Open this page by scanning the code on a certificate, or paste the scanned address below.", broken: "This browser is too old to check by itself. Use a newer one, or run banjie verify." },
  };
  let shown = lang;

  function element(tag, text, className) {
    const e = document.createElement(tag);
    if (text) e.textContent = text;
    if (className) e.className = className;
    return e;
  }

  function facts(report) {
    const w = words[shown], list = element("dl"), add = (k, v) => { if (v) list.append(element("dt", k), element("dd", v)); };
    const type = data.types[(report.id || "").split(".")[5]];
    add(w.type, type && type[shown]);
    add(w.holder, report.holder);
    for (const f of report.fields || []) add(f.name[shown] || f.name.zh, f.value);
    if (report.valid_from) add(w.validity, report.valid_from + " – " + (report.valid_until || w.open));
    add(w.id, report.id);
    return list;
  }

  // How loudly the verdict is said, where the page has notices.
  const tones = { in_force: "success", genuine: "warning", unknown: "warning" };

  function draw(report) {
    const out = document.getElementById("verify-result"), marks = { passed: "✓", failed: "✗", not_checked: "–" };
    out.replaceChildren();
    if (!report) { out.append(element("p", words[shown].waiting)); return; }
    out.append(element("p", report.summary[shown], "verdict " + (report.demo ? "demo" : report.verdict) + " notice " + (report.demo && tones[report.verdict] ? "demo" : tones[report.verdict] || "problem")));
    out.append(facts(report));
    const list = element("ul");
    for (const f of report.findings) {
      const item = element("li", "", f.outcome);
      item.append(element("strong", marks[f.outcome] + " " + words[shown][f.outcome]), document.createTextNode(" " + f.text[shown]));
      list.append(item);
    }
    out.append(list);
  }

  let last = null;
  async function check(scanned) {
    try {
      last = scanned ? await BanjieVerify.verify(scanned, data, new Date(Date.now() + (data.ahead || 0))) : null;
      draw(last);
    } catch (e) {
      document.getElementById("verify-result").replaceChildren(element("p", words[shown].broken, "verdict unknown"));
    }
  }

  document.getElementById("verify-form").addEventListener("submit", (e) => {
    const scanned = document.getElementById("verify-input").value;
    if (/banjie1\.|\n/.test(scanned.trim()) && e.target.method === "post") return; // a receipt: the server checks it
    e.preventDefault();
    check(scanned);
  });
  const button = document.getElementById("verify-language");
  if (button) {
    button.addEventListener("click", () => { shown = other[shown]; document.documentElement.lang = shown; draw(last); });
  }
  addEventListener("hashchange", () => check(location.hash));
  check(location.hash);
})();

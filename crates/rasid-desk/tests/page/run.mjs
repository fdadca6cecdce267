// The desk in a browser: what people do, in both languages, at three widths; checked with axe; screenshots to look at.
//
//   node crates/rasid-desk/tests/page/run.mjs http://127.0.0.1:8600 [FOLDER FOR SCREENSHOTS]
//
// run.py does all of it with one command. Needs a desk that is open over an archive of its own (it decides on events), Chromium (CHROMIUM names it), and
// playwright-core and axe-core in NODE_MODULES. Without them it says so and is skipped.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [desk = "http://127.0.0.1:8600", shots] = process.argv.slice(2);
const chromium = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const modules = process.env.NODE_MODULES ?? "node_modules";
const skip = (why) => {
  console.log(`skipped: ${why}`);
  process.exit(0);
};
if (!chromium) skip("no Chromium here; install it, or name it with CHROMIUM");
if (!existsSync(join(modules, "playwright-core"))) skip("no playwright-core in NODE_MODULES: npm install playwright-core axe-core");
const require = createRequire(join(process.cwd(), "x.js"));
const { chromium: driver } = require(require.resolve("playwright-core", { paths: [join(modules, "..")] }));
const axe = readFileSync(join(modules, "axe-core/axe.min.js"), "utf8");
const browser = await driver.launch({ executablePath: chromium, args: ["--no-sandbox"] });

let failed = 0;
/** One thing that must be so; ONLY in the environment picks steps by their names. */
async function step(name, act) {
  if (process.env.ONLY && !new RegExp(process.env.ONLY).test(name)) return;
  try {
    await act();
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`NOT   ${name}\n      ${String(error.message).split("\n").slice(0, 40).join("\n      ")}`);
  }
}

async function open(lang, width, more = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: lang === "ar" ? "ar" : "en-GB", serviceWorkers: "block", ...more });
  await context.addInitScript(([l, by]) => {
    if (!localStorage.getItem("rasid.lang")) localStorage.setItem("rasid.lang", l);
    if (!localStorage.getItem("rasid.by")) localStorage.setItem("rasid.by", by);
  }, [lang, "ليلى"]);
  const page = await context.newPage();
  page.wrong = [];
  page.on("pageerror", (e) => page.wrong.push(e.message));
  page.on("console", (m) => m.type() === "error" && page.wrong.push(m.text()));
  page.on("request", (r) => ![desk, process.env.ACCOUNTS].some((at) => at && r.url().startsWith(at)) && page.wrong.push(`asked elsewhere: ${r.url()}`));
  page.to = async (path) => {
    await page.goto(desk + path);
    await settled(page);
  };
  return page;
}
/** What a user does, in both languages and at three widths; the page at its end is a screenshot. */
async function task(name, act) {
  for (const lang of ["en", "ar"]) {
    for (const width of [320, 768, 1440]) {
      await step(`${name} (${lang} ${width})`, async () => {
        const page = await open(lang, width, { acceptDownloads: true });
        await act(page, lang, width);
        assert.deepEqual(page.wrong, []);
        if (shots) await page.screenshot({ path: join(shots, `task-${name.replace(/[^a-z]+/g, "-").slice(0, 40)}-${lang}-${width}.png`) });
        await page.context().close();
      });
    }
  }
}
/** Opens the filters, which a narrow screen folds. */
const unfold = async (page) => {
  if (await page.locator("details.fold:not([open])").count()) await page.locator("details.fold > summary").first().click();
};
const settled = async (page) => {
  await page.waitForSelector("main h1");
  await page.waitForFunction(() => !document.querySelector("main [aria-busy], main[aria-busy]"));
};

const api = async (path) => (await fetch(`${desk}/api/${path}`)).json();
const { events } = await api("events?limit=50&confidence=0.6&order=newest&to=2030-01-01");
const rich = events.find((e) => e.event.actor.length && e.event.recipient.length && e.event.place) ?? events.find((e) => e.event.actor.length) ?? events[0];
const id = rich.event.id;
const key = id.split(".")[0];
const word = [...rich.event.trigger.text.matchAll(/\p{L}+/gu)][0][0];
const VIEWS = { overview: "/", events: "/events?order=newest", event: `/event/${id}`, report: `/report/${key}?event=${id}`, search: `/search?q=${encodeURIComponent(word)}`, network: "/network", map: "/map", review: "/review?order=uncertain", notes: "/notes", log: "/log" };

// What reports tell together, where the archive is linked.
const linked = (await api("linking")).linked > 0;
if (linked) {
  const first = async (path) => (await api(`${path}limit=1`)).rows[0];
  const [pact, story, act, stand] = [await first("agreements?order=most&"), await first("stories?order=most&"), await first("acts?order=most&"), await first("positions?")];
  const actor = (await api("namings")).actors[0];
  Object.assign(VIEWS, { stories: "/stories", agreements: "/agreements", positions: "/positions", namings: "/namings", calendar: "/calendar" });
  VIEWS.digest = "/digest";
  VIEWS.pairs = "/series";
  const met = (await api("network?level=country&limit=20&from=0001-01-01")).links.find((l) => l.from !== l.to);
  if (met) VIEWS.series = `/series?actor=${met.from}&recipient=${met.to}&by=day`;
  if (pact) VIEWS.agreement = `/agreement/${pact.id}`;
  if (story) VIEWS.story = `/story/${story.id}`;
  if (act) VIEWS.act = `/act/${act.id}`;
  if (stand) VIEWS.stance = `/positions?actor=${encodeURIComponent(stand.actor.name)}`;
  if (actor) VIEWS.naming = `/namings?actor=${encodeURIComponent(actor.actor)}`;
} else {
  console.log("the archive is not linked: the views across reports are left out");
}

for (const lang of ["en", "ar"]) {
  for (const width of [320, 768, 1440]) {
    const page = await open(lang, width);
    for (const [name, path] of Object.entries(VIEWS)) {
      await step(`${lang} ${width} ${name}`, async () => {
        page.wrong.length = 0;
        await page.to(path);
        if (shots) {
          mkdirSync(shots, { recursive: true });
          await page.screenshot({ path: join(shots, `${lang}-${width}-${name}.png`) });
        }
        assert.deepEqual(page.wrong, []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `scrolls sideways by ${wide}`);
        assert.equal(await page.evaluate(() => document.documentElement.dir), lang === "ar" ? "rtl" : "ltr");
        const unnamed = await page.evaluate(() => /(^|\s)(type|quad|status|review|mode|verb|filter|side|fact|view|role|note|measure|order|pact|agreement|stance|outcome|sorted|claim|draft|series|origin)\.[a-z_-]+(\s|$)/i.exec(document.body.innerText)?.[0]);
        assert.equal(unnamed ?? null, null);
        if (width !== 768) {
          // A policy without inline code does not hold for what the tester injects: it is run by the driver.
          const found = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ["violations"] })`);
          const bad = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
          assert.deepEqual(bad.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target + " " + (n.any[0]?.message ?? "")).join(" | ")}`), []);
        }
      });
    }
    await page.context().close();
  }
}

// The text is whole and its letters are joined, whatever is marked in it.
await step("highlighting changes no text and no width", async () => {
  const page = await open("ar", 1440);
  await page.to("/");
  const found = await page.evaluate(async () => {
    const { mark, pieces, placed } = await import("/page/text.js");
    const texts = ["وقالَ للجَيْشِ إنّ الهدنة سارية", "بالهدنة", "لِلُّغَةِ العربيةِ", "Haftar حفتر 5+5 في سرت", "فسيكفيكهم الله", "وَبِالْجَيْشَيْنِ\nثم للغريان (25–30)"];
    const out = [];
    for (const text of texts) {
      const plain = Object.assign(document.createElement("span"), { className: "passage", lang: "ar", textContent: text });
      // Each on lines of its own: a text of several lines is as wide as where it begins makes it.
      const line = (text) => document.querySelector("main").appendChild(document.createElement("div")).append(text);
      line(plain);
      const before = plain.getBoundingClientRect().width;
      for (let n = 0; n < [...text].length; n += 1) {
        for (const m of [1, 2, 5]) {
          const spans = [{ role: "actor", start: n, end: n + m }, { role: "trigger", start: n + 1, end: n + m + 2 }];
          mark(plain, text, 0, spans);
          const one = Math.abs(plain.getBoundingClientRect().width - before);
          const cut = Object.assign(document.createElement("span"), { className: "passage", lang: "ar" });
          cut.append(...pieces(text, placed(text, 0, spans)).map((p) => (p.roles.length ? Object.assign(document.createElement("mark"), { className: p.roles.map((r) => `role-${r}`).join(" "), textContent: p.text }) : p.text)));
          line(cut);
          const two = Math.abs(cut.getBoundingClientRect().width - before);
          out.push({ text, n, m, same: plain.textContent === text && cut.textContent === text && plain.childNodes.length === 1, one, two });
          cut.parentNode.remove();
        }
      }
      plain.parentNode.remove();
    }
    return out;
  });
  assert.ok(found.length >= 300, String(found.length));
  assert.deepEqual(found.filter((f) => !f.same || f.one > 1 || f.two > 1), []);
});

await task("a report is marked where its events are", async (page, lang, width) => {
  await page.to(`/report/${key}?event=${id}`);
  const marked = await page.evaluate(() => [...(CSS.highlights.get("trigger") ?? [])].map(String));
  assert.deepEqual(marked, [rich.event.trigger.text]);
  const whole = await page.evaluate(() => document.querySelector("div.passage").textContent);
  assert.equal(whole, (await api(`documents/${key}`)).text);
});

await task("a bar of the timeline opens its events, and the address shows the same to others", async (page, lang, width) => {
  await page.to("/");
  const link = page.locator(".bars a").first();
  const address = await link.getAttribute("href");
  await link.dispatchEvent("click");
  await page.waitForURL((u) => u.pathname === "/events");
  await settled(page);
  const shown = await page.locator("article.card").count();
  assert.ok(shown > 0);
  const other = await open(lang === "ar" ? "en" : "ar", 768);
  await other.to(address);
  assert.equal(await other.locator("article.card").count(), shown);
  await other.context().close();
  await page.goBack();
  await page.waitForURL((u) => u.pathname === "/");
});

await task("filters narrow the list", async (page, lang, width) => {
  await page.to("/events");
  await unfold(page);
  await page.selectOption("#f-type", rich.event.type);
  await page.click("main form button.main");
  await page.waitForURL(/type=/);
  await settled(page);
  const kinds = await page.locator("article.card .badge").allTextContents();
  assert.ok(kinds.length > 0 && new Set(kinds.map((k) => k.split(" ")[0])).size === 1, String(kinds));
});

await task("search finds, marks and opens a report", async (page, lang, width) => {
  await page.to("/search");
  await unfold(page);
  await page.fill("#f-q", word);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".hits li");
  await page.locator(".hits a").first().click();
  await page.waitForSelector("div.passage");
});

if (linked) {
  await task("a cell of the matrix leads to its sentences, and a sentence to its report", async (page, lang, width) => {
    await page.to("/positions");
    const cell = page.locator(".matrix td a").first();
    if (await cell.count()) {
      await cell.click();
      await page.waitForURL(/toward=/);
      await settled(page);
    }
    const quote = await page.locator(".sentence .passage").first().textContent();
    await page.locator(".sentence a").first().click();
    await page.waitForURL(/\/report\/.*at=/);
    await settled(page);
    assert.deepEqual(await page.evaluate(() => [...(CSS.highlights.get("chosen") ?? [])].map(String)), [quote]);
  });
  await task("the month's draft is chosen, says that it is one, leads to sentences, is taken away and printed", async (page, lang, width) => {
    await page.to("/digest");
    await unfold(page);
    const { months } = await api("digest");
    const month = months.at(-1).month;
    await page.selectOption("#f-month", month);
    await page.click(".filters button.main");
    await page.waitForURL(new RegExp(`month=${month}`));
    await settled(page);
    const { draft } = await api(`digest?month=${month}`);
    assert.match(await page.textContent("main .note strong"), /غير مراجَعة|unreviewed/);
    assert.equal(await page.locator("section[aria-labelledby=developments] .steps > li").count(), draft.developments.length);
    assert.equal(await page.locator("section[aria-labelledby=talks] .sentence").count(), draft.talks.filter((r) => r.versions.length).length);
    for (const [form, sign] of [["Markdown", "# "], ["HTML", "<!DOCTYPE html>"]]) {
      const [file] = await Promise.all([page.waitForEvent("download"), page.click(`.take a:text-is("${form}")`)]);
      const text = readFileSync(await file.path(), "utf8");
      assert.ok(text.startsWith(sign) && text.includes(lang === "ar" ? "لم تُراجَع" : "Unreviewed draft"), text.slice(0, 200));
    }
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".filters").isVisible(), false);
    assert.equal(await page.locator("main .note").isVisible(), true);
    if (shots && width === 768) await page.screenshot({ path: join(shots, `print-draft-${lang}.png`), fullPage: true });
    await page.emulateMedia({ media: "screen" });
  });
  await task("two countries are chosen, and a bar opens its events", async (page, lang, width) => {
    await page.to("/series");
    await page.locator("main tbody a").first().click();
    await page.waitForURL(/actor=/);
    await settled(page);
    const { actor, recipient } = Object.fromEntries(new URL(page.url()).searchParams);
    const { points } = await api(`series?actor=${actor}&recipient=${recipient}`);
    assert.equal(await page.locator("svg.tall rect.count").count(), points.filter((p, n) => p.events && points.some((q, m) => m <= n && q.source === p.source && !q.gap)).length);
    await page.locator("svg.tall a").first().click();
    await page.waitForURL(/\/events\?.*actor=/);
    await settled(page);
  });
  await task("an act told by many shows every report's sentence", async (page, lang, width) => {
    const { rows } = await api("acts?order=most&limit=1");
    await page.to(`/act/${rows[0].id}`);
    const shown = await page.locator("main article.card").count();
    const copies = await page.locator("main .copies li").count();
    assert.equal(shown + copies, rows[0].reports);
  });
}

await task("review by keyboard alone: next, accept, reject with a reason, undo", async (page, lang, width) => {
  const before = (await api("log")).total;
  await page.to("/review?order=random");
  await page.waitForSelector(".desk article");
  // Some are asked blind, without the machine's proposal: these are passed over.
  const proposed = async () => {
    for (;;) {
      await page.waitForSelector(".desk a[href^='/event/'], #d-told");
      if (!(await page.locator("#d-told").count())) return page.locator(".desk a[href^='/event/']").first().getAttribute("href");
      await page.locator(".desk").press("j");
      await page.waitForTimeout(200);
    }
  };
  const first = await proposed();
  await page.keyboard.press("j");
  await page.waitForFunction((first) => document.querySelector("#d-told") || document.querySelector(".desk a[href^='/event/']")?.getAttribute("href") !== first, first);
  await page.keyboard.press("k");
  await page.waitForFunction((first) => document.querySelector(".desk a[href^='/event/']")?.getAttribute("href") === first, first);
  await page.keyboard.press("a");
  await page.waitForSelector(".said");
  await page.waitForTimeout(400);
  await proposed();
  await page.keyboard.press("r");
  await page.waitForSelector("dialog[open]");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog", { state: "detached" });
  await page.waitForTimeout(600);
  const log = await api("log");
  assert.equal(log.total, before + 2);
  assert.equal(log.decisions[0].verb, "reject");
  assert.equal(log.decisions[0].reason, "audit: wrong-actor");
  assert.equal(log.decisions[1].reason, "audit");
  await page.keyboard.press("u");
  await page.waitForTimeout(600);
  assert.equal((await api("log")).decisions[0].verb, "undo");
});

await task("correct by choosing words in the text", async (page, lang, width) => {
  await page.to(`/event/${id}`);
  const chosen = await page.evaluate(() => {
    const node = document.querySelector(".passage").firstChild;
    const [match] = [...node.textContent.matchAll(/\p{L}+/gu)].filter((m) => m[0].length > 3);
    getSelection().setBaseAndExtent(node, match.index, node, match.index + match[0].length);
    return match[0];
  });
  await page.keyboard.press("e");
  await page.waitForSelector("dialog[open]");
  assert.equal(await page.inputValue("#d-words"), chosen);
  await page.fill("#d-country", "TUN");
  await page.click("dialog button.main");
  await page.waitForFunction((w) => document.querySelector(".whom")?.textContent.includes(w), chosen);
  await page.keyboard.press("u");
  await page.waitForFunction(() => document.querySelector(".review-corrected") === null);
});

await step("a wrong correction is told in the reader's language", async () => {
  const page = await open("ar", 1440);
  await page.to(`/event/${id}`);
  await page.keyboard.press("m");
  await page.waitForSelector("dialog[open]");
  await page.fill("#d-into", "0000000000000000.1");
  await page.click("dialog button.main");
  await page.waitForSelector(".answer:not(:empty)");
  assert.match(await page.textContent(".answer"), /لا حدث/);
  page.wrong.length = 0;
});

await step("language, digits and colours are chosen and kept", async () => {
  const page = await open("en", 1440);
  await page.to("/");
  await page.click(".settings summary");
  await page.selectOption("#s-lang", "ar");
  await page.waitForFunction(() => document.documentElement.dir === "rtl");
  await page.selectOption("#s-digits", "arab");
  await page.waitForFunction(() => /[٠-٩]/.test(document.querySelector(".totals")?.textContent ?? ""));
  await page.selectOption("#s-theme", "dark");
  await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
  await page.reload();
  await settled(page);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme + document.documentElement.lang), "darkar");
  for (const path of ["/", `/event/${id}`, `/report/${key}?event=${id}`]) {
    await page.to(path);
    if (shots) await page.screenshot({ path: join(shots, `dark${path.split("/")[1] || "overview"}.png`) });
    const found = await page.evaluate(`${axe}; axe.run(document, { runOnly: ["color-contrast"] })`);
    assert.deepEqual(found.violations.map((v) => v.nodes.slice(0, 3).map((n) => `${n.target} ${n.any[0]?.message}`)), []);
  }
});

await task("a question is kept under a name, shows the same again, and is forgotten", async (page, lang, width) => {
  const name = `سؤال ${lang} ${width}`;
  await page.to(`/events?type=${rich.event.type}`);
  const shown = await page.locator("article.card").count();
  await page.click(".take button:nth-of-type(2)");
  await page.waitForSelector("dialog[open]");
  await page.fill("#d-name", name);
  await page.click("dialog button.main");
  await page.waitForSelector(".said:not(:empty)");
  await page.click(".take a[href='/saved']");
  await page.waitForURL(/saved/);
  await settled(page);
  await page.click(`main a:has-text("${name}")`);
  await page.waitForURL(/events\?type=/);
  await settled(page);
  assert.equal(await page.locator("article.card").count(), shown);
  await page.to("/saved");
  await page.locator("main tr", { hasText: name }).locator("button").click();
  await page.waitForFunction((n) => !document.querySelector("main").textContent.includes(n), name);
});

await task("the network leads to the events of two, and the map to those of a place", async (page) => {
  for (const path of ["/network?from=0001-01-01", "/map?from=0001-01-01"]) {
    await page.to(path);
    await page.locator("main tbody a").first().click();
    await page.waitForURL(/\/events\?/);
    await settled(page);
    assert.ok((await page.locator("article.card").count()) > 0);
  }
});

await step("markup in a report stays text", async () => {
  const page = await open("en", 768);
  await page.to("/search?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E");
  assert.equal(await page.locator("main img").count(), 0);
});

// ── Where two judge ──────────────────────────────────────────────────────────
await step("what one told blind another tells too, and they are compared", async () => {
  const blind = events[1].event;
  const told = await fetch(`${desk}/api/review`, { method: "POST", headers: { "Content-Type": "application/json", "X-Rasid": "1" }, body: JSON.stringify({ verb: "tell", events: [blind.id], by: "سامي", value: JSON.stringify({ type: blind.type, status: blind.status }) }) });
  assert.equal(told.status, 200);
  for (const [lang, width] of [["ar", 320], ["en", 1440]]) {
    const page = await open(lang, width);
    await page.to("/review?order=second");
    await page.waitForSelector("#d-told");
    if (shots) await page.screenshot({ path: join(shots, `second-${lang}-${width}.png`), fullPage: true });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    const found = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ["violations"] })`);
    assert.deepEqual(found.violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) => v.id), []);
    if (lang === "ar") continue;
    // Nothing of what was told or read is shown.
    assert.equal(await page.locator(".desk .badge, .desk .parts, .desk .facts").count(), 0);
    await page.selectOption("#d-told", blind.type);
    await page.fill("#d-actor", "LBY");
    await page.click(".desk form button.main");
    await page.waitForFunction(() => !document.querySelector("#d-told"));
  }
  const row = (await api("agreement?blind=1")).rows.find((r) => !r.by && r.field === "type");
  assert.deepEqual([row.items, row.people, row.agreement, row.few], [1, 2, 1, true]);
  for (const [lang, width] of [["ar", 320], ["en", 1440], ["ar", 1440]]) {
    const page = await open(lang, width);
    await page.to("/notes");
    await page.waitForSelector("#agreement ~ [role=region], section table");
    if (shots) await page.screenshot({ path: join(shots, `agreement-${lang}-${width}.png`), fullPage: true });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
    assert.match(await page.textContent("main"), lang === "ar" ? /ألفا/ : /Alpha/);
  }
});

await step("any field is corrected: a place by words of the text", async () => {
  const page = await open("en", 1440);
  await page.to(`/event/${rich.event.id}`);
  const word = await page.evaluate(() => {
    const node = document.querySelector(".passage").firstChild;
    const [match] = [...node.textContent.matchAll(/\p{L}+/gu)].filter((m) => m[0].length > 3).slice(-1);
    getSelection().setBaseAndExtent(node, match.index, node, match.index + match[0].length);
    return match[0];
  });
  await page.keyboard.press("e");
  await page.waitForSelector("dialog[open]");
  const fields = await page.locator("#d-field option").evaluateAll((all) => all.map((o) => o.value));
  assert.deepEqual(fields.toSorted(), ["actor", "date", "denied_by", "mode", "place", "recipient", "said_by", "status", "type"]);
  await page.selectOption("#d-field", "place");
  await page.fill("#d-name", "Testville");
  await page.fill("#d-country", "TUN");
  if (shots) await page.screenshot({ path: join(shots, "correct-place.png") });
  await page.click("dialog button.main");
  await page.waitForFunction((w) => [...document.querySelectorAll(".parts li")].some((x) => x.textContent.includes(w) && x.textContent.includes("Testville")), word);
  await page.keyboard.press("u");
  await page.waitForFunction(() => !document.querySelector(".parts").textContent.includes("Testville"));
});

// ── Accounts ─────────────────────────────────────────────────────────────────
if (process.env.ACCOUNTS) {
  await step("an admin says who may do what, and it holds at once", async () => {
    const at = process.env.ACCOUNTS;
    const arrive = async (lang, width, name, password) => {
      const page = await open(lang, width);
      await page.goto(`${at}/`);
      await page.waitForURL(/login/);
      await page.fill("#d-name", name);
      await page.fill("#d-password", password);
      await page.click("main form button.main");
      await page.waitForSelector(".who");
      return page;
    };
    const page = await arrive("en", 1440, "مدير", process.env.PASSWORD);
    await page.click(".who a");
    await page.waitForURL(/accounts/);
    const answer = async (fill) => {
      await page.waitForSelector("dialog[open]");
      await fill();
      await page.click("dialog button.main");
      await page.waitForSelector("dialog", { state: "detached" });
      await settled(page);
    };
    await page.click("main .buttons button.main");
    await answer(async () => {
      await page.fill("dialog #d-name", "نادية");
      await page.selectOption("dialog #d-role", "coder");
      await page.fill("dialog #d-password", "كلمة نادية الطويلة");
    });
    await page.waitForFunction(() => document.querySelector("main").textContent.includes("نادية"));
    const other = await arrive("ar", 320, "نادية", "كلمة نادية الطويلة");
    assert.equal(await other.locator(".who a").count(), 0);
    await other.goto(`${at}/accounts`);
    await other.waitForSelector(".trouble");
    await page.getByRole("button", { name: /Change role: نادية/ }).click();
    const noted = (count) => page.waitForFunction((n) => document.querySelectorAll("section tbody tr").length === n, count);
    await answer(() => page.selectOption("dialog #d-role", "viewer"));
    await noted(2);
    await page.getByRole("button", { name: /New password: نادية/ }).click();
    await answer(() => page.fill("dialog #d-password", "كلمة ثانية طويلة"));
    await noted(3);
    await page.getByRole("button", { name: /Lock: مدير/ }).click();
    await page.waitForSelector(".trouble:not(:empty)");
    await page.getByRole("button", { name: /Lock: نادية/ }).click();
    await page.getByRole("button", { name: /Unlock: نادية/ }).waitFor();
    const told = await page.locator("section tbody tr").evaluateAll((rows) => rows.map((r) => r.cells[2].textContent));
    assert.deepEqual(told, ["locked", "password changed", "role changed", "made"]);
    await other.goto(`${at}/events`);
    await other.waitForURL(/login/);
    for (const [lang, width] of [["ar", 320], ["ar", 1440], ["en", 320]]) {
      const seen = await arrive(lang, width, "مدير", process.env.PASSWORD);
      await seen.goto(`${at}/accounts`);
      await settled(seen);
      if (shots) await seen.screenshot({ path: join(shots, `accounts-${lang}-${width}.png`), fullPage: true });
      assert.ok((await seen.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0);
      const found = await seen.evaluate(`${axe}; axe.run(document, { resultTypes: ["violations"] })`);
      assert.deepEqual(found.violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) => `${v.id} ${v.nodes[0].target}`), []);
      await seen.context().close();
    }
  });
}

// ── What a page must not run or obey (P7, P3) ────────────────────────────────
if (process.env.HOSTILE) {
  const at = process.env.HOSTILE;
  const ask = async (path) => (await fetch(`${at}/api/${path}`)).json();
  const post = (path, body) => fetch(`${at}/api/${path}`, { method: "POST", headers: { "Content-Type": "application/json", "X-Rasid": "1" }, body: JSON.stringify(body) });
  await step("nothing in a report, a name, a reason or a kept question is run", async () => {
    const bad = "<img src=x onerror=globalThis.hit=1>";
    const found = (await ask("events?limit=500&all=1")).events;
    assert.ok(found.length > 100, String(found.length));
    await post("review", { verb: "reject", events: [found[0].event.id], by: `${bad} ليلى`, reason: `${bad}` });
    await post("review", { verb: "tell", events: [found[1].event.id], by: `${bad} سامي`, value: JSON.stringify({ type: "AID", actor: bad, place: bad }) });
    await post("saved", { name: bad, address: `/events?party=${bad}`, by: bad });
    const keys = [...new Set(found.map((e) => e.event.id.split(".")[0]))];
    const page = await open("ar", 1440);
    let seen = 0;
    page.on("dialog", (d) => page.wrong.push(`dialog ${d.message()}`));
    page.removeAllListeners("request");
    page.on("request", (r) => !r.url().startsWith(at) && page.wrong.push(`asked elsewhere: ${r.url()}`));
    const paths = [
      ...[0, 50, 100, 150, 200, 250, 300, 350].map((n) => `/events?offset=${n}`), ...keys.slice(0, 70).map((k) => `/report/${k}`), ...found.filter((_, n) => n % 5 === 0).slice(0, 60).map((e) => `/event/${e.event.id}`),
      "/", "/stories", "/agreements", "/positions", "/namings", "/calendar", "/digest", "/series?actor=TUR&recipient=IRN", "/network?level=entry", "/map", "/notes", "/log", "/saved", "/review?order=second",
      `/search?q=${encodeURIComponent(bad)}`, `/events?party=${encodeURIComponent(bad)}`, `/events?outlet=${encodeURIComponent("\u202e" + bad)}`,
    ];
    for (const path of paths) {
      await page.goto(at + path);
      await settled(page);
      const state = await page.evaluate(() => ({
        hit: globalThis.hit,
        own: [...document.querySelectorAll("script")].every((s) => new URL(s.src).pathname.startsWith("/page/")),
        odd: [...document.querySelectorAll("main *")].filter((e) => ["IMG", "IFRAME", "OBJECT", "EMBED", "SCRIPT", "BASE", "META", "LINK", "STYLE"].includes(e.tagName) || [...e.attributes].some((x) => x.name.startsWith("on"))).map((e) => e.outerHTML.slice(0, 80)),
        links: [...document.querySelectorAll("a[href]")].map((a) => new URL(a.getAttribute("href"), location)).filter((u) => !["http:", "https:"].includes(u.protocol)).map(String),
      }));
      assert.deepEqual([path, state, page.wrong], [path, { hit: undefined, own: true, odd: [], links: [] }, []]);
      seen += 1;
    }
    assert.ok(seen > 100, String(seen));
  });
  await step("what turns words unseen is shown by its name, and turns nothing beside it", async () => {
    const page = await open("ar", 1440);
    const found = (await ask("events?limit=500&all=1")).events.filter((e) => /[\u202a-\u202e\u2066-\u2069]/.test(e.report.outlet ?? ""));
    assert.ok(found.length > 20, String(found.length));
    await page.goto(`${at}/event/${found[0].event.id}`);
    await settled(page);
    assert.match(await page.locator(".passage").first().getAttribute("data-turns"), /⟨U\+20/);
    assert.match(await page.textContent("main"), /⟨U\+20[26]/);
    // The same line beside a name with each of these and beside a plain one stands where it stood.
    const moved = await page.evaluate(async (outlets) => {
      const { bdi } = await import("/page/base.js");
      const { passage } = await import("/page/text.js");
      const place = (shown) => {
        const line = document.createElement("p");
        const before = document.createElement("span");
        const after = document.createElement("span");
        before.textContent = "قبل 5+5";
        after.textContent = "بعد 12";
        line.style.width = "2000px";
        line.append(before, " ", shown, " ", after);
        document.querySelector("main").append(line);
        const box = line.getBoundingClientRect();
        const own = shown.getBoundingClientRect();
        const at = [box.right - before.getBoundingClientRect().right, before.getBoundingClientRect().width, own.left - after.getBoundingClientRect().right, after.getBoundingClientRect().width].map(Math.round);
        line.remove();
        return JSON.stringify(at);
      };
      const plain = place(bdi("وكالة"));
      // Passages are paragraphs of their own: what they hold ends with them. One is set between the others to see that it does.
      const between = (text) => {
        const box = document.createElement("div");
        const below = bdi("بعد 12");
        box.append(passage(text, 0, [], "ar"), below);
        document.querySelector("main").append(box);
        const at = Math.round(box.getBoundingClientRect().right - below.getBoundingClientRect().right);
        box.remove();
        return at;
      };
      const still = between("نص");
      return outlets.filter((o) => place(bdi(o)) !== plain || between(o) !== still).map((o) => [...o].map((c) => c.codePointAt(0).toString(16)).join(" "));
    }, found.map((e) => e.report.outlet).concat([..."\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"].flatMap((c) => Array.from({ length: 12 }, (_, n) => `${"ا".repeat(n)}${c}abc${"ب".repeat(n % 3)}`))));
    assert.deepEqual(moved, []);
  });
}

await step("it prints", async () => {
  const page = await open("ar", 768);
  await page.to(`/report/${key}?event=${id}`);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#head nav").isVisible(), false);
  if (shots) await page.screenshot({ path: join(shots, "print.png") });
});

await step("the first view weighs less than a megabyte", async () => {
  const page = await open("en", 1440);
  const started = Date.now();
  await page.goto(desk);
  await page.waitForSelector(".bars rect");
  const took = Date.now() - started;
  const weight = await page.evaluate(() => performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation")).reduce((sum, e) => sum + e.transferSize, 0));
  console.log(`      first view ${took} ms, ${Math.round(weight / 1024)} KiB`);
  assert.ok(weight < 1 << 20);
});

await browser.close();
console.log(failed ? `${failed} failed` : "all well");
process.exit(failed ? 1 : 0);

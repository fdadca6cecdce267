// The desk in a browser: what people do, in both languages, at three widths; checked with axe; screenshots to look at.
//
//   node crates/rasid-desk/tests/page/run.mjs http://127.0.0.1:8600 [FOLDER FOR SCREENSHOTS]
//
// Needs a desk that is open over an archive of its own (it decides on events), Chromium (CHROMIUM names it), and
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
async function step(name, act) {
  try {
    await act();
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`NOT   ${name}\n      ${String(error.message).split("\n").slice(0, 6).join("\n      ")}`);
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
  page.on("request", (r) => !r.url().startsWith(desk) && page.wrong.push(`asked elsewhere: ${r.url()}`));
  page.to = async (path) => {
    await page.goto(desk + path);
    await settled(page);
  };
  return page;
}
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
        const unnamed = await page.evaluate(() => /(^|\s)(type|quad|status|review|mode|verb|filter|side|fact|view|role|note|measure|order|pact|agreement|stance|outcome|sorted|claim)\.[a-z_-]+(\s|$)/i.exec(document.body.innerText)?.[0]);
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
    const texts = ["وقالَ للجَيْشِ إنّ الهدنة سارية", "بالهدنة", "لِلُّغَةِ العربيةِ", "Haftar حفتر 5+5 في سرت", "فسيكفيكهم الله"];
    const out = [];
    for (const text of texts) {
      const plain = Object.assign(document.createElement("span"), { className: "passage", lang: "ar", textContent: text });
      document.querySelector("main").append(plain);
      const before = plain.getBoundingClientRect().width;
      for (let n = 0; n < [...text].length; n += 1) {
        for (const m of [1, 2, 5]) {
          const spans = [{ role: "actor", start: n, end: n + m }, { role: "trigger", start: n + 1, end: n + m + 2 }];
          mark(plain, text, 0, spans);
          const one = Math.abs(plain.getBoundingClientRect().width - before);
          const cut = Object.assign(document.createElement("span"), { className: "passage", lang: "ar" });
          cut.append(...pieces(text, placed(text, 0, spans)).map((p) => (p.roles.length ? Object.assign(document.createElement("mark"), { className: p.roles.map((r) => `role-${r}`).join(" "), textContent: p.text }) : p.text)));
          plain.after(cut);
          const two = Math.abs(cut.getBoundingClientRect().width - before);
          out.push({ text, n, m, same: plain.textContent === text && cut.textContent === text && plain.childNodes.length === 1, one, two });
          cut.remove();
        }
      }
      plain.remove();
    }
    return out;
  });
  assert.ok(found.length > 200, String(found.length));
  assert.deepEqual(found.filter((f) => !f.same || f.one > 1 || f.two > 1), []);
});

await step("a report is marked where its events are", async () => {
  const page = await open("ar", 1440);
  await page.to(`/report/${key}?event=${id}`);
  const marked = await page.evaluate(() => [...(CSS.highlights.get("trigger") ?? [])].map(String));
  assert.deepEqual(marked, [rich.event.trigger.text]);
  const whole = await page.evaluate(() => document.querySelector("div.passage").textContent);
  assert.equal(whole, (await api(`documents/${key}`)).text);
});

await step("a bar of the timeline opens its events, and the address shows the same to others", async () => {
  const page = await open("en", 1440);
  await page.to("/");
  const link = page.locator(".bars a").first();
  const address = await link.getAttribute("href");
  await link.dispatchEvent("click");
  await page.waitForURL((u) => u.pathname === "/events");
  await settled(page);
  const shown = await page.locator("article.card").count();
  assert.ok(shown > 0);
  const other = await open("ar", 768);
  await other.to(address);
  assert.equal(await other.locator("article.card").count(), shown);
  await page.goBack();
  await page.waitForURL((u) => u.pathname === "/");
});

await step("filters narrow the list", async () => {
  const page = await open("en", 1440);
  await page.to("/events");
  await page.selectOption("#f-type", rich.event.type);
  await page.click("main form button.main");
  await page.waitForURL(/type=/);
  await settled(page);
  const kinds = await page.locator("article.card .badge").allTextContents();
  assert.ok(kinds.length > 0 && new Set(kinds.map((k) => k.split(" ")[0])).size === 1, String(kinds));
});

await step("search finds, marks and opens a report", async () => {
  const page = await open("ar", 768);
  await page.to("/search");
  await page.fill("#f-q", word);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".hits li");
  await page.locator(".hits a").first().click();
  await page.waitForSelector("div.passage");
});

if (linked) {
  await step("a cell of the matrix leads to its sentences, and a sentence to its report", async () => {
    const page = await open("ar", 1440);
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
  await step("an act told by many shows every report's sentence", async () => {
    const page = await open("en", 1440);
    const { rows } = await api("acts?order=most&limit=1");
    await page.to(`/act/${rows[0].id}`);
    const shown = await page.locator("main article.card").count();
    const copies = await page.locator("main .copies li").count();
    assert.equal(shown + copies, rows[0].reports);
  });
}

await step("review by keyboard alone: next, accept, reject with a reason, undo", async () => {
  const page = await open("en", 1440);
  const before = (await api("log")).total;
  await page.to("/review?order=random");
  await page.waitForSelector(".desk article");
  const first = await page.locator(".desk h2").textContent();
  await page.keyboard.press("j");
  await page.waitForFunction((t) => document.querySelector(".desk h2")?.textContent !== t || document.querySelector(".faint")?.textContent.includes("2 of"), first);
  await page.keyboard.press("k");
  await page.keyboard.press("a");
  await page.waitForSelector(".said");
  await page.waitForTimeout(400);
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

await step("correct by choosing words in the text", async () => {
  const page = await open("ar", 1440);
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

await step("markup in a report stays text", async () => {
  const page = await open("en", 768);
  await page.to("/search?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E");
  assert.equal(await page.locator("main img").count(), 0);
});

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

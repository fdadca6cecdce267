// What reports tell together: acts, stories, agreements, positions, namings, what is announced. Every row leads to sentences.
import { ar, ask, bdi, code, day, decide, go, h, href, lang, ltr, number, params, percent, rtl, s, say, setting, t, term } from "/page/base.js";
import { a, badge, card, field, later, pager, select, table, title, twin } from "/page/parts.js";
import { dialog, reviewer } from "/page/review.js";
import { take } from "/page/take.js";
import { lands } from "/page/countries.js";
import { passage } from "/page/text.js";

/** Filters of a list: `{ name: control }`, all of them in the address. */
export function bar(path, controls) {
  const form = h("form", { class: "filters", role: "search", "aria-label": t("filters") },
    h("div", { class: "fields" }, Object.entries(controls).map(([name, control]) => (control.type === "checkbox" ? h("div", { class: "field check" }, control, h("label", { for: control.id }, t(`filter.${name}`))) : field(name, control)))),
    h("div", { class: "last" }, h("div", { class: "buttons" }, h("button", { class: "main" }, t("apply")), a(path, t("clear")))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(href(path, Object.fromEntries(new FormData(form))));
  });
  return matchMedia("(max-width: 40rem)").matches ? h("details", { class: "fold" }, h("summary", {}, t("filters")), form) : form;
}
const text = (name) => h("input", { name, id: `f-${name}`, type: "text", dir: "auto", value: params()[name], autocomplete: "off" });
const date = (name) => h("input", { name, id: `f-${name}`, type: "date", value: params()[name] });
const choice = (name, values, kind = name) => select(name, ["", ...values], params()[name], (v) => (v ? term(kind, v) : t("any")));
export const days = (from, to) => day(from && to && from !== to ? `${from}/${to}` : (from ?? to));
/** In Arabic, what the reports call whom knowledge names in English. */
let called;
export const learn = async () => {
  if (lang() === "ar") called ??= { ...lands("ar"), ...(await ask("names").catch(() => ({}))) };
};
export const name = (x) => bdi((lang() === "ar" && called?.[x]) || x);
export const names = (all) => (all.length ? all.map((x, n) => [n > 0 && t("comma"), name(x)]) : h("span", { class: "faint" }, t("unsaid")));
/** Somebody as linking names him: a name where knowledge has one. */
export const who = (p) => h("span", {}, p.id ? a(href("/events", { party: p.id }), name(p.name)) : name(p.name), p.country && h("span", { class: "faint" }, ` (${code([p.country, p.sector].filter(Boolean).join(":"))})`));
const persons = (all) => (all.length ? all.map((p, n) => [n > 0 && t("comma"), who(p)]) : h("span", { class: "faint" }, t("nobody")));

/** A sentence with where it stands. */
export const sentence = (x) => h("div", { class: "sentence" },
  passage(x.quote, x.start, []),
  h("p", { class: "line faint" }, x.outlet && bdi(x.outlet), x.published && h("span", {}, day(x.published)), a(href(`/report/${x.document}`, { at: `${x.start}-${x.end}` }), t("read_report"))));
const FEW = 2;
const sentences = (all) => [
  all.slice(0, FEW).map(sentence),
  all.length > FEW && h("details", {}, h("summary", {}, t("more_sentences", number(all.length - FEW))), all.slice(FEW).map(sentence)),
];

/** What the address asks of a list. */
const shown = (list) => {
  const { offset, lang: _, ...asked } = params();
  return list === "stories" ? asked : { ...asked, order: list === "agreements" ? asked.order : null };
};

/** Whether linking is up to date; what is missing is said. */
export const linked = () => later(ask("linking"), ({ linked: n, left }) => (left ? h("p", { class: "note" }, n ? t("link_left", number(left)) : t("not_linked")) : []));

/** Reports that tell an act, copies folded; `but`: not that event. */
export function tellings(act, but) {
  const copies = (v) => v.copies.length > 0 && h("details", { class: "copies" }, h("summary", {}, t("copies", number(v.copies.length))),
    h("ul", {}, v.copies.map((c) => h("li", {}, a(`/event/${c.id}`, c.outlet ? bdi(c.outlet) : ltr(c.key)), " ", h("span", { class: "faint" }, day(c.published))))));
  return act.versions.filter((v) => v.event.id !== but || v.copies.length).map((v) => [v.event.id !== but && card(v, { level: "h3" }), copies(v)]);
}

/** What all reports together say of an act. */
export const told = (act) => h("dl", { class: "totals small" },
  ["reports", "outlets", "origins"].map((name) => h("div", {}, h("dt", {}, t(`measure.${name}`)), h("dd", {}, number(act[name])))),
  h("div", {}, h("dt", {}, t("fact.claim")), h("dd", {}, term("claim", act.claim))),
  act.counts.map((c) => h("div", {}, h("dt", {}, term("counts", c.kind)), h("dd", {}, number(c.best), c.low !== c.high && h("span", { class: "faint" }, " ", ltr(`${number(c.low)}–${number(c.high)}`))))));

export const actLine = (r) => [a(`/act/${r.id}`, badge(r)), " ", persons(r.actor), r.recipient.length > 0 && [h("span", { class: "arrow", role: "img", "aria-label": t("toward") }), persons(r.recipient)]];

async function act(id) {
  const found = await ask(`acts/${encodeURIComponent(id)}`);
  return [
    title(badge(found), " ", persons(found.actor), found.recipient.length > 0 && [h("span", { class: "arrow", role: "img", "aria-label": t("toward") }), persons(found.recipient)]),
    h("p", { class: "line faint" }, h("span", {}, days(found.from, found.to)), found.place && name(found.place), a(`/story/${found.story}`, t("its_story"))),
    told(found),
    h("section", { "aria-labelledby": "versions" }, h("h2", { id: "versions" }, t("versions")), tellings(found)),
    versionTable(found),
  ];
}

/** The same as a table: who says what. */
export const versionTable = (act) => twin(table(t("versions"), [t("side.outlet"), t("fact.published"), t("fact.status"), t("said_by"), t("denied_by"), t("copies_n")],
  act.versions.map((v) => [a(`/event/${v.event.id}`, v.report.outlet ? bdi(v.report.outlet) : ltr(v.event.id)), day(v.report.published), term("status", v.event.status), names(v.event.said_by.map((x) => x.text)), names(v.event.denied_by.map((x) => x.text)), v.copies.length])));

// ── Agreements ───────────────────────────────────────────────────────────────
const STATUSES = ["proposed", "negotiating", "announced", "signed", "in_force", "violation_alleged", "suspended", "rejected", "ended"];
export const step = (status) => h("span", { class: `status step-${status}` }, term("pact", status));

async function agreements() {
  const query = params();
  const check = h("input", { type: "checkbox", name: "registered", id: "f-registered", value: "1", checked: query.registered === "1" });
  const found = await ask("agreements", { q: query.q, status: query.status, registered: query.registered, from: query.from, to: query.to, order: query.order ?? "most", offset: query.offset });
  return [
    title(t("view.agreements")),
    linked(),
    h("p", {}, t("about_agreements")),
    bar("/agreements", { q: text("q"), status: choice("status", STATUSES, "pact"), from: date("from"), to: date("to"), order: select("order", ["most", "newest"], query.order ?? "most", (v) => t(`sorted.${v}`)), registered: check }),
    found.rows.length
      ? table(t("view.agreements"), [t("agreement"), t("fact.status"), t("parties"), t("first_told"), t("last_told"), t("measure.reports"), t("violations"), t("commitments")],
          found.rows.map((r) => [a(`/agreement/${r.id}`, name(r.name)), step(r.status), names(r.parties.slice(0, 4).map(([p]) => p.name)), day(r.first), day(r.last), r.reports, r.violations, r.promised]))
      : h("p", {}, t("nothing")),
    pager("/agreements", found.offset, found.limit, found.total),
    take("agreements", shown("agreements")),
  ];
}

/** Asks how far an agreement is carried out, and writes it to the log. */
async function mark(id) {
  const by = await reviewer();
  const given = by && (await dialog(t("verb.mark"), [field("mark", select("mark", ["0", "1", "2", "3", "-"], "0", (v) => term("mark", v), "d-mark"), t("marks")), field("reason", h("input", { id: "d-reason", name: "reason", dir: "auto" }), t("log.reason"))], t("ok")));
  if (!given) return;
  try {
    await decide({ verb: "mark", events: [id], by, value: given.mark, reason: given.reason || undefined });
    go(location.pathname, true);
  } catch (error) {
    say(error.message);
  }
}

async function agreement(id) {
  const found = await ask(`agreements/${encodeURIComponent(id)}`);
  const people = (all) => h("ul", { class: "facet" }, all.map(([p, n]) => h("li", {}, who(p), " ", h("span", { class: "faint number" }, t("n_reports", number(n))))));
  const charged = found.history.filter((x) => x.status === "violation_alleged");
  const charge = (x) => h("li", {}, h("p", { class: "line" }, h("span", {}, days(x.from, x.to)), h("span", {}, t("alleged_by"), " ", names(x.alleged_by)), h("span", {}, t("alleged_of"), " ", names(x.alleged_of)), x.denied_by.length > 0 && h("span", {}, t("denied_by"), " ", names(x.denied_by))), sentences(x.sources));
  const later = (all) => all.length > 0 && h("ul", {}, all.map(([outcome, x]) => h("li", {}, h("span", { class: "status" }, term("outcome", outcome)), sentence(x))));
  return [
    title(name(found.name)),
    h("p", { class: "line faint" }, step(found.status), h("span", {}, term("agreement", found.kind)), found.registered && h("span", {}, t("of_register")), found.place && name(found.place)),
    h("div", { class: "sides" },
      h("div", {},
        h("section", { "aria-labelledby": "steps" }, h("h2", { id: "steps" }, t("steps")), h("p", { class: "faint" }, t("about_steps")),
          h("ol", { class: "steps" }, found.history.map((x) => h("li", {}, h("p", { class: "line" }, h("strong", {}, days(x.from, x.to)), step(x.status), h("span", { class: "faint" }, t("n_reports", number(x.reports)))), sentences(x.sources))))),
        h("section", { "aria-labelledby": "violations" }, h("h2", { id: "violations" }, t("violations")),
          charged.length ? h("ul", { class: "steps" }, charged.map(charge)) : h("p", { class: "faint" }, t("none_told"))),
        h("section", { "aria-labelledby": "commitments" }, h("h2", { id: "commitments" }, t("commitments")),
          found.commitments.length ? h("ul", { class: "steps" }, found.commitments.map((c) => h("li", {}, h("p", { class: "line" }, h("strong", {}, names(c.who)), h("span", {}, term("type", c.what)), c.due && h("span", {}, t("due"), " ", days(...c.due))), sentence(c.source), later(c.later)))) : h("p", { class: "faint" }, t("none_told"))),
        h("section", { "aria-labelledby": "marks" }, h("h2", { id: "marks" }, t("marks")), h("p", { class: "faint" }, t("about_marks")),
          found.marks.length > 0 && h("ul", { class: "steps" }, found.marks.map((x) => h("li", { class: "line" }, h("strong", {}, term("mark", x.mark)), bdi(x.by), day(x.day)))),
          h("p", {}, h("button", { type: "button", onclick: () => mark(id) }, t("verb.mark")))),
        twin(table(t("steps"), [t("fact.day"), t("fact.status"), t("alleged_by"), t("alleged_of"), t("denied_by"), t("measure.reports")],
          found.history.map((x) => [days(x.from, x.to), term("pact", x.status), names(x.alleged_by), names(x.alleged_of), names(x.denied_by), x.reports]))),
      ),
      h("aside", { "aria-label": t("parties") },
        h("h2", {}, t("parties")), found.parties.length ? people(found.parties) : h("p", { class: "faint" }, t("nobody")),
        found.mediators.length > 0 && [h("h2", {}, t("mediators")), people(found.mediators)],
        h("h2", {}, t("by_names")), h("ul", { class: "plain" }, found.names.slice(0, 20).map((x) => h("li", {}, ar(x)))),
        h("p", {}, h("a", { href: `/api/agreements/${id}` }, "JSON"))),
    ),
  ];
}

// ── Positions ────────────────────────────────────────────────────────────────
const STANCES = ["supports", "rejects", "reserves", "conditions"];
export const stance = (value) => h("span", { class: `stance stance-${value}` }, h("span", { "aria-hidden": "true" }, { supports: "+", rejects: "−", reserves: "~", conditions: "?" }[value] ?? "", " "), term("stance", value));

async function positions() {
  const query = params();
  const asked = { actor: query.actor, toward: query.toward, stance: query.stance, from: query.from, to: query.to };
  const found = await ask("positions", { ...asked, offset: query.offset, limit: 50 });
  const cells = new Map(found.cells.map((c) => [`${c.actor}\n${c.toward}`, c.told]));
  // A cell is the last stance told, with the ones before it counted.
  const cell = (actor, toward) => {
    const all = cells.get(`${actor}\n${toward}`);
    if (!all) return h("span", { class: "faint", title: t("silence") }, "·");
    const last = all.at(-1);
    const changed = all.some((x) => x.stance !== last.stance);
    return a(href("/positions", { actor, toward }), stance(last.stance), h("br"), h("span", { class: "faint" }, day(last.day), changed && ` ${t("was_other")}`));
  };
  return [
    title(t("view.positions")),
    linked(),
    h("p", {}, t("about_positions")),
    found.matters.length > 0 && h("div", { class: "matrix" }, table(t("caption.matrix"), [t("side.actor"), ...found.matters.map((m) => name(m))],
      found.actors.map((actor) => [a(href("/positions", { actor }), name(actor)), ...found.matters.map((m) => cell(actor, m))]), { sortable: false })),
    h("h2", {}, t("stances")),
    bar("/positions", { actor: text("actor"), toward: text("toward"), stance: choice("stance", STANCES), from: date("from"), to: date("to") }),
    found.rows.length
      ? h("ul", { class: "steps" }, found.rows.map((r) => h("li", {}, h("p", { class: "line" }, h("strong", {}, who(r.actor)), stance(r.stance), h("span", {}, t("toward"), " ", a(href("/positions", { toward: r.toward }), name(r.toward))), h("span", { class: "faint" }, day(r.day)), r.changed && h("span", { class: "status" }, t("before_that", term("stance", r.before)))), sentences(r.sources))))
      : h("p", {}, t("nothing")),
    pager("/positions", found.offset, found.limit, found.total),
    take("positions", shown("positions")),
    twin(table(t("stances"), [t("side.actor"), t("toward"), t("filter.stance"), t("fact.day"), t("before_stance"), t("measure.reports")],
      found.rows.map((r) => [name(r.actor.name), name(r.toward), term("stance", r.stance), day(r.day), r.before ? term("stance", r.before) : "", r.reports]))),
  ];
}

// ── Namings ──────────────────────────────────────────────────────────────────
async function namings() {
  const query = params();
  const found = await ask("namings", { actor: query.actor, outlet: query.outlet, offset: query.offset, limit: 200 });
  const chosen = found.actors.find((x) => x.actor === query.actor);
  const outlets = [...new Set(found.rows.map((r) => r.outlet))];
  const head = [title(t("view.namings")), linked(), h("p", {}, t("about_namings"))];
  if (!query.actor) {
    return [...head, table(t("view.namings"), [t("side.actor"), t("designations"), t("measure.outlets"), t("measure.reports")],
      found.actors.map((x) => [a(href("/namings", { actor: x.actor }), name(x.name)), x.designations, x.outlets, x.reports]))];
  }
  // Beside each other: a bar for each designation, as long as its share of the outlet's namings.
  const column = (outlet) => h("section", { "aria-label": outlet || t("none") }, h("h2", {}, outlet ? bdi(outlet) : t("none")),
    h("ol", { class: "namings" }, found.rows.filter((r) => r.outlet === outlet).map((r) => h("li", {},
      h("p", { class: "line" }, ar(r.designation), h("span", { class: "faint number" }, t("times_of", number(r.count), percent(r.share)))),
      h("div", { "aria-hidden": "true" }, share(r.share)),
      h("details", {}, h("summary", {}, days(r.first, r.last)), r.sources.map(sentence))))));
  return [
    title(t("view.namings"), ": ", name(chosen?.name ?? found.rows[0]?.name ?? query.actor)),
    linked(),
    h("p", {}, t("about_namings"), " ", a("/namings", t("all_actors"))),
    found.rows.length ? h("div", { class: "columns" }, outlets.map(column)) : h("p", {}, t("nothing")),
    pager("/namings", found.offset, found.limit, found.total),
    take("namings", shown("namings")),
    twin(table(t("view.namings"), [t("designation"), t("side.outlet"), t("times"), t("share"), t("measure.reports"), t("first_told"), t("last_told")],
      found.rows.map((r) => [ar(r.designation), bdi(r.outlet), r.count, percent(r.share), r.reports, day(r.first), day(r.last)]))),
  ];
}
const share = (x) => {
  const flip = rtl() && setting("axis") === "auto";
  return s("svg", { class: "share", viewBox: "0 0 100 4", preserveAspectRatio: "none" }, s("rect", { x: flip ? 100 - 100 * x : 0, y: 0, width: 100 * x, height: 4 }));
};

// ── Stories ──────────────────────────────────────────────────────────────────
async function stories() {
  const query = params();
  const order = query.order ?? "newest";
  const found = await ask("stories", { q: query.q, from: query.from, to: query.to, least: query.least, order, offset: query.offset });
  const least = h("input", { name: "least", id: "f-least", type: "number", min: 1, value: query.least ?? 2 });
  return [
    title(t("view.stories")),
    linked(),
    h("p", {}, t("about_stories")),
    bar("/stories", { q: text("q"), from: date("from"), to: date("to"), least, order: select("order", ["newest", "most"], order, (v) => t(`sorted.${v}`)) }),
    found.rows.length
      ? table(t("view.stories"), [t("story"), t("days"), t("measure.reports"), t("measure.outlets"), t("texts"), t("measure.acts")],
          found.rows.map((r) => [a(`/story/${r.id}`, h("bdi", { lang: r.language }, r.title)), days(r.from, r.to), r.reports, r.outlets, r.texts, r.events]))
      : h("p", {}, t("nothing")),
    pager("/stories", found.offset, found.limit, found.total),
    take("stories", shown("stories")),
  ];
}

async function story(id) {
  const found = await ask(`stories/${encodeURIComponent(id)}`);
  const seen = new Set();
  // What copies a text that stands before it is folded into one line.
  const report = (r) => {
    const copy = r.wire && seen.has(r.wire);
    if (r.wire) seen.add(r.wire);
    return h("li", {}, h("span", { class: "faint" }, day(r.published)), " ", a(`/report/${r.key}`, h("bdi", { lang: r.language }, r.title)), " ", h("span", { class: "faint" }, r.outlet && bdi(r.outlet), copy && ` · ${t("a_copy")}`));
  };
  const outlet = new Map(found.reports_told.map((r) => [r.key, r.outlet]));
  const copied = (c) => h("li", {},
    h("p", { class: "line" }, c.origin ? h("strong", {}, term("origin", c.known), " ", name(c.origin)) : t("origin.unknown"), h("span", { class: "faint" }, t("n_reports", number(c.documents.length)))),
    h("p", { class: "line" }, c.documents.map((key) => a(`/report/${key}`, outlet.get(key) ? bdi(outlet.get(key)) : ltr(key)))),
    (c.translations ?? []).map((x) => h("p", { class: "line" }, h("span", { class: "status" }, t("translated", term("language", x.language))), a(`/report/${x.document}`, outlet.get(x.document) ? bdi(outlet.get(x.document)) : ltr(x.document)), h("span", { class: "faint" }, t("shared"), " ", names(x.shared)))));
  return [
    title(h("bdi", { lang: found.language }, found.title)),
    h("p", { class: "line faint" }, h("span", {}, days(found.from, found.to)), h("span", {}, t("n_reports", number(found.reports)))),
    found.about && h("p", { class: "line" }, h("strong", {}, term("type", found.about.type)), h("span", {}, names(found.about.actor), found.about.recipient.length > 0 && [h("span", { class: "arrow", role: "img", "aria-label": t("toward") }), names(found.about.recipient)])),
    h("dl", { class: "totals small" }, [["measure.reports", found.reports], ["measure.outlets", found.outlets], ["texts", found.texts], ["measure.acts", found.acts.total]].map(([name, n]) => h("div", {}, h("dt", {}, t(name)), h("dd", {}, number(n))))),
    h("div", { class: "sides" },
      h("section", { "aria-labelledby": "acts" }, h("h2", { id: "acts" }, t("acts")), h("p", { class: "faint" }, t("about_acts")),
        h("ul", { class: "steps" }, found.acts.rows.map((r) => h("li", {}, h("p", { class: "line" }, h("span", {}, actLine(r)), h("span", { class: "faint" }, days(r.from, r.to)), h("span", { class: "status" }, term("claim", r.claim)), h("span", { class: "faint" }, t("n_reports", number(r.reports)))))))),
      h("aside", { "aria-label": t("measure.reports") },
        found.copies.length > 0 && [h("h2", {}, t("copied")), h("p", { class: "faint" }, t("about_copied")), h("ul", { class: "steps" }, found.copies.map(copied))],
        h("h2", {}, t("measure.reports")), h("ol", { class: "plain reports" }, found.reports_told.map(report)),
        h("h2", {}, t("silent")), h("p", { class: "faint" }, t("about_silent")), found.silent.length ? h("p", {}, names(found.silent)) : h("p", { class: "faint" }, t("nobody_silent"))),
    ),
  ];
}

// ── Calendar ─────────────────────────────────────────────────────────────────
const OUTCOMES = ["ahead", "held", "put_off", "off", "failed", "untold"];

async function calendar() {
  const query = params();
  const vague = h("input", { type: "checkbox", name: "vague", id: "f-vague", value: "1", checked: query.vague === "1" });
  const found = await ask("calendar", { q: query.q, outcome: query.outcome, from: query.from, to: query.to, vague: query.vague, offset: query.offset });
  const outcome = (r) => h("span", { class: `status outcome-${r.outcome}` }, term("outcome", r.outcome));
  return [
    title(t("view.calendar")),
    linked(),
    h("p", {}, t("about_calendar")),
    bar("/calendar", { q: text("q"), outcome: choice("outcome", OUTCOMES), from: date("from"), to: date("to"), vague }),
    found.rows.length
      ? h("ul", { class: "steps" }, found.rows.map((r) => h("li", {},
          h("p", { class: "line" }, h("strong", {}, days(r.from, r.to)), outcome(r), a(`/act/${r.id}`, term("type", r.type)), h("span", {}, names(r.actor), r.recipient.length > 0 && [h("span", { class: "arrow", role: "img", "aria-label": t("toward") }), names(r.recipient)]), r.place && bdi(r.place)),
          sentences(r.announced),
          r.told.length > 0 && h("details", {}, h("summary", {}, t("what_became")), r.told.slice(0, 6).map(([o, x]) => [h("span", { class: "status" }, term("outcome", o)), sentence(x)])))))
      : h("p", {}, t("nothing")),
    pager("/calendar", found.offset, found.limit, found.total),
    take("calendar", shown("calendar")),
    twin(table(t("view.calendar"), [t("fact.day"), t("outcome"), t("side.type"), t("side.actor"), t("side.recipient"), t("side.place"), t("measure.reports")],
      found.rows.map((r) => [days(r.from, r.to), term("outcome", r.outcome), term("type", r.type), names(r.actor), names(r.recipient), r.place ? bdi(r.place) : "", r.announced.length]))),
  ];
}

export async function view({ way, id }) {
  await learn();
  return { act, agreements, agreement, positions, namings, stories, story, calendar }[way](id);
}

// The month's draft: what was counted, what happened, what was alleged and denied, what is scheduled. Nobody has reviewed it, and it says so.
import { ask, code, h, href, lang, number, params, period, t, term } from "/page/base.js";
import { a, select, table, title, twin } from "/page/parts.js";
import { actLine, bar, days, learn, linked, name, names, sentence, stance, step, who } from "/page/across.js";

/** A part of the draft; what has nothing says so. */
const part = (id, all, line) => h("section", { "aria-labelledby": id }, h("h2", { id }, t(`draft.${id}`)), all.length ? h("ul", { class: "steps" }, all.map((x) => h("li", {}, line(x)))) : h("p", { class: "faint" }, t("none_told")));

const counts = (r) => r.counts.map((c) => h("span", {}, term("counts", c.kind), " ", number(c.low), c.low !== c.high && `–${number(c.high)}`));
const act = (r) => [
  h("p", { class: "line" }, h("strong", {}, days(r.from, r.to)), h("span", {}, actLine(r)), counts(r), h("span", { class: "status" }, term("claim", r.claim)), h("span", { class: "faint" }, t("told_by", number(r.reports), number(r.origins)))),
  r.versions.slice(0, 1).map(sentence),
];
const stepped = ([agreement, x]) => [h("p", { class: "line" }, h("strong", {}, days(x.from, x.to)), name(agreement), step(x.status)), x.sources.slice(0, 1).map(sentence)];
const charge = ([agreement, x]) => [
  h("p", { class: "line" }, h("strong", {}, days(x.from, x.to)), name(agreement), h("span", {}, t("alleged_by"), " ", names(x.alleged_by)), h("span", {}, t("alleged_of"), " ", names(x.alleged_of)), x.denied_by.length > 0 && h("span", {}, t("denied_by"), " ", names(x.denied_by))),
  x.sources.slice(0, 1).map(sentence),
];
const stood = (x) => [
  h("p", { class: "line" }, h("strong", {}, days(x.day, x.day)), who(x.actor), stance(x.stance), h("span", {}, t("toward"), " ", a(href("/positions", { toward: x.toward }), name(x.toward))), x.before && x.before !== x.stance && h("span", { class: "status" }, t("before_that", term("stance", x.before)))),
  x.sources.slice(0, 1).map(sentence),
];
const planned = (x) => [h("p", { class: "line" }, h("strong", {}, days(x.from, x.to)), a(`/act/${x.id}`, term("type", x.type)), h("span", {}, names(x.actor)), x.place && name(x.place)), x.announced.slice(0, 1).map(sentence)];

/** Distinct acts of the month beside those of the one before. */
const trend = (draft) => [
  h("h2", { id: "trend" }, t("draft.trend")),
  h("p", {}, t("draft.reports", number(draft.reports))),
  table(t("draft.trend"), [t("side.quad"), t("draft.now"), t("draft.before")], draft.trend.map(([quad, now, before]) => [term("quad", quad), now, before ?? t("draft.unread")]), { sortable: false }),
];

const files = (draft) => h("div", { class: "take line" },
  h("span", { class: "faint" }, t("take_away")),
  ["md", "html"].map((form) => h("a", { href: href(`/api/export/digest.${form}`, { month: draft.month, country: draft.about, lang: lang() }), download: true }, { md: "Markdown", html: "HTML" }[form])),
  h("button", { type: "button", class: "link", onclick: () => print() }, t("draft.print")));

export async function view() {
  await learn();
  const query = params();
  const { months, draft } = await ask("digest", { month: query.month, country: query.country });
  const of = (month) => period(month, "month");
  const known = draft && !months.some((m) => m.month === draft.month) ? [{ month: draft.month, reports: 0 }, ...months] : months;
  const month = select("month", known.map((m) => m.month), draft?.month, (m) => `${of(m)} (${number(known.find((x) => x.month === m).reports)})`);
  const land = h("input", { name: "country", id: "f-country", type: "text", dir: "ltr", value: query.country, maxlength: 3, placeholder: "LBY", autocomplete: "off" });
  if (!draft) return [title(t("draft.title")), linked(), h("p", {}, t("nothing"))];
  return [
    title(t("draft.title"), ": ", of(draft.month), draft.about && [t("comma"), code(draft.about)]),
    linked(),
    h("p", { class: "note" }, h("strong", {}, t("draft.notice"))),
    bar("/digest", { month, country: land }),
    h("section", { "aria-labelledby": "trend" }, trend(draft)),
    part("developments", draft.developments, act),
    part("talks", draft.talks, act),
    part("agreements", draft.agreements, stepped),
    part("violations", draft.violations, charge),
    part("positions", draft.positions, stood),
    part("scheduled", draft.scheduled, planned),
    twin(table(t("draft.acts"), [t("fact.day"), t("side.type"), t("side.actor"), t("side.recipient"), t("fact.claim"), t("measure.reports"), t("measure.origins")],
      [...draft.developments, ...draft.talks].map((r) => [days(r.from, r.to), term("type", r.type), names(r.actor.map((p) => p.name)), names(r.recipient.map((p) => p.name)), term("claim", r.claim), r.reports, r.origins]))),
    files(draft),
  ];
}

// An event: the words it was read from with everybody's part in them, who says so and who denies, what was decided.
import { ar, ask, bdi, code, day, h, href, ltr, number, percent, t, term, time } from "/page/base.js";
import { a, badge, card, codes, onKeys, party, table, title, whom } from "/page/parts.js";
import { passage, spansOf } from "/page/text.js";
import { actions } from "/page/review.js";
import { tellings, told, versionTable } from "/page/across.js";

/** Everybody's part in an event: the colour it is marked with, its name, the words. */
export function parts(found) {
  const { event } = found;
  const people = (role) => event[role].map((x) => h("li", {}, h("span", { class: `swatch role-${role}` }), h("span", { class: "faint" }, t(`role.${role}`)), " ", party(x), x.name && h("span", { class: "faint" }, " ", h("span", { lang: "en" }, bdi(x.name)))));
  const words = (role, x, more) => x && h("li", {}, h("span", { class: `swatch role-${role}` }), h("span", { class: "faint" }, t(`role.${role}`)), " ", ar(x.text), more && [" ", more]);
  const spot = (x) => x && h("span", { class: "faint" }, [x.name && bdi(x.name), x.country && ` (${code(x.country)}`, x.country && `, ${term("precision", x.precision)})`]);
  return h("ul", { class: "parts" },
    people("actor"), people("recipient"),
    words("trigger", event.trigger),
    people("said_by"), people("denied_by"),
    words("place", event.place, spot(event.place)),
    words("date", event.date, event.date && h("span", { class: "faint" }, day(`${event.date.from}/${event.date.to}`))),
    event.counts.map((c) => words("counts", c, h("span", { class: "faint" }, term("counts", c.kind), " ", number(c.low), c.high != null && c.high !== c.low && `–${number(c.high)}`))),
  );
}

/** What an event is, beside its words. */
export const facts = (found) => {
  const { event, report } = found;
  const row = (name, value) => value && [h("dt", {}, t(`fact.${name}`)), h("dd", {}, value)];
  return h("dl", { class: "facts" },
    row("type", [term("type", event.type), event.mode && ` · ${term("mode", event.mode)}`]),
    row("quad", term("quad", event.quad)),
    row("intensity", ltr(number(event.intensity))),
    row("status", term("status", event.status)),
    row("claim", term("claim", found.claim_status)),
    row("review", term("review", found.review_status)),
    row("merged_into", found.merged_into && a(`/event/${found.merged_into}`, ltr(found.merged_into))),
    row("disputed", found.disputed && t("is_disputed")),
    row("day", [found.day_from === "report" && h("span", { class: "faint" }, t("day_of_report"), " "), day(found.day)]),
    row("confidence", percent(event.confidence)),
    row("rule", ltr(event.rule)),
    row("outlet", report.outlet && bdi(report.outlet)),
    row("published", report.published && [day(report.published), report.published_inferred && h("span", { class: "faint" }, " ", t("inferred"))]),
    row("id", ltr(event.id)),
    row("program", ltr(`${found.version.engine} · ${found.version.knowledge}`)),
  );
};

export const decided = (all) =>
  table(t("caption.decisions"), [t("log.at"), t("log.by"), t("log.verb"), t("log.field"), t("log.before"), t("log.after"), t("log.reason")],
    all.map((d) => [time(d.at), bdi(d.by), term("verb", d.verb), d.field ? t(`fact.${d.field}`) : "", d.before ? bdi(short(d.before)) : "", after(d), d.reason ? bdi(reason(d.reason)) : ""]));

/** What was decided or told, as people read it. */
export function after(d) {
  if (d.verb !== "tell") return d.after ? bdi(d.after) : "";
  const told = Object.entries(JSON.parse(d.after ?? "{}"));
  const value = (field, v) => (["type", "mode", "status"].includes(field) && v !== "-" ? (v === "none" ? t("reason.not-an-event") : term(field, v)) : v);
  return told.map(([field, v], n) => [n > 0 && t("comma"), h("span", { class: "faint" }, t(`compared.${field}`)), " ", bdi(value(field, v))]);
}

/** What a field was, as people read it. */
function short(before) {
  try {
    const value = JSON.parse(before);
    if (value === null) return "–";
    if (Array.isArray(value)) return value.map((x) => [x.text, codes(x)].filter(Boolean).join(" ")).join(t("comma")) || "–";
    if (typeof value === "object") return value.from ? day(`${value.from}/${value.to}`) : (value.text ?? "");
    return String(value);
  } catch {
    return before;
  }
}
/** A reason's code in words. */
export const reason = (text) => text.split(/[:;]\s*/).filter(Boolean).map((part) => term("reason", part)).join(t("comma"));

export async function view({ id }) {
  const found = await ask(`events/${encodeURIComponent(id)}`);
  const { event, report } = found;
  const language = report.language;
  const again = () => dispatchEvent(new Event("rasid:go"));
  const bar = actions(found, { done: again });
  onKeys(bar.keys);
  const words = passage(found.passage.text, found.passage.start, spansOf(event), language);
  bar.words(words, found.passage);
  return [
    title(badge(event), " ", whom(event, false)),
    h("p", { class: "line faint" }, report.outlet && bdi(report.outlet), report.published && h("span", {}, day(report.published)), a(href(`/report/${found.key}`, { event: event.id }), t("read_report"))),
    h("div", { class: "sides" },
      h("div", {},
        h("section", { "aria-labelledby": "words" }, h("h2", { id: "words" }, t("words")), words, parts(found)),
        bar.element,
        h("section", { "aria-labelledby": "history" }, h("h2", { id: "history" }, t("history")), found.decisions.length ? decided(found.decisions) : h("p", { class: "faint" }, t("undecided"))),
        found.act && h("section", { "aria-labelledby": "across" }, h("h2", { id: "across" }, t("across")), told(found.act), h("p", { class: "line" }, h("span", { class: "faint" }, t("about_across")), a(`/act/${found.act.id}`, t("open_act")), a(`/story/${found.act.story}`, t("its_story"))),
          found.act.versions.length > 1 || found.act.versions.some((v) => v.copies.length) ? [tellings(found.act, event.id), versionTable(found.act)] : h("p", { class: "faint" }, t("only_here"))),
        found.tellings.length > 0 && h("section", { "aria-labelledby": "tellings" }, h("h2", { id: "tellings" }, t("tellings")), found.tellings.map((x) => card(x, { level: "h3" }))),
      ),
      h("aside", { "aria-label": t("facts") }, h("h2", {}, t("facts")), facts(found), h("p", {}, h("a", { href: `/api/events/${event.id}` }, "JSON"))),
    ),
  ];
}

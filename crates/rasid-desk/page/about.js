// What the coder did not know, who read the reports with what, how right it was; and the log of decisions.
import { ar, ask, bdi, day, go, h, href, ltr, number, params, percent, t, term, time } from "/page/base.js";
import { a, field, later, pager, select, table, title } from "/page/parts.js";
import { after, reason } from "/page/event.js";
import { take } from "/page/take.js";

const KINDS = ["unknown_name", "unknown_place", "unknown_word", "unknown_frame", "unanchored_time", "text"];

async function notes() {
  const query = params();
  const kind = select("kind", ["", ...KINDS], query.kind, (v) => (v ? term("note", v) : t("any")));
  kind.addEventListener("change", () => go(href("/notes", { kind: kind.value })));
  const share = (right) => (right ? h("span", {}, percent(right.share), " ", h("span", { class: "faint" }, ltr(`${percent(right.low)} – ${percent(right.high)}`))) : "–");
  return [
    title(t("view.notes")),
    h("section", { "aria-labelledby": "quality" },
      h("h2", { id: "quality" }, t("quality")),
      h("p", {}, t("about_quality"), " ", a("/review?order=random", t("audit"))),
      later(ask("quality"), ({ types, agreement }) => [agreement && h("p", {}, t("agreement_blind", number(agreement.of)), " ", share(agreement)),
        types.length
          ? table(t("caption.quality"), [t("side.type"), t("review.accepted"), t("review.corrected"), t("review.rejected"), t("review.merged"), t("drawn"), t("right")],
              types.map((x) => [term("type", x.type), x.decided.accepted, x.decided.corrected, x.decided.rejected, x.decided.merged, x.right?.of ?? 0, share(x.right)]))
          : h("p", { class: "faint" }, t("undecided_all"))]),
    ),
    h("section", { "aria-labelledby": "agreement" },
      h("h2", { id: "agreement" }, t("agreement")),
      h("p", {}, t("about_agreement"), " ", a("/review?order=second", t("order.second"))),
      later(ask("agreement"), alike)),
    h("section", { "aria-labelledby": "runs" },
      h("h2", { id: "runs" }, t("runs")),
      later(ask("runs"), ({ runs }) => table(t("caption.runs"), [t("log.at"), t("fact.program"), t("knowledge"), t("measure.reports"), t("standing")], runs.map((r) => [time(r.at), ltr(r.engine), ltr(r.knowledge), r.reports, r.standing]))),
    ),
    h("section", { "aria-labelledby": "unknown" },
      h("h2", { id: "unknown" }, t("unknown")),
      h("p", {}, t("about_notes")),
      h("div", { class: "fields" }, field("kind", kind)),
      later(ask("notes", { kind: query.kind, limit: 200 }), (found) =>
        found.notes.length
          ? table(t("caption.notes"), [t("form"), t("filter.kind"), t("measure.reports"), t("times"), ""], found.notes.map((n) => [ar(n.form), term("note", n.kind), n.reports, n.times, a(href("/search", { q: `"${n.form}"` }), t("view.search"))]))
          : h("p", {}, t("nothing"))),
    ),
  ];
}

/** How alike people judge, and how alike each of them and the machine. */
function alike({ rows }) {
  if (!rows.length) return h("p", { class: "faint" }, t("judged_once"));
  const range = (x, low, high) => (x == null ? t("undefined") : h("span", {}, number(x), " ", h("span", { class: "faint" }, ltr(`${number(low)} – ${number(high)}`))));
  const share = (r) => h("span", {}, percent(r.agreement), " ", h("span", { class: "faint" }, ltr(`${percent(r.agreement_low)} – ${percent(r.agreement_high)}`)));
  const cells = (r) => [t(r.blind ? "told_blind" : "told_all"), r.items, share(r), range(r.alpha, r.alpha_low, r.alpha_high), r.few ? t("too_few") : ""];
  const heads = [t("how_told"), t("items"), t("alike"), t("alpha"), ""];
  const people = rows.filter((r) => !r.by);
  const machine = rows.filter((r) => r.by);
  return [
    people.length
      ? table(t("caption.people"), [t("log.field"), ...heads.slice(0, 1), t("people"), ...heads.slice(1)], people.map((r) => [t(`compared.${r.field}`), ...cells(r).slice(0, 1), r.people, ...cells(r).slice(1)]))
      : h("p", { class: "faint" }, t("judged_once")),
    machine.length > 0 && table(t("caption.machine"), [t("log.by"), t("log.field"), ...heads], machine.map((r) => [bdi(r.by), t(`compared.${r.field}`), ...cells(r).map((c, n) => (n === 0 && !r.blind ? t("told_shown") : c))])),
    take("agreement", {}),
  ];
}

async function log() {
  const query = params();
  const found = await ask("log", { event: query.event, offset: query.offset });
  return [
    title(t("view.log")),
    h("p", {}, t("about_log")),
    found.decisions.length
      ? table(t("caption.decisions"), [t("log.at"), t("log.by"), t("log.verb"), t("log.event"), t("log.change"), t("log.reason")],
          found.decisions.map((d) => [time(d.at), bdi(d.by), term("verb", d.verb), a(`/${d.verb === "mark" ? "agreement" : "event"}/${d.event}`, ltr(d.event)), d.field ? h("span", {}, t(`fact.${d.field}`), ": ", bdi(d.after)) : after(d), d.reason ? bdi(reason(d.reason)) : ""]))
      : h("p", {}, t("undecided_all")),
    pager("/log", found.offset, found.limit, found.total),
    take("log", { event: query.event }),
  ];
}

export const view = ({ way }) => (way === "log" ? log() : notes());

// A report, whole, with the words its events were read from.
import { ar, ask, bdi, day, h, href, ltr, number, params, t, term, time } from "/page/base.js";
import { a, badge, title, whom } from "/page/parts.js";
import { mark, passage, rectangle, spansOf } from "/page/text.js";

export async function view({ id }) {
  const chosen = params().event;
  // Any words, by their code points.
  const [start, end] = (params().at ?? "").split("-").map(Number);
  const span = end > start ? { role: "chosen", start, end } : null;
  const found = await ask(`documents/${encodeURIComponent(id)}`);
  const standing = found.events.filter((e) => !["rejected", "merged"].includes(e.review_status));
  const quiet = standing.flatMap((e) => [{ role: "evidence", ...e.event.evidence }, { role: "trigger", ...e.event.trigger }]);
  const text = passage(found.text, 0, [], found.language, "div");
  const one = found.events.find((e) => e.event.id === chosen);
  mark(text, found.text, 0, one ? [{ role: "chosen", ...one.event.evidence }, ...spansOf(one.event).filter((x) => x.role !== "evidence")] : span ? [span] : quiet);
  const shown = one?.event.trigger ?? span;
  if (shown) {
    addEventListener("rasid:shown", () => {
      const place = rectangle(text, found.text, 0, shown);
      scrollTo(0, place.top + scrollY - innerHeight / 3);
    }, { once: true });
  }
  const used = ["actor", "recipient", "trigger", "said_by", "denied_by", "place", "date", "counts"];
  const item = (e) =>
    h("li", {},
      h("a", { href: href(`/report/${id}`, { event: e.event.id }), "aria-current": e === one && "true" }, badge(e.event)), " ", whom(e.event, false), " ",
      a(`/event/${e.event.id}`, t("open_event")),
      ["rejected", "merged"].includes(e.review_status) && h("span", { class: "review review-rejected" }, term("review", e.review_status)));
  // The first line is the title where a report has lines.
  const [line] = found.text.trim().split("\n");
  return [
    title(ar(line.length > 140 ? `${line.slice(0, 140)}…` : line)),
    h("p", { class: "line faint" },
      found.outlet && bdi(found.outlet),
      h("span", {}, day(found.published), found.published_inferred && ` ${t("inferred")}`),
      found.url && /^https?:/.test(found.url) && h("a", { href: found.url, rel: "noreferrer noopener external", target: "_blank" }, t("source"), h("span", { class: "unseen" }, ` ${t("new_window")}`)),
      found.tie && a(`/story/${found.tie.story}`, t("its_story")),
      found.superseded_by && a(`/report/${found.superseded_by}`, t("superseded"))),
    h("ul", { class: "legend" }, used.map((role) => h("li", {}, h("span", { class: `swatch role-${role}` }), t(`role.${role}`)))),
    h("div", { class: "sides" },
      h("section", { "aria-label": t("text") }, text),
      h("aside", { "aria-label": t("events_here") },
        h("h2", {}, t("events_here"), " ", h("span", { class: "faint" }, number(found.events.length))),
        (one || span) && h("p", {}, a(`/report/${id}`, t("mark_all"))),
        h("ol", { class: "events" }, found.events.map(item)),
        found.notes.length > 0 && h("details", {}, h("summary", {}, t("notes_here", number(found.notes.length))), h("ul", {}, found.notes.map((n) => h("li", {}, h("span", { class: "faint" }, term("note", n.kind)), " ", ar(n.form ?? n.text))))),
        h("details", {}, h("summary", {}, t("provenance")), h("dl", { class: "facts" },
          h("dt", {}, t("fact.id")), h("dd", {}, bdi(found.id)),
          h("dt", {}, "SHA-256"), h("dd", {}, ltr(found.sha256)),
          h("dt", {}, t("taken_in")), h("dd", {}, time(found.taken_in)),
          h("dt", {}, t("fact.contexts")), h("dd", {}, found.contexts.map((c) => term("context", c)).join(t("comma")) || t("none")))),
      ),
    ),
  ];
}

// The overview: how many events of each type in each period, who dealt with whom, where.
import { ask, code, day, endOf, filters, go, h, href, number, params, period, s, setting, t, term, terms } from "/page/base.js";
import { a, chips, facet, field, filterBar, later, select, table, title, twin } from "/page/parts.js";
import { take } from "/page/take.js";

const back = (iso, days) => {
  const date = new Date(`${iso}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - days + 1);
  return date.toISOString().slice(0, 10);
};

/** The first days of all periods from one day to another. */
function periods(from, to, by, seen) {
  if (!from || !to) return seen;
  const out = [];
  const date = new Date(`${from}T00:00:00Z`);
  if (by === "week") date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  if (by === "month" || by === "year") date.setUTCDate(1);
  if (by === "year") date.setUTCMonth(0);
  const length = { day: 10, week: 10, month: 7, year: 4 }[by];
  for (; date.toISOString().slice(0, 10) <= to && out.length < 800; ) {
    out.push(date.toISOString().slice(0, length));
    if (by === "month") date.setUTCMonth(date.getUTCMonth() + 1);
    else if (by === "year") date.setUTCFullYear(date.getUTCFullYear() + 1);
    else date.setUTCDate(date.getUTCDate() + (by === "week" ? 7 : 1));
  }
  return out;
}

/** Bars of a type: one a period. What they say stands in the table, too. */
function lane(type, whens, counts, most, address, words) {
  const flip = document.documentElement.dir === "rtl" && setting("axis") === "auto";
  const at = (n) => (flip ? whens.length - 1 - n : n);
  const bar = (when, n) => {
    const value = counts.get(when) ?? 0;
    if (!value) return null;
    const height = Math.max(1.5, (30 * value) / most);
    return s("a", { href: address(when), tabindex: "-1" }, s("title", {}, words(when, value)), s("rect", { class: "reach", x: at(n), y: 0, width: 1, height: 32 }), s("rect", { x: at(n) + 0.08, y: 32 - height, width: 0.84, height }));
  };
  return s("svg", { class: `bars quad-${type.quad}`, viewBox: `0 0 ${Math.max(1, whens.length)} 32`, preserveAspectRatio: "none", "aria-hidden": "true" }, whens.map(bar));
}

function timeline(found, all, measure, query) {
  const { groups, by, from, to } = found;
  const whens = periods(from, to, by, [...new Set(groups.map((g) => g.when).filter(Boolean))].sort());
  const counts = new Map();
  for (const g of groups) {
    // What began before the first period and went on in it stands there.
    const when = whens.find((w) => w === g.when) ?? (g.when && g.when < whens[0] ? whens[0] : null);
    if (!when) continue;
    if (!counts.has(g.type)) counts.set(g.type, new Map());
    counts.get(g.type).set(when, (counts.get(g.type).get(when) ?? 0) + g[measure]);
  }
  const types = all.types.filter((x) => counts.has(x.type));
  if (!types.length) return [h("p", {}, t("nothing"))];
  const most = Math.max(...types.flatMap((x) => [...counts.get(x.type).values()]));
  const sum = (x) => [...counts.get(x.type).values()].reduce((m, n) => m + n, 0);
  // A first or last period may be cut by what is asked.
  const address = (type) => (when) => href("/events", { ...query, type, from: from && when < from ? from : when.padEnd(7, "-01").padEnd(10, "-01"), to: to && endOf(when, by) > to ? to : endOf(when, by) });
  const words = (type) => (when, value) => `${term("type", type)} · ${period(when, by)}: ${number(value)}`;
  const edges = [whens[0], whens[Math.floor((whens.length - 1) / 2)], whens.at(-1)].filter((x, n, l) => l.indexOf(x) === n);
  const quads = all.quads.filter((q) => types.some((x) => x.quad === q));
  return [
    h("ul", { class: "legend" }, quads.map((q) => h("li", {}, h("span", { class: `swatch quad-${q}` }), term("quad", q)))),
    h("div", { class: "lanes" },
      types.map((x) => [
        h("div", { class: "lane-name" }, a(href("/events", { ...query, type: x.type, from, to }), term("type", x.type)), h("span", { class: "faint number" }, number(sum(x)))),
        h("div", { class: "lane", dir: setting("axis") === "ltr" && "ltr" }, lane(x, whens, counts.get(x.type), most, address(x.type), words(x.type))),
      ]),
      h("div", { class: "lane-name" }),
      h("div", { class: "axis faint", dir: setting("axis") === "ltr" && "ltr", "aria-hidden": "true" }, edges.map((when) => h("span", {}, period(when, by)))),
    ),
    h("p", { class: "faint" }, t("tallest", number(most))),
    twin(table(
      t("caption.timeline", t(`measure.${measure}`)),
      [t("side.type"), t("side.quad"), t("sum"), ...whens.map((when) => period(when, by))],
      types.map((x) => [term("type", x.type), term("quad", x.quad), sum(x), ...whens.map((when) => {
        const n = counts.get(x.type).get(when);
        return n ? a(address(x.type)(when), number(n)) : number(0);
      })]),
      { sortable: false },
    )),
  ];
}

export async function view() {
  const query = params();
  const asked = filters(query);
  const [all, archive, found] = await Promise.all([terms(), ask("archive"), ask("overview", { ...asked, by: query.by })]);
  const MEASURES = ["acts", "events", "mentions", "reports"];
  const measure = MEASURES.includes(query.measure) ? query.measure : "events";
  const period = { ...asked, from: found.from, to: found.to };
  const keep = ["by", "measure"];
  const change = (name) => (event) => go(href("/", { ...params(), [name]: event.target.value }));
  const by = select("by", ["day", "week", "month", "year"], found.by, (v) => t(`by.${v}`));
  const measured = select("measure", MEASURES, measure, (v) => t(`measure.${v}`));
  by.addEventListener("change", change("by"));
  measured.addEventListener("change", change("measure"));
  const spans = archive.last_day && [["30", 30, "day"], ["90", 90, "week"], ["365", 365, "month"]].map(([name, days, how]) => a(href("/", { ...asked, from: back(archive.last_day, days), to: archive.last_day, by: how, measure: query.measure }), t(`last.${name}`)));
  const totals = ["reports", "acts", "events", "mentions", "outlets"];
  return [
    title(t("view.overview")),
    h("p", { class: "lead" }, t("archive_holds", number(archive.reports), number(archive.events), number(archive.outlets.length))),
    await filterBar("/", { keep }),
    chips("/"),
    h("section", { "aria-labelledby": "totals" },
      h("h2", { id: "totals" }, found.from && found.to ? t("from_to", day(found.from), day(found.to)) : t("all_time")),
      h("p", { class: "ways" }, spans, a(href("/", { ...asked, from: "0001-01-01", to: "", by: "year", measure: query.measure }), t("last.all"))),
      h("dl", { class: "totals" }, totals.map((name) => h("div", {}, h("dt", {}, t(`measure.${name}`)), h("dd", {}, number(found.totals?.[name] ?? 0))))),
      h("p", { class: "faint" }, t("counts_measure")),
    ),
    h("section", { "aria-labelledby": "timeline" },
      h("h2", { id: "timeline" }, t("timeline")),
      h("div", { class: "fields" }, field("by", by), field("measure", measured)),
      timeline(found, all, measure, asked),
    ),
    take("events", period, ["overview", { by: found.by }]),
    h("section", { "aria-labelledby": "most" },
      h("h2", { id: "most" }, t("most")),
      h("div", { class: "columns" },
        later(ask("network", { ...period, level: "country", limit: 10 }), ({ links }) => [
          table(t("side.dyad"), [t("side.actor"), t("side.recipient"), t("measure.mentions")], links.map((l) => [a(href("/events", { ...period, actor: l.from, recipient: l.to }), code(l.from)), code(l.to), l.from === l.to ? l.mentions : a(href("/series", { actor: l.from, recipient: l.to }), number(l.mentions))])),
        ]),
        facet("place", period, "/events", 10),
        facet("outlet", period, "/events", 10),
      ),
    ),
  ];
}

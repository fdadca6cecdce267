// What two countries did to each other, period by period; where the rate changes by more than chance is marked, and said.
import { ask, code, day, endOf, h, href, number, params, period, rtl, s, setting, t } from "/page/base.js";
import { a, select, table, title, twin } from "/page/parts.js";
import { bar, linked } from "/page/across.js";
import { take } from "/page/take.js";

const UNITS = ["day", "week", "month", "year"];
const HIGH = 100;

/** Bars of acts, those of one side or denied above in lighter colour; a line for the rate of each stretch; what was not read is hatched. */
function chart(points, by, address) {
  const flip = rtl() && setting("axis") === "auto";
  const wide = points.length;
  const at = (n, width = 1) => (flip ? wide - n - width : n);
  const most = Math.max(...points.map((p) => p.events), 1);
  const column = (p, n) => {
    const [all, unsure] = [(HIGH * 0.9 * p.events) / most, (HIGH * 0.9 * p.contested) / most];
    const words = `${period(p.period, by)}: ${number(p.events)}${p.change ? ` · ${t(`series.${p.change}`)}` : ""}`;
    return s("a", { href: address(p), tabindex: "-1" }, s("title", {}, words),
      s("rect", { class: p.gap ? "gap" : "reach", x: at(n), y: 0, width: 1, height: HIGH }),
      p.events > 0 && s("rect", { class: "count", x: at(n) + 0.08, y: HIGH - all, width: 0.84, height: all }),
      unsure > 0 && s("rect", { class: "contested", x: at(n) + 0.08, y: HIGH - all, width: 0.84, height: unsure }));
  };
  // The rate of a stretch stands over its periods as the acts that it makes of the reports read.
  const level = (p) => HIGH - (HIGH * 0.9 * Math.min((p.rate * p.reports) / 1000, most)) / most;
  const rates = points.map((p, n) => !p.gap && s("rect", { class: "rate", x: at(n), y: level(p) - 1, width: 1, height: 2 }));
  const changes = points.map((p, n) => p.change && s("rect", { class: "change", x: flip ? wide - n - 0.04 : n - 0.04, y: 0, width: 0.08, height: HIGH }));
  return s("svg", { class: "bars tall", viewBox: `0 0 ${wide} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" }, points.map(column), rates.filter(Boolean), changes.filter(Boolean));
}

function direction(all, by) {
  const { source, target } = all[0];
  // Reports tell of what was long before them: that is counted, and not drawn, for it would leave no room.
  const begins = Math.max(0, all.findIndex((p) => !p.gap));
  const [points, earlier] = [all.slice(begins), all.slice(0, begins).reduce((sum, p) => sum + p.events, 0)];
  const address = (p) => href("/events", { actor: source, recipient: target, from: p.period, to: endOf(p.period, by) });
  const changes = points.filter((p) => p.change);
  const edges = [points[0], points.at(-1)].map((p) => (by === "month" || by === "year" ? period(p.period, by) : day(p.period)));
  const pair = [code(source), h("span", { class: "arrow", role: "img", "aria-label": t("toward") }), code(target)];
  const id = `${source}-${target}`;
  return h("section", { "aria-labelledby": id },
    h("h2", { id }, pair),
    h("div", { class: "figure", dir: setting("axis") === "ltr" && "ltr" }, chart(points, by, address)),
    h("div", { class: "axis faint", dir: setting("axis") === "ltr" && "ltr", "aria-hidden": "true" }, edges.map((e) => h("span", {}, e))),
    earlier > 0 && h("p", { class: "faint" }, t("series.earlier", number(earlier), day(points[0].period))),
    changes.length
      ? h("ul", { class: "steps" }, changes.map((p) => h("li", { class: "line" }, h("strong", {}, day(p.period)), h("span", { class: "status" }, t(`series.${p.change}`)), h("span", {}, t("series.now", number(Number(p.rate.toPrecision(2))))))))
      : h("p", { class: "faint" }, t("series.even")),
    twin(table(t("caption.series"), [t("period"), t("measure.acts"), t("series.contested"), t("measure.origins"), t("series.intensity"), t("series.goldstein"), t("series.read"), t("series.rate"), t("series.change")],
      points.map((p) => [a(address(p), period(p.period, by)), p.events, p.contested, p.origins, Number(p.intensity.toFixed(1)), Number(p.goldstein.toFixed(1)), p.gap ? t("series.gap") : p.reports, p.gap ? "" : Number(p.rate.toPrecision(2)), p.change ? t(`series.${p.change}`) : ""]), { sortable: false })));
}

/** Pairs that have most to do with each other, each a way to its series. */
const pairs = async () => {
  const { links } = await ask("network", { level: "country", limit: 60, from: "0001-01-01" });
  const met = links.filter((l) => l.from !== l.to);
  return met.length
    ? table(t("caption.pairs"), [t("side.actor"), t("side.recipient"), t("measure.mentions"), t("cooperation"), t("conflict")], met.slice(0, 30).map((l) => [a(href("/series", { actor: l.from, recipient: l.to }), code(l.from)), code(l.to), l.mentions, l.cooperation, l.conflict]))
    : h("p", {}, t("nothing"));
};

export async function view() {
  const { actor, recipient, by: asked } = params();
  const by = UNITS.includes(asked) ? asked : "month";
  const land = (name, value) => h("input", { name, id: `f-${name}`, type: "text", dir: "ltr", value, maxlength: 3, placeholder: "LBY", autocomplete: "off" });
  const head = (more) => [
    title(t("view.series"), more),
    linked(),
    h("p", {}, t("about_series")),
    bar("/series", { actor: land("actor", actor), recipient: land("recipient", recipient), by: select("by", UNITS, by, (v) => t(`by.${v}`)) }),
  ];
  if (!actor || !recipient) return [...head(), await pairs()];
  const { points } = await ask("series", { actor, recipient, by });
  const sides = [...new Set(points.map((p) => p.source))].map((source) => points.filter((p) => p.source === source));
  return [
    ...head([": ", code(actor.toUpperCase()), t("comma"), code(recipient.toUpperCase())]),
    sides.length
      ? [
          h("ul", { class: "legend" }, ["count", "contested", "rate", "change", "gap"].map((kind) => h("li", {}, h("span", { class: `swatch of-${kind}` }), t(`series.key.${kind}`)))),
          sides.map((all) => direction(all, by)),
          take("series", { actor, recipient, by }),
        ]
      : h("p", {}, t("nothing")),
    h("p", {}, a("/series", t("series.others"))),
  ];
}

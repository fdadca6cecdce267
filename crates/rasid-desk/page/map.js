// Where events are said to have happened: points where that is known, rings where only the area is.
import { ask, bdi, code, filters, h, href, number, params, s, t, term } from "/page/base.js";
import { a, chips, filterBar, table, title } from "/page/parts.js";
import { take } from "/page/take.js";

let land;

/** Where the map looks: all that is shown, with room around it. Tenths of a degree, south positive. */
function around(spots) {
  const heavy = spots.slice(0, 60);
  const [xs, ys] = [heavy.map((p) => p.lon * 10), heavy.map((p) => -p.lat * 10)];
  const cut = (all, share) => [...all].sort((x, y) => x - y)[Math.min(all.length - 1, Math.floor(all.length * share))];
  // What is far from nearly all else does not make the rest small.
  const [x0, x1, y0, y1] = [cut(xs, 0.05), cut(xs, 0.95), cut(ys, 0.05), cut(ys, 0.95)];
  const wide = Math.max(x1 - x0, (y1 - y0) * 1.5, 60) * 1.25;
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, wide };
}

function draw(spots, base, query) {
  const view = around(spots);
  const most = Math.max(...spots.map((p) => p.mentions));
  const layer = s("g", {});
  const map = s("svg", { class: "map", "aria-hidden": "true" }, s("path", { class: "land", d: base.land }), s("path", { class: "borders", d: base.borders }), layer);
  const paint = () => {
    const high = view.wide / 1.6;
    map.setAttribute("viewBox", `${view.x - view.wide / 2} ${view.y - high / 2} ${view.wide} ${high}`);
    const unit = view.wide / 900;
    const line = (p) => {
      const exact = ["city", "site"].includes(p.precision);
      const r = (exact ? 2.5 + 15 * Math.sqrt(p.mentions / most) : (p.precision === "region" ? 10 : 16) + 22 * Math.sqrt(p.mentions / most)) * unit;
      return s("a", { href: href("/events", { ...query, place: p.name }), tabindex: "-1" },
        s("title", {}, `${p.text} · ${p.name} · ${number(p.mentions)} · ${term("precision", p.precision)}`),
        s("circle", { class: `${exact ? "point" : "ring"} ${p.conflict > p.mentions / 2 ? "conflict" : "cooperation"}`, cx: p.lon * 10, cy: -p.lat * 10, r, "stroke-width": (exact ? 0.8 : 1.6) * unit, "stroke-dasharray": exact ? null : `${5 * unit} ${4 * unit}` }));
    };
    const name = (p) => s("text", { x: p.lon * 10, y: -p.lat * 10 - 12 * unit, "font-size": 13 * unit, "text-anchor": "middle" }, p.text);
    // Names of the most mentioned, none over another.
    const taken = [];
    const free = spots.filter((p) => {
      const near = taken.some((o) => Math.abs(o.lon - p.lon) * 10 < 80 * unit && Math.abs(o.lat - p.lat) * 10 < 22 * unit);
      if (!near && taken.length < 24) taken.push(p);
      return !near && taken.includes(p);
    });
    layer.replaceChildren(...[...spots].reverse().map(line), ...free.map(name));
    map.style.setProperty("--unit", `${unit}px`);
  };
  const move = (dx, dy, by) => () => {
    view.x += dx * view.wide;
    view.y += dy * view.wide;
    view.wide = Math.min(3600, Math.max(20, view.wide * by));
    paint();
  };
  const button = (name, sign, act) => h("button", { type: "button", "aria-label": t(`map.${name}`), title: t(`map.${name}`), onclick: act }, sign);
  paint();
  return h("div", { class: "figure" },
    map,
    h("div", { class: "tools", dir: "ltr" },
      button("in", "+", move(0, 0, 1 / 1.5)), button("out", "−", move(0, 0, 1.5)),
      button("west", "←", move(-0.2, 0, 1)), button("east", "→", move(0.2, 0, 1)), button("north", "↑", move(0, -0.15, 1)), button("south", "↓", move(0, 0.15, 1))));
}

export async function view() {
  const query = params();
  let asked = filters(query);
  if (!asked.from && !asked.to) {
    const { from, to } = await ask("overview", asked);
    asked = { ...asked, from, to };
  }
  land ??= fetch("/page/land.json").then((r) => r.json());
  const [{ places }, base] = await Promise.all([ask("places", { ...asked, limit: 300 }), land]);
  const spots = places.filter((p) => p.lat != null && p.lon != null);
  return [
    title(t("view.map")),
    await filterBar("/map"),
    chips("/map"),
    spots.length
      ? [
          h("ul", { class: "legend" },
            h("li", {}, h("span", { class: "swatch dot" }), t("map.exact")), h("li", {}, h("span", { class: "swatch ringed" }), t("map.area")),
            ["cooperation", "conflict"].map((kind) => h("li", {}, h("span", { class: `swatch fill-${kind}` }), t(`map.${kind}`)))),
          draw(spots, base, asked),
        ]
      : h("p", {}, t("nothing")),
    h("p", { class: "faint" }, t("map.base")),
    take("events", asked, ["places"]),
    table(t("caption.map"), [t("side.place"), t("fact.country"), t("fact.precision"), t("measure.mentions"), t("conflict"), t("measure.reports")],
      places.map((p) => [h("span", {}, a(href("/events", { ...asked, place: p.name }), h("bdi", { lang: "ar" }, p.text)), " ", h("span", { class: "faint" }, bdi(p.name))), p.country ? code(p.country) : "", term("precision", p.precision), p.mentions, p.conflict, p.reports])),
  ];
}

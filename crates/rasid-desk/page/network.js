// Who dealt with whom over a period: a circle, and the table that says the same.
import { ask, bdi, code, filters, h, href, lang, number, params, s, t } from "/page/base.js";
import { a, chips, field, filterBar, select, table, title } from "/page/parts.js";
import { take } from "/page/take.js";

const NODES = 24;
const LINES = 60;

function circle(nodes, links, address) {
  const [wide, high, r] = [900, 640, 215];
  const place = new Map(nodes.map((n, at) => {
    const angle = (2 * Math.PI * at) / nodes.length - Math.PI / 2;
    return [n.id, { x: wide / 2 + r * Math.cos(angle), y: high / 2 + r * Math.sin(angle), angle }];
  }));
  const most = Math.max(...links.map((l) => l.mentions), 1);
  const heaviest = Math.max(...nodes.map((n) => n.weight), 1);
  const line = (l) => {
    const [p, q] = [place.get(l.from), place.get(l.to)];
    // A bow toward the centre, a little aside, so that both directions are seen.
    const [mx, my] = [(p.x + q.x) / 2, (p.y + q.y) / 2];
    const [cx, cy] = [mx + (wide / 2 - mx) * 0.45 - (q.y - p.y) * 0.08, my + (high / 2 - my) * 0.45 + (q.x - p.x) * 0.08];
    const kind = l.conflict > l.mentions / 2 ? "conflict" : "cooperation";
    return s("a", { href: address(l), tabindex: "-1" },
      s("title", {}, `${l.fromName} → ${l.toName}: ${number(l.mentions)}`),
      s("path", { class: `edge ${kind}`, d: `M${p.x} ${p.y}Q${cx} ${cy} ${q.x} ${q.y}`, "stroke-width": 1 + (9 * l.mentions) / most, "marker-end": `url(#tip-${kind})` }));
  };
  const node = (n) => {
    const { x, y, angle } = place.get(n.id);
    const size = 4 + 9 * Math.sqrt(n.weight / heaviest);
    const [side, gap] = [Math.cos(angle), size + 6];
    const end = Math.abs(side) < 0.2 ? "middle" : side > 0 ? "start" : "end";
    const label = n.label.length > 30 ? `${n.label.slice(0, 29)}…` : n.label;
    // The picture runs from left to right in both languages; a name runs as its letters do.
    return [s("circle", { class: "node", cx: x, cy: y, r: size }), s("text", { x: x + gap * Math.cos(angle), y: y + gap * Math.sin(angle) + 5 + (end === "middle" ? Math.sign(Math.sin(angle)) * 6 : 0), "text-anchor": end, direction: "ltr" }, `\u2068${label}\u2069`)];
  };
  const tip = (kind) => s("marker", { id: `tip-${kind}`, viewBox: "0 0 8 8", refX: 11, refY: 4, markerWidth: 11, markerHeight: 11, markerUnits: "userSpaceOnUse", orient: "auto" }, s("path", { class: `tip ${kind}`, d: "M0 0L8 4L0 8z" }));
  return s("svg", { class: "network", viewBox: `0 0 ${wide} ${high}`, "aria-hidden": "true" }, s("defs", {}, tip("conflict"), tip("cooperation")), links.map(line), nodes.map(node));
}

export async function view() {
  const query = params();
  const level = query.level === "entry" ? "entry" : "country";
  let asked = filters(query);
  // Without a period, that of the overview.
  if (!asked.from && !asked.to) {
    const { from, to } = await ask("overview", asked);
    asked = { ...asked, from, to };
  }
  const found = await ask("network", { ...asked, level, limit: 150 });
  const label = (n) => (n?.name ? ((lang() === "ar" && n.words) || n.name) : code(n.id));
  const known = new Map(found.nodes.map((n) => [n.id, { ...n, label: label(n), weight: 0 }]));
  for (const l of found.links) for (const end of [l.from, l.to]) known.get(end).weight += l.mentions;
  const nodes = [...known.values()].sort((x, y) => y.weight - x.weight).slice(0, NODES);
  const shown = new Set(nodes.map((n) => n.id));
  const named = found.links.map((l) => ({ ...l, fromName: known.get(l.from).label, toName: known.get(l.to).label }));
  const links = named.filter((l) => l.from !== l.to && shown.has(l.from) && shown.has(l.to)).slice(0, LINES);
  const address = (l) => href("/events", { ...asked, actor: l.from, recipient: l.to });
  return [
    title(t("view.network")),
    await filterBar("/network", { more: [field("level", select("level", ["country", "entry"], level, (v) => t(`level.${v}`)))] }),
    chips("/network"),
    h("p", { class: "faint" }, t("about_network", number(nodes.length), number(links.length), number(found.pairs))),
    nodes.length > 1
      ? [
          h("ul", { class: "legend" }, ["cooperation", "conflict"].map((kind) => h("li", {}, h("span", { class: `swatch line-${kind}` }), t(kind)))),
          h("div", { class: "figure" }, circle(nodes, links, address)),
        ]
      : h("p", {}, t("nothing")),
    take("events", asked, ["network", { level }]),
    table(t("caption.network"), [t("side.actor"), t("side.recipient"), t("measure.mentions"), t("measure.events"), t("cooperation"), t("conflict")],
      named.map((l) => [a(address(l), bdi(l.fromName)), bdi(l.toName), l.mentions, l.events, l.cooperation, l.conflict])),
  ];
}

// Parts that several views have: filters, tables, events in a list, pages.
import { ar, bdi, code, day, filters, go, h, href, ltr, number, params, percent, setting, t, term, terms, ask } from "/page/base.js";
import { passage, spansOf } from "/page/text.js";

/** A link within the desk. */
export const a = (address, ...children) => h("a", { href: address }, ...children);

/** The name of a view. */
export const title = (text, ...more) => h("h1", { tabindex: "-1" }, text, ...more);

/** What is wrong, where it was to be shown. */
export const trouble = (error) => h("p", { class: "trouble", role: "alert" }, error.message);

/** A part that comes when it was asked for; until then it says so. */
export function later(promise, show, attributes = {}) {
  const box = h("div", { "aria-busy": "true", ...attributes }, h("p", { class: "faint" }, t("loading")));
  promise
    .then((found) => box.replaceChildren(...[show(found)].flat(Infinity).filter(Boolean)))
    .catch((error) => error.name !== "AbortError" && box.replaceChildren(trouble(error)))
    .finally(() => box.removeAttribute("aria-busy"));
  return box;
}

/** A table: `head` names of columns, `rows` of cells; the first cell names its row. `{ n }` is a number. Wide ones scroll in themselves. */
export function table(caption, head, rows, { sortable = true } = {}) {
  const cell = (value, first) => {
    const isNumber = typeof value === "number";
    const shown = isNumber ? number(value) : value;
    return h(first ? "th" : "td", { scope: first && "row", class: isNumber && "number" }, shown ?? "");
  };
  const body = h("tbody", {}, rows.map((row) => h("tr", {}, row.map((value, n) => cell(value, n === 0)))));
  const sort = (column, button) => {
    const up = button.parentElement.getAttribute("aria-sort") === "descending";
    for (const other of body.parentElement.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
    button.parentElement.setAttribute("aria-sort", up ? "ascending" : "descending");
    const raw = (row) => (row[column] instanceof Node ? row[column].textContent : (row[column] ?? ""));
    const by = (x, y) => (typeof raw(x[0]) === "number" && typeof raw(y[0]) === "number" ? raw(x[0]) - raw(y[0]) : String(raw(x[0])).localeCompare(String(raw(y[0]))));
    const order = rows.map((row, n) => [row, body.rows, n]).map(([row, , n]) => [row, lines[n]]).sort(by);
    body.append(...(up ? order : order.reverse()).map(([, line]) => line));
  };
  const lines = [...body.rows];
  const heads = head.map((name, n) => {
    const button = sortable && rows.length > 1 && name !== "" ? h("button", { type: "button", class: "sort" }, name) : null;
    button?.addEventListener("click", () => sort(n, button));
    return h("th", { scope: "col", class: typeof rows[0]?.[n] === "number" && "number" }, button ?? name);
  });
  const whole = h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, heads)), body);
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, whole);
}

/** The twin of a graphic: its table, folded until it is wanted. */
export const twin = (content, open = false) => h("details", { class: "twin", open }, h("summary", {}, t("as_table")), content);

const input = (name, kind, value, extra = {}) => h("input", { name, id: `f-${name}`, type: kind, value, dir: kind === "text" && "auto", autocomplete: "off", ...extra });
export const select = (name, options, value, shown, id = `f-${name}`) =>
  h("select", { name, id }, options.map((o) => h("option", { value: o, selected: o === (value ?? "") }, shown(o))));
export const field = (name, control, label = t(`filter.${name}`)) => h("div", { class: "field" }, h("label", { for: control.id }, label), control);

/** The filters of a view, all of them in the address. `more`: fields of the view's own; `keep`: parameters that stay. */
export async function filterBar(path, { more = [], keep = [] } = {}) {
  const query = params();
  const all = await terms();
  const type = (query.type ?? "").split(",")[0] ?? "";
  const often = [
    field("party", input("party", "text", query.party, { placeholder: t("hint.party") })),
    field("type", select("type", ["", ...all.types.map((x) => x.type)], type, (v) => (v ? term("type", v) : t("any")))),
    field("from", input("from", "date", query.from)),
    field("to", input("to", "date", query.to)),
    ...more,
  ];
  const seldom = [
    ...["actor", "recipient", "said_by", "denied_by", "place", "outlet"].map((name) => field(name, input(name, "text", query[name], ["actor", "recipient"].includes(name) ? { placeholder: t("hint.party") } : {}))),
    field("status", select("status", ["", ...all.statuses], query.status, (v) => (v ? term("status", v) : t("any")))),
    field("review", select("review", ["", ...all.reviews], query.review, (v) => (v ? term("review", v) : t("any")))),
    field("confidence", input("confidence", "number", query.confidence, { min: 0, max: 1, step: 0.05 })),
    field("as_of", input("as_of", "date", query.as_of)),
    h("div", { class: "field check" }, input("all", "checkbox", "1", { checked: query.all === "1" }), h("label", { for: "f-all" }, t("filter.all"))),
    h("div", { class: "field check" }, input("disputed", "checkbox", "1", { checked: query.disputed === "1" }), h("label", { for: "f-disputed" }, t("filter.disputed"))),
  ];
  const used = seldom.filter((f) => {
    const control = f.querySelector("input, select");
    return control.type === "checkbox" ? control.checked : control.value || control.getAttribute("value");
  }).length;
  const form = h(
    "form",
    { class: "filters", role: "search", "aria-label": t("filters") },
    h("div", { class: "fields" }, often),
    h("div", { class: "last" },
      h("details", { open: used > 0 }, h("summary", {}, t("more_filters")), h("div", { class: "fields" }, seldom)),
      h("div", { class: "buttons" }, h("button", { class: "main" }, t("apply")), a(path, t("clear")))),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = Object.fromEntries(new FormData(form));
    for (const name of ["mode", "context", "report", ...keep]) if (query[name] && !(name in asked)) asked[name] = query[name];
    go(href(path, asked));
  });
  // On a narrow screen what was found comes first.
  return matchMedia("(max-width: 40rem)").matches ? h("details", { class: "fold" }, h("summary", {}, t("filters")), form) : form;
}

/** What is asked for, each with a way to ask for it no more. */
export function chips(path, extra = []) {
  const query = params();
  const shown = Object.entries(filters(query)).filter(([name]) => !extra.includes(name));
  if (!shown.length) return null;
  const words = (name, value) =>
    name === "type" ? value.split(",").map((v) => term("type", v)).join(t("comma"))
      : ["status", "review", "context"].includes(name) ? term(name, value)
        : ["from", "to", "as_of"].includes(name) ? day(value)
          : ["all", "disputed"].includes(name) ? "✓"
            : /^[A-Z]{3}(:|$)|^:/.test(value) ? code(value) : value;
  return h(
    "ul",
    { class: "chips", "aria-label": t("asked") },
    shown.map(([name, value]) => {
      const rest = { ...query, [name]: "" };
      delete rest.offset;
      return h("li", {}, h("span", { class: "faint" }, t(`filter.${name}`)), " ", bdi(words(name, value)), " ", h("a", { href: href(path, rest), "aria-label": t("drop", t(`filter.${name}`)) }, "×"));
    }),
  );
}

/** A mark of a type with the colour of its class. */
export const badge = (event) => h("span", { class: `badge quad-${event.quad}` }, term("type", event.type), event.mode && [" · ", term("mode", event.mode)]);

/** Who somebody is: a name where knowledge has one, country and sector. */
export const codes = (x) => [x.country, x.sector].filter(Boolean).join(":");
export function party(x, link = true) {
  const asked = x.id ?? codes(x);
  const words = ar(x.text);
  const known = codes(x) && h("span", { class: "faint" }, ` (${code(codes(x))})`);
  return h("span", { class: "party" }, link && asked ? a(href("/events", { party: asked }), words) : words, known);
}
const parties = (all, link) => (all.length ? all.map((x, n) => [n > 0 && t("comma"), party(x, link)]) : h("span", { class: "faint" }, t("nobody")));

/** Who to whom. */
export const whom = (event, link = true) =>
  h("span", { class: "whom" }, parties(event.actor, link), event.recipient.length > 0 && [h("span", { class: "arrow", role: "img", "aria-label": t("toward") }), parties(event.recipient, link)]);

/** An event in a list. `found`: as the interface gives it. */
export function card(found, { level = "h2" } = {}) {
  const { event, report } = found;
  const key = event.id.split(".")[0];
  return h(
    "article",
    { class: "card" },
    h("header", {},
      h(level, {}, a(href(`/event/${event.id}`), badge(event)), " ", whom(event, false)),
      h("p", { class: "line" },
        h("span", {}, found.day_from === "report" && h("abbr", { title: t("day_of_report") }, "~"), day(found.day)),
        event.place && h("span", {}, ar(event.place.text)),
        h("span", { class: `status status-${event.status}` }, term("status", event.status)),
        h("span", { class: `review review-${found.review_status}` }, term("review", found.review_status)),
        found.disputed && h("span", { class: "review review-rejected" }, t("filter.disputed")),
        h("span", { class: "faint" }, t("sure", percent(event.confidence))),
      ),
    ),
    passage(event.evidence.text, event.evidence.start, spansOf(event).filter((s) => s.role !== "evidence"), report.language),
    (event.said_by.length > 0 || event.denied_by.length > 0) &&
      h("p", { class: "line" },
        event.said_by.length > 0 && h("span", {}, h("span", { class: "faint" }, t("said_by"), " "), parties(event.said_by)),
        event.denied_by.length > 0 && h("span", {}, h("span", { class: "faint" }, t("denied_by"), " "), parties(event.denied_by))),
    h("p", { class: "line faint" }, report.outlet && bdi(report.outlet), report.published && h("span", {}, day(report.published)), a(href(`/report/${key}`, { event: event.id }), t("read_report"))),
  );
}

/** Ways to the pages before and after. */
export function pager(path, offset, limit, total) {
  const query = params();
  const to = (at) => href(path, { ...query, offset: at > 0 ? at : "" });
  const last = Math.min(offset + limit, total);
  return h(
    "nav",
    { class: "pager", "aria-label": t("pages") },
    offset > 0 && h("a", { href: to(Math.max(0, offset - limit)), rel: "prev" }, t("before")),
    h("span", { class: "faint" }, t("shown", number(total ? offset + 1 : 0), number(last), number(total))),
    last < total && h("a", { href: to(offset + limit), rel: "next" }, t("after")),
  );
}

/** Counts of a side, each a way to ask for it. */
export function facet(side, query, path = "/events", top = 8) {
  const name = { actor_entry: "actor", recipient_entry: "recipient" }[side] ?? side;
  const shown = (value) =>
    value == null ? t("none")
      : ["type", "status", "review", "quad"].includes(side) ? term(side, value)
        : ["actor", "recipient"].includes(side) ? code(value) : bdi(value);
  return later(ask("count", { ...query, by: side, top }), ({ groups }) => [
    h("h3", {}, t(`side.${side}`)),
    h("ul", { class: "facet" }, groups.map((g) => h("li", {}, g[side] == null ? shown(null) : a(href(path, { ...query, [name]: g[side] }), shown(g[side])), " ", h("span", { class: "faint number" }, number(g.mentions))))),
  ], { class: "facet-box" });
}

/** Keys of a view: `{ j: act }`. Off where the reader turned them off, and where something is typed. */
let keys = {};
export const onKeys = (map) => (keys = map);
addEventListener("keydown", (event) => {
  if (setting("keys") === "off" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea, dialog[open]")) return;
  // The key's place, too, so that it works on an Arabic keyboard.
  const act = keys[event.key] ?? keys[(event.code ?? "").replace(/^Key/, "").toLowerCase()];
  if (act) {
    event.preventDefault();
    act();
  }
});

// Words in, reports out, each with what was found in it.
import { ask, bdi, day, go, h, href, params, t } from "/page/base.js";
import { a, field, title } from "/page/parts.js";
import { passage } from "/page/text.js";

const LIMIT = 20;

export async function view() {
  const query = params();
  const input = (name, type, extra = {}) => h("input", { id: `f-${name}`, name, type, value: query[name], autocomplete: "off", dir: type === "text" && "auto", ...extra });
  const form = h("form", { class: "filters", role: "search", "aria-label": t("view.search") },
    h("div", { class: "fields" },
      h("div", { class: "field wide" }, h("label", { for: "f-q" }, t("filter.q")), input("q", "search", { dir: "auto", "aria-describedby": "how" })),
      field("from", input("from", "date")), field("to", input("to", "date")),
      field("outlet", input("outlet", "text")), field("country", input("country", "text", { placeholder: "LBY", maxlength: 3 })),
      h("div", { class: "field check" }, input("exact", "checkbox", { value: "1", checked: query.exact === "1" }), h("label", { for: "f-exact" }, t("filter.exact")))),
    h("p", { id: "how", class: "faint" }, t("how_to_search")),
    h("div", { class: "buttons" }, h("button", { class: "main" }, t("view.search"))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(href("/search", Object.fromEntries(new FormData(form))));
  });
  if (!query.q) return [title(t("view.search")), form];
  const { q, exact, from, to, outlet, country, offset } = query;
  const found = await ask("search", { q, exact, from, to, outlet, country: country?.toUpperCase(), offset, limit: LIMIT });
  const at = Number(offset ?? 0) || 0;
  const hit = (x) =>
    h("li", { class: "card" },
      h("p", { class: "line" }, a(href(`/report/${x.key}`), bdi(x.id)), x.outlet && bdi(x.outlet), h("span", { class: "faint" }, day(x.published))),
      passage(x.excerpt, x.start, x.marks.map(([start, end]) => ({ role: "found", start, end }))));
  return [
    title(t("view.search")),
    form,
    found.reports.length ? h("ol", { class: "hits", start: at + 1 }, found.reports.map(hit)) : h("p", {}, t("nothing")),
    h("nav", { class: "pager", "aria-label": t("pages") },
      at > 0 && a(href("/search", { ...query, offset: Math.max(0, at - LIMIT) || "" }), t("before")),
      found.more && a(href("/search", { ...query, offset: at + LIMIT }), t("after"))),
  ];
}

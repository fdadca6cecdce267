// The frame: which view an address shows, the ways between them, and the reader's choices.
import { bdi, choices, choose, dress, go, h, href, leave, params, person, setting, t } from "/page/base.js";
import { a, onKeys, title, trouble } from "/page/parts.js";
import { forget } from "/page/text.js";

const VIEWS = {
  "": () => import("/page/overview.js"),
  events: () => import("/page/events.js"),
  event: () => import("/page/event.js"),
  report: () => import("/page/report.js"),
  ...Object.fromEntries(["act", "stories", "story", "agreements", "agreement", "positions", "namings", "calendar"].map((way) => [way, () => import("/page/across.js")])),
  digest: () => import("/page/month.js"),
  series: () => import("/page/series.js"),
  saved: () => import("/page/take.js"),
  login: () => import("/page/login.js"),
  accounts: () => import("/page/accounts.js"),
  search: () => import("/page/search.js"),
  network: () => import("/page/network.js"),
  map: () => import("/page/map.js"),
  review: () => import("/page/review.js"),
  notes: () => import("/page/about.js"),
  log: () => import("/page/about.js"),
};
const WAYS = ["", "events", "stories", "agreements", "positions", "namings", "calendar", "digest", "series", "search", "network", "map", "review", "notes", "log"];
const main = document.getElementById("main");

function head() {
  const choice = (name) => {
    const control = h("select", { id: `s-${name}` }, choices(name).map((v) => h("option", { value: v, selected: v === setting(name) }, t(`${name}.${v}`))));
    control.addEventListener("change", async () => {
      choose(name, control.value);
      const query = params();
      delete query.lang;
      history.replaceState({}, "", href(location.pathname, query));
      await dress();
      frame();
      await show(false);
      document.getElementById(`s-${name}`).focus();
    });
    return h("div", { class: "field" }, h("label", { for: `s-${name}` }, t(`setting.${name}`)), control);
  };
  const open = document.querySelector(".settings")?.open;
  return [
    h("a", { class: "brand", href: "/" }, h("img", { src: "/page/icon.svg", alt: "", width: 28, height: 28 }), t("rasid")),
    h("nav", { "aria-label": t("views") }, h("ul", {}, WAYS.map((way) => h("li", {}, h("a", { href: `/${way}`, "data-way": way }, t(`view.${way || "overview"}`)))))),
    h("details", { class: "settings", open }, h("summary", {}, t("settings")), h("div", { class: "panel" }, ["lang", "digits", "calendar", "theme", "axis", "keys"].map(choice))),
  ];
}

/** Who is at the desk, where it has accounts. */
async function who() {
  const { name, role } = await person().catch(() => ({}));
  document.querySelector(".who")?.remove();
  if (!name) return;
  if (setting("by") !== name) choose("by", name);
  const out = async () => {
    await leave().catch(() => {});
    choose("by", "");
    await person(true);
    go("/login");
    who();
  };
  document.getElementById("head").append(h("div", { class: "who line" }, h("span", {}, bdi(name), " ", h("span", { class: "faint" }, t(`role_of.${role}`))), role === "admin" && h("a", { href: "/accounts", "data-way": "accounts" }, t("view.accounts")), h("button", { type: "button", class: "link", onclick: out }, t("leave"))));
}
addEventListener("rasid:entered", who);
addEventListener("rasid:login", () => {
  if (location.pathname !== "/login") go(href("/login", { to: location.pathname + location.search }), true);
});

function frame() {
  document.getElementById("skip").textContent = t("skip");
  document.getElementById("head").replaceChildren(...head());
  who();
  document.getElementById("foot").replaceChildren(
    h("p", {}, t("machine_read")),
    h("p", {}, h("a", { href: "/api/openapi.json" }, t("interface"))),
  );
}

let turn = 0;
async function show(moved = true) {
  const mine = ++turn;
  const [way, id] = location.pathname.slice(1).split("/");
  for (const link of document.querySelectorAll("[data-way]")) {
    if (link.dataset.way === way) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  main.setAttribute("aria-busy", "true");
  let content;
  onKeys({});
  try {
    if (!VIEWS[way]) throw new Error(t("no_page"));
    content = await (await VIEWS[way]()).view({ way, id: decodeURIComponent(id ?? ""), mine: () => mine === turn });
  } catch (error) {
    if (error.name === "TypeError") console.error(error);
    content = [title(t("trouble")), trouble(error), h("p", {}, a("/", t("view.overview")))];
  }
  // A view that was left before it came is not shown.
  if (mine !== turn) return;
  main.replaceChildren(...[content].flat(Infinity).filter(Boolean));
  forget();
  main.removeAttribute("aria-busy");
  const heading = main.querySelector("h1");
  document.title = `${heading?.textContent ?? ""} · ${t("rasid")}`;
  if (moved) {
    scrollTo(0, 0);
    heading?.focus({ preventScroll: true });
  }
  dispatchEvent(new Event("rasid:shown"));
}

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const address = link && (link.getAttribute("href") ?? "");
  if (address === "#main") {
    event.preventDefault();
    main.focus();
  }
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || !address.startsWith("/") || address.startsWith("/api/")) return;
  event.preventDefault();
  go(address);
});
addEventListener("rasid:go", () => show());
addEventListener("popstate", () => show());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);

await dress();
frame();
show(false);

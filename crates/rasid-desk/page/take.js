// What is shown, as a file, as a feed, as a question that is kept.
import { ask, bdi, go, h, href, keep, params, say, setting, t, time } from "/page/base.js";
import { a, field, table, title } from "/page/parts.js";
import { dialog, reviewer } from "/page/review.js";

/** Ways to take away what a view shows. `list`: its rows; `asked`: what they were asked with; `own`: the table of the view itself, where its rows are others, with what else it was asked. */
export function take(list, asked, own) {
  const layouts = list === "events" ? ["csv", "jsonl", "geojson"] : ["csv", "jsonl"];
  const file = (of, more) => (layout) => h("a", { href: href(`/api/export/${of}.${layout}`, { ...asked, ...more }), download: true }, layout.toUpperCase());
  const address = () => href(location.pathname, { ...params(), offset: "", lang: "" });
  const keeping = async () => {
    const by = await reviewer();
    if (!by) return;
    const given = await dialog(t("keep_question"), [field("name", h("input", { id: "d-name", name: "name", required: true, dir: "auto", maxlength: 200 }), t("question_name"))], t("keep"));
    if (!given) return;
    await keep({ name: given.name, address: address(), by }).then(() => say(t("is_kept")), (error) => say(error.message));
  };
  const copy = () => navigator.clipboard.writeText(new URL(address(), location.href).href).then(() => say(t("copied")), () => say(address()));
  return h("div", { class: "take line" },
    own && [h("span", { class: "faint" }, t("take_table")), ["csv", "jsonl"].map(file(...own))],
    h("span", { class: "faint" }, t(own ? "take_events" : "take_away")), layouts.map(file(list)),
    list === "events" && h("a", { href: href("/api/feed.atom", asked) }, t("feed")),
    h("button", { type: "button", class: "link", onclick: copy }, t("copy_address")),
    h("button", { type: "button", class: "link", onclick: keeping }, t("keep_question")),
    a("/saved", t("view.saved")));
}

export async function view() {
  const { saved } = await ask("saved");
  const forget = async (number) => {
    await keep({ forget: number }).catch((error) => say(error.message));
    go("/saved", true);
  };
  const feed = (address) => address.startsWith("/events") && h("a", { href: `/api/feed.atom${address.slice("/events".length).replace(/([?&])order=[^&]*&?/, "$1")}` }, t("feed"));
  return [
    title(t("view.saved")),
    h("p", {}, t("about_saved")),
    saved.length
      ? table(t("view.saved"), [t("question_name"), t("log.by"), t("log.at"), "", ""], saved.map((s) => [a(s.address, bdi(s.name)), bdi(s.by), time(s.at), feed(s.address) || "", h("button", { type: "button", class: "link", onclick: () => forget(s.number) }, t("forget"))]), { sortable: false })
      : h("p", { class: "faint" }, t("none_saved")),
  ];
}

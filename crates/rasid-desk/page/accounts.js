// Who has an account, and who may do what: for admins.
import { account, ask, bdi, go, h, person, say, t, term, time } from "/page/base.js";
import { field, select, table, title } from "/page/parts.js";
import { dialog } from "/page/review.js";

const ROLES = ["viewer", "coder", "adjudicator", "admin"];
const shown = (role) => t(`role_of.${role}`);
const role = (value) => field("role", select("role", ROLES, value, shown, "d-role"), t("account.role"));
const password = () => field("password", h("input", { id: "d-password", name: "password", type: "password", minlength: 10, required: true, dir: "auto", autocomplete: "new-password" }), t("password"));

export async function view() {
  const me = await person();
  if (!me.accounts) return [title(t("view.accounts")), h("p", {}, t("no_accounts"))];
  const { accounts, changes } = await ask("accounts");
  const send = async (change, name) => {
    try {
      await account(change);
      say(t("account.done", name));
      go("/accounts", true);
    } catch (error) {
      say(error.message);
      wrong.textContent = error.message;
    }
  };
  const wrong = h("p", { class: "trouble", role: "alert" });
  const asked = async (heading, fields, make) => {
    const given = await dialog(heading, fields, t("ok"));
    if (given) await send(make(given), given.name ?? "");
  };
  const add = () =>
    asked(t("account.add"), [field("name", h("input", { id: "d-name", name: "name", required: true, maxlength: 100, dir: "auto", autocomplete: "off" }), t("account.name")), role("coder"), password()],
      (given) => ({ do: "add", ...given }));
  const button = (name, act, of) => h("button", { type: "button", class: "link", onclick: act, "aria-label": `${t(name)}: ${of}` }, t(name));
  const row = (x) => [
    bdi(x.name), shown(x.role), x.locked ? t("account.locked") : t("account.open"),
    h("span", { class: "line" },
      button("account.change_role", () => asked(t("account.change_role"), [h("p", {}, bdi(x.name)), role(x.role)], (given) => ({ do: "role", name: x.name, ...given })), x.name),
      button("account.new_password", () => asked(t("account.new_password"), [h("p", {}, bdi(x.name)), password()], (given) => ({ do: "password", name: x.name, ...given })), x.name),
      x.locked ? button("account.unlock", () => send({ do: "unlock", name: x.name }, x.name), x.name) : button("account.lock", () => send({ do: "lock", name: x.name }, x.name), x.name)),
  ];
  return [
    title(t("view.accounts")),
    h("p", {}, t("about_accounts")),
    h("div", { class: "buttons" }, h("button", { type: "button", class: "main", onclick: add }, t("account.add"))),
    wrong,
    table(t("view.accounts"), [t("account.name"), t("account.role"), t("account.state"), t("account.change")], accounts.map(row), { sortable: false }),
    h("section", { "aria-labelledby": "changes" }, h("h2", { id: "changes" }, t("account.changes")),
      changes.length
        ? table(t("account.changes"), [t("log.at"), t("log.by"), t("account.did"), t("account.name"), t("account.role")], changes.map((c) => [time(c.at), bdi(c.by), t(`account.did_${c.do}`), bdi(c.name), c.role ? shown(c.role) : ""]))
        : h("p", { class: "faint" }, t("account.unchanged"))),
  ];
}

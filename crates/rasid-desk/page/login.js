// Coming in, where the desk has accounts.
import { choose, enter, go, h, person, t } from "/page/base.js";
import { field, title } from "/page/parts.js";

export async function view() {
  const name = h("input", { id: "d-name", name: "name", required: true, dir: "auto", autocomplete: "username" });
  const password = h("input", { id: "d-password", name: "password", type: "password", required: true, dir: "auto", autocomplete: "current-password" });
  const wrong = h("p", { class: "trouble", role: "alert" });
  const form = h("form", { class: "filters" },
    h("div", { class: "fields" }, field("name", name, t("log.by")), field("password", password, t("password"))),
    h("div", { class: "last" }, h("div", { class: "buttons" }, h("button", { class: "main" }, t("enter")))), wrong);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    wrong.textContent = "";
    try {
      const who = await enter(name.value, password.value);
      choose("by", who.name);
      await person(true);
      dispatchEvent(new Event("rasid:entered"));
      const to = new URLSearchParams(location.search).get("to") ?? "/";
      go(/^\/(?!\/)/.test(to) ? to : "/", true);
    } catch (error) {
      password.value = "";
      wrong.textContent = error.message;
    }
  });
  return [title(t("view.login")), h("p", {}, t("about_login")), form];
}

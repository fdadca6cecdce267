// Deciding: the buttons and keys of an event, and the queue of those that nobody has looked at.
import { ask, bdi, choose, code, day, decide, filters, go, h, href, number, params, percent, say, setting, t, term, terms } from "/page/base.js";
import { a, chips, codes, field, filterBar, onKeys, select, title, whom, badge } from "/page/parts.js";
import { facts, parts } from "/page/event.js";
import { passage, spansOf } from "/page/text.js";

/** Asks in a window of its own; gives what was filled in, or nothing. */
export function dialog(name, fields, submit) {
  return new Promise((resolve) => {
    const form = h("form", { method: "dialog" },
      h("h2", { id: "asking" }, name),
      fields,
      h("div", { class: "buttons" }, h("button", { class: "main", value: "ok" }, submit), h("button", { value: "", formnovalidate: true, type: "button", onclick: () => box.close() }, t("cancel"))));
    const box = h("dialog", { "aria-labelledby": "asking" }, form);
    // The form is read here: what its address would be is nobody's.
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      box.close("ok");
    });
    box.addEventListener("close", () => {
      resolve(box.returnValue === "ok" ? Object.fromEntries(new FormData(form)) : null);
      box.remove();
    });
    document.body.append(box);
    box.showModal();
  });
}

/** Whose decisions these are: asked once, kept on this machine. */
export async function reviewer() {
  if (setting("by")) return setting("by");
  const input = h("input", { id: "d-by", name: "by", required: true, dir: "auto", autocomplete: "name" });
  const given = await dialog(t("who_are_you"), [h("p", {}, t("who_decides")), field("by", input, t("log.by"))], t("ok"));
  const by = given?.by?.trim();
  if (by) choose("by", by);
  return by;
}

/** The buttons of an event. `done(event id, verb)` comes after each decision; `audit`: it was drawn by lot. */
export function actions(found, { done, audit = false, blind = "" }) {
  const { event } = found;
  let shown = null;
  const why = (reason) => [audit && "audit", blind, reason].filter(Boolean).join(": ") || undefined;
  const send = async (verb, more = {}) => {
    const by = await reviewer();
    if (!by) return;
    try {
      await decide({ verb, events: [event.id], by, reason: why(), ...more });
      say(t("decided", term("verb", verb)));
      done(event.id, verb);
    } catch (error) {
      say(error.message);
      box.querySelector(".answer").textContent = error.message;
    }
  };
  const accept = () => send("accept");
  const undo = () => send("undo");
  const split = () => send("split");
  const reject = async () => {
    const { reasons } = await terms();
    const choice = h("div", { class: "radios", role: "radiogroup", "aria-labelledby": "asking" },
      reasons.map((r, n) => h("label", {}, h("input", { type: "radio", name: "reason", value: r, required: true, checked: n === 0, autofocus: n === 0 }), " ", t(`reason.${r}`))));
    const given = await dialog(t("why_reject"), [choice], t("verb.reject"));
    if (given) await send("reject", { reason: why(given.reason) });
  };
  const correct = async () => {
    const chosen = words();
    const given = await correction(found, chosen);
    if (given) await send("correct", { field: given.field, value: given.value, reason: why(given.reason) });
  };
  const merge = async () => {
    const others = [...(found.tellings ?? []).map((x) => ({ id: x.event.id, type: x.event.type, trigger: x.event.trigger.text })), ...(found.others ?? [])];
    const near = (id) => Math.abs(parseInt(id.split(".")[1], 10) - parseInt(event.id.split(".")[1], 10));
    others.sort((x, y) => (y.type === event.type) - (x.type === event.type) || near(x.id) - near(y.id));
    const list = h("datalist", { id: "d-events" }, others.map((o) => h("option", { value: o.id }, `${term("type", o.type)} · ${o.trigger}`)));
    const choice = others.length > 0 && field("other", select("other", ["", ...others.map((o) => o.id)], others[0].id, (id) => {
      const other = others.find((o) => o.id === id);
      return other ? `${term("type", other.type)} · ${other.trigger}` : t("another_report");
    }, "d-other"), t("same_report"));
    const input = h("input", { id: "d-into", name: "into", dir: "ltr", list: "d-events", placeholder: "3f9a0c12b4d7aa01.412" });
    const given = await dialog(t("merge_with"), [choice, field("into", input, t("event_id")), list], t("verb.merge"));
    if (given) await send("merge", { into: (given.into || given.other || "").trim() });
  };
  /** The words that are chosen in the passage. */
  const words = () => {
    const chosen = getSelection();
    return shown && chosen.rangeCount && !chosen.isCollapsed && shown.contains(chosen.anchorNode) ? chosen.toString().trim() : "";
  };
  const button = (name, key, act, extra = {}) => h("button", { type: "button", onclick: act, "aria-keyshortcuts": setting("keys") === "on" ? key : null, ...extra }, t(`verb.${name}`), setting("keys") === "on" && key && [" ", h("kbd", { "aria-hidden": "true" }, key.toUpperCase())]);
  const state = found.review_status;
  const box = h("section", { class: "actions", "aria-label": t("decide") },
    h("div", { class: "buttons" },
      button("accept", "a", accept, { class: "main" }), button("reject", "r", reject), button("correct", "e", correct), button("merge", "m", merge),
      event.same_as && button("split", "s", split),
      state !== "proposed" && button("undo", "u", undo)),
    h("p", { class: "answer trouble", "aria-live": "assertive" }),
    h("p", { class: "faint" }, t("stands", term("review", state)), " ", setting("by") && [t("as", setting("by")), " ", !document.querySelector(".who") && h("button", { type: "button", class: "link", onclick: () => { choose("by", ""); reviewer(); } }, t("another_name"))]));
  const keys = { a: accept, r: reject, e: correct, m: merge, ...(event.same_as ? { s: split } : {}), ...(state !== "proposed" ? { u: undo } : {}) };
  return { element: box, keys, words: (element) => (shown = element) };
}

/** Asks which field is otherwise, and how. */
async function correction(found, chosen) {
  const { event } = found;
  const all = await terms();
  const type = all.types.find((x) => x.type === event.type);
  const who = (role) => (event[role] ?? []).map((x) => [x.text, x.name, x.country, x.sector].map((p) => p ?? "").join("|").replace(/\|+$/, "")).join("; ");
  const controls = {
    actor: () => person("actor"),
    recipient: () => person("recipient"),
    said_by: () => person("said_by"),
    denied_by: () => person("denied_by"),
    place: () => [
      field("words", h("input", { id: "d-words", name: "words", value: chosen || event.place?.text || "", dir: "auto", lang: "ar" }), t("words_of_text")),
      field("name", h("input", { id: "d-name", name: "name", value: chosen ? "" : (event.place?.name ?? ""), dir: "ltr", lang: "en" }), t("english_name")),
      field("country", h("input", { id: "d-country", name: "country", dir: "ltr", maxlength: 3, pattern: "[A-Z]{3}", placeholder: event.place?.country ?? "LBY" }), t("fact.country")),
      field("lat", h("input", { id: "d-lat", name: "lat", type: "number", step: "any", min: -90, max: 90, dir: "ltr" }), t("degrees_north")),
      field("lon", h("input", { id: "d-lon", name: "lon", type: "number", step: "any", min: -180, max: 180, dir: "ltr" }), t("degrees_east")),
      h("p", { class: "faint" }, t("how_to_place"))],
    type: () => [field("value", select("value", all.types.map((x) => x.type), event.type, (v) => term("type", v), "d-value"), t("fact.type"))],
    mode: () => [field("value", select("value", ["-", ...type.modes], event.mode ?? "-", (v) => (v === "-" ? t("none") : term("mode", v)), "d-value"), t("fact.mode"))],
    status: () => [field("value", select("value", all.statuses, event.status, (v) => term("status", v), "d-value"), t("fact.status"))],
    date: () => [
      field("from", h("input", { id: "d-from", name: "from", type: "date", value: event.date?.from }), t("filter.from")),
      field("to", h("input", { id: "d-to", name: "to", type: "date", value: event.date?.to }), t("filter.to")),
      h("p", { class: "faint" }, t("no_date"))],
  };
  const person = (role) => {
    if (!chosen) return [field("value", h("input", { id: "d-value", name: "value", value: who(role), dir: "auto" }), t(`role.${role}`)), h("p", { class: "faint" }, t("how_to_name"))];
    const [first] = event[role] ?? [];
    return [
      field("words", h("input", { id: "d-words", name: "words", value: chosen, dir: "auto", lang: "ar", required: true }), t("words_of_text")),
      field("name", h("input", { id: "d-name", name: "name", dir: "ltr", lang: "en" }), t("english_name")),
      field("country", h("input", { id: "d-country", name: "country", dir: "ltr", maxlength: 3, pattern: "[A-Z]{3}", placeholder: first?.country ?? "LBY" }), t("fact.country")),
      field("sector", h("input", { id: "d-sector", name: "sector", dir: "ltr", maxlength: 3, pattern: "[A-Z]{3}", placeholder: first?.sector ?? "GOV" }), t("fact.sector"))];
  };
  const below = h("div", { class: "fields" }, controls.actor());
  const which = select("field", Object.keys(controls), "actor", (v) => t(`compared.${v}`), "d-field");
  which.addEventListener("change", () => below.replaceChildren(...controls[which.value]()));
  const given = await dialog(t("correct_what"), [
    field("field", which, t("log.field")), below,
    !chosen && h("p", { class: "faint" }, t("choose_words")),
    field("reason", select("reason", ["", ...all.reasons], "", (v) => (v ? t(`reason.${v}`) : t("none")), "d-reason"), t("log.reason")),
  ], t("verb.correct"));
  if (!given) return null;
  const value = given.field === "date" ? (given.from ? `${given.from}/${given.to || given.from}` : "-")
    : given.words ? [given.words, given.name, given.country, ...(given.field === "place" ? [given.lat, given.lon] : [given.sector])].join("|").replace(/\|+$/, "")
      : given.value || "-";
  return { field: given.field, value, reason: given.reason };
}

/** Whether an event is one of the fifth that is shown without the machine's proposal: the same for everybody. */
const unseen = (id) => [...id].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 1009, 7) % 5 === 0;

/** The words alone, and the question what they tell; what is told goes into the log, and decides nothing. */
async function asking(found, answer) {
  const [all, whole] = await Promise.all([terms(), ask(`documents/${found.key}`)]);
  const any = (v, name) => (v ? name(v) : t("untold"));
  const modes = (of) => [["", "-", ...(all.types.find((x) => x.type === of)?.modes ?? [])].map((m) => h("option", { value: m }, m === "-" ? t("none") : any(m, (v) => term("mode", v))))];
  const type = select("type", ["", ...all.types.map((x) => x.type), "none"], "", (v) => (v === "none" ? t("reason.not-an-event") : v ? term("type", v) : t("choose")), "d-told");
  type.required = true;
  const mode = h("select", { name: "mode", id: "d-mode" }, modes(""));
  type.addEventListener("change", () => mode.replaceChildren(...modes(type.value).flat()));
  // Whoever and wherever the whole report speaks of: which of them this act has, it does not tell.
  const named = whole.events.flatMap((e) => [...e.event.actor, ...e.event.recipient]).filter((x) => codes(x)).map((x) => [codes(x), code(codes(x))]);
  const places = whole.events.filter((e) => e.event.place).map((e) => [e.event.place.text, e.event.place.name ?? ""]);
  const list = (id, of) => h("datalist", { id }, [...new Map(of)].map(([value, label]) => h("option", { value }, label)));
  const text = (name, from, ...more) => h("input", { id: `d-${name}`, name, dir: "auto", list: from, autocomplete: "off", ...more[0] });
  const form = h("form", {},
    h("div", { class: "fields" },
      field("type", type, t("what_type")), field("mode", mode, t("fact.mode")),
      field("status", select("status", ["", ...all.statuses], "", (v) => any(v, (s) => term("status", s)), "d-status"), t("fact.status")),
      field("actor", text("actor", "d-parties", { placeholder: "LBY:MIL" }), t("role.actor")), field("recipient", text("recipient", "d-parties", { placeholder: "LBY:MIL" }), t("role.recipient")),
      field("date", h("input", { id: "d-date", name: "date", type: "date" }), t("role.date")), h("div", { class: "field check" }, h("input", { id: "d-undated", name: "undated", type: "checkbox", value: "-" }), h("label", { for: "d-undated" }, t("no_day"))), field("place", text("place", "d-places"), t("role.place"))),
    list("d-parties", named), list("d-places", places),
    h("p", { class: "faint" }, t("how_to_tell")),
    h("div", { class: "buttons" }, h("button", { class: "main" }, t("ok"))),
    h("p", { class: "answer trouble", "aria-live": "assertive" }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(form));
    const { undated, ...rest } = { ...given, date: given.date || given.undated || "" };
    const told = Object.fromEntries(Object.entries(rest).map(([name, v]) => [name, v.trim()]).filter(([name, v]) => v && (type.value !== "none" || name === "type")));
    const by = await reviewer();
    if (!by) return;
    try {
      await decide({ verb: "tell", events: [found.event.id], by, value: JSON.stringify(told) });
      answer(type.value);
    } catch (error) {
      form.querySelector(".answer").textContent = error.message;
    }
  });
  return h("article", { class: "card" }, h("h2", { tabindex: "-1" }, t("what_told")), h("p", { class: "faint" }, t("about_blind")),
    passage(found.passage.text, found.passage.start, [{ role: "chosen", ...found.event.trigger }], found.report.language), form);
}

// ── The queue ────────────────────────────────────────────────────────────────
const BATCH = 40;
const ORDERS = ["uncertain", "important", "random", "second", "day", "newest"];

/** What others told without seeing the machine's reading, and this person did not tell yet. */
async function toldOnce(by) {
  const { events, total } = await ask("second", { by, limit: BATCH });
  return { events: events.map((id) => ({ event: { id } })), totals: { mentions: total } };
}

export async function view({ mine }) {
  const query = params();
  const order = ORDERS.includes(query.order) ? query.order : "uncertain";
  const second = order === "second";
  const by = second && (await reviewer());
  const asked = { review: "proposed", ...filters(query) };
  const { events, totals } = second ? await toldOnce(by) : await ask("events", { ...asked, order, limit: BATCH });
  const ordered = field("order", select("order", ORDERS, order, (v) => t(`order.${v}`)));
  const box = h("div", { class: "desk" });
  const left = h("p", { class: "faint" });
  let at = 0;
  const undone = [];
  const told = new Map();
  const move = (by) => {
    at = Math.min(Math.max(at + by, 0), events.length);
    return show();
  };
  async function show() {
    left.textContent = t("of_queue", number(Math.min(at + 1, events.length)), number(events.length), number(totals?.mentions ?? 0));
    if (at >= events.length) {
      onKeys({ k: () => move(-1), u: undoLast });
      box.replaceChildren(h("p", {}, events.length ? t("batch_done") : t("nothing")), h("div", { class: "buttons" }, events.length > 0 && h("button", { type: "button", class: "main", onclick: () => dispatchEvent(new Event("rasid:go")) }, t("next_batch"))));
      return;
    }
    const { event } = events[at];
    const wanted = at;
    const found = await ask(`events/${event.id}`).catch((error) => ({ error }));
    if (!mine() || wanted !== at) return;
    if (found.error) {
      box.replaceChildren(h("p", { class: "trouble", role: "alert" }, found.error.message));
      return;
    }
    // A share of what is drawn by lot is shown without what the machine read: what people see first sways them.
    if (second || (order === "random" && unseen(event.id) && !told.has(event.id))) {
      box.replaceChildren(await asking(found, (type) => {
        if (second) {
          say(t("told_thanks"));
          move(1);
          return;
        }
        told.set(event.id, type === found.event.type ? "blind-same" : "blind-other");
        say(told.get(event.id) === "blind-same" ? t("as_machine") : t("not_as_machine", term("type", found.event.type)));
        show();
      }));
      onKeys({ j: () => move(1), k: () => move(-1), u: undoLast, "?": help });
      box.querySelector("h2").focus({ preventScroll: true });
      return;
    }
    const bar = actions(found, {
      audit: order === "random",
      blind: told.get(event.id),
      done: (id, verb) => {
        if (verb !== "undo") undone.push(at);
        if (verb === "undo") show();
        else move(1);
      },
    });
    const words = passage(found.passage.text, found.passage.start, spansOf(found.event), found.report.language);
    bar.words(words);
    onKeys({ j: () => move(1), k: () => move(-1), ...bar.keys, ...(bar.keys.u ? {} : { u: undoLast }), "?": help });
    const heading = h("h2", { tabindex: "-1" }, badge(found.event), " ", whom(found.event, false));
    box.replaceChildren(
      h("article", { class: "card" },
        heading,
        h("p", { class: "line faint" }, found.report.outlet && bdi(found.report.outlet), h("span", {}, day(found.day)), h("span", {}, t("sure", percent(found.event.confidence))), a(`/event/${event.id}`, t("open_event"))),
        words, parts(found),
        h("details", {}, h("summary", {}, t("facts")), facts(found))),
      bar.element,
      h("nav", { class: "pager", "aria-label": t("queue") },
        h("button", { type: "button", disabled: at === 0, onclick: () => move(-1) }, t("previous"), " ", h("kbd", { "aria-hidden": "true" }, "K")),
        h("button", { type: "button", onclick: () => move(1) }, t("skip_event"), " ", h("kbd", { "aria-hidden": "true" }, "J"))));
    heading.focus({ preventScroll: true });
  }
  /** Takes back the last decision of this sitting. */
  async function undoLast() {
    const last = undone.pop();
    const by = last != null && (await reviewer());
    if (!by) return;
    try {
      await decide({ verb: "undo", events: [events[last].event.id], by });
      say(t("decided", t("verb.undo")));
      at = last;
      show();
    } catch (error) {
      say(error.message);
    }
  }
  const list = [["J", "skip_event"], ["K", "previous"], ["A", "verb.accept"], ["R", "verb.reject"], ["E", "verb.correct"], ["M", "verb.merge"], ["S", "verb.split"], ["U", "verb.undo"], ["?", "help"]];
  const help = () => dialog(t("keys_here"), [h("dl", { class: "facts" }, list.map(([key, name]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, t(name))])), h("p", {}, t("choose_words"))], t("ok"));
  addEventListener("rasid:shown", () => mine() && show(), { once: true });
  return [
    title(t("view.review")),
    await filterBar("/review", { more: [ordered] }),
    chips("/review", ["review"]),
    order === "random" && h("p", { class: "note" }, t("about_audit")),
    second && h("p", { class: "note" }, t("about_second")),
    h("div", { class: "line" }, left, h("button", { type: "button", class: "link", onclick: help }, t("keys_here"))),
    box,
  ];
}

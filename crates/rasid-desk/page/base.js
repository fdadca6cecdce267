// What every view stands on: settings, words, numbers, days, elements, addresses, the interface.
import { country } from "/page/countries.js";
import { named } from "/page/text.js";

// ── Settings ─────────────────────────────────────────────────────────────────
const CHOICES = {
  lang: ["en", "ar"],
  digits: ["latn", "arab"],
  theme: ["auto", "light", "dark"],
  axis: ["auto", "ltr"],
  keys: ["on", "off"],
  calendar: ["gregory", "hijri"],
};
const kept = (name) => {
  try {
    return localStorage.getItem(`rasid.${name}`);
  } catch {
    return null;
  }
};
const first = navigator.languages?.[0]?.startsWith("ar") ? "ar" : "en";

/** What was chosen; the address may choose the language, so that a link shows the same to whoever gets it. */
export const setting = (name) => {
  const asked = name === "lang" ? new URLSearchParams(location.search).get("lang") : null;
  const value = asked ?? kept(name);
  if (!CHOICES[name]) return value ?? "";
  return CHOICES[name].includes(value) ? value : name === "lang" ? first : CHOICES[name][0];
};
export const choices = (name) => CHOICES[name];
export const choose = (name, value) => {
  try {
    localStorage.setItem(`rasid.${name}`, value);
  } catch {
    // Without storage a choice lasts as long as the page.
  }
};

// ── Words ────────────────────────────────────────────────────────────────────
let words = {};
export const lang = () => document.documentElement.lang;
export const rtl = () => document.documentElement.dir === "rtl";

/** Puts the page into the chosen language, direction and colours. */
export async function dress() {
  const chosen = setting("lang");
  words = await (await fetch(`/page/${chosen}.json`)).json();
  const root = document.documentElement;
  root.lang = chosen;
  root.dir = chosen === "ar" ? "rtl" : "ltr";
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = setting("theme");
  root.dataset.theme = theme === "auto" ? (dark ? "dark" : "light") : theme;
}

/** A message; what is put in stands apart from the direction of the words around it. */
export const t = (name, ...parts) =>
  parts.reduce((text, part, n) => text.replaceAll(`{${n}}`, `\u2068${part}\u2069`), words[name] ?? name);
/** Whether there is a message of that name. */
export const has = (name) => name in words;
/** The name of a value of a vocabulary: `type.ASSAULT`; the value itself where there is none. */
export const term = (kind, value) => (value == null || value === "" ? t("none") : (words[`${kind}.${value}`] ?? value));

const locale = () => (lang() === "ar" ? `ar-u-nu-${setting("digits")}-ca-gregory` : "en-GB-u-nu-latn-ca-gregory");
export const number = (n) => new Intl.NumberFormat(locale()).format(n);
export const percent = (x) => new Intl.NumberFormat(locale(), { style: "percent" }).format(x);

/** `2018-05-07`, or two days, as people write them. */
export function day(iso) {
  if (!iso) return t("none");
  const [from, to] = iso.split("/");
  const one = (text) => {
    const date = new Date(`${text}T00:00:00Z`);
    if (Number.isNaN(date.valueOf())) return text;
    const shape = { day: "numeric", month: lang() === "ar" ? "long" : "short", year: "numeric", timeZone: "UTC" };
    const plain = new Intl.DateTimeFormat(locale(), shape).format(date);
    if (setting("calendar") !== "hijri") return plain;
    // Of the calendar of Umm al-Qura; what reports go by stands beside it.
    const hijri = new Intl.DateTimeFormat(locale().replace("ca-gregory", "ca-islamic-umalqura"), { ...shape, month: "long" }).format(date);
    return t("two_calendars", hijri, plain);
  };
  return to && to !== from ? `${one(from)} – ${one(to)}` : one(from);
}
/** A period by its first day, its month or its year. */
export function period(when, by) {
  if (!when) return t("none");
  const shape = { day: { day: "numeric", month: "short" }, week: { day: "numeric", month: "short" }, month: { month: "short", year: "numeric" }, year: { year: "numeric" } }[by];
  const date = new Date(`${when.padEnd(7, "-01").padEnd(10, "-01")}T00:00:00Z`);
  return Number.isNaN(date.valueOf()) ? when : new Intl.DateTimeFormat(locale(), { ...shape, timeZone: "UTC" }).format(date);
}
/** The last day of a period. */
export function endOf(when, by) {
  const date = new Date(`${when.padEnd(7, "-01").padEnd(10, "-01")}T00:00:00Z`);
  if (by === "week") date.setUTCDate(date.getUTCDate() + 6);
  if (by === "month") date.setUTCMonth(date.getUTCMonth() + 1, 0);
  if (by === "year") date.setUTCFullYear(date.getUTCFullYear(), 11, 31);
  return date.toISOString().slice(0, 10);
}
export const time = (iso) =>
  iso ? new Intl.DateTimeFormat(locale(), { day: "numeric", month: lang() === "ar" ? "long" : "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC", timeZoneName: "short" }).format(new Date(iso)) : t("none");

/** `LBY:MIL` as words. */
export function code(value) {
  if (!value) return t("none");
  const [land, sector] = value.split(":");
  return [land && (has(`country.${land}`) ? t(`country.${land}`) : country(land, lang())), sector && term("sector", sector)].filter(Boolean).join(t("comma"));
}

// ── Elements ─────────────────────────────────────────────────────────────────
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((c) => c != null && c !== false));
  return element;
}
/** An element of HTML. Whatever comes from an archive comes in as text, never as markup. */
export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
/** An element of SVG. */
export const s = (tag, attributes, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
/** Words from outside, in their own direction; what would turn them unseen is shown by its name. */
export const bdi = (text, attributes) => h("bdi", attributes, seen(text));
/** Words of a report. */
export const ar = (text) => h("bdi", { lang: "ar" }, seen(text));
/** A code, which runs from left to right everywhere. */
export const ltr = (text) => h("bdi", { dir: "ltr", class: "code" }, seen(typeof text === "string" ? text.replace(/[\u200e\u200f\u061c]/g, "") : text));
function seen(text) {
  if (typeof text !== "string") return text ?? "";
  // What is opened and closed stays within itself; what is left open would not.
  const within = [...text].reduce((depth, c) => (depth < 0 ? depth : "\u2066\u2067\u2068".includes(c) ? depth + 1 : c === "\u2069" ? depth - 1 : depth), 0) === 0;
  return text.replace(within ? /[\u200e\u200f\u061c\u202a-\u202e]/g : /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g, named);
}

/** Tells those who do not see the page, and shows it below for a while. */
let silent;
export function say(text) {
  const said = document.getElementById("said");
  said.textContent = text;
  said.className = "said";
  clearTimeout(silent);
  silent = setTimeout(() => (said.className = "unseen"), 4000);
}

// ── Addresses ────────────────────────────────────────────────────────────────
export const params = () => Object.fromEntries(new URLSearchParams(location.search));
/** An address of the desk; what is empty is left out. */
export function href(path, query = {}) {
  const parts = Object.entries(query).filter(([, v]) => v != null && v !== "" && v !== false);
  const text = new URLSearchParams(parts).toString();
  return text ? `${path}?${text}` : path;
}
/** Goes to an address without loading the page anew. */
export function go(address, replace = false) {
  history[replace ? "replaceState" : "pushState"]({}, "", address);
  dispatchEvent(new Event("rasid:go"));
}

// ── The interface ────────────────────────────────────────────────────────────
/** What the interface refused, in the reader's language. */
export class Refused extends Error {}

async function answer(response) {
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  if (response.status === 401) dispatchEvent(new Event("rasid:login"));
  throw new Refused(body?.message?.[lang()] ?? t("no_answer"));
}
const gone = () => {
  throw new Refused(t("no_answer"));
};
/** Asks. */
export const ask = async (path, query = {}, signal = undefined) =>
  answer(await fetch(href(`/api/${path}`, query), { signal }).catch((e) => (e.name === "AbortError" ? Promise.reject(e) : gone())));
/** Sends. */
const send = async (path, body, method = "POST") =>
  answer(
    await fetch(`/api/${path}`, {
      method,
      headers: { "Content-Type": "application/json", "X-Rasid": "1" },
      body: JSON.stringify(body),
    }).catch(gone),
  );
/** Decides. */
export const decide = (decision) => send("review", decision);
/** Comes in, and goes. */
export const enter = (name, password) => send("session", { name, password });
export const leave = () => send("session", {}, "DELETE");
/** Who is here: asked once, and again after somebody came or went. */
let here;
export const person = (again = false) => (here = again || !here ? ask("session") : here);
/** Changes an account. */
export const account = (change) => send("accounts", change);
/** Keeps a question, or keeps it no more. */
export const keep = (question) => send("saved", question);

let vocabularies;
/** The closed vocabularies, asked once. */
export const terms = () => (vocabularies ??= ask("terms"));

/** The filters that views share. */
export const FILTERS = ["type", "mode", "status", "actor", "recipient", "party", "said_by", "denied_by", "place", "outlet", "context", "from", "to", "confidence", "as_of", "review", "all", "disputed", "report"];
/** The filters that the address has. */
export const filters = (query = params()) => Object.fromEntries(FILTERS.filter((f) => query[f]).map((f) => [f, query[f]]));

// Words of a report on the page. Spans are code points; a browser counts UTF-16 units. A text is one node whatever is
// marked in it, so that Arabic letters stay joined and what is copied is what was written.

/** The places of code points in UTF-16 units. `points` in any order; what lies beyond the text is its end. */
export function units(text, points) {
  const sorted = [...new Set(points)].sort((a, b) => a - b);
  const out = new Map();
  let [unit, point] = [0, 0];
  for (const wanted of sorted) {
    while (point < wanted && unit < text.length) {
      unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
      point += 1;
    }
    out.set(wanted, unit);
  }
  return out;
}

/** How many code points stand before a UTF-16 unit. */
export const points = (text, unit) => [...text.slice(0, unit)].length;

/** Spans of a text that begins at a code point of its report: in UTF-16 units, cut at its ends, none empty. */
export function placed(text, start, spans) {
  const at = units(text, spans.flatMap((s) => [Math.max(0, s.start - start), Math.max(0, s.end - start)]));
  return spans
    .map((s) => ({ ...s, from: at.get(Math.max(0, s.start - start)), to: at.get(Math.max(0, s.end - start)) }))
    .filter((s) => s.to > s.from);
}

/** A text cut where spans begin and end, each piece with the roles it has: for browsers that cannot mark one node. */
export function pieces(text, spans) {
  // No cut between a letter and its vowel signs.
  const edge = (unit) => {
    while (unit < text.length && /\p{M}/u.test(text[unit])) unit += 1;
    return unit;
  };
  const whole = spans.map((s) => ({ ...s, from: edge(s.from), to: edge(s.to) })).filter((s) => s.to > s.from);
  const cuts = [...new Set([0, text.length, ...whole.flatMap((s) => [s.from, s.to])])].sort((a, b) => a - b);
  return cuts.slice(1).map((to, n) => ({
    text: text.slice(cuts[n], to),
    roles: [...new Set(whole.filter((s) => s.from <= cuts[n] && s.to >= to).map((s) => s.role))],
  }));
}

/** The spans of an event, by role. */
export function spansOf(event) {
  const one = (role, x) => (x && x.end > x.start ? [{ role, start: x.start, end: x.end }] : []);
  const all = (role) => (event[role] ?? []).flatMap((x) => one(role, x));
  return [
    ...one("evidence", event.evidence),
    ...one("trigger", event.trigger),
    ...["actor", "recipient", "said_by", "denied_by"].flatMap(all),
    ...one("place", event.place),
    ...one("date", event.date),
    ...(event.counts ?? []).flatMap((x) => one("counts", x)),
  ];
}

/** A letter that is not seen, by its name. */
export const named = (letter) => `⟨U+${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
/** The letters of a text that turn its words unseen, each once, by their names. */
export const turns = (text) => [...new Set(text.match(/[\u202a-\u202e\u2066-\u2069]/g) ?? [])].map(named).join(" ");

// ── In a browser ─────────────────────────────────────────────────────────────
/** Roles, what is painted first comes first. */
export const ROLES = ["evidence", "chosen", "place", "date", "counts", "said_by", "denied_by", "recipient", "actor", "trigger", "found"];
const can = typeof CSS !== "undefined" && "highlights" in CSS && typeof Highlight !== "undefined";

/** Forgets what was marked in texts that are shown no more. */
export function forget() {
  if (!can) return;
  for (const highlight of CSS.highlights.values()) {
    for (const range of [...highlight]) if (!range.startContainer.isConnected) highlight.delete(range);
  }
}

/** Marks spans of a text that `element` shows, in place of what was marked in it before. */
export function mark(element, text, start, spans) {
  const all = placed(text, start, spans);
  if (!can) {
    element.replaceChildren(...pieces(text, all).map((p) => (p.roles.length ? Object.assign(document.createElement("mark"), { className: p.roles.map((r) => `role-${r}`).join(" "), textContent: p.text }) : p.text)));
    return;
  }
  if (element.textContent !== text) element.textContent = text;
  for (const highlight of CSS.highlights.values()) {
    for (const range of [...highlight]) if (element.contains(range.startContainer)) highlight.delete(range);
  }
  const node = element.firstChild;
  for (const span of all) {
    const range = document.createRange();
    range.setStart(node, span.from);
    range.setEnd(node, span.to);
    if (!CSS.highlights.has(span.role)) {
      const highlight = new Highlight();
      highlight.priority = ROLES.indexOf(span.role);
      CSS.highlights.set(span.role, highlight);
    }
    CSS.highlights.get(span.role).add(range);
  }
}

/** A paragraph of a report with what is marked in it. `start` is the code point at which it begins. */
export function passage(text, start, spans, language = "ar", tag = "p") {
  const element = document.createElement(tag);
  element.className = "passage";
  element.lang = language;
  element.dir = "auto";
  // Told beside the text, which stays as it was written.
  if (turns(text)) element.dataset.turns = turns(text);
  mark(element, text, start, spans);
  return element;
}

/** The place of a span on the page, for scrolling to it. */
export function rectangle(element, text, start, span) {
  const [only] = placed(text, start, [span]);
  if (!only || !element.firstChild) return element.getBoundingClientRect();
  if (!can) return (element.querySelector("mark") ?? element).getBoundingClientRect();
  const range = document.createRange();
  range.setStart(element.firstChild, only.from);
  range.setEnd(element.firstChild, only.to);
  return range.getBoundingClientRect();
}

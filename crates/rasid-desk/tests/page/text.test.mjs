// Spans of code points in a browser's UTF-16: node --test crates/rasid-desk/tests/page/text.test.mjs
import assert from "node:assert/strict";
import { test } from "node:test";
import { pieces, placed, points, spansOf, units } from "../../page/text.js";

const cut = (text, start, spans) => placed(text, start, spans).map((s) => text.slice(s.from, s.to));

test("code points are found in UTF-16, beyond the first plane too", () => {
  const text = "🕊🕊 وقّع الوزير";
  assert.deepEqual(cut(text, 0, [{ start: 3, end: 7 }]), ["وقّع"]);
  assert.deepEqual(cut(text, 0, [{ start: 0, end: 1 }, { start: 1, end: 2 }]), ["🕊", "🕊"]);
  assert.equal(points(text, 5), 3);
  assert.deepEqual([...units("اب", [9, 0])], [[0, 0], [9, 2]]);
});

test("a part of a report counts from where it begins, and spans beyond it are cut or left out", () => {
  assert.deepEqual(cut("وبالهدنة", 100, [{ start: 103, end: 108 }]), ["لهدنة"]);
  assert.deepEqual(cut("الجيش", 100, [{ start: 90, end: 102 }, { start: 104, end: 300 }, { start: 0, end: 9 }]), ["ال", "ش"]);
});

test("clitics, vowel signs, mixed scripts, overlaps, paragraphs: the text stays as it was", () => {
  const texts = ["وقالَ للجَيْشِ: 5+5 (UNSMIL) في «سرت»\nثم وقّع", "مُحَمَّدٌ 🕊 Haftar ‏حفتر‎ – لِلُّغَةِ", "لا إله إلا الله ﷺ لأن الآن"];
  let n = 0;
  for (const text of texts) {
    const length = points(text, text.length);
    for (let start = 0; start < length; start += 1) {
      for (const [a, b] of [[start, start + 1], [start, start + 4], [Math.max(0, start - 3), start + 2]]) {
        const spans = placed(text, 0, [{ role: "actor", start: a, end: b }, { role: "trigger", start, end: start + 3 }]);
        const all = pieces(text, spans);
        assert.equal(all.map((p) => p.text).join(""), text);
        // No piece begins with a sign that belongs to the letter before.
        assert.ok(all.every((p) => !/^\p{M}/u.test(p.text)), JSON.stringify(all));
        n += 1;
      }
    }
  }
  assert.ok(n > 250, String(n));
});

test("an event's spans have their roles", () => {
  const who = (start, end) => [{ start, end, text: "" }];
  const event = { evidence: { start: 0, end: 9 }, trigger: { start: 0, end: 4 }, actor: who(5, 9), recipient: [], said_by: who(0, 0), denied_by: [], place: null, date: { start: 2, end: 3 }, counts: [] };
  assert.deepEqual(spansOf(event).map((s) => s.role), ["evidence", "trigger", "actor", "date"]);
});

//! Where actors stand: toward agreements, initiatives, and the acts of others.

use rasid_model::{Entity, Event, Position, Span, Stance, Status};
use std::ops::Range;

use crate::agreements::{Scanner, Sighting, named};
use crate::clause::{Clause, Parsed};
use crate::cues::cue_at;
use crate::items::{Group, Item};
use crate::mention::{self, Mention};
use crate::tables::Function;

/// Items after a stance word among which its object stands.
const REACH: usize = 7;
/// Words of a group passed over before the one that names the thing: «إنجاح مسار الحوار».
const INTO_GROUP: usize = 4;

impl Scanner<'_> {
    /// The positions that a sentence tells, by its events and by words of its own.
    pub(crate) fn positions(
        &self,
        parsed: &Parsed<'_, '_>,
        clauses: &[Clause],
        events: &[&Event],
        sightings: &[Sighting],
    ) -> Vec<Position> {
        let mut out: Vec<Position> = Vec::new();
        for event in events {
            // «التحالف العربي لدعم الشرعية» is a name.
            let named = parsed.mentions.iter().any(|m| m.acts() && m.span.contains(event.evidence.trigger));
            if matches!(event.status, Status::Negated | Status::Hypothetical) || event.actor.is_empty() || named {
                continue;
            }
            if let Some((stance, target)) = self.of_event(parsed, event, sightings) {
                for more in self.joined(parsed, &target, sightings) {
                    put(&mut out, &event.actor, stance, &toward(parsed, &more, sightings), event.evidence.clause);
                }
                put(&mut out, &event.actor, stance, &toward(parsed, &target, sightings), event.evidence.clause);
            }
        }
        for clause in clauses.iter().filter(|c| !c.negated && !c.conditional) {
            let taken = events.iter().any(|e| e.evidence.trigger.overlaps(parsed.tok(clause.tok).span));
            let Some(stance) = self.stance_word(parsed, clause.tok).filter(|_| !taken) else { continue };
            let Some(subject) = clause.subject.as_ref().filter(|f| f.head || clause.hal) else { continue };
            if let Some(target) = self.target(parsed, clause.item + 1, sightings) {
                let quote = parsed.tok(clause.tok).span;
                put(&mut out, &(self.entities)(&subject.mentions), stance, &toward(parsed, &target, sightings), quote);
            }
        }
        out
    }

    fn stance_word(&self, parsed: &Parsed<'_, '_>, tok: usize) -> Option<Stance> {
        cue_at(&self.topics.stance_words, parsed.reading, tok, tok + 1).and_then(|(c, _)| Stance::parse(&c.value))
    }

    fn of_event(&self, parsed: &Parsed<'_, '_>, event: &Event, sightings: &[Sighting]) -> Option<(Stance, Range<usize>)> {
        let rule = event.evidence.rule.as_str();
        let family = rule.split('.').next().unwrap_or(rule);
        let trigger = event.evidence.trigger;
        let first = parsed.tokens.clone().find(|t| parsed.tok(*t).span.start >= trigger.start)?;
        let item = parsed.items.iter().position(|x| ends_after(x, trigger, parsed))?;
        if self.topics.asking.iter().any(|a| a == family) && !self.topics.stances.contains_key(rule) {
            let relative = || self.antecedent(parsed, item, first, sightings).filter(|_| parsed.tok(first).is_verb());
            return self.wanted(parsed, item, trigger).or_else(|| relative().map(|t| (Stance::Supports, t)));
        }
        let value = self.topics.stances.get(rule).or_else(|| self.topics.stances.get(family))?;
        let stance = Stance::parse(value)?;
        let own = self.stance_word(parsed, first).filter(|s| matches!(s, Stance::Reserves | Stance::Conditions));
        let target = self.target_after(parsed, item, trigger, sightings).or_else(|| self.antecedent(parsed, item, first, sightings))?;
        Some((own.unwrap_or(stance), target))
    }

    /// What is asked for, as a stance: «دعا إلى وقف إطلاق النار» supports it, «دعا إلى رفع الحظر» rejects the embargo.
    fn wanted(&self, parsed: &Parsed<'_, '_>, item: usize, trigger: Span) -> Option<(Stance, Range<usize>)> {
        let own = parsed.items[item].group().into_iter();
        let after = parsed.items.iter().skip(item + 1).take(REACH).take_while(|x| goes_on(x)).filter_map(Item::group);
        for group in own.chain(after) {
            let inside = group.tokens.clone().filter(|t| parsed.tok(*t).span.start >= trigger.end).take(INTO_GROUP);
            for t in inside {
                let Some((cue, to)) = cue_at(&self.topics.wanted, parsed.reading, t, parsed.tokens.end) else { continue };
                let stance = Stance::parse(&cue.value)?;
                if stance == Stance::Supports {
                    return Some((stance, t..group.tokens.end.max(to)));
                }
                let rest = to..group.tokens.end;
                let thing = rest.clone().any(|t| cue_at(&self.topics.toward, parsed.reading, t, rest.end).is_some());
                return thing.then_some((stance, rest));
            }
        }
        None
    }

    fn target_after(&self, parsed: &Parsed<'_, '_>, item: usize, trigger: Span, sightings: &[Sighting]) -> Option<Range<usize>> {
        // The rest of the trigger's own group first: «رفض المبادرة».
        let own = parsed.items[item].group().and_then(|g| {
            let rest = g.tokens.clone().find(|t| parsed.tok(*t).span.start >= trigger.end)?..g.tokens.end;
            self.thing(parsed, &rest, sightings)
        });
        own.or_else(|| self.target(parsed, item + 1, sightings))
    }

    /// The first group from an item on that names a thing one may stand for or against.
    fn target(&self, parsed: &Parsed<'_, '_>, from: usize, sightings: &[Sighting]) -> Option<Range<usize>> {
        let reach = parsed.items.iter().skip(from).take(REACH).take_while(|x| goes_on(x));
        let linked =
            |g: &&Group| g.preposition.as_deref().is_none_or(|p| !self.topics.links.get(p.split(' ').next().unwrap_or(p)).is_empty());
        reach.filter_map(Item::group).filter(linked).find_map(|g| self.thing(parsed, &g.tokens, sightings))
    }

    /// The agreements joined to a target: «إنجاح الحوار وتثبيت الهدنة».
    fn joined(&self, parsed: &Parsed<'_, '_>, target: &Range<usize>, sightings: &[Sighting]) -> Vec<Range<usize>> {
        let Some(item) = parsed.items.iter().position(|x| x.group().is_some_and(|g| g.tokens.contains(&target.start))) else {
            return Vec::new();
        };
        let after = parsed.items.iter().skip(item + 1).take(REACH).take_while(|x| goes_on(x)).filter_map(Item::group);
        let named =
            |g: &Group| sightings.iter().find(|s| s.tokens.start < g.tokens.end && g.tokens.start < s.tokens.end).map(|s| s.tokens.clone());
        after.filter(|g| g.joined).filter_map(named).filter(|t| t.start >= target.end).collect()
    }

    /// What stands before: «المبادرة التي قوبلت برفض», «التدخل الذي دعت إليه مصر».
    fn antecedent(&self, parsed: &Parsed<'_, '_>, item: usize, trigger: usize, sightings: &[Sighting]) -> Option<Range<usize>> {
        if parsed.tok(trigger).is_verb() {
            let relative = parsed.before(item).filter(|p| matches!(parsed.items[*p], Item::Word(Function::Relative, _)))?;
            let group = (0..relative).rev().take(2).find_map(|q| parsed.items[q].group())?;
            return self.thing(parsed, &group.tokens, sightings);
        }
        let last = sightings.iter().rfind(|s| s.tokens.end <= trigger && trigger - s.tokens.end < 16)?;
        Some(last.tokens.clone())
    }

    fn thing(&self, parsed: &Parsed<'_, '_>, tokens: &Range<usize>, sightings: &[Sighting]) -> Option<Range<usize>> {
        if let Some(s) = sightings.iter().find(|s| s.tokens.start < tokens.end && tokens.start < s.tokens.end) {
            return Some(s.tokens.clone());
        }
        let inside = tokens.clone().take(INTO_GROUP);
        let named =
            inside.clone().find(|t| !parsed.tok(*t).is_verb() && cue_at(&self.topics.toward, parsed.reading, *t, tokens.end).is_some())?;
        // «إنجاح مسار الحوار» is one phrase; a somebody before the word is not part of it.
        let somebody = mention::at(parsed.mentions, named).is_some_and(Mention::acts);
        (!somebody).then_some(named..tokens.end)
    }
}

/// What a stance is toward: its words, and its name where it is known.
fn toward(parsed: &Parsed<'_, '_>, tokens: &Range<usize>, sightings: &[Sighting]) -> (Span, Option<String>) {
    let span = named(parsed, tokens);
    (span, sightings.iter().find(|s| s.span.overlaps(span)).and_then(|s| s.name.clone()))
}

/// Adds a position for each actor, unless it is told already.
fn put(out: &mut Vec<Position>, actors: &[Entity], stance: Stance, toward: &(Span, Option<String>), quote: Span) {
    let (span, name) = toward;
    for actor in actors.iter().filter(|a| !span.contains(a.span)) {
        let same = |e: &Entity| e.span == actor.span || e.name.is_some() && e.name == actor.name;
        if !out.iter().any(|p| p.stance == stance && p.toward.overlaps(*span) && same(&p.actor)) {
            out.push(Position { actor: actor.clone(), toward: *span, toward_name: name.clone(), stance, clause: quote.join(*span) });
        }
    }
}

/// Whether a target may stand beyond an item.
fn goes_on(item: &Item) -> bool {
    !matches!(
        item,
        Item::Verb(_)
            | Item::Hal(_)
            | Item::Colon
            | Item::Other
            | Item::Word(Function::Opener | Function::Condition | Function::Relative, _)
    )
}

fn ends_after(item: &Item, trigger: Span, parsed: &Parsed<'_, '_>) -> bool {
    let end = match item {
        Item::Group(g) => g.tokens.end,
        Item::Verb(t) | Item::Hal(t) => t + 1,
        Item::Word(_, r) | Item::Time(r) => r.end,
        _ => return false,
    };
    parsed.tok(end - 1).span.end >= trigger.end
}

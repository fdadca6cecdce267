//! A sentence's items → its clauses: for every verb, who is its subject, its objects, what stands after
//! prepositions, and what it says.

use rasid_morph::{Derivation, Enclitic, Number, Pos};

use crate::items::{Group, Item, imperfect};
use crate::mention::{self, Class, Mention};
use crate::reading::{Reading, Tok};
use crate::tables::{Function, Operator, Operators, Use};
use crate::weights::{Part, part};

/// A verb, or a participle that stands for one, with what its clause gives it. Numbers are item indices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clause {
    pub(crate) item: usize,
    pub(crate) tok: usize,
    pub(crate) hal: bool,
    pub(crate) subject: Option<Filler>,
    pub(crate) objects: Vec<usize>,
    pub(crate) preps: Vec<usize>,
    /// Where its complement clause begins.
    pub(crate) complement: Option<usize>,
    /// One past the last item of its own.
    pub(crate) end: usize,
    /// What a relative clause belongs to, where that is not the subject.
    pub(crate) antecedent: Option<usize>,
    pub(crate) relative: bool,
    /// The subject stands after the verb.
    pub(crate) verb_first: bool,
    /// The subject is one named earlier.
    pub(crate) dropped: bool,
    pub(crate) negated: bool,
    pub(crate) future: bool,
    pub(crate) possible: bool,
    pub(crate) conditional: bool,
    pub(crate) must: bool,
}

/// Those who fill a slot: mentions by number, and the step that found them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filler {
    pub(crate) mentions: Vec<usize>,
    /// The group's item, where it stands in this sentence.
    pub(crate) item: Option<usize>,
    pub(crate) how: &'static str,
    /// The mention is the group's head, not something inside it.
    pub(crate) head: bool,
}

/// A sentence, parsed.
pub(crate) struct Parsed<'a, 'r> {
    pub(crate) reading: &'r Reading<'a>,
    pub(crate) mentions: &'r [Mention],
    pub(crate) operators: &'r Operators,
    pub(crate) items: Vec<Item>,
    pub(crate) headline: bool,
    pub(crate) tokens: std::ops::Range<usize>,
}

/// A dual or sound plural that cannot be a subject: «مسلحين», «سفيريها».
fn oblique(tok: &Tok<'_>) -> bool {
    let features = tok.reading.features;
    let many = matches!(features.number, Number::Dual | Number::Plural) && tok.reading.known && tok.reading.pos != Pos::Name;
    let pronoun = tok.reading.enclitic.letters();
    let stem = tok.lexeme.bare.strip_suffix(pronoun).unwrap_or(&tok.lexeme.bare);
    many && (stem.ends_with("ين") || features.construct && stem.ends_with('ي')) && !tok.lexeme.lemma.ends_with("ين")
}

impl<'a> Parsed<'a, '_> {
    pub(crate) fn tok(&self, i: usize) -> &Tok<'a> {
        &self.reading.tokens[i]
    }

    /// The lemma of a word of the sentence, to be weighed. Any name is a name («إسرائيل», «الإيراني»): no weight knows one side from the other.
    pub(crate) fn word_beside(&self, tok: Option<usize>) -> Part<'_> {
        let Some(at) = tok.filter(|t| self.tokens.contains(t)) else { return part!("") };
        let named = |m: &Mention| match m.class {
            Class::Named | Class::State | Class::Capital | Class::People | Class::Nisba | Class::Person | Class::Place => true,
            Class::Role => m.tokens.start != at,
            _ => false,
        };
        if mention::at(self.mentions, at).is_some_and(named) { part!("a name") } else { Part::new(&self.tok(at).lexeme.lemma) }
    }

    /// The clauses, in order; `carried` is the subject that the sentence before leaves behind.
    pub(crate) fn clauses(&self, carried: Option<&Filler>, speaker: Option<&Filler>) -> Vec<Clause> {
        let mut out: Vec<Clause> = Vec::new();
        for (k, item) in self.items.iter().enumerate() {
            let (tok, hal) = match item {
                Item::Verb(tok) => (*tok, false),
                Item::Hal(tok) => (*tok, true),
                _ => continue,
            };
            let clause = self.clause(k, tok, hal, &out, carried, speaker);
            out.push(clause);
        }
        out
    }

    fn clause(&self, k: usize, tok: usize, hal: bool, before: &[Clause], carried: Option<&Filler>, speaker: Option<&Filler>) -> Clause {
        let mut clause = Clause { item: k, tok, hal, ..Clause::default() };
        let mut bare = self.scan(&mut clause);
        self.particles(&mut clause);
        let inherited = || before.iter().rev().find(|c| !c.relative && c.subject.is_some()).and_then(|c| c.subject.clone());
        if self.tok(tok).reading.features.person == 1 {
            clause.subject = speaker.cloned().map(|f| Filler { how: "who speaks", ..f });
            clause.dropped = true;
        } else if hal {
            let own = self.predicate_of(k).and_then(|g| self.filler(g, "the participle's bearer")).filter(|f| f.head);
            let other = || inherited().or_else(|| carried.cloned()).map(|f| Filler { how: "the participle's bearer", ..f });
            clause.subject = own.or_else(other);
            clause.dropped = true;
        } else if let Some(antecedent) = self.relative_of(k) {
            clause.relative = true;
            let own = bare.first().copied().filter(|g| self.filler(*g, "").is_some_and(|f| f.head));
            let pronoun = self.tok(tok).reading.enclitic != Enclitic::None;
            if pronoun && own.is_none() && self.filler(antecedent, "").is_some_and(|f| f.head) {
                // «القس الذي تحتجزه»
                clause.antecedent = Some(antecedent);
                clause.subject = inherited().map(|f| Filler { how: "subject of the verb before", ..f });
                clause.dropped = true;
            } else if let Some(g) = own.filter(|_| pronoun) {
                bare.remove(0);
                clause.subject = self.filler(g, "subject in a relative clause");
                clause.antecedent = Some(antecedent);
            } else {
                clause.subject = self.filler(antecedent, "what the relative clause is about");
                clause.antecedent = None;
                if clause.subject.is_none() {
                    clause.antecedent = Some(antecedent);
                }
            }
        } else if self.pronoun_subject(k) {
            clause.dropped = true;
            clause.subject = inherited().or_else(|| carried.cloned()).map(|f| Filler { how: "the pronoun's bearer", ..f });
        } else if let Some(group) = self.subject_before(k) {
            clause.subject = self.filler(group, "subject before the verb");
        } else {
            let on = self.tok(tok).is(Operator::SayOn).then_some(speaker).flatten();
            self.subject_after(&mut clause, &mut bare, on.cloned().or_else(inherited), carried);
        }
        clause.objects = bare;
        clause
    }

    /// Walks right from a verb over what is its own; gives the bare groups.
    fn scan(&self, clause: &mut Clause) -> Vec<usize> {
        let mut bare = Vec::new();
        let says = self.says(clause.tok);
        let mut commas = 0;
        let mut j = clause.item + 1;
        while j < self.items.len() {
            match &self.items[j] {
                Item::Group(g) if g.preposition.is_some() && !g.joined => {
                    clause.preps.push(j);
                }
                Item::Group(g) if !g.joined && !self.apposed(j) => {
                    bare.push(j);
                }
                Item::Verb(tok) => match self.skip_relative(j, *tok) {
                    Some(to) => {
                        j = to;
                        continue;
                    }
                    None => break,
                },
                Item::Hal(_) | Item::Other => break,
                Item::Word(Function::Complementiser, _) => {
                    clause.complement = Some(j);
                    break;
                }
                Item::Word(Function::Opener | Function::Condition | Function::Attribution, _) => break,
                Item::Colon => {
                    clause.complement = says.then_some(j);
                    break;
                }
                Item::QuoteOpen if says && (commas > 0 || !bare.is_empty() || j == clause.item + 1) && !self.quoted_name(j) => {
                    clause.complement = Some(j);
                    break;
                }
                Item::Comma => {
                    commas += 1;
                    if commas > 3 || matches!(self.items.get(j + 1), Some(Item::Verb(_) | Item::Hal(_))) {
                        break;
                    }
                }
                _ => {}
            }
            j += 1;
        }
        clause.end = j;
        bare
    }

    fn says(&self, tok: usize) -> bool {
        let t = self.tok(tok);
        t.is(Operator::Say) || t.is(Operator::SayOn) || t.is(Operator::Relay)
    }

    /// A short quotation is a name, not speech.
    fn quoted_name(&self, open: usize) -> bool {
        matches!((self.items.get(open + 1), self.items.get(open + 2)), (Some(Item::Group(g)), Some(Item::QuoteClose)) if g.tokens.len() <= 3)
    }

    /// A group after a comma that only names again whom the group before named.
    fn apposed(&self, j: usize) -> bool {
        let Some(Item::Comma) = j.checked_sub(1).map(|p| &self.items[p]) else { return false };
        let (Some(Item::Group(before)), Some(group)) = (j.checked_sub(2).map(|p| &self.items[p]), self.items[j].group()) else {
            return false;
        };
        let class = |g: &Group| g.mentions.last().map(|m| self.mentions[*m].class);
        let pair = matches!(
            (class(before), class(group)),
            (Some(Class::Role), Some(Class::Person | Class::Named)) | (Some(Class::Person | Class::Named), Some(Class::Role))
        );
        before.preposition.is_none() && pair && matches!(self.items.get(j + 1), Some(Item::Comma | Item::Word(..)) | None)
    }

    /// A verb that belongs to what stands before it: where its clause ends.
    fn skip_relative(&self, j: usize, _tok: usize) -> Option<usize> {
        self.relative_of(j)?;
        let mut to = j + 1;
        while to < self.items.len()
            && !matches!(
                self.items[to],
                Item::Comma | Item::Verb(_) | Item::Hal(_) | Item::Word(Function::Complementiser | Function::Opener, _) | Item::Other
            )
        {
            to += 1;
        }
        Some(to)
    }

    /// The item before, particles, times and adverbs passed over.
    pub(crate) fn before(&self, k: usize) -> Option<usize> {
        (0..k).rev().find(|p| {
            !matches!(
                self.items[*p],
                Item::Time(_) | Item::Minor | Item::Word(Function::Adverb | Function::Negation | Function::Possible | Function::Future, _)
            )
        })
    }

    /// The group that a verb's relative clause belongs to.
    fn relative_of(&self, k: usize) -> Option<usize> {
        let p = self.before(k)?;
        if let Item::Word(Function::Relative, _) = self.items[p] {
            return (0..p).rev().take(3).find(|q| self.items[*q].group().is_some());
        }
        // «اجتماع احتضنته القاهرة»: an indefinite noun and a verb with a pronoun.
        let verb = self.tok(self.items[k].verb()?);
        let group = self.items[p].group()?;
        let head = self.tok(group.head);
        let pronoun = verb.reading.enclitic != Enclitic::None && verb.reading.proclitics.conjunction.is_none();
        (p + 1 == k && pronoun && !head.reading.features.definite && group.mentions.is_empty()).then_some(p)
    }

    /// «إن الحكومة مستعدة»: the bare group that opens the clause, with no verb between.
    fn predicate_of(&self, k: usize) -> Option<usize> {
        let mut p = self.before(k)?;
        loop {
            match &self.items[p] {
                Item::Group(g) if g.preposition.is_none() && !g.joined => return Some(p).filter(|p| self.opens(*p)),
                Item::Group(_) | Item::QuoteOpen => p = self.before(p)?,
                _ => return None,
            }
        }
    }

    /// «أنها استدعت القنصل»: the subject is in the complementiser.
    fn pronoun_subject(&self, k: usize) -> bool {
        let Some(p) = self.before(k) else { return false };
        match &self.items[p] {
            Item::Word(Function::Complementiser | Function::Opener, r) => crate::reading::bears_pronoun(&self.tok(r.end - 1).facts.key),
            _ => false,
        }
    }

    /// A bare group that opens the clause before its verb: «الوزير أعلن», «إن الوزير أعلن», «كان الوزير أعلن».
    fn subject_before(&self, k: usize) -> Option<usize> {
        let verb = self.tok(self.items[k].verb()?);
        if verb.reading.proclitics.conjunction.is_some() {
            return None;
        }
        let mut p = self.before(k)?;
        // «رئيس الحكومة، عبد الله الثني، أعلن»
        if matches!(self.items[p], Item::Comma | Item::QuoteClose) {
            p = self.before(p)?;
        }
        let mut found = None;
        loop {
            match &self.items[p] {
                Item::Group(g) if g.preposition.is_none() && !g.joined => {
                    found = Some(p);
                    if self.opens(p) {
                        return Some(p).filter(|p| self.agrees(*p, verb));
                    }
                    match p.checked_sub(1).map(|q| &self.items[q]) {
                        Some(Item::Comma | Item::QuoteOpen | Item::QuoteClose | Item::Time(_) | Item::Minor) => {}
                        _ => return self.complement_subject(k).filter(|p| self.agrees(*p, verb)),
                    }
                }
                // «العسكريين الذين شاركوا في الاجتماع تشاوروا»
                Item::Verb(_) => {
                    p = self.relative_of(p)?;
                    continue;
                }
                Item::Group(_)
                | Item::Comma
                | Item::Minor
                | Item::Time(_)
                | Item::QuoteOpen
                | Item::QuoteClose
                | Item::Word(Function::Adverb, _) => {}
                _ => return self.complement_subject(k).filter(|p| self.agrees(*p, verb)),
            }
            match p.checked_sub(1) {
                Some(q) => p = q,
                None => return found.filter(|p| self.agrees(*p, verb)),
            }
        }
    }

    /// «أن عشرات الأشخاص بينهم أطفال قتلوا»: the first bare group after «أن», with no other verb between.
    fn complement_subject(&self, k: usize) -> Option<usize> {
        let from = (0..k).rev().find(|p| match &self.items[*p] {
            Item::Word(Function::Complementiser, _) => true,
            Item::Verb(_) => self.relative_of(*p).is_none(),
            Item::Hal(_) | Item::Other | Item::Word(Function::Opener, _) => true,
            _ => false,
        })?;
        let opens = matches!(self.items[from], Item::Word(Function::Complementiser, _));
        let first = (from + 1..k).find(|p| self.items[*p].group().is_some())?;
        let bare = self.items[first].group().is_some_and(|g| g.preposition.is_none());
        (opens && bare).then_some(first)
    }

    /// Whether a group stands at the start of a clause.
    fn opens(&self, p: usize) -> bool {
        let Some(q) = self.before(p) else { return true };
        match &self.items[q] {
            Item::Word(Function::Complementiser | Function::Opener | Function::Condition, _) | Item::Colon | Item::Other => true,
            Item::Verb(tok) => self.tok(*tok).is(Operator::Auxiliary),
            Item::QuoteOpen | Item::QuoteClose | Item::Comma => {
                q == 0 || q.checked_sub(1).is_some_and(|r| matches!(self.items[r], Item::Colon | Item::Word(Function::Complementiser, _)))
            }
            _ => false,
        }
    }

    fn agrees(&self, p: usize, verb: &Tok<'_>) -> bool {
        let Some(group) = self.items[p].group() else { return false };
        let head = self.tok(group.head);
        !(head.reading.features.accusative
            && head.reading.known
            && group.mentions.is_empty()
            && verb.reading.pos == Pos::Verb
            && !head.acts
            && !self.after_complementiser(p))
    }

    fn after_complementiser(&self, p: usize) -> bool {
        self.before(p).is_some_and(|q| matches!(self.items[q], Item::Word(Function::Complementiser, _)))
    }

    fn subject_after(&self, clause: &mut Clause, bare: &mut Vec<usize>, inherited: Option<Filler>, carried: Option<&Filler>) {
        let verb = self.tok(clause.tok);
        let conjoined = verb.reading.proclitics.conjunction.is_some();
        let earlier = inherited.or_else(|| carried.cloned());
        let plural = matches!(verb.reading.features.number, Number::Plural | Number::Dual);
        if let Some(&first) = bare.first() {
            let group = self.items[first].group();
            let head = group.map(|g| self.tok(g.head));
            let accusative = head.is_some_and(|h| h.reading.features.accusative && h.reading.known || oblique(h));
            let filler = self.filler(first, "subject after the verb");
            let animate = filler.as_ref().is_some_and(|f| f.head);
            let taken = !animate
                && conjoined
                && earlier.is_some()
                && head.is_some_and(|h| h.acts)
                && !verb.is(Operator::Occur)
                && !verb.is(Operator::Cause);
            if !(accusative || taken || plural && earlier.is_some()) {
                clause.verb_first = true;
                clause.subject = filler;
                bare.remove(0);
                return;
            }
        }
        clause.dropped = true;
        clause.subject = earlier.map(|f| Filler { how: "subject of the verb before", ..f });
    }

    /// What particles before a verb say of it.
    fn particles(&self, clause: &mut Clause) {
        let verb = self.tok(clause.tok);
        clause.future = verb.reading.proclitics.future;
        let mut p = clause.item;
        while p > 0 {
            p -= 1;
            match &self.items[p] {
                Item::Word(Function::Negation, r) => clause.negated |= r.end == clause.tok || p + 1 == clause.item,
                // «وقد تبادل الرجلان» is told, whatever person the letters may show.
                Item::Word(Function::Possible, _) => {
                    clause.possible |= imperfect(verb) && !(verb.lexeme.lemma.starts_with('ت') && verb.lexeme.bare.starts_with('ت'))
                }
                Item::Word(Function::Future, _) => clause.future = true,
                Item::Word(Function::Condition, _) => {
                    clause.conditional = true;
                    break;
                }
                Item::Word(Function::Must, _) => {
                    clause.must = true;
                    break;
                }
                Item::Time(_) | Item::Minor | Item::Word(Function::Adverb | Function::Complementiser, _) => {}
                Item::Group(_) if clause.item - p <= 2 => {}
                _ => break,
            }
        }
    }

    /// The mentions that a group offers as an argument, with those joined to it.
    pub(crate) fn filler(&self, item: usize, how: &'static str) -> Option<Filler> {
        let group = self.items.get(item)?.group()?;
        let Some(first) = group.mentions.iter().copied().find(|m| self.mentions[*m].acts()) else {
            return self.belonging(item, how);
        };
        let head = self.mentions[first].tokens.contains(&group.head);
        let mut mentions = vec![first];
        let mut at = item + 1;
        while let Some(next) = self.items.get(at) {
            match next {
                Item::Group(g) if g.joined => {
                    let Some(m) = g.mentions.iter().copied().find(|m| self.mentions[*m].acts()) else { break };
                    if !self.mentions[m].tokens.contains(&g.head) || self.starts_clause(at) {
                        break;
                    }
                    mentions.push(m);
                }
                Item::Comma | Item::QuoteOpen | Item::QuoteClose if matches!(self.items.get(at + 1), Some(Item::Group(g)) if g.joined) => {}
                _ => break,
            }
            at += 1;
        }
        Some(Filler { mentions, item: Some(item), how, head })
    }

    /// «طائرات تركية», «طائرات تابعة للحكومة», «دورية للجيش»: things act for whom they belong to.
    fn belonging(&self, item: usize, how: &'static str) -> Option<Filler> {
        let group = self.items[item].group()?;
        let nisba = group.mentions.iter().copied().find(|m| self.mentions[*m].class == Class::Nisba);
        let owner = || {
            let belongs = group.tokens.clone().any(|t| self.tok(t).is(Operator::Belonging));
            let thing = self.is_thing(group.head);
            let next = self.items.get(item + 1)?.group().filter(|g| !g.joined)?;
            if !(belongs && next.preposition.is_some() || thing && self.used(next, Use::Owner)) {
                return None;
            }
            next.mentions.iter().copied().find(|m| self.mentions[*m].acts())
        };
        let mut mentions = vec![nisba.or_else(owner)?];
        mentions.extend(nisba.into_iter().flat_map(|_| self.more_nisbas(item)));
        Some(Filler { mentions, item: Some(item), how, head: false })
    }

    /// An indefinite noun that names no act: «دورية», not «دعما».
    fn is_thing(&self, tok: usize) -> bool {
        let tok = self.tok(tok);
        let (read, lore) = (tok.reading, tok.lexeme);
        let noun = read.pos == Pos::Noun && read.known && !read.features.definite && read.enclitic == Enclitic::None;
        noun && read.features.derivation != Derivation::Masdar && lore.frames.is_empty() && lore.operators.is_empty()
    }

    /// «مقاتلات روسية وسورية»: nationalities joined to a group's own.
    pub(crate) fn more_nisbas(&self, item: usize) -> Vec<usize> {
        let own: Vec<usize> = self.items[item]
            .group()
            .map(|g| g.mentions.iter().copied().filter(|m| self.mentions[*m].class == Class::Nisba).skip(1).collect())
            .unwrap_or_default();
        let joined =
            self.items[item + 1..].iter().map_while(|x| x.group().filter(|g| g.joined && g.tokens.len() == 1)?.mentions.first().copied());
        own.into_iter().chain(joined.take_while(|m| self.mentions[*m].class == Class::Nisba)).collect()
    }

    /// A joined group before a verb opens a clause of its own: «… والجيش يتقدم».
    fn starts_clause(&self, at: usize) -> bool {
        matches!(self.items.get(at + 1), Some(Item::Verb(tok)) if self.tok(*tok).reading.proclitics.conjunction.is_none() && imperfect(self.tok(*tok)))
    }
}

//! Linking whose result is kept in an archive, and answers from it. What was linked stays as it is: only reports of days near new ones are
//! compared again, only the parts of the reports that these belong to are grouped again, only stories that changed are read again. The
//! result is that of linking all at once, for [`rasid_link::scores`] and [`rasid_link::parts`] say what depends on what.

use rasid_archive::{Archive, Fault, Near, Row, Standing, Tie, Told, Verb};
use rasid_link::{Decision, Following, Group, Groups, Linked, Report, Scored, Traits, Weights};
use rasid_link::{agreements, calendar, namings, positions, stories, timeline};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Asked, Question, draft, print, read_decisions, read_facts};
use crate::archive::{Ended, Trouble, ended};
use crate::messages::Messages;
use crate::progress::Progress;
use crate::work::{Bench, silence_panics, step_back, threads};
use crate::{Outcome, layer, output};

/// Reports whose words are read at a time.
const BATCH: usize = 64;
/// Days that are compared at a time, and reports whose stories are told at a time: what is held in memory.
const DAYS: i32 = 30;
const REPORTS: usize = 1000;
/// For what two reports can be one.
const LEVELS: [&str; 3] = ["event", "story", "wire"];
/// Decisions that are written at a time.
const AT_ONCE: usize = 200;
/// Parts that are made anew at a time.
const PARTS: usize = 500;

/// Links, or answers from what was linked.
///
/// # Errors
/// Where the output cannot be written.
pub(crate) fn run(path: &Path, question: &Question<'_>, asked: &Asked, messages: &Messages) -> std::io::Result<Outcome> {
    if question.decisions.is_some() && !matches!(asked, Asked::Groups) {
        messages.say("decisions_link", &[&rasid_archive::shown(path)]);
        return Ok(Outcome::Failed);
    }
    let done = match asked {
        Asked::Groups => link(path, question, messages),
        asked => answer(path, question, asked, messages),
    };
    ended(done, path, messages)
}

/// All reports that stand, in the order of linking: the day, then the id.
struct Reports {
    all: Vec<Standing>,
    days: Vec<Option<i32>>,
    /// By number.
    place: BTreeMap<i64, usize>,
}

impl Reports {
    fn new(mut all: Vec<Standing>) -> Self {
        all.sort_by(|a, b| (day(a.day.as_deref()), &a.key).cmp(&(day(b.day.as_deref()), &b.key)));
        let days = all.iter().map(|s| day(s.day.as_deref())).collect();
        let place = all.iter().enumerate().map(|(n, s)| (s.number, n)).collect();
        Self { all, days, place }
    }

    /// The places of those between two days; of none, those without a day.
    fn between(&self, days: Option<(i32, i32)>) -> std::ops::Range<usize> {
        let (first, last) = (days.map(|d| d.0), days.map(|d| d.1));
        self.days.partition_point(|d| *d < first)..self.days.partition_point(|d| *d <= last)
    }
}

fn day(written: Option<&str>) -> Option<i32> {
    written.and_then(rasid_link::number)
}

/// What is worked with.
struct Linker<'a> {
    archive: Archive,
    reports: Reports,
    weights: Weights,
    decisions: Vec<Decision>,
    progress: Progress<'a>,
}

fn link(path: &Path, question: &Question<'_>, messages: &Messages) -> Ended {
    step_back();
    let mut archive = Archive::open(path)?;
    let at = archive.now()?;
    if let Some(file) = question.decisions {
        let decisions = read_decisions(Some(file), messages).ok_or(Trouble::Said)?;
        if decisions.iter().any(|d| d.agreement.is_some()) {
            messages.say_at(&file.display().to_string(), &messages.text("mark_archive", &[]));
            return Err(Trouble::Said);
        }
        keep(&mut archive, &decisions, &file.display().to_string(), &at)?;
    }
    archive.forget_words_unless(Traits::FORM)?;
    let wanted: Vec<(i64, i64)> = archive.standing()?.0.iter().filter(|s| !s.worded).map(|s| (s.number, s.coding)).collect();
    let reader = Reader { path, question, messages, foreign: AtomicBool::new(false) };
    reader.read(&mut archive, &wanted)?;
    let (standing, gone) = archive.standing()?;
    let (decided, last) = archive.decided_since_linking()?;
    let decisions = archive.judged()?.into_iter().flat_map(|j| bound(&j)).collect();
    let progress = Progress::new(question.quiet, messages);
    let mut linker = Linker { reports: Reports::new(standing), weights: Weights::builtin(), decisions, archive, progress };
    let fresh: BTreeSet<usize> = linker.fresh(&decided);
    let compared = linker.compare(&fresh, &gone, &reader)?;
    let (ties, told) = linker.group(&compared, &fresh, &gone)?;
    linker.tell(&ties, &told, &gone)?;
    linker.follow()?;
    let numbers: Vec<i64> = gone.iter().map(|(n, _)| *n).collect();
    let kept: Vec<(i64, Tie)> = ties.into_iter().filter_map(|(n, tie)| Some((linker.reports.all.get(n)?.number, tie))).collect();
    linker.archive.keep_ties(&kept, &numbers, last, &at)?;
    linker.archive.settle()?;
    linker.progress.end();
    if question.work.format.is_some() {
        print(&groups(&linker.archive)?, question.work.format, messages)?;
    } else {
        let counts = [fresh.len(), told.len(), linker.reports.all.len()].map(|n| n.to_string());
        output::print(format!("{}\n", messages.text("linked", &counts.each_ref().map(String::as_str))).as_bytes())?;
    }
    Ok(Outcome::Done)
}

/// Keeps decisions in the log, of each two reports or events by themselves; what stands already is not said again. Who did not say his name is
/// called by the file.
fn keep(archive: &mut Archive, decisions: &[Decision], file: &str, at: &str) -> Result<(), Fault> {
    for d in decisions {
        let (stand, acts) = (archive.judged()?, d.level.as_deref() == Some("act"));
        if let Some(id) = d.together.iter().chain(&d.apart).find(|id| id.contains('.') != acts) {
            return Err(if acts { Fault::NoEvent(id.clone()) } else { Fault::NoReport(id.clone()) });
        }
        let level = d.level.as_deref().filter(|level| *level != "act");
        let stands = |one: &String, other: &String, same: bool| {
            let of = |level: Option<&str>| {
                let two = (one.min(other), one.max(other));
                stand.iter().any(|j| (&j.one, &j.other) == two && j.level == level && j.same == same)
            };
            if acts { of(None) } else { LEVELS.iter().filter(|l| level.is_none_or(|asked| asked == **l)).all(|l| of(Some(l))) }
        };
        let mut say = |verb: Verb, two: Vec<(&String, &String)>| {
            let line = |(one, other): &(&String, &String)| rasid_archive::Decision {
                at: at.to_owned(),
                who: d.by.clone().unwrap_or_else(|| file.to_owned()),
                event: (*one).clone(),
                field: level.map(str::to_owned),
                after: Some((*other).clone()),
                ..rasid_archive::Decision::default()
            };
            let new = two.iter().filter(|(one, other)| !stands(one, other, verb == Verb::Merge)).map(line);
            new.collect::<Vec<_>>().chunks(AT_ONCE).try_for_each(|some| archive.decide(verb, some))
        };
        say(Verb::Merge, d.together.iter().zip(d.together.iter().skip(1)).collect())?;
        let after = |n: usize| d.apart.iter().skip(n + 1);
        say(Verb::Split, d.apart.iter().enumerate().flat_map(|(n, one)| after(n).map(move |other| (one, other))).collect())?;
    }
    Ok(())
}

/// What a person said of two reports or two events, as linking takes it: if the events are one, their reports are of one story.
fn bound(j: &rasid_archive::Judged) -> Vec<Decision> {
    let both = vec![j.one.clone(), j.other.clone()];
    let level = |level: &str| Some(level.to_owned());
    if let Some(of) = j.level {
        let (together, apart) = if j.same { (both, Vec::new()) } else { (Vec::new(), both) };
        return vec![Decision { level: level(of), together, apart, ..Decision::default() }];
    }
    if !j.same {
        return vec![Decision { level: level("act"), apart: both, ..Decision::default() }];
    }
    let reports = both.iter().map(|id| id.split('.').next().unwrap_or("").to_owned()).collect();
    vec![
        Decision { level: level("act"), together: both, ..Decision::default() },
        Decision { level: level("story"), together: reports, ..Decision::default() },
    ]
}

/// Reads what linking compares of words.
struct Reader<'a> {
    path: &'a Path,
    question: &'a Question<'a>,
    messages: &'a Messages,
    /// Whether a text in another language was met: what the others name and count is read from then on.
    foreign: AtomicBool,
}

impl Reader<'_> {
    /// Of reports with their codings, and keeps it.
    fn read(&self, archive: &mut Archive, wanted: &[(i64, i64)]) -> Result<(), Trouble> {
        let work = self.question.work;
        if wanted.is_empty() {
            return Ok(());
        }
        let Some(knowledge) = layer::load(work.knowledge.as_deref(), self.messages) else { return Err(Trouble::Said) };
        silence_panics();
        let mut progress = Progress::new(self.question.quiet, self.messages);
        let worker = || {
            let mut bench = Bench::new(&knowledge);
            let reader = Archive::read(self.path);
            move |batch: &[(i64, i64)]| {
                let reader = reader.as_ref().map_err(|f| Fault::Store(format!("{f:?}")))?;
                let texts = reader.texts(&batch.iter().map(|(number, _)| *number).collect::<Vec<_>>())?;
                let read = |((number, input), (_, coding)): ((i64, rasid::input::Input), &(i64, i64))| {
                    let words = bench.words(&input);
                    let mut traits = Traits::worded(&input.document.text, &words);
                    read_facts(&mut traits, &input, &words, &self.foreign);
                    (number, *coding, traits.to_bytes(), input.document.text.len())
                };
                Ok(texts.into_iter().zip(batch).map(read).collect::<Vec<_>>())
            }
        };
        rasid::run::in_order(wanted.chunks(BATCH), threads(work.threads), worker, |done: Result<Vec<_>, Fault>| {
            let done = done?;
            let bytes = done.iter().map(|(.., size)| *size as u64).sum();
            archive.keep_words(&done.iter().map(|(n, c, w, _)| (*n, *c, w.clone())).collect::<Vec<_>>())?;
            progress.add(done.len() as u64, bytes, 0);
            Ok::<(), Fault>(())
        })?;
        progress.end();
        Ok(())
    }
}

impl Linker<'_> {
    /// The reports that are new, were coded again, or decided on.
    fn fresh(&self, decided: &BTreeSet<i64>) -> BTreeSet<usize> {
        let fresh = |s: &Standing| s.tie.as_ref().is_none_or(|t| t.coding != s.coding) || decided.contains(&s.number);
        self.reports.all.iter().enumerate().filter(|(_, s)| fresh(s)).map(|(n, _)| n).collect()
    }

    /// Reports of those places, as linking takes them.
    fn read(&self, places: impl Iterator<Item = usize>) -> Result<Vec<Report>, Fault> {
        let numbers: Vec<i64> = places.filter_map(|n| self.reports.all.get(n)).map(|s| s.number).collect();
        let report = |kept: rasid_archive::Kept| {
            let words = kept.words.as_deref().and_then(Traits::from_bytes).unwrap_or_default();
            Report::kept(kept.record, rasid_link::title(&kept.text), words)
        };
        Ok(self.archive.kept(&numbers)?.into_iter().map(report).collect())
    }

    /// The same, and what Arabic reports among them near one in another language name and count, which is kept too.
    fn read_near(&mut self, places: std::ops::Range<usize>, reader: &Reader<'_>) -> Result<Vec<Report>, Trouble> {
        let reports = self.read(places.clone())?;
        let unread = rasid_link::unread(&reports.iter().collect::<Vec<_>>());
        if unread.is_empty() {
            return Ok(reports);
        }
        let standing = unread.iter().filter_map(|n| self.reports.all.get(places.start + n));
        let wanted: Vec<(i64, i64)> = standing.map(|s| (s.number, s.coding)).collect();
        reader.foreign.store(true, Ordering::Relaxed);
        reader.read(&mut self.archive, &wanted)?;
        Ok(self.read(places)?)
    }

    /// Compares the reports of days near fresh ones with those before them; gives the places of those that were compared.
    fn compare(&mut self, fresh: &BTreeSet<usize>, gone: &[(i64, Tie)], reader: &Reader<'_>) -> Result<BTreeSet<usize>, Trouble> {
        let now = fresh.iter().filter_map(|n| self.reports.days.get(*n).copied());
        let tied = fresh.iter().filter_map(|n| self.reports.all.get(*n)?.tie.as_ref()).chain(gone.iter().map(|(_, tie)| tie));
        let days: BTreeSet<Option<i32>> = now.chain(tied.map(|t| day(t.day.as_deref()))).collect();
        let reach = self.weights.reach();
        let mut compared = BTreeSet::new();
        for span in spans(&days, reach) {
            let slice = self.reports.between(span.map(|(first, last)| (first - reach - 1, last + 1)));
            let core = self.reports.between(span);
            let reports = self.read_near(slice.clone(), reader)?;
            let scored = rasid_link::scores(&reports.iter().collect::<Vec<_>>(), &self.weights);
            let mut near: BTreeMap<usize, Near> = core.clone().map(|n| (n, Near::new())).collect();
            for s in scored {
                let (a, b) = (slice.start + s.a as usize, slice.start + s.b as usize);
                if let Some((near, a)) = near.get_mut(&b).zip(self.reports.all.get(a)) {
                    near.push((a.number, s.scores.map(|s| i16::try_from(s).unwrap_or(i16::MAX))));
                }
            }
            let near: Vec<(i64, Near)> = near.into_iter().filter_map(|(n, near)| Some((self.reports.all.get(n)?.number, near))).collect();
            self.archive.keep_near(&near)?;
            self.progress.add(core.len() as u64, 0, 0);
            compared.extend(core);
        }
        Ok(compared)
    }

    /// Groups the parts of the reports that what was compared belongs to; gives the new ties of reports whose groups, or which themselves,
    /// changed, and the places of the reports whose stories changed.
    fn group(
        &self,
        compared: &BTreeSet<usize>,
        fresh: &BTreeSet<usize>,
        gone: &[(i64, Tie)],
    ) -> Result<(BTreeMap<usize, Tie>, BTreeSet<usize>), Fault> {
        let places = self.touched(compared, gone)?;
        let inner: BTreeMap<usize, u32> = places.iter().copied().zip(0_u32..).collect();
        let mut scored = Vec::new();
        for (n, b) in &inner {
            let Some(report) = self.reports.all.get(*n) else { continue };
            for (a, scores) in self.archive.near(report.number)? {
                let a = self.reports.place.get(&a).and_then(|a| inner.get(a));
                scored.extend(a.map(|a| Scored { a: *a, b: *b, scores: scores.map(i64::from) }));
            }
        }
        scored.sort_unstable_by_key(|s| (s.b, s.a));
        let chosen: Vec<&Standing> = places.iter().filter_map(|n| self.reports.all.get(*n)).collect();
        let days: Vec<Option<i32>> = chosen.iter().map(|s| day(s.day.as_deref())).collect();
        let ids: Vec<&str> = chosen.iter().map(|s| s.key.as_str()).collect();
        let parts = rasid_link::parts(&ids, &scored, &self.weights, &self.decisions);
        let levels = rasid_link::grouped(&days, &ids, &scored, &self.weights, &self.decisions);
        let levels = levels.map(|groups| groups.into_iter().map(|g| g.into_iter().map(|n| n as usize).collect()).collect());
        let named = rasid_link::named(&ids, &levels);
        let mut ties = BTreeMap::new();
        for (((n, report), group), part) in places.iter().zip(&chosen).zip(named).zip(parts) {
            let part = chosen.get(part as usize).map_or(report.number, |s| s.number);
            let Group { event, story, wire, .. } = group;
            let tie = Tie { coding: report.coding, day: report.day.clone(), part, event, story, wire };
            if fresh.contains(n) || report.tie.as_ref() != Some(&tie) {
                ties.insert(*n, tie);
            }
        }
        let changed = |n: usize, tie: &Tie| {
            let before = self.reports.all.get(n).and_then(|s| s.tie.as_ref());
            fresh.contains(&n) || before.is_none_or(|b| (&b.event, &b.story, &b.wire) != (&tie.event, &tie.story, &tie.wire))
        };
        let mut stories: BTreeSet<&str> = gone.iter().map(|(_, t)| t.story.as_str()).collect();
        for (n, tie) in ties.iter().filter(|(n, tie)| changed(**n, tie)) {
            let before = self.reports.all.get(*n).and_then(|s| s.tie.as_ref());
            stories.extend(before.into_iter().chain([tie]).map(|t| t.story.as_str()));
        }
        let story = |n: &usize| ties.get(n).or(self.reports.all.get(*n)?.tie.as_ref()).map(|t| t.story.as_str());
        let told = (0..self.reports.all.len()).filter(|n| story(n).is_some_and(|s| stories.contains(s))).collect();
        Ok((ties, told))
    }

    /// The places of all reports whose groups may change: those compared, those they are now bound to, and all of the parts of these.
    fn touched(&self, compared: &BTreeSet<usize>, gone: &[(i64, Tie)]) -> Result<BTreeSet<usize>, Fault> {
        let mut places = compared.clone();
        for n in compared {
            let Some(report) = self.reports.all.get(*n) else { continue };
            places.extend(self.archive.near(report.number)?.iter().filter_map(|(a, _)| self.reports.place.get(a)));
        }
        let judged: BTreeSet<&str> = self.decisions.iter().flat_map(|d| d.together.iter().chain(&d.apart)).map(String::as_str).collect();
        let numbered = self.reports.all.iter().enumerate();
        places.extend(numbered.clone().filter(|(_, s)| judged.contains(s.key.as_str())).map(|(n, _)| n));
        let tied = places.iter().filter_map(|n| self.reports.all.get(*n)?.tie.as_ref());
        let parts: BTreeSet<i64> = tied.chain(gone.iter().map(|(_, t)| t)).map(|t| t.part).collect();
        places.extend(numbered.filter(|(_, s)| s.tie.as_ref().is_some_and(|t| parts.contains(&t.part))).map(|(n, _)| n));
        Ok(places)
    }

    /// Tells the stories that changed anew.
    fn tell(&mut self, ties: &BTreeMap<usize, Tie>, told: &BTreeSet<usize>, gone: &[(i64, Tie)]) -> Result<(), Fault> {
        let mut by_story: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for n in told {
            let Some(report) = self.reports.all.get(*n) else { continue };
            if let Some(tie) = ties.get(n).or(report.tie.as_ref()) {
                by_story.entry(tie.story.clone()).or_default().push(*n);
            }
        }
        let before = told.iter().filter_map(|n| self.reports.all.get(*n)?.tie.as_ref());
        let old: BTreeSet<String> = before.chain(gone.iter().map(|(_, t)| t)).map(|t| t.story.clone()).collect();
        let ended: Vec<&str> = old.iter().map(String::as_str).filter(|s| !by_story.contains_key(*s)).collect();
        self.archive.keep_stories(&ended, &gone.iter().map(|(n, _)| *n).collect::<Vec<_>>(), &[], &[])?;
        let mut batch: Vec<usize> = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        let mut left = by_story.len();
        for (story, places) in &by_story {
            names.push(story);
            batch.extend(places);
            left -= 1;
            if batch.len() >= REPORTS || left == 0 {
                batch.sort_unstable();
                self.tell_batch(ties, &names, &batch)?;
                batch.clear();
                names.clear();
            }
        }
        Ok(())
    }

    fn tell_batch(&mut self, ties: &BTreeMap<usize, Tie>, stories: &[&str], places: &[usize]) -> Result<(), Fault> {
        let reports = self.read(places.iter().copied())?;
        let tie = |n: &usize| ties.get(n).or(self.reports.all.get(*n)?.tie.as_ref());
        let group = |(n, r): (&usize, &Report)| {
            let tie = tie(n)?;
            let (event, story, wire) = (tie.event.clone(), tie.story.clone(), tie.wire.clone());
            Some(Group { id: r.record.id.to_string(), event, story, wire, ..Group::default() })
        };
        let named: Vec<Group> = places.iter().zip(&reports).filter_map(group).collect();
        let linked = Linked::new(reports, Groups::of(named), Following::builtin(), &self.decisions);
        let number = |id: &str| {
            linked
                .reports
                .iter()
                .position(|r| r.record.id == id)
                .and_then(|n| places.get(n))
                .and_then(|n| Some(self.reports.all.get(*n)?.number))
        };
        let numbers: Vec<i64> = places.iter().filter_map(|n| Some(self.reports.all.get(*n)?.number)).collect();
        let rows = rows(&linked, &numbers);
        let told = told(&linked, number);
        self.archive.keep_stories(stories, &numbers, &rows, &told)?;
        self.progress.add(places.len() as u64, 0, 0);
        Ok(())
    }

    /// Follows agreements, positions and namings over all reports, where what is told of them changed.
    fn follow(&mut self) -> Result<(), Fault> {
        for kind in ["agreement", "position", "naming"] {
            loop {
                let parts = self.archive.stale(kind, PARTS)?;
                if parts.is_empty() {
                    break;
                }
                let mut rows = Vec::new();
                for part in &parts {
                    let told = self.archive.told(kind, part)?;
                    rows.extend(match kind {
                        "agreement" => agreements::followed(parsed(&told), &[]).iter().map(|a| agreement(a, part)).collect::<Vec<_>>(),
                        "position" => positions::stands(parsed(&told)).iter().map(|s| position(s, part)).collect(),
                        _ => namings::counted(parsed(&told)).iter().map(|n| naming(n, part)).collect(),
                    });
                }
                self.archive.keep_rows(kind, &parts, &rows)?;
            }
        }
        Ok(())
    }
}

/// The days that are compared again where those changed, in spans: a report depends on what is told the day before and after it, and on the
/// reports it is compared with.
fn spans(days: &BTreeSet<Option<i32>>, reach: i32) -> Vec<Option<(i32, i32)>> {
    let mut out: Vec<Option<(i32, i32)>> = Vec::new();
    for changed in days {
        let span = changed.map(|d| (d - 1, d + reach + 1));
        match (out.last_mut(), span) {
            (Some(Some(last)), Some((first, to))) if first <= last.1 + 1 => last.1 = to,
            _ => out.push(span),
        }
    }
    let cut = |span: Option<(i32, i32)>| match span {
        None => vec![None],
        Some((first, last)) => (first..=last).step_by(DAYS.unsigned_abs() as usize).map(|at| Some((at, last.min(at + DAYS - 1)))).collect(),
    };
    out.into_iter().flat_map(cut).collect()
}

fn json<T: Serialize>(row: &T) -> String {
    serde_json::to_string(row).unwrap_or_default()
}

fn parsed<T: DeserializeOwned>(rows: &[String]) -> Vec<T> {
    rows.iter().filter_map(|row| serde_json::from_str(row).ok()).collect()
}

/// The rows of stories: acts, what was announced, the stories themselves.
fn rows(linked: &Linked, numbers: &[i64]) -> Vec<Row> {
    let mut out = Vec::new();
    let places = |happening: &rasid_link::Happening| {
        let telling = |told: &rasid_link::Told| {
            let events = &linked.reports.get(told.report)?.record.events;
            let at = rasid_link::mentions_of(&linked.reports, *told).into_iter().filter_map(|n| events.get(n));
            Some((*numbers.get(told.report)?, at.map(|e| e.id.to_string()).collect::<Vec<_>>()))
        };
        happening.iter().filter_map(telling).collect::<Vec<_>>()
    };
    for happening in &linked.happenings {
        let Some(row) = timeline::row(linked, happening) else { continue };
        let plain = timeline::Row { versions: Vec::new(), ..row.clone() };
        out.push(Row {
            kind: "act".to_owned(),
            body: json(&plain),
            part: row.story,
            first: row.from,
            last: row.to,
            label: row.r#type,
            who: countries(&row.actor),
            what: countries(&row.recipient),
            reports: row.reports,
            name: row.id,
            tellings: places(happening),
        });
    }
    let story = |told: &rasid_link::calendar::Planned| {
        linked
            .reports
            .iter()
            .zip(&linked.groups.named)
            .find(|(r, _)| told.announced.first().is_some_and(|s| s.document == r.record.id))
            .map(|(_, g)| g.story.clone())
    };
    out.extend(calendar::plans(linked).iter().map(|p| Row {
        kind: "plan".to_owned(),
        name: p.id.clone(),
        part: story(p).unwrap_or_default(),
        first: p.from.clone(),
        last: p.to.clone(),
        label: p.outcome.clone(),
        what: p.r#type.clone(),
        reports: p.announced.len(),
        body: json(p),
        ..Row::default()
    }));
    out.extend(stories::told(linked).iter().map(|s| Row {
        kind: "story".to_owned(),
        name: s.id.clone(),
        part: s.id.clone(),
        first: s.from.clone(),
        last: s.to.clone(),
        reports: s.reports,
        body: json(s),
        ..Row::default()
    }));
    out
}

fn countries(parties: &[timeline::Party]) -> String {
    parties.iter().filter_map(|p| p.country.as_deref()).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
}

/// What the reports tell that is followed over other stories.
fn told(linked: &Linked, number: impl Fn(&str) -> Option<i64>) -> Vec<Told> {
    let agreements = agreements::mentions(linked).into_iter().filter_map(|m| {
        let document = number(&m.step.sources.first()?.document)?;
        Some(Told { document, kind: "agreement", part: m.key.clone(), body: json(&m) })
    });
    let positions = positions::mentions(linked).into_iter().filter_map(|m| {
        Some(Told { document: number(&m.source.document)?, kind: "position", part: [&*m.key.0, &*m.key.1].join(BETWEEN), body: json(&m) })
    });
    let namings = namings::mentions(linked).into_iter().filter_map(|m| {
        let part = [&*m.actor, m.source.outlet.as_deref().unwrap_or("")].join(BETWEEN);
        Some(Told { document: number(&m.source.document)?, kind: "naming", part, body: json(&m) })
    });
    agreements.chain(positions).chain(namings).collect()
}

/// Stands between the two names of a part.
const BETWEEN: &str = "\u{1f}";

fn agreement(a: &agreements::Followed, part: &str) -> Row {
    let reports: BTreeSet<&str> = a.history.iter().flat_map(|s| &s.sources).map(|s| &*s.document).collect();
    Row {
        kind: "agreement".to_owned(),
        name: a.id.clone(),
        part: part.to_owned(),
        first: a.history.iter().filter_map(|s| s.from.clone()).min(),
        last: a.history.iter().filter_map(|s| s.to.clone()).max(),
        label: a.status.clone(),
        who: if a.registered { "registered".to_owned() } else { String::new() },
        what: a.kind.clone(),
        reports: reports.len(),
        body: json(a),
        ..Row::default()
    }
}

fn position(s: &positions::Stand, part: &str) -> Row {
    let day = s.day.as_deref().unwrap_or("");
    Row {
        kind: "position".to_owned(),
        name: rasid_link::name("stand", &[part, day, &s.stance].join(BETWEEN)),
        part: part.to_owned(),
        first: s.day.clone(),
        last: s.day.clone(),
        label: s.stance.clone(),
        who: s.actor.name.clone(),
        what: s.toward.clone(),
        reports: s.reports,
        body: json(s),
        ..Row::default()
    }
}

fn naming(n: &namings::Naming, part: &str) -> Row {
    Row {
        kind: "naming".to_owned(),
        name: rasid_link::name("naming", &[part, &n.designation].join(BETWEEN)),
        part: part.to_owned(),
        first: n.first.clone(),
        last: n.last.clone(),
        label: n.designation.clone(),
        who: n.actor.clone(),
        what: n.outlet.clone(),
        reports: n.reports,
        body: json(n),
        ..Row::default()
    }
}

/// How all reports are linked.
fn groups(archive: &Archive) -> Result<Vec<Group>, Fault> {
    let reports = Reports::new(archive.standing()?.0);
    let told = rasid_kept::stories(archive, 2)?.into_iter().flat_map(|s| s.copies).flat_map(|c| c.translations);
    let mut translations: BTreeMap<String, (String, String)> = told.map(|t| (t.document, (t.of, t.language))).collect();
    let group = |s: Standing| {
        let (translates, language) = translations.remove(&s.key).unzip();
        s.tie.map(|t| Group { id: s.key, event: t.event, story: t.story, wire: t.wire, translates, language })
    };
    Ok(reports.all.into_iter().filter_map(group).collect())
}

fn answer(path: &Path, question: &Question<'_>, asked: &Asked, messages: &Messages) -> Ended {
    let archive = Archive::read(path)?;
    let (linked, _, left) = archive.linking()?;
    if left > 0 {
        messages.say("link_left", &[&left.to_string(), &rasid_archive::shown(path)]);
    }
    if linked == 0 && left > 0 {
        return Ok(Outcome::Failed);
    }
    let (format, all) = (question.work.format, rasid_kept::Days::default());
    match asked {
        Asked::Groups => print(&groups(&archive)?, format, messages)?,
        Asked::Timeline { silence } => {
            let mut rows = rasid_kept::acts(&archive, &all)?;
            rasid_kept::tell(&archive, rows.iter_mut(), usize::MAX)?;
            if let Some(days) = silence {
                let outlets = rasid_kept::published(&archive)?.0;
                rows.iter_mut().for_each(|r| r.silent = Some(r.silent(&outlets, i32::from(*days))));
            }
            print(&rows, format, messages)?;
        }
        Asked::Planned => {
            let last = rasid_kept::published(&archive)?.1.keys().next_back().copied();
            print(&rasid_kept::plans(&archive, &all, last)?, format, messages)?;
        }
        Asked::Series(unit) => print(&rasid_kept::series(&archive, unit.period(), None)?, format, messages)?,
        Asked::Agreements => print(&rasid_kept::agreements(&archive, &all)?, format, messages)?,
        Asked::Positions => print(&rasid_kept::positions(&archive, &all)?, format, messages)?,
        Asked::Namings => print(&rasid_kept::namings(&archive)?, format, messages)?,
        Asked::Stories { least } => print(&rasid_kept::stories(&archive, *least)?, format, messages)?,
        Asked::Digest { month, about, html } => {
            let digest = rasid_kept::digest(&archive, month, about.as_deref())?;
            return Ok(draft(digest, (month, *html), messages)?);
        }
    }
    Ok(Outcome::Done)
}

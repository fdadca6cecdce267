//! `rasid watch`: a list of feeds, asked politely, each site on a thread of its own, so that a bad one delays no other.

use rasid_archive::Archive;
use rasid_read::pages;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::ingest::{self, Desk};
use super::{Ended, Trouble};
use crate::fetch::{Conditions, Fetcher, Had, Refused};
use crate::messages::Messages;
use crate::sources::Item;
use crate::{Outcome, feeds, layer};

/// What `rasid watch` was asked.
pub(crate) struct Job<'a> {
    pub(crate) feeds: &'a Path,
    pub(crate) once: bool,
    pub(crate) private: bool,
    pub(crate) desk: Desk<'a>,
}

/// The list of feeds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    /// Minutes between two questions to a feed.
    #[serde(default = "quarter")]
    every: u32,
    feed: Vec<Feed>,
}

fn quarter() -> u32 {
    15
}

/// A feed: its address, what its outlet is called, whether the pages of its entries are fetched or what it says itself is enough.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Feed {
    url: String,
    outlet: Option<String>,
    #[serde(default = "yes")]
    pages: bool,
}

fn yes() -> bool {
    true
}

/// What is known of a feed from before.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
struct State {
    etag: Option<String>,
    modified: Option<String>,
    /// When it may be asked again, in seconds since 1970.
    next: u64,
    /// How often in a row it was not had.
    failures: u32,
    /// Pages that were not had, and how often.
    missed: BTreeMap<String, u8>,
}

/// A page that was asked for so often is not asked for again.
const TRIES: u8 = 3;
/// How long what has come waits for more.
const PAUSE: Duration = Duration::from_millis(300);
/// Items of a batch.
const BATCH: usize = 64;
/// No feed is left alone for longer, in seconds.
const LONGEST: u64 = 24 * 3600;

/// Watches.
pub(crate) fn run(job: &Job<'_>, messages: &Messages) -> Ended {
    let list = match std::fs::read_to_string(job.feeds)
        .map_err(|e| e.to_string())
        .and_then(|t| toml::from_str::<List>(&t).map_err(|e| e.to_string()))
    {
        Ok(list) => list,
        Err(why) => {
            messages.say_at(&job.feeds.display().to_string(), &messages.text("feeds_file", &[why.trim()]));
            return Err(Trouble::Said);
        }
    };
    let Some(knowledge) = layer::load(job.desk.layer, messages) else { return Err(Trouble::Said) };
    // The archive is there before the first reader asks it.
    drop(Archive::create(job.desk.archive)?);
    let fetcher = Fetcher::new(job.private);
    let place = beside(job.desk.archive);
    let mut states: BTreeMap<String, State> =
        std::fs::read(&place).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let mut ended = Outcome::Done;
    loop {
        let now = now();
        let due: Vec<&Feed> = list.feed.iter().filter(|f| states.get(&f.url).is_none_or(|s| s.next <= now)).collect();
        if !due.is_empty() {
            let round = Round { fetcher: &fetcher, archive: job.desk.archive, every: u64::from(list.every.max(1)) * 60, messages };
            let (outcome, asked) = round.run(&due, &states, |items| ingest::take(job.desk, &knowledge, 1, Arrivals(items), messages))?;
            states.extend(asked);
            // What was asked is forgotten only after what it brought is on disk.
            if let Err(why) = keep(&place, &states) {
                messages.say("problem", &[&messages.text("feeds_state", &[&place.display().to_string(), &why.to_string()])]);
            }
            if outcome != Outcome::Done {
                ended = Outcome::Problems;
            }
        }
        if job.once {
            return Ok(ended);
        }
        let next = list.feed.iter().map(|f| states.get(&f.url).map_or(0, |s| s.next)).min().unwrap_or(0);
        std::thread::sleep(Duration::from_secs(next.saturating_sub(self::now()).clamp(1, 3600)));
    }
}

/// `rasid.archive` → `rasid.archive.feeds.json`.
fn beside(archive: &Path) -> PathBuf {
    rasid_archive::beside(archive, "feeds.json")
}

fn keep(place: &Path, states: &BTreeMap<String, State>) -> std::io::Result<()> {
    let part = place.with_extension("json.part");
    std::fs::write(&part, serde_json::to_vec_pretty(states)?)?;
    std::fs::rename(&part, place)
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs())
}

/// Items in batches as they arrive: what comes soon after another comes with it, nothing waits long.
struct Arrivals(Receiver<Item>);

impl Iterator for Arrivals {
    type Item = Vec<Item>;

    fn next(&mut self) -> Option<Vec<Item>> {
        let mut batch = vec![self.0.recv().ok()?];
        while batch.len() < BATCH {
            match self.0.recv_timeout(PAUSE) {
                Ok(item) => batch.push(item),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        Some(batch)
    }
}

/// Every feed that is due, asked once.
struct Round<'a> {
    fetcher: &'a Fetcher,
    archive: &'a Path,
    every: u64,
    messages: &'a Messages,
}

impl Round<'_> {
    /// Asks feeds, hands what they bring to `take` as it comes, and gives what is known of them then.
    fn run(
        &self,
        due: &[&Feed],
        states: &BTreeMap<String, State>,
        take: impl FnOnce(Receiver<Item>) -> Ended,
    ) -> Result<(Outcome, BTreeMap<String, State>), Trouble> {
        let mut sites: BTreeMap<String, Vec<&Feed>> = BTreeMap::new();
        for feed in due {
            let host = url::Url::parse(&feed.url).ok().and_then(|u| u.host_str().map(str::to_owned));
            sites.entry(host.unwrap_or_default()).or_default().push(feed);
        }
        let asked = Mutex::new(BTreeMap::new());
        let (out, items) = channel();
        let outcome = std::thread::scope(|scope| {
            for feeds in sites.values() {
                let (out, asked) = (out.clone(), &asked);
                scope.spawn(move || {
                    for feed in feeds {
                        let state = self.ask(feed, states.get(&feed.url).cloned().unwrap_or_default(), &out);
                        asked.lock().unwrap_or_else(PoisonError::into_inner).insert(feed.url.clone(), state);
                    }
                });
            }
            drop(out);
            take(items)
        })?;
        Ok((outcome, asked.into_inner().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Asks a feed, and sends what is new.
    fn ask(&self, feed: &Feed, mut state: State, out: &Sender<Item>) -> State {
        let conditions = Conditions { etag: state.etag.as_deref(), modified: state.modified.as_deref() };
        let had = match self.fetcher.get(&feed.url, conditions) {
            Ok(had) => had,
            Err(refused) => return self.failed(feed, state, &refused, out),
        };
        state.failures = 0;
        state.next = now() + self.every;
        if !had.unchanged && !self.entries(feed, &had, &mut state, out) {
            state.failures = 1;
        }
        // A page that was missed is found again only in a feed that is read again.
        let whole = state.missed.values().all(|tries| *tries >= TRIES);
        (state.etag, state.modified) = match (whole, had.unchanged) {
            (true, true) => (had.etag.or(state.etag), had.modified.or(state.modified)),
            (true, false) => (had.etag, had.modified),
            (false, _) => (None, None),
        };
        state
    }

    fn failed(&self, feed: &Feed, mut state: State, refused: &Refused, out: &Sender<Item>) -> State {
        self.tell(&feed.url, refused, out);
        state.failures += 1;
        let wait = (self.every << state.failures.min(6).saturating_sub(1)).min(LONGEST);
        state.next = now() + wait.max(refused.rest().map_or(0, |rest| rest.as_secs()));
        state
    }

    fn tell(&self, place: &str, refused: &Refused, out: &Sender<Item>) {
        let details = refused.details();
        let why = self.messages.text(refused.name(), &details.iter().map(String::as_str).collect::<Vec<_>>());
        self.problem(place, &why, out);
    }

    fn problem(&self, place: &str, why: &str, out: &Sender<Item>) {
        let text = self.messages.text("problem_at", &[&rasid::visible::visible(place), why]);
        // Nobody takes it where storing has ended with a fault, which is told.
        let _ = out.send(Item::Problem { text, missing: false });
    }

    /// Sends the entries of a feed that the archive does not have; whether it is a feed at all.
    fn entries(&self, feed: &Feed, had: &Had, state: &mut State, out: &Sender<Item>) -> bool {
        let entries = match feeds::read(&feed.url, &had.bytes) {
            Ok(entries) => entries,
            Err(fault) => {
                self.problem(&feed.url, &self.messages.fault(&fault), out);
                return false;
            }
        };
        let archive = Archive::open(self.archive).ok();
        let listed: BTreeSet<String> = entries.iter().filter_map(|(_, e)| e.as_ref().ok()?.document.url.clone()).collect();
        state.missed.retain(|url, _| listed.contains(url));
        for (number, entry) in entries {
            let mut entry = match entry {
                Ok(entry) => entry,
                Err(fault) => {
                    self.problem(&format!("{}:{number}", feed.url), &self.messages.fault(&fault), out);
                    continue;
                }
            };
            if feed.outlet.is_some() {
                entry.document.outlet.clone_from(&feed.outlet);
            }
            let url = entry.document.url.clone();
            let Some(url) = url.filter(|_| feed.pages) else {
                let _ = out.send(Item::Document(Box::new(entry), feed.url.as_str().into()));
                continue;
            };
            let known = archive.as_ref().is_some_and(|a| a.has_page(&url).unwrap_or(false));
            if known || state.missed.get(&url).is_some_and(|tries| *tries >= TRIES) {
                continue;
            }
            if let Some(mut page) = self.page(&url, out) {
                state.missed.remove(&url);
                page.document.outlet = feed.outlet.clone().or(page.document.outlet.take()).or(entry.document.outlet);
                if page.document.published.is_none() {
                    page.document.published = entry.document.published;
                    page.extra.insert("published_from".to_owned(), "feed".into());
                }
                // The address that the feed gives is the one that it is known by.
                page.document.url = Some(url.clone());
                let _ = out.send(Item::Document(Box::new(page), url.into()));
            } else {
                *state.missed.entry(url).or_default() += 1;
            }
        }
        true
    }

    /// A page, or what is wrong with it.
    fn page(&self, url: &str, out: &Sender<Item>) -> Option<rasid::input::Input> {
        let why = match self.fetcher.page(url) {
            Ok(had) => match pages::read(url, &had.bytes) {
                Ok(page) => return Some(page),
                Err(pages::Unread::Input(fault)) => self.messages.fault(&fault),
                Err(pages::Unread::NoArticle) => self.messages.text("no_article", &[]),
                Err(pages::Unread::Monstrous) => self.messages.text("monstrous", &[]),
            },
            Err(refused) => {
                self.tell(url, &refused, out);
                return None;
            }
        };
        self.problem(url, &why, out);
        None
    }
}

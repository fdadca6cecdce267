//! Who may do what: accounts in a file beside the archive, sessions in memory.
//!
//! A line of the file is an account: `{"name":"ليلى","role":"coder","hash":"$argon2id$…"}`. Passwords are not kept, but what Argon2id makes
//! of them; a session is a name of 256 bits drawn by the system, kept in memory alone, and ends with the desk. Beside the accounts stands who
//! changed which of them when, a line each.

use argon2::Argon2;
use argon2::password_hash::rand_core::{OsRng, RngCore as _};
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

use crate::pool::held;

/// What somebody may do; each may what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Read.
    Viewer,
    /// Decide on what nobody else decided on, and keep questions.
    Coder,
    /// Decide on what others decided.
    Adjudicator,
    /// Say who has an account, and who may do what.
    Admin,
}

impl Role {
    /// All, with their names.
    pub const ALL: [(&'static str, Self); 4] =
        [("viewer", Self::Viewer), ("coder", Self::Coder), ("adjudicator", Self::Adjudicator), ("admin", Self::Admin)];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, role)| *role == self).map_or("", |(name, _)| name)
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Who: decisions bear it.
    pub name: String,
    /// What he may do.
    pub role: Role,
    hash: String,
    /// He is not let in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
}

/// What is done with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Deed {
    /// There is a new one, with a role and a password.
    Add,
    /// It has another role.
    Role,
    /// It has another password, and whoever came in with the old one is out.
    Password,
    /// Nobody comes in with it any more.
    Lock,
    /// He does again.
    Unlock,
}

/// A change of an account, `{"do":"role","name":"ليلى","role":"adjudicator"}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    #[serde(rename = "do")]
    deed: Deed,
    name: String,
    role: Option<Role>,
    password: Option<String>,
}

/// A change as it is remembered: who did what to whom when. Never a password.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    at: String,
    by: String,
    #[serde(rename = "do")]
    deed: Deed,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
}

/// Why accounts cannot be read or changed.
#[derive(Debug)]
pub enum Trouble {
    /// The file cannot be read or written: why.
    File(std::io::Error),
    /// A line of it is none: which, counted from 1, and why.
    Line(usize, String),
    /// The password is shorter than [`SHORTEST`].
    Short,
    /// A name that is empty, or longer than a hundred letters.
    Name,
    /// Nobody has that name.
    Unknown,
    /// Somebody has it already.
    Known,
    /// Nobody would be left who may say who has an account.
    Last,
    /// A new account needs a role and a password, another role a role, another password a password.
    Less,
}

impl Trouble {
    /// The name of its message, and what is put into that.
    #[must_use]
    pub fn message(&self) -> (&'static str, Vec<String>) {
        match self {
            Self::File(error) => ("account_file", vec![error.to_string()]),
            Self::Line(line, why) => ("account_line", vec![line.to_string(), why.clone()]),
            Self::Short => ("account_short", vec![SHORTEST.to_string()]),
            Self::Name => ("account_name", Vec::new()),
            Self::Unknown => ("account_unknown", Vec::new()),
            Self::Known => ("account_known", Vec::new()),
            Self::Last => ("account_last", Vec::new()),
            Self::Less => ("account_less", Vec::new()),
        }
    }
}

/// The shortest password, in letters.
pub const SHORTEST: usize = 10;
/// The longest that is looked at.
const LONGEST: usize = 1000;

/// Where the accounts of an archive are: `libya.archive.accounts`.
#[must_use]
pub fn beside(archive: &Path) -> PathBuf {
    rasid_archive::beside(archive, "accounts")
}

/// The accounts of a file; none where there is no file.
///
/// # Errors
/// [`Trouble::File`], [`Trouble::Line`].
#[expect(clippy::disallowed_methods, reason = "accounts are a file of the desk's own")]
pub fn read(path: &Path) -> Result<Vec<Account>, Trouble> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Trouble::File(error)),
    };
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let account = |(n, line): (usize, &str)| {
        let account: Account = serde_json::from_str(line).map_err(|e| Trouble::Line(n + 1, e.to_string()))?;
        PasswordHash::new(&account.hash).map_err(|e| Trouble::Line(n + 1, e.to_string()))?;
        Ok(account)
    };
    lines.map(account).collect()
}

/// Makes an account, or gives one another role and password.
///
/// # Errors
/// See [`Trouble`].
pub fn put(path: &Path, name: &str, role: Role, password: &str) -> Result<(), Trouble> {
    let (name, hash) = (named(name)?, hashed(password)?);
    let mut all = read(path)?;
    all.retain(|a| a.name != name);
    all.push(Account { name, role, hash, locked: false });
    write(path, &all)
}

fn named(name: &str) -> Result<String, Trouble> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        Err(Trouble::Name)
    } else {
        Ok(name.to_owned())
    }
}

/// What is kept of a password. Slow, and so meant.
fn hashed(password: &str) -> Result<String, Trouble> {
    if password.chars().count() < SHORTEST || password.len() > LONGEST {
        return Err(Trouble::Short);
    }
    let salt = SaltString::generate(&mut OsRng);
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    Ok(hash.map_err(|e| Trouble::File(std::io::Error::other(e.to_string())))?.to_string())
}

impl Change {
    /// The accounts after it; there is always an admin who can come in.
    fn of(&self, mut all: Vec<Account>) -> Result<Vec<Account>, Trouble> {
        let name = named(&self.name)?;
        let hash = || hashed(self.password.as_deref().ok_or(Trouble::Less)?);
        if self.deed == Deed::Add {
            if all.iter().any(|a| a.name == name) {
                return Err(Trouble::Known);
            }
            all.push(Account { name, role: self.role.ok_or(Trouble::Less)?, hash: hash()?, locked: false });
            return Ok(all);
        }
        let account = all.iter_mut().find(|a| a.name == name).ok_or(Trouble::Unknown)?;
        match self.deed {
            Deed::Role => account.role = self.role.ok_or(Trouble::Less)?,
            Deed::Password => account.hash = hash()?,
            Deed::Lock | Deed::Unlock | Deed::Add => account.locked = self.deed == Deed::Lock,
        }
        let stays = all.iter().any(|a| a.role == Role::Admin && !a.locked);
        if stays { Ok(all) } else { Err(Trouble::Last) }
    }
}

/// Where the changes of the accounts of a file are remembered: `libya.archive.accounts.log`.
fn log(path: &Path) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(".log");
    path.into()
}

/// The last changes, the newest first.
#[expect(clippy::disallowed_methods, reason = "accounts are a file of the desk's own")]
fn remembered(path: &Path, count: usize) -> Vec<Line> {
    let text = std::fs::read_to_string(log(path)).unwrap_or_default();
    text.lines().rev().filter_map(|line| serde_json::from_str(line).ok()).take(count).collect()
}

/// Adds a line, on disk before it is acted upon.
fn remember(path: &Path, line: &Line) -> Result<(), Trouble> {
    let mut file = own(std::fs::OpenOptions::new().append(true).create(true)).open(log(path)).map_err(Trouble::File)?;
    let line = serde_json::to_string(line).unwrap_or_default();
    file.write_all(format!("{line}\n").as_bytes()).and_then(|()| file.sync_all()).map_err(Trouble::File)
}

/// Readable by its owner alone.
fn own(open: &mut std::fs::OpenOptions) -> &mut std::fs::OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(open, 0o600);
    open
}

/// Takes an account away, and ends its sessions.
///
/// # Errors
/// See [`Trouble`].
pub fn remove(path: &Path, name: &str) -> Result<(), Trouble> {
    let mut all = read(path)?;
    let before = all.len();
    all.retain(|a| a.name != name.trim());
    if all.len() == before { Err(Trouble::Unknown) } else { write(path, &all) }
}

/// Writes all accounts, readable by their owner alone, whole or not at all.
fn write(path: &Path, all: &[Account]) -> Result<(), Trouble> {
    let new = path.with_extension("accounts.new");
    let mut file = own(std::fs::OpenOptions::new().write(true).create(true).truncate(true)).open(&new).map_err(Trouble::File)?;
    for account in all {
        let line = serde_json::to_string(account).unwrap_or_default();
        file.write_all(format!("{line}\n").as_bytes()).map_err(Trouble::File)?;
    }
    file.sync_all().map_err(Trouble::File)?;
    std::fs::rename(&new, path).map_err(Trouble::File)
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) role: Role,
}

/// The accounts of a desk, and who is at it.
pub(crate) struct Door {
    path: PathBuf,
    accounts: Mutex<Known>,
    /// By their names: of whom, until when.
    sessions: Mutex<BTreeMap<String, Session>>,
    /// How often somebody was refused in a row, and when last.
    refused: Mutex<BTreeMap<String, (u32, Instant)>>,
    /// Verified where nobody has the name, so that time tells nothing.
    nobody: String,
}

/// The accounts as the file had them when it was last changed.
#[derive(Default)]
struct Known {
    all: Vec<Account>,
    changed: Option<Mark>,
}

/// What tells that a file was changed: when, and how long it is.
type Mark = (SystemTime, u64);

struct Session {
    name: String,
    /// What the password came to by which he came in: with another he is out.
    hash: String,
    until: Instant,
}

/// How long a session lasts.
const LASTS: Duration = Duration::from_secs(12 * 3600);
/// Wrong passwords in a row, and how long one waits after them.
const TRIES: u32 = 5;
const WAITS: Duration = Duration::from_secs(60);
/// Sessions, and names that were refused, at most.
const MOST: usize = 10_000;
/// The name of the cookie.
const COOKIE: &str = "rasid";

/// Why somebody is not let in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Shut {
    Wrong,
    Wait,
}

impl Door {
    /// A door for the accounts of a file; none where there are none: then everybody who reaches the desk may do all.
    pub(crate) fn new(path: PathBuf) -> Result<Option<Self>, Trouble> {
        let known = Known { changed: changed(&path), all: read(&path)? };
        let nobody = hashed(&drawn())?;
        let shut = known.all.is_empty();
        let door = Self { path, accounts: Mutex::new(known), sessions: Mutex::default(), refused: Mutex::default(), nobody };
        Ok((!shut).then_some(door))
    }

    /// The accounts as the file has them: another program may have changed it. What cannot be read changes nothing.
    fn accounts(&self) -> MutexGuard<'_, Known> {
        let mut known = held(&self.accounts);
        let now = changed(&self.path);
        if now != known.changed
            && let Ok(all) = read(&self.path)
        {
            *known = Known { all, changed: now };
        }
        known
    }

    /// Lets somebody in: the name of the new session. Slow, and so meant.
    pub(crate) fn enter(&self, name: &str, password: &str) -> Result<(String, Person), Shut> {
        let waits = held(&self.refused).get(name).is_some_and(|(times, last)| *times >= TRIES && last.elapsed() < WAITS);
        if waits {
            return Err(Shut::Wait);
        }
        let account = self.accounts().all.iter().find(|a| a.name == name && !a.locked).cloned();
        let hash = account.as_ref().map_or(&self.nobody, |a| &a.hash);
        let right = PasswordHash::new(hash)
            .is_ok_and(|hash| password.len() <= LONGEST && Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        let Some(account) = account.filter(|_| right) else {
            let mut refused = held(&self.refused);
            if refused.len() >= MOST {
                refused.clear();
            }
            let (times, last) = refused.entry(name.to_owned()).or_insert((0, Instant::now()));
            (*times, *last) = (if last.elapsed() < WAITS { *times + 1 } else { 1 }, Instant::now());
            return Err(Shut::Wrong);
        };
        held(&self.refused).remove(name);
        let session = drawn();
        let mut sessions = held(&self.sessions);
        sessions.retain(|_, s| s.until > Instant::now());
        if sessions.len() >= MOST {
            sessions.clear();
        }
        sessions.insert(session.clone(), Session { name: account.name.clone(), hash: account.hash, until: Instant::now() + LASTS });
        Ok((session, Person { name: account.name, role: account.role }))
    }

    /// Who a session is of, with what he may do now; nobody where he was locked out or has another password since.
    pub(crate) fn who(&self, session: &str) -> Option<Person> {
        let (name, hash) =
            held(&self.sessions).get(session).filter(|s| s.until > Instant::now()).map(|s| (s.name.clone(), s.hash.clone()))?;
        let known = self.accounts();
        let account = known.all.iter().find(|a| a.name == name && a.hash == hash && !a.locked)?;
        Some(Person { name, role: account.role })
    }

    /// Ends a session.
    pub(crate) fn leave(&self, session: &str) {
        held(&self.sessions).remove(session);
    }

    /// Changes an account, and remembers who did it when.
    pub(crate) fn change(&self, change: &Change, by: &str, at: String) -> Result<(), Trouble> {
        let mut known = self.accounts();
        let all = change.of(read(&self.path)?)?;
        let line = Line { at, by: by.to_owned(), deed: change.deed, name: change.name.trim().to_owned(), role: change.role };
        remember(&self.path, &line)?;
        write(&self.path, &all)?;
        *known = Known { all, changed: changed(&self.path) };
        Ok(())
    }

    /// Everybody with an account, by name: what he may do, and whether he is locked out.
    pub(crate) fn everybody(&self) -> BTreeMap<String, (Role, bool)> {
        self.accounts().all.iter().map(|a| (a.name.clone(), (a.role, a.locked))).collect()
    }

    /// The last changes, the newest first.
    pub(crate) fn changes(&self) -> Vec<Line> {
        remembered(&self.path, REMEMBERED)
    }
}

/// Changes of accounts that are told.
const REMEMBERED: usize = 200;

fn changed(path: &Path) -> Option<Mark> {
    std::fs::metadata(path).and_then(|m| Ok((m.modified()?, m.len()))).ok()
}

/// 256 bits that nobody can guess, in hexadecimal.
fn drawn() -> String {
    let mut bytes = [0_u8; 32];
    OsRng.fill_bytes(&mut bytes);
    bytes.iter().flat_map(|b| [b >> 4, b & 15]).filter_map(|d| char::from_digit(u32::from(d), 16)).collect()
}

/// The session that a request names in its cookies.
pub(crate) fn session(cookies: &str) -> Option<&str> {
    cookies.split(';').filter_map(|c| c.trim().split_once('=')).find(|(name, _)| *name == COOKIE).map(|(_, value)| value)
}

/// What makes a browser name the session from now on, to this desk alone, and out of reach of scripts; an empty one, that it forgets it.
pub(crate) fn cookie(session: &str, https: bool) -> String {
    let lasts = if session.is_empty() { 0 } else { LASTS.as_secs() };
    let secure = if https { "; Secure" } else { "" };
    format!("{COOKIE}={session}; Path=/; HttpOnly; SameSite=Strict; Max-Age={lasts}{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_kept_without_passwords_and_let_in_with_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = beside(&folder.path().join("x.archive"));
        assert_eq!(read(&path).expect("none"), []);
        assert!(Door::new(path.clone()).expect("no file").is_none());
        put(&path, "ليلى", Role::Coder, "كلمة طويلة جدا").expect("an account");
        put(&path, "sami", Role::Admin, "another long one").expect("an account");
        assert!(matches!(put(&path, "x", Role::Viewer, "short"), Err(Trouble::Short)));
        assert!(matches!(put(&path, " ", Role::Viewer, "long enough, it is"), Err(Trouble::Name)));
        let accounts = read(&path).expect("two");
        assert!(accounts.len() == 2 && accounts.iter().all(|a| a.hash.starts_with("$argon2id$")));
        let door = Door::new(path.clone()).expect("a file").expect("a door");
        let (session, person) = door.enter("ليلى", "كلمة طويلة جدا").expect("let in");
        assert_eq!((person.role, door.who(&session).map(|p| p.name)), (Role::Coder, Some("ليلى".to_owned())));
        assert_eq!((session.len(), door.who("x"), door.who("")), (64, None, None));
        door.leave(&session);
        assert_eq!(door.who(&session), None);
        for _ in 0..TRIES {
            assert_eq!(door.enter("sami", "wrong").unwrap_err(), Shut::Wrong);
        }
        assert_eq!(door.enter("sami", "another long one").unwrap_err(), Shut::Wait);
        assert_eq!(door.enter("nobody", "another long one").unwrap_err(), Shut::Wrong);
        remove(&path, "sami").expect("gone");
        assert!(matches!(remove(&path, "sami"), Err(Trouble::Unknown)));
    }

    #[test]
    fn changes_hold_at_once_and_are_remembered_and_an_admin_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = beside(&folder.path().join("x.archive"));
        put(&path, "sami", Role::Admin, "another long one").expect("an account");
        let door = Door::new(path.clone()).expect("a file").expect("a door");
        let change = |json: &str| door.change(&serde_json::from_str(json).expect("a change"), "sami", "2026-01-01T00:00:00Z".to_owned());
        change(r#"{"do":"add","name":" ليلى ","role":"coder","password":"كلمة طويلة جدا"}"#).expect("added");
        assert!(matches!(change(r#"{"do":"add","name":"ليلى","role":"coder","password":"كلمة طويلة جدا"}"#), Err(Trouble::Known)));
        let (session, _) = door.enter("ليلى", "كلمة طويلة جدا").expect("let in");
        change(r#"{"do":"role","name":"ليلى","role":"adjudicator"}"#).expect("another role");
        assert_eq!(door.who(&session).map(|p| p.role), Some(Role::Adjudicator));
        change(r#"{"do":"password","name":"ليلى","password":"كلمة أخرى طويلة"}"#).expect("another password");
        assert_eq!((door.who(&session), door.enter("ليلى", "كلمة طويلة جدا").unwrap_err()), (None, Shut::Wrong));
        let (session, _) = door.enter("ليلى", "كلمة أخرى طويلة").expect("let in");
        change(r#"{"do":"lock","name":"ليلى"}"#).expect("locked");
        assert_eq!((door.who(&session), door.enter("ليلى", "كلمة أخرى طويلة").unwrap_err()), (None, Shut::Wrong));
        change(r#"{"do":"unlock","name":"ليلى"}"#).expect("unlocked");
        assert!(door.who(&session).is_some());
        for last in [r#"{"do":"lock","name":"sami"}"#, r#"{"do":"role","name":"sami","role":"viewer"}"#] {
            assert!(matches!(change(last), Err(Trouble::Last)), "{last}");
        }
        assert!(matches!(change(r#"{"do":"role","name":"ليلى"}"#), Err(Trouble::Less)));
        assert!(matches!(change(r#"{"do":"lock","name":"nobody"}"#), Err(Trouble::Unknown)));
        assert!(matches!(change(r#"{"do":"password","name":"ليلى","password":"short"}"#), Err(Trouble::Short)));
        let lines: Vec<_> = door.changes().iter().map(|l| (l.deed, l.name.clone(), l.role)).collect();
        let deeds: Vec<_> = lines.iter().map(|(deed, ..)| *deed).collect();
        assert_eq!(deeds, [Deed::Unlock, Deed::Lock, Deed::Password, Deed::Role, Deed::Add]);
        assert_eq!(lines[3], (Deed::Role, "ليلى".to_owned(), Some(Role::Adjudicator)));
        // Another program's change holds too.
        remove(&path, "ليلى").expect("gone");
        assert_eq!((door.who(&session), door.everybody().len()), (None, 1));
        #[cfg(unix)]
        for file in [path.clone(), log(&path)] {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(file).expect("a file").permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_cookie_is_told_from_others() {
        assert_eq!(session("a=b; rasid=cc; xrasid=d"), Some("cc"));
        assert_eq!(session("xrasid=d"), None);
        assert!(cookie("s", true).ends_with("; Secure") && cookie("", false).contains("Max-Age=0"));
    }
}

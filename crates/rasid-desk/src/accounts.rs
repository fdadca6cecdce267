//! Who may do what: accounts in a file beside the archive, sessions in memory.
//!
//! A line of the file is an account: `{"name":"ليلى","role":"coder","hash":"$argon2id$…"}`. Passwords are not kept, but what Argon2id makes
//! of them; a session is a name of 256 bits drawn by the system, kept in memory alone, and ends with the desk.

use argon2::Argon2;
use argon2::password_hash::rand_core::{OsRng, RngCore as _};
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;
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
    /// See who has an account.
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
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(Trouble::Name);
    }
    if password.chars().count() < SHORTEST || password.len() > LONGEST {
        return Err(Trouble::Short);
    }
    let salt = SaltString::generate(&mut OsRng);
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    let hash = hash.map_err(|e| Trouble::File(std::io::Error::other(e.to_string())))?.to_string();
    let mut all = read(path)?;
    all.retain(|a| a.name != name);
    all.push(Account { name: name.to_owned(), role, hash });
    write(path, &all)
}

/// Takes an account away; its sessions end with the desk, which reads the file when it opens.
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
    let mut open = std::fs::OpenOptions::new();
    open.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    let new = path.with_extension("accounts.new");
    let mut file = open.open(&new).map_err(Trouble::File)?;
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
    accounts: Vec<Account>,
    /// By their names, until when.
    sessions: Mutex<BTreeMap<String, (Person, Instant)>>,
    /// How often somebody was refused in a row, and when last.
    refused: Mutex<BTreeMap<String, (u32, Instant)>>,
    /// Verified where nobody has the name, so that time tells nothing.
    nobody: String,
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
    /// A door for accounts; none where there are none: then everybody who reaches the desk may do all.
    pub(crate) fn new(accounts: Vec<Account>) -> Option<Self> {
        let salt = SaltString::generate(&mut OsRng);
        let nobody = Argon2::default().hash_password(drawn().as_bytes(), &salt).ok()?.to_string();
        (!accounts.is_empty()).then(|| Self { accounts, sessions: Mutex::default(), refused: Mutex::default(), nobody })
    }

    /// Lets somebody in: the name of the new session. Slow, and so meant.
    pub(crate) fn enter(&self, name: &str, password: &str) -> Result<(String, Person), Shut> {
        let waits = held(&self.refused).get(name).is_some_and(|(times, last)| *times >= TRIES && last.elapsed() < WAITS);
        if waits {
            return Err(Shut::Wait);
        }
        let account = self.accounts.iter().find(|a| a.name == name);
        let hash = account.map_or(&self.nobody, |a| &a.hash);
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
        let person = Person { name: account.name.clone(), role: account.role };
        let session = drawn();
        let mut sessions = held(&self.sessions);
        sessions.retain(|_, (_, until)| *until > Instant::now());
        if sessions.len() >= MOST {
            sessions.clear();
        }
        sessions.insert(session.clone(), (person.clone(), Instant::now() + LASTS));
        Ok((session, person))
    }

    /// Who a session is of.
    pub(crate) fn who(&self, session: &str) -> Option<Person> {
        held(&self.sessions).get(session).filter(|(_, until)| *until > Instant::now()).map(|(person, _)| person.clone())
    }

    /// Ends a session.
    pub(crate) fn leave(&self, session: &str) {
        held(&self.sessions).remove(session);
    }

    /// Everybody with an account, by name.
    pub(crate) fn everybody(&self) -> BTreeMap<&str, Role> {
        self.accounts.iter().map(|a| (a.name.as_str(), a.role)).collect()
    }
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
        assert!(Door::new(Vec::new()).is_none());
        put(&path, "ليلى", Role::Coder, "كلمة طويلة جدا").expect("an account");
        put(&path, "sami", Role::Admin, "another long one").expect("an account");
        assert!(matches!(put(&path, "x", Role::Viewer, "short"), Err(Trouble::Short)));
        assert!(matches!(put(&path, " ", Role::Viewer, "long enough, it is"), Err(Trouble::Name)));
        let accounts = read(&path).expect("two");
        assert!(accounts.len() == 2 && accounts.iter().all(|a| a.hash.starts_with("$argon2id$")));
        let door = Door::new(accounts).expect("a door");
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
    fn a_cookie_is_told_from_others() {
        assert_eq!(session("a=b; rasid=cc; xrasid=d"), Some("cc"));
        assert_eq!(session("xrasid=d"), None);
        assert!(cookie("s", true).ends_with("; Secure") && cookie("", false).contains("Max-Age=0"));
    }
}

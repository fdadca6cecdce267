//! `rasid account`: who may use a desk that others reach.

use rasid_desk::accounts::{self, Role, Trouble};
use std::path::Path;

use super::args::{Account, Place};
use super::{Ended, path};
use crate::messages::Messages;
use crate::{Outcome, output};

/// Where the archive is.
pub(crate) fn place(command: &Account) -> &Place {
    match command {
        Account::Add { place, .. } | Account::Remove { place, .. } | Account::List { place } => place,
    }
}

/// Makes, takes away or lists accounts.
pub(crate) fn run(command: &Account, messages: &Messages) -> Ended {
    let archive = path(place(command));
    let file = accounts::beside(&archive);
    let done = match command {
        Account::Add { name, role, .. } => {
            let role = Role::ALL.iter().find(|(known, _)| known == role).map_or(Role::Viewer, |(_, role)| *role);
            messages.say("account_password", &[&accounts::SHORTEST.to_string()]);
            let mut password = String::new();
            std::io::stdin().read_line(&mut password)?;
            accounts::put(&file, name, role, password.trim_end_matches(['\r', '\n']))
                .map(|()| messages.text("account_kept", &[name, role.name()]))
        }
        Account::Remove { name, .. } => accounts::remove(&file, name).map(|()| messages.text("account_gone", &[name])),
        Account::List { .. } => accounts::read(&file).map(|all| {
            let locked = messages.text("account_locked", &[]);
            let state = |a: &accounts::Account| if a.locked { format!("  {locked}") } else { String::new() };
            let lines = all.iter().map(|a| format!("{}  {}{}", a.role.name(), rasid::visible::visible(&a.name), state(a)));
            lines.collect::<Vec<_>>().join("\n")
        }),
    };
    match done {
        Ok(text) if text.is_empty() => Ok(Outcome::Done),
        Ok(text) => {
            output::print(format!("{text}\n").as_bytes())?;
            Ok(Outcome::Done)
        }
        Err(trouble) => {
            say(&trouble, &archive, messages);
            Ok(Outcome::Failed)
        }
    }
}

/// Tells what is wrong with accounts.
pub(crate) fn say(trouble: &Trouble, archive: &Path, messages: &Messages) {
    let place = accounts::beside(archive).display().to_string();
    let (name, parts) = trouble.message();
    messages.say_at(&place, &messages.text(name, &parts.iter().map(String::as_str).collect::<Vec<_>>()));
}

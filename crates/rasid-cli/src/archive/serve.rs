//! `rasid serve`: the desk, until somebody ends it.

use rasid_desk::{Place, Refused};
use std::net::SocketAddr;
use std::path::Path;

use super::Ended;
use crate::Outcome;
use crate::messages::Messages;

pub(crate) fn run(archive: &Path, at: SocketAddr, place: Place, messages: &Messages) -> Ended {
    open_many();
    let opened = rasid_desk::serve(archive, at, place, |at| messages.say("serving", &[&at.to_string()]));
    match opened {
        Ok(()) => return Ok(Outcome::Done),
        Err(Refused::Archive(fault)) => return Err(fault.into()),
        Err(Refused::Address(ip)) => messages.say("problem", &[&messages.text("serve_address", &[&ip.to_string()])]),
        Err(Refused::Accounts(trouble)) => super::account::say(&trouble, archive, messages),
        Err(Refused::Port(at, error)) => {
            messages.say("problem", &[&messages.text("serve_port", &[&at.to_string(), &error.to_string()])]);
        }
    }
    Ok(Outcome::Failed)
}

/// Lets the program hold as many connections as a desk may have, where the machine allows it.
fn open_many() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        const WANTED: u64 = 8192;
        let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
        let wanted = maximum.map_or(WANTED, |most| most.min(WANTED));
        if current.is_some_and(|now| now < wanted) {
            // Where it may not be, fewer connections wait for their turn.
            let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum });
        }
    }
}

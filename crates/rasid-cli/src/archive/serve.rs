//! `rasid serve`: the desk, until somebody ends it.

use rasid_desk::{Place, Refused};
use std::net::SocketAddr;
use std::path::Path;

use super::Ended;
use crate::Outcome;
use crate::messages::Messages;

pub(crate) fn run(archive: &Path, at: SocketAddr, place: Place, messages: &Messages) -> Ended {
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

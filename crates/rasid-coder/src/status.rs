//! Scopes over a draft → whether it is said to have happened, who says so, who denies it.

use rasid_model::{EventType, Status};

use crate::drafts::Draft;
use crate::scope::{Effect, Scope};

/// Decision 1: what lies ahead may be another type.
pub(crate) fn future_kind(kind: EventType, status: Status) -> (EventType, Status) {
    match (kind, status) {
        (EventType::Consult | EventType::Support | EventType::Cooperate | EventType::Aid, Status::Future) => (EventType::Agree, status),
        (EventType::Retreat, Status::Future) => (EventType::Concede, status),
        _ => (kind, status),
    }
}

/// What the scopes over a draft make of it.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) status: Status,
    pub(crate) said_by: Vec<usize>,
    pub(crate) denied_by: Vec<usize>,
    /// Demanded, promised or threatened.
    pub(crate) suppressed: bool,
    /// Told on the way, in a relative clause: «الهجوم الذي شنه».
    pub(crate) presupposed: bool,
    /// Somebody says so.
    pub(crate) in_speech: bool,
    /// The effects over it with their governing words, from the innermost out.
    pub(crate) over: Vec<(&'static str, usize)>,
}

impl State {
    fn of(draft: &Draft) -> Self {
        let status = if draft.negated {
            Status::Negated
        } else if draft.future {
            Status::Future
        } else if draft.possible {
            Status::Hypothetical
        } else {
            Status::Actual
        };
        Self {
            status,
            said_by: Vec::new(),
            denied_by: Vec::new(),
            suppressed: false,
            presupposed: false,
            in_speech: false,
            over: Vec::new(),
        }
    }

    /// The scopes over a draft, applied from the innermost out.
    pub(crate) fn under(draft: &Draft, scopes: &[Scope]) -> Self {
        let over = scopes.iter().filter(|s| s.tokens.contains(&draft.trigger.start) && !draft.trigger.contains(&s.owner));
        let mut over: Vec<&Scope> = over.collect();
        over.sort_by_key(|s| s.tokens.len());
        let mut state = Self::of(draft);
        let past = draft.marks.contains(&"relative") && !draft.marks.contains(&"imperfect");
        state.presupposed = past || draft.marks.contains(&"told in a relative clause");
        for scope in over {
            state.over.push((scope.effect.name(), scope.owner));
            if !(state.presupposed && matches!(scope.effect, Effect::Suppress | Effect::Possible | Effect::Ahead)) {
                state.apply(scope);
            }
        }
        state
    }

    fn apply(&mut self, scope: &Scope) {
        match &scope.effect {
            Effect::Suppress => self.suppressed = true,
            Effect::Speech(who) => {
                self.in_speech = true;
                self.said(who);
            }
            Effect::Alleged(who) => {
                self.set(Status::Alleged);
                self.said(who);
            }
            Effect::Denied(who) => {
                if self.status != Status::Alleged {
                    self.status = Status::Negated;
                }
                self.denied_by.extend(who);
            }
            Effect::Negated => self.set(Status::Negated),
            Effect::Ahead => self.set(Status::Future),
            Effect::Possible => self.set(Status::Hypothetical),
        }
    }

    fn set(&mut self, status: Status) {
        if self.status == Status::Actual {
            self.status = status;
        }
    }

    fn said(&mut self, who: &[usize]) {
        for m in who {
            if !self.said_by.contains(m) {
                self.said_by.push(*m);
            }
        }
    }
}

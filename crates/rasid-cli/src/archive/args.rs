//! What can be asked of an archive on the command line.

use clap::{Args as Group, Subcommand, ValueEnum};
use rasid_archive::export::Layout;
use std::path::PathBuf;

use crate::args::{Format, Input};

/// The commands that work on an archive.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Ingest {
        #[command(flatten)]
        input: Input,
        #[arg(long)]
        allow_private: bool,
        #[command(flatten)]
        place: Place,
        #[arg(long, value_name = "DIR")]
        knowledge: Option<PathBuf>,
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
        threads: Option<u16>,
    },
    Watch {
        #[arg(value_name = "FILE", id = "feeds")]
        feeds: PathBuf,
        #[arg(long)]
        once: bool,
        #[arg(long)]
        allow_private: bool,
        #[command(flatten)]
        place: Place,
        #[arg(long, value_name = "DIR")]
        knowledge: Option<PathBuf>,
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
        threads: Option<u16>,
    },
    Search {
        #[arg(required = true)]
        words: Vec<String>,
        #[arg(long)]
        exact: bool,
        #[arg(long = "outlet", value_name = "NAME", id = "of_outlet")]
        outlet: Option<String>,
        #[arg(long, value_name = "CODE")]
        country: Option<String>,
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        #[arg(long, value_name = "DAY")]
        to: Option<String>,
        #[arg(long, default_value_t = 20)]
        limit: usize,
        #[arg(long = "format", value_enum, id = "found_format")]
        format: Option<Listing>,
        #[command(flatten)]
        place: Place,
    },
    Events {
        #[command(flatten)]
        filter: Filter,
        #[arg(long, value_delimiter = ',', value_name = "KEYS")]
        count: Option<Vec<String>>,
        #[arg(long, default_value_t = 50)]
        limit: usize,
        #[arg(long, value_enum)]
        format: Option<Format>,
        #[command(flatten)]
        place: Place,
    },
    Review {
        #[command(subcommand)]
        command: Review,
    },
    Recode {
        #[arg(long, value_name = "DIR")]
        knowledge: Option<PathBuf>,
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
        threads: Option<u16>,
        #[arg(long, value_name = "N", default_value_t = 0)]
        show: usize,
        #[command(flatten)]
        place: Place,
    },
    Export {
        #[arg(value_parser = clap::builder::PossibleValuesParser::new(Layout::ALL.map(Layout::name)))]
        layout: String,
        #[arg(long, short, value_name = "PATH")]
        output: PathBuf,
        #[arg(long)]
        unmasked: bool,
        #[command(flatten)]
        filter: Filter,
        #[command(flatten)]
        place: Place,
    },
    Archive {
        #[command(subcommand)]
        command: Care,
    },
    Serve {
        #[command(flatten)]
        place: Place,
        #[arg(long, default_value_t = 8600)]
        port: u16,
        #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
        address: std::net::IpAddr,
        #[arg(long = "host", value_name = "NAME")]
        hosts: Vec<String>,
        #[arg(long)]
        https: bool,
    },
    Account {
        #[command(subcommand)]
        command: Account,
    },
}

/// Who may use a desk that others reach.
#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    Add {
        #[arg(value_name = "NAME", id = "account")]
        name: String,
        #[arg(long, value_parser = ["viewer", "coder", "adjudicator", "admin"])]
        role: String,
        #[command(flatten)]
        place: Place,
    },
    Remove {
        #[arg(value_name = "NAME", id = "account")]
        name: String,
        #[command(flatten)]
        place: Place,
    },
    List {
        #[command(flatten)]
        place: Place,
    },
}

/// Where the archive is.
#[derive(Debug, Group)]
pub(crate) struct Place {
    #[arg(long, value_name = "FILE")]
    pub(crate) archive: Option<PathBuf>,
}

/// Which events.
#[derive(Debug, Group)]
pub(crate) struct Filter {
    #[arg(long = "id", value_name = "EVENT", id = "ids")]
    pub(crate) ids: Vec<String>,
    #[arg(long = "type", value_delimiter = ',', value_name = "TYPE", id = "types")]
    pub(crate) types: Vec<String>,
    #[arg(long)]
    pub(crate) mode: Option<String>,
    #[arg(long)]
    pub(crate) status: Option<String>,
    #[arg(long, value_name = "WHO")]
    pub(crate) actor: Option<String>,
    #[arg(long, value_name = "WHO")]
    pub(crate) recipient: Option<String>,
    #[arg(long, value_name = "WHO")]
    pub(crate) party: Option<String>,
    #[arg(long = "said-by", value_name = "WHO", id = "by_said")]
    pub(crate) said_by: Option<String>,
    #[arg(long = "denied-by", value_name = "WHO", id = "by_denied")]
    pub(crate) denied_by: Option<String>,
    #[arg(long = "place", value_name = "WHERE", id = "where")]
    pub(crate) place: Option<String>,
    #[arg(long = "outlet", value_name = "NAME", id = "of_outlet")]
    pub(crate) outlet: Option<String>,
    #[arg(long, value_name = "CONTEXT")]
    pub(crate) context: Option<String>,
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Option<String>,
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<String>,
    #[arg(long, value_name = "SHARE")]
    pub(crate) confidence: Option<f64>,
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<String>,
    #[arg(long)]
    pub(crate) all: bool,
    #[arg(long)]
    pub(crate) disputed: bool,
}

impl Filter {
    /// As the library asks, with a limit; 0 for none.
    pub(crate) fn limited(self, limit: usize) -> rasid_archive::Filter {
        rasid_archive::Filter {
            ids: self.ids,
            types: self.types,
            mode: self.mode,
            status: self.status,
            actor: self.actor,
            recipient: self.recipient,
            party: self.party,
            said_by: self.said_by,
            denied_by: self.denied_by,
            place: self.place,
            outlet: self.outlet,
            context: self.context,
            from: self.from,
            to: self.to,
            confidence: self.confidence,
            as_of: self.as_of,
            all: self.all,
            disputed: self.disputed,
            limit,
            ..rasid_archive::Filter::default()
        }
    }
}

/// Decisions of a person.
#[derive(Debug, Subcommand)]
pub(crate) enum Review {
    Accept(Decision),
    Reject(Decision),
    Correct {
        #[command(flatten)]
        decision: Decision,
        #[arg(long)]
        field: String,
        #[arg(long)]
        value: String,
    },
    Merge {
        #[command(flatten)]
        decision: Decision,
        #[arg(long, value_name = "EVENT")]
        into: String,
    },
    Split {
        #[command(flatten)]
        decision: Decision,
        #[arg(long = "from", value_name = "EVENT", id = "split_from")]
        from: Option<String>,
    },
    Undo(Decision),
    Mark {
        #[command(flatten)]
        decision: Decision,
        #[arg(long)]
        mark: String,
    },
    Log {
        #[arg(id = "of_event")]
        event: Option<String>,
        #[arg(long = "format", value_enum, id = "found_format")]
        format: Option<Listing>,
        #[command(flatten)]
        place: Place,
    },
}

/// What each decision has.
#[derive(Debug, Group)]
pub(crate) struct Decision {
    #[arg(required = true, value_name = "EVENT", id = "decided")]
    pub(crate) events: Vec<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) by: String,
    #[arg(long)]
    pub(crate) reason: Option<String>,
    #[command(flatten)]
    pub(crate) place: Place,
}

/// Looking after the file.
#[derive(Debug, Subcommand)]
pub(crate) enum Care {
    Check {
        #[command(flatten)]
        place: Place,
    },
    Backup {
        #[arg(value_name = "FILE", id = "copy")]
        file: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    Reindex {
        #[command(flatten)]
        place: Place,
    },
    Redact {
        #[arg(required_unless_present = "of_name", id = "report")]
        report: Option<String>,
        #[arg(long = "name", value_name = "WORDS", id = "of_name", conflicts_with = "report")]
        name: Option<String>,
        #[arg(long, value_name = "NAME")]
        by: String,
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    Size {
        #[command(flatten)]
        place: Place,
    },
    Sql {
        question: String,
        #[arg(long, default_value_t = 10, value_name = "SECONDS")]
        seconds: u64,
        #[command(flatten)]
        place: Place,
    },
}

/// How to print a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listing {
    Table,
    Jsonl,
}

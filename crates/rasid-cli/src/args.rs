//! What can be asked on the command line.

use clap::{Args as Group, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use rasid::author::Kind;
use rasid::model::NoteKind;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::messages::{Language, Messages};

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "rasid", version, disable_help_subcommand = true, max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[arg(long, global = true, value_parser = ["en", "ar"])]
    lang: Option<String>,
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Code(Work),
    Explain {
        #[command(flatten)]
        input: Input,
        #[arg(long)]
        event: String,
        #[arg(long)]
        document: Option<String>,
        #[arg(long, value_enum)]
        format: Option<Format>,
        #[arg(long, value_name = "DIR")]
        knowledge: Option<PathBuf>,
    },
    Words {
        #[command(flatten)]
        input: Input,
        #[arg(long, value_enum)]
        format: Option<Format>,
    },
    Dates {
        #[command(flatten)]
        input: Input,
        #[arg(long, value_enum)]
        format: Option<Format>,
        #[arg(long, value_enum, default_value = "past")]
        bias: Bias,
    },
    Notes {
        #[command(flatten)]
        work: Work,
        #[arg(long, value_enum, value_delimiter = ',')]
        kind: Vec<Missing>,
        #[arg(long, default_value_t = 20)]
        top: usize,
        #[arg(long, default_value_t = 1)]
        least: u64,
    },
    Knowledge {
        #[command(subcommand)]
        command: KnowledgeCommand,
    },
    Schema,
    #[command(flatten)]
    Archive(Box<crate::archive::args::Command>),
    Link(Together),
    Timeline {
        #[command(flatten)]
        reports: Together,
        #[arg(long, value_name = "DAYS")]
        silence: Option<u16>,
        #[arg(long, conflicts_with_all = ["silence", "series"])]
        planned: bool,
        #[arg(long, value_enum, value_name = "PERIOD", conflicts_with = "silence")]
        series: Option<Unit>,
    },
    Agreements(Together),
    Positions(Together),
    Namings(Together),
    Stories {
        #[command(flatten)]
        reports: Together,
        #[arg(long = "least-reports", default_value_t = 2)]
        least_reports: usize,
    },
    Digest {
        #[command(flatten)]
        reports: Together,
        #[arg(long, value_name = "YYYY-MM")]
        month: String,
        #[arg(long, value_name = "COUNTRY")]
        about: Option<String>,
        #[arg(long)]
        html: bool,
    },
}

/// Many reports: those of files, or those of an archive.
#[derive(Debug, Group)]
pub(crate) struct Together {
    #[arg(required_unless_present = "archive", conflicts_with = "archive", value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[arg(long, value_name = "DAY", conflicts_with = "archive")]
    published: Option<String>,
    #[arg(long, value_name = "NAME", conflicts_with = "archive")]
    outlet: Option<String>,
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[arg(long, value_name = "DIR")]
    knowledge: Option<PathBuf>,
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    archive: Option<PathBuf>,
}

impl Together {
    /// What is to be done with the files, and the rest that was asked.
    pub(crate) fn parts(self) -> (Work, Option<PathBuf>, Option<PathBuf>) {
        let input = Input { paths: self.paths, published: self.published, outlet: self.outlet };
        let work = Work { input, format: self.format, knowledge: self.knowledge, threads: self.threads };
        (work, self.decisions, self.archive)
    }
}

/// How long a period of a series is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    pub(crate) fn period(self) -> rasid_link::series::Period {
        use rasid_link::series::Period;
        match self {
            Self::Day => Period::Day,
            Self::Week => Period::Week,
            Self::Month => Period::Month,
            Self::Year => Period::Year,
        }
    }
}

/// What to do with knowledge.
#[derive(Debug, Subcommand)]
pub(crate) enum KnowledgeCommand {
    Check {
        dir: Option<PathBuf>,
        #[arg(long)]
        warnings: bool,
    },
    Diff {
        before: PathBuf,
        after: Option<PathBuf>,
        #[arg(long, value_name = "PATH", num_args = 1..)]
        on: Vec<PathBuf>,
        #[arg(long, value_name = "DAY")]
        published: Option<String>,
        #[arg(long, value_name = "NAME")]
        outlet: Option<String>,
        #[arg(long, value_enum)]
        format: Option<Format>,
        #[arg(long, default_value_t = 10)]
        top: usize,
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
        threads: Option<u16>,
    },
    Add {
        #[command(subcommand)]
        what: Added,
    },
    Export {
        #[arg(value_enum)]
        sort: Sort,
        dir: Option<PathBuf>,
        #[arg(long, value_parser = ["csv"], default_value = "csv")]
        format: String,
    },
    Import {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    Fmt {
        folder: PathBuf,
        #[arg(long)]
        check: bool,
    },
    Reference {
        #[arg(value_parser = ["frames", "operators", "codes"])]
        page: String,
    },
}

/// What can stand in a spreadsheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    Person,
    Organisation,
    Group,
    Place,
    Word,
    Verb,
    Given,
}

impl Sort {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Person => Kind::Person,
            Self::Organisation => Kind::Organisation,
            Self::Group => Kind::Group,
            Self::Place => Kind::Place,
            Self::Word => Kind::Word,
            Self::Verb => Kind::Verb,
            Self::Given => Kind::Given,
        }
    }
}

/// What is added.
#[derive(Debug, Subcommand)]
pub(crate) enum Added {
    Person(Actor),
    Organisation(Actor),
    Group(Actor),
    Place {
        #[command(flatten)]
        to: Target,
        #[arg(long)]
        name: String,
        #[arg(long, required = true)]
        ar: Vec<String>,
        #[arg(long, default_value = "")]
        country: String,
        #[arg(long = "type")]
        place: String,
        #[arg(long, allow_hyphen_values = true)]
        lat: String,
        #[arg(long, allow_hyphen_values = true)]
        lon: String,
        #[arg(long)]
        ambiguous: bool,
    },
    Word {
        #[command(flatten)]
        to: Target,
        lemma: String,
        #[arg(long, default_value = "noun")]
        pos: String,
        #[arg(long, default_value = "m")]
        gender: String,
        #[arg(long)]
        plural: Vec<String>,
        #[arg(long, default_value = "-", allow_hyphen_values = true)]
        sound: String,
    },
    Verb {
        #[command(flatten)]
        to: Target,
        root: String,
        #[arg(long)]
        pattern: String,
        #[arg(long)]
        masdar: Vec<String>,
    },
    Given {
        #[command(flatten)]
        to: Target,
        name: String,
        #[arg(long, default_value = "given")]
        part: String,
    },
    Frame {
        #[command(flatten)]
        to: Target,
        frame: String,
        #[arg(long)]
        verb: Vec<String>,
        #[arg(long)]
        noun: Vec<String>,
        #[arg(long)]
        adjective: Vec<String>,
        #[arg(long)]
        phrase: Vec<String>,
        #[arg(long)]
        example: String,
        #[arg(long)]
        actor: Vec<String>,
        #[arg(long)]
        recipient: Vec<String>,
    },
}

/// Where something is added, and who says it.
#[derive(Debug, Group)]
pub(crate) struct Target {
    #[arg(long, value_name = "DIR")]
    pub(crate) to: PathBuf,
    #[arg(long)]
    pub(crate) source: String,
}

/// Somebody who acts.
#[derive(Debug, Group)]
pub(crate) struct Actor {
    #[command(flatten)]
    pub(crate) to: Target,
    #[arg(long)]
    pub(crate) id: Option<String>,
    #[arg(long)]
    pub(crate) name: String,
    #[arg(long, required = true)]
    pub(crate) ar: Vec<String>,
    #[arg(long, default_value = "")]
    pub(crate) country: String,
    #[arg(long, default_value = "")]
    pub(crate) sector: String,
    #[arg(long, default_value = "")]
    pub(crate) armed_sector: String,
    #[arg(long, value_name = "FROM/TO COUNTRY SECTOR TITLE")]
    pub(crate) office: Vec<String>,
    #[arg(long)]
    pub(crate) ambiguous: bool,
}

/// Coding.
#[derive(Debug, Group)]
pub(crate) struct Work {
    #[command(flatten)]
    pub(crate) input: Input,
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
    #[arg(long, value_name = "DIR")]
    pub(crate) knowledge: Option<PathBuf>,
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

/// What to read.
#[derive(Debug, Group)]
pub(crate) struct Input {
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long, value_name = "DAY")]
    pub(crate) published: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
}

/// How to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Jsonl,
    Csv,
}

/// What may be missing from the knowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Missing {
    Name,
    Place,
    Word,
    Frame,
}

impl Missing {
    /// The kind of note that tells of it.
    pub(crate) fn note(self) -> NoteKind {
        match self {
            Self::Name => NoteKind::UnknownName,
            Self::Place => NoteKind::UnknownPlace,
            Self::Word => NoteKind::UnknownWord,
            Self::Frame => NoteKind::UnknownFrame,
        }
    }
}

/// Which way bare weekdays look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Bias {
    Past,
    Future,
    None,
}

/// The language asked for with `--lang`, else that of the environment.
pub(crate) fn language() -> Language {
    let words: Vec<String> = std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect();
    let after = words.windows(2).find(|w| w[0] == "--lang").map(|w| w[1].clone());
    let joined = words.iter().find_map(|w| w.strip_prefix("--lang=").map(str::to_owned));
    let environment = || ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|n| std::env::var(n).ok().filter(|v| !v.is_empty()));
    match after.or(joined).or_else(environment) {
        Some(l) if l.starts_with("ar") => Language::Arabic,
        _ => Language::English,
    }
}

/// Reads the command line; what is wrong with it has been printed.
pub(crate) fn parse(messages: &Messages) -> Result<Args, ExitCode> {
    let matches = localised(Args::command(), "rasid", messages).try_get_matches();
    let parsed = matches.and_then(|m| Args::from_arg_matches(&m));
    parsed.map_err(|e| {
        // Help and version are no errors: they go to standard output, with status 0.
        let _ = e.print();
        if e.use_stderr() && messages.language() == Language::Arabic {
            messages.say("problem", &[&messages.text("usage", &[])]);
        }
        ExitCode::from(u8::try_from(e.exit_code()).unwrap_or(2))
    })
}

/// The command with its help texts, which stand in the table of messages.
fn localised(command: clap::Command, name: &str, messages: &Messages) -> clap::Command {
    let about = messages.find(&format!("help_{name}")).unwrap_or_default();
    let command = command.about(about).mut_args(|arg| {
        let key = match arg.get_id().as_str() {
            "knowledge" => "help_layer".to_owned(),
            id => format!("help_{id}"),
        };
        // What the knowledge commands call by the same name is something else.
        let group = name.split('_').next().unwrap_or(name);
        let own = format!("help_{group}_{}", arg.get_id());
        match messages.find(&own).or_else(|| messages.find(&key)) {
            Some(help) => arg.help(help),
            None => arg,
        }
    });
    command.mut_subcommands(|sub| {
        let below = if name == "rasid" { sub.get_name().to_owned() } else { format!("{name}_{}", sub.get_name()) };
        localised(sub, &below, messages)
    })
}

//! `actors/*.toml` → names: states, actors, roles, outlets.

use rasid_coder::tables::{Actor, DatedRole, NameRow, Names, RoleEntry, State, Target};
use rasid_model::EntityKind;
use serde::Deserialize;

use crate::keys::{bare, key, keys};
use crate::{File, Problem};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActorFile {
    #[serde(default)]
    state: Vec<StateRow>,
    #[serde(default)]
    not_a_state: Vec<WordsRow>,
    #[serde(default)]
    actor: Vec<ActorRow>,
    #[serde(default)]
    role: Vec<RoleRow>,
    #[serde(default)]
    modifier: Vec<ModifierRow>,
    #[serde(default)]
    title: Vec<toml::Table>,
    #[serde(default)]
    bare: Vec<WordsRow>,
    #[serde(default)]
    counterpart: Vec<toml::Table>,
    #[serde(default)]
    opener: Vec<toml::Table>,
    #[serde(default)]
    member: Vec<toml::Table>,
    #[serde(default)]
    outlet: Vec<OutletRow>,
    /// Words before a number: «نحو», «أكثر من».
    #[serde(default)]
    approximators: Vec<WordsRow>,
    /// Words before «من» and those counted: «عدد», «العديد».
    #[serde(default)]
    quantities: Vec<WordsRow>,
    /// Words for others of the same sort: «آخرون».
    #[serde(default)]
    others: Vec<WordsRow>,
}

#[derive(Deserialize)]
struct WordsRow {
    words: Vec<String>,
}

/// A state, as it is written in `actors/states.toml`.
#[derive(Debug, Deserialize)]
pub struct StateRow {
    /// `EGY`.
    pub code: String,
    /// `Egypt`.
    pub name: String,
    /// «مصر».
    #[serde(default)]
    pub ar: Vec<String>,
    /// «مصري».
    #[serde(default)]
    pub nisba: Vec<String>,
    #[serde(default)]
    ambiguous_nisba: Vec<String>,
    /// «مصريون».
    #[serde(default)]
    pub people: Vec<String>,
    /// «القاهرة».
    #[serde(default)]
    pub capital: Vec<String>,
    /// `Cairo`.
    #[serde(default)]
    pub capital_name: String,
    /// «حكومة الوفاق الوطني», where it is known by a name.
    #[serde(default)]
    pub government: Vec<String>,
    source: String,
}

/// A person, an organisation or a group, as it is written in `actors/`.
#[derive(Debug, Deserialize)]
pub struct ActorRow {
    /// `egy-abdel-fattah-al-sisi`.
    pub id: String,
    /// `Abdel Fattah el-Sisi`.
    pub name: String,
    /// «عبد الفتاح السيسي», «السيسي».
    pub ar: Vec<String>,
    /// `person`, `organisation`, `group`, `source`.
    pub kind: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    sector: String,
    #[serde(default)]
    armed_sector: String,
    /// Whether a name of one word needs something beside it that tells whom it means.
    #[serde(default)]
    pub ambiguous: bool,
    /// Of its names those that do.
    #[serde(default)]
    pub ambiguous_ar: Vec<String>,
    #[serde(default)]
    roles: Vec<OfficeRow>,
    source: String,
}

/// The states and the actors of a file, as they are written there; nothing of a text that is no such file.
///
/// ```
/// let (states, actors) = rasid_knowledge::actors::rows("[[state]]\ncode = \"EGY\"\nname = \"Egypt\"\nar = [\"مصر\"]\nsource = \"UN\"\n");
/// assert_eq!((&*states[0].ar[0], actors.len()), ("مصر", 0));
/// ```
#[must_use]
pub fn rows(text: &str) -> (Vec<StateRow>, Vec<ActorRow>) {
    let file = toml::from_str::<ActorFile>(text).unwrap_or_default();
    (file.state, file.actor)
}

#[derive(Debug, Deserialize)]
struct OfficeRow {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    sector: String,
}

#[derive(Deserialize)]
struct RoleRow {
    words: Vec<String>,
    name: String,
    kind: String,
    #[serde(default)]
    sector: String,
    #[serde(default)]
    country: String,
    #[serde(default, rename = "use")]
    use_: String,
}

#[derive(Deserialize)]
struct ModifierRow {
    words: Vec<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    sector: String,
    #[serde(default)]
    of: Vec<String>,
}

#[derive(Deserialize)]
struct OutletRow {
    #[serde(alias = "name", alias = "ar")]
    names: Names1,
    #[serde(default)]
    country: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Names1 {
    One(String),
    Many(Vec<String>),
}

/// Reads all files into `names`; the rows are sorted by [`finish`].
pub(crate) fn read(files: &[&File], names: &mut Names, problems: &mut Vec<Problem>) {
    for file in files {
        match toml::from_str::<ActorFile>(&file.1) {
            Ok(content) => add(file, content, names, problems),
            Err(error) => problems.push(Problem::syntax(file, &error)),
        }
    }
}

fn add(file: &File, content: ActorFile, names: &mut Names, problems: &mut Vec<Problem>) {
    for row in content.state {
        state(row, names);
    }
    for row in content.not_a_state {
        for words in row.words {
            name(names, &words, Target::Nothing);
        }
    }
    for row in content.actor {
        actor(file, row, names, problems);
    }
    for row in content.role {
        role(file, row, names, problems);
    }
    for row in content.modifier {
        modifier(row, names);
    }
    for table in content.title {
        let sector = table.get("sector").and_then(|s| s.as_str()).unwrap_or_default();
        names.titles.extend(words_of(&table).into_iter().map(|w| (w, sector.to_owned())));
    }
    for table in content.opener {
        names.openers.extend(words_of(&table));
    }
    for table in content.member {
        names.members.extend(words_of(&table));
    }
    for words in content.bare.iter().flat_map(|r| &r.words) {
        name(names, words, Target::Homeland);
    }
    let _ = content.counterpart;
    for words in content.approximators.iter().flat_map(|r| &r.words) {
        let mut words = keys(words).into_iter();
        if let Some(first) = words.next() {
            names.approximators.entry(first).or_default().push(words.collect());
        }
    }
    for row in content.quantities {
        names.quantities.extend(row.words.iter().map(|w| key(w)));
    }
    for row in content.others {
        names.others.extend(row.words.iter().map(|w| key(w)));
    }
    for row in content.outlet {
        let all = match row.names {
            Names1::One(name) => vec![name],
            Names1::Many(names) => names,
        };
        for outlet in all {
            names.outlets.insert(rasid_text::fold(&outlet).as_str().to_owned(), row.country.clone());
        }
    }
}

/// «العسكري», «الأممي»: what an adjective makes of whom it stands with.
fn modifier(row: ModifierRow, names: &mut Names) {
    if !row.country.is_empty() {
        // «أممي», «أوروبي»: bodies have adjectives as states do.
        let number = u32::try_from(names.states.len()).unwrap_or(u32::MAX);
        for form in row.words.iter().flat_map(|w| nisba_forms(&key(w))) {
            name(names, &form, Target::Nisba(number));
        }
        names.states.push(State { code: row.country, name: row.name, capital: String::new() });
        return;
    }
    for word in row.words {
        names.modifiers.insert(bare(&key(&word)), (row.sector.clone(), row.of.clone()));
    }
}

fn words_of(table: &toml::Table) -> Vec<String> {
    let list = table.get("words").and_then(|w| w.as_array()).cloned().unwrap_or_default();
    list.iter().filter_map(|w| w.as_str()).map(|w| bare(&key(w))).collect()
}

/// Leads the words of a name to what it names.
pub(crate) fn name(names: &mut Names, words: &str, target: Target) {
    shared_name(names, words, target, false);
}

fn shared_name(names: &mut Names, words: &str, target: Target, local: bool) {
    let mut words = keys(words).into_iter();
    let Some(first) = words.next() else { return };
    let row = NameRow { rest: words.collect(), target, local };
    let rows = names.index.entry(first).or_default();
    if !rows.contains(&row) {
        rows.push(row);
    }
}

fn state(row: StateRow, names: &mut Names) {
    let number = u32::try_from(names.states.len()).unwrap_or(u32::MAX);
    let _ = row.source;
    for words in &row.ar {
        name(names, words, Target::State(number));
    }
    for words in &row.capital {
        name(names, words, Target::Capital(number));
    }
    for words in &row.government {
        name(names, words, Target::Government(number));
    }
    for words in &row.people {
        name(names, words, Target::People(number));
        name(names, &format!("ال{words}"), Target::People(number));
    }
    for nisba in row.nisba.iter().chain(&row.ambiguous_nisba) {
        for form in nisba_forms(&key(nisba)) {
            name(names, &form, Target::Nisba(number));
        }
    }
    names.ambiguous_nisbas.extend(row.ambiguous_nisba.iter().flat_map(|n| nisba_forms(&key(n))));
    names.states.push(State { code: row.code, name: row.name, capital: row.capital_name });
}

/// «ليبي» in all its forms.
fn nisba_forms(nisba: &str) -> Vec<String> {
    let forms = ["", "ه", "ون", "ين", "ات", "ان", "تان", "تين"].map(|ending| format!("{nisba}{ending}"));
    let mut out: Vec<String> = forms.iter().flat_map(|f| [f.clone(), format!("ال{f}")]).collect();
    out.push(format!("{nisba}ا"));
    out
}

fn actor(file: &File, row: ActorRow, names: &mut Names, problems: &mut Vec<Problem>) {
    let Some(kind) = EntityKind::parse(&row.kind) else {
        problems.push(Problem::at(file, "K030", &row.id, "no such kind: person, organisation, group or source", "لا يوجد نوع بهذا الاسم"));
        return;
    };
    if row.source.trim().is_empty() {
        problems.push(Problem::at(file, "K031", &row.id, "a fact needs a source", "تحتاج المعلومة إلى مصدر"));
    }
    let number = u32::try_from(names.actors.len()).unwrap_or(u32::MAX);
    for words in &row.ar {
        // Of one word: `ambiguous` asks for a cue.
        let local = words.contains(' ') && row.ambiguous_ar.contains(words);
        shared_name(names, words, Target::Actor(number), local);
    }
    let roles = row.roles.into_iter().map(|r| DatedRole { from: r.from, to: r.to, country: r.country, sector: r.sector }).collect();
    names.actors.push(Actor {
        id: row.id,
        name: row.name,
        kind,
        country: row.country,
        sector: row.sector,
        armed_sector: row.armed_sector,
        ambiguous: row.ambiguous,
        roles,
    });
}

fn role(file: &File, row: RoleRow, names: &mut Names, problems: &mut Vec<Problem>) {
    let Some(kind) = EntityKind::parse(&row.kind) else {
        problems.push(Problem::at(file, "K030", &row.name, "no such kind: person, organisation, group or source", "لا يوجد نوع بهذا الاسم"));
        return;
    };
    let number = u32::try_from(names.role_entries.len()).unwrap_or(u32::MAX);
    for words in &row.words {
        let mut words = keys(words).into_iter().map(|w| bare(&w));
        if let Some(first) = words.next() {
            names.roles.entry(first).or_default().push((words.collect(), number));
        }
    }
    names.role_entries.push(RoleEntry { name: row.name, kind, sector: row.sector, country: row.country, use_: row.use_ });
}

/// Rows with most words first.
pub(crate) fn finish(names: &mut Names) {
    for rows in names.index.values_mut() {
        rows.sort_by_key(|r| std::cmp::Reverse(r.rest.len()));
    }
    for rows in names.roles.values_mut() {
        rows.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }
}

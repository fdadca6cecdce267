//! What is wrong with a knowledge file, with place and cure.

/// A problem in a knowledge file. Codes are documented in `docs/knowledge.md`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file.
    pub path: String,
    /// Its line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// `K001`…
    pub code: &'static str,
    /// The value that is wrong.
    pub value: String,
    /// What is wrong, and what to do, in English.
    pub english: String,
    /// The same in Arabic.
    pub arabic: String,
}

impl Problem {
    /// A problem with a value, whose line is looked up in the text.
    pub(crate) fn at(file: &crate::File, code: &'static str, value: &str, english: &str, arabic: &str) -> Self {
        let line = file.1.lines().position(|l| !value.is_empty() && l.contains(value)).map_or(0, |n| n + 1);
        Self { path: file.0.clone(), line, code, value: value.to_owned(), english: english.to_owned(), arabic: arabic.to_owned() }
    }

    /// A file that is no TOML of its sort.
    pub(crate) fn syntax(file: &crate::File, error: &toml::de::Error) -> Self {
        let line = error.span().map_or(0, |s| file.1.get(..s.start).map_or(0, |t| t.lines().count().max(1)));
        Self {
            path: file.0.clone(),
            line,
            code: "K001",
            value: String::new(),
            english: format!("not readable: {}", error.message()),
            arabic: format!("تعذرت قراءة الملف: {}", error.message()),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: [{}] {}", self.path, self.line, self.code, self.english)?;
        if self.value.is_empty() { Ok(()) } else { write!(f, "\n    {}", self.value) }
    }
}

impl Problem {
    /// A problem of a whole file.
    #[must_use]
    pub fn whole(path: &str, english: &str) -> Self {
        Self { path: path.to_owned(), line: 0, code: "K000", value: String::new(), english: english.to_owned(), arabic: english.to_owned() }
    }
}

//! A text → its language, as far as Rasid must know it: Arabic, or not.
//!
//! Knows letters, no words: Persian, Urdu, Kurdish and others add letters to the Arabic script, and do without
//! the Arabic article. Text in a script of its own is `und`.

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Language {
    /// `ar`, `fa`, `ur`, `ckb`, `und` (anything else).
    pub code: &'static str,
    /// How much of the text's letters is of the Arabic script, 0 to 1.
    pub arabic: f32,
}

impl Language {
    /// What a record's note says of it; nothing of plain Arabic.
    #[must_use]
    pub fn remark(self) -> Option<String> {
        let percent = (self.arabic * 100.0).round();
        match self.code {
            "ar" if self.arabic >= 0.7 => None,
            "ar" => Some(format!("only {percent} % of the letters are Arabic: the rest is not coded")),
            "und" => Some(format!("the text is not Arabic ({percent} % of its letters): nothing is coded")),
            other => Some(format!("the text looks like {}, not Arabic: nothing is coded", english(other))),
        }
    }
}

fn english(code: &str) -> &'static str {
    match code {
        "fa" => "Persian",
        "ur" => "Urdu",
        "ckb" => "Kurdish",
        _ => "another language in the Arabic script",
    }
}

#[derive(Default)]
struct Counts {
    arabic: usize,
    other: usize,
    persian: usize,
    urdu: usize,
    kurdish: usize,
    foreign: usize,
    words: usize,
    articles: usize,
}

/// Enough letters to judge a text by; a longer one is sampled.
const SAMPLE: usize = 20_000;

/// The language of a text.
///
/// ```
/// assert_eq!(rasid::language::of("وصل الوزير إلى العاصمة").code, "ar");
/// assert_eq!(rasid::language::of("The minister arrived").code, "und");
/// ```
#[must_use]
pub fn of(text: &str) -> Language {
    let counts = count(text);
    let letters = counts.arabic + counts.other;
    #[allow(clippy::cast_precision_loss, reason = "a share of at most a few thousand letters")]
    let share = |n: usize, of: usize| if of == 0 { 0.0 } else { n as f32 / of as f32 };
    let arabic = share(counts.arabic, letters);
    let of_arabic = |n| share(n, counts.arabic);
    // «ال» opens a quarter of the words of Arabic news and next to none of its neighbours'.
    let has_article = share(counts.articles, counts.words) > 0.08;
    let code = if letters == 0 || arabic < 0.25 {
        "und"
    } else if has_article {
        "ar"
    } else if of_arabic(counts.urdu) > 0.02 {
        "ur"
    } else if of_arabic(counts.kurdish) > 0.02 {
        "ckb"
    } else if of_arabic(counts.persian) > 0.04 {
        "fa"
    } else if of_arabic(counts.foreign) > 0.04 {
        "und"
    } else {
        "ar"
    };
    Language { code, arabic }
}

fn count(text: &str) -> Counts {
    let mut counts = Counts::default();
    let (mut before, mut alef) = (' ', false);
    let step = sample_step(text);
    for word in text.split_whitespace().step_by(step) {
        let mut starts_arabic = false;
        for (i, c) in word.chars().enumerate().take(64) {
            counts.letter(c);
            starts_arabic |= i == 0 && matches!(c, '\u{0620}'..='\u{06D3}');
            // «ال» alone, or after «و», «ف», «ب», «ك».
            if c == 'ل' && alef && i <= 2 {
                counts.articles += 1;
            }
            alef = c == 'ا' && (i == 0 || (i == 1 && matches!(before, 'و' | 'ف' | 'ب' | 'ك')));
            before = c;
        }
        counts.words += usize::from(starts_arabic);
        alef = false;
    }
    counts
}

/// Every how many words one is looked at.
fn sample_step(text: &str) -> usize {
    (text.len() / (SAMPLE * 8)).max(1)
}

impl Counts {
    fn letter(&mut self, c: char) {
        match c {
            '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}' => self.arabic += 1,
            'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' => {
                self.arabic += 1;
                self.persian += 1;
            }
            'ٹ' | 'ڈ' | 'ڑ' | 'ں' | 'ے' | 'ہ' | 'ھ' => {
                self.arabic += 1;
                self.urdu += 1;
            }
            'ە' | 'ێ' | 'ۆ' | 'ڕ' | 'ڵ' => {
                self.arabic += 1;
                self.kurdish += 1;
            }
            '\u{066E}'..='\u{06D3}' | '\u{0750}'..='\u{077F}' | '\u{08A0}'..='\u{08C7}' => {
                self.arabic += 1;
                self.foreign += 1;
            }
            // Letters of the Arabic script in their printed shapes; below, the tatweel, which is no letter.
            '\u{FB50}'..='\u{FDFB}' | '\u{FE70}'..='\u{FEFC}' => self.arabic += 1,
            '\u{0640}' => {}
            c if c.is_alphabetic() => self.other += 1,
            _ => {}
        }
    }
}

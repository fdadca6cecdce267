//! The sounds of a word → its spelling.
//!
//! Within the conjugator a word is its sounds: consonants as Arabic letters or, in affixes, as `' t n s y w m`; vowels
//! as `a i u`, long `A I U`; a consonant without a vowel after it has sukun. `|` is the alif of wasl, `_` the silent
//! alif of «كتبوا», `Y` the final ā that is written «ى», `K` and `N` the endings of «قاضٍ» and «مصفًّى», `T` «ة»; a `-` keeps the sounds beside it from
//! changing each other.

const FATHA: char = '\u{64E}';
const DAMMA: char = '\u{64F}';
const KASRA: char = '\u{650}';
const SHADDA: char = '\u{651}';
const SUKUN: char = '\u{652}';
const FATHATAN: char = '\u{64B}';
const KASRATAN: char = '\u{64D}';

/// A verb's form: its last consonant shows its sukun.
pub(super) fn word(sounds: &str) -> String {
    write(&regular(sounds), true)
}

/// A noun's form: its last consonant is left open for the case ending.
pub(super) fn noun(sounds: &str) -> String {
    write(&regular(sounds), false)
}

/// All spellings in use: «بدؤوا» and «بدأوا», «جاؤوا» and «جاءوا».
pub(super) fn spellings(sounds: &str) -> Vec<String> {
    let first = word(sounds);
    let swaps = [
        (format!("{FATHA}ؤ{DAMMA}و"), format!("{FATHA}أ{DAMMA}و")),
        (format!("{FATHA}اؤ{DAMMA}و"), format!("{FATHA}اء{DAMMA}و")),
        (format!("{KASRA}يئ{DAMMA}و"), format!("{KASRA}يؤ{DAMMA}و")),
        (format!("{DAMMA}وء{DAMMA}و"), format!("{DAMMA}وؤ{DAMMA}و")),
        (format!("اء{FATHA}ان"), "اآن".into()),
        (format!("وء{FATHA}ا"), "وآ".into()),
    ];
    let others = swaps.iter().map(|(from, to)| first.replace(from, to)).filter(|s| *s != first);
    std::iter::once(first.clone()).chain(others).collect()
}

fn is_short(c: char) -> bool {
    matches!(c, 'a' | 'i' | 'u')
}

fn is_vowel(c: char) -> bool {
    is_short(c) || matches!(c, 'A' | 'I' | 'U' | 'Y' | 'K' | 'N')
}

/// A consonant, whatever stands for it.
pub(super) fn is_consonant(c: char) -> bool {
    !is_vowel(c) && !matches!(c, '|' | '_' | '-')
}

/// A letter of an affix as the letter it stands for.
fn letter(c: char) -> char {
    match c {
        '\'' => 'ء',
        't' => 'ت',
        'n' => 'ن',
        's' => 'س',
        'y' => 'ي',
        'w' => 'و',
        'm' => 'م',
        'T' => 'ة',
        _ => c,
    }
}

/// The sound laws that hold everywhere: a glide without a vowel after a vowel of its kind makes it long («يُوجِد», «إيجاد»,
/// «يُوقِظ»), and so does the second of two hamzas («آمن», «إيمان»).
fn regular(sounds: &str) -> Vec<char> {
    let raw: Vec<char> = sounds.chars().map(letter).collect();
    let mut out: Vec<char> = Vec::with_capacity(raw.len());
    for (i, &c) in raw.iter().enumerate() {
        let next = raw.get(i + 1).copied();
        let open = next.is_some_and(is_vowel) || next == Some(c) || (i > 0 && raw[i - 1] == c);
        let long = match (out.last().copied(), c) {
            _ if open => None,
            (Some('u'), 'و' | 'ي') => Some('U'),
            (Some('i'), 'و' | 'ي') => Some('I'),
            (Some(v), 'ء') if out.len() == 2 && out[0] == 'ء' => lengthened(v),
            _ => None,
        };
        if let Some(long) = long {
            out.pop();
            out.push(long);
        } else if c == 'Y' && out.last() == Some(&'ي') {
            out.push('A');
        } else {
            out.push(c);
        }
    }
    out.retain(|c| *c != '-');
    out
}

pub(super) fn lengthened(vowel: char) -> Option<char> {
    match vowel {
        'a' => Some('A'),
        'i' => Some('I'),
        'u' => Some('U'),
        _ => None,
    }
}

fn write(sounds: &[char], close: bool) -> String {
    let mut out = String::with_capacity(sounds.len() * 3);
    let mut i = 0;
    while i < sounds.len() {
        let c = sounds[i];
        let twice = is_consonant(c) && sounds.get(i + 1) == Some(&c);
        let next = sounds.get(i + 1 + usize::from(twice)).copied();
        let before = (0..i).rev().map(|j| sounds[j]).next();
        if c == 'ء' {
            let last = i + 2 + usize::from(twice) >= sounds.len() && next.is_none_or(|n| is_short(n) || n == 'K');
            let own = next.filter(|_| !(last && twice));
            let seat = if last { final_seat(before, own) } else { seat(before, own) };
            out.push(seat);
            if seat == 'آ' {
                i += 2;
                continue;
            }
        } else {
            push_sound(c, &mut out);
        }
        if twice {
            out.push(SHADDA);
            i += 1;
        }
        if is_consonant(c) && c != 'ة' && !twice && (next.is_some_and(|n| !is_vowel(n)) || (next.is_none() && close)) {
            out.push(SUKUN);
        }
        i += 1;
    }
    out
}

fn push_sound(c: char, out: &mut String) {
    match c {
        'a' => out.push(FATHA),
        'i' => out.push(KASRA),
        'u' => out.push(DAMMA),
        'A' => out.extend([FATHA, 'ا']),
        'I' => out.extend([KASRA, 'ي']),
        'U' => out.extend([DAMMA, 'و']),
        'Y' => out.extend([FATHA, 'ى']),
        'K' => out.push(KASRATAN),
        'N' => out.extend([FATHATAN, 'ى']),
        '|' | '_' => out.push('ا'),
        _ => out.push(c),
    }
}

/// What a hamza is written on, between the sounds before and after it. The stronger of its own vowel and the one
/// before decides, i before u before a; «آ» stands for the hamza and the ā after it.
fn seat(before: Option<char>, after: Option<char>) -> char {
    let own = after.map_or('-', |v| match v {
        'a' | 'A' | 'Y' | 'N' => 'a',
        'i' | 'I' | 'K' => 'i',
        'u' | 'U' => 'u',
        _ => '-',
    });
    let Some(before) = before else {
        return match after {
            Some('A') => 'آ',
            Some('i' | 'I') => 'إ',
            _ => 'أ',
        };
    };
    match (before, own) {
        ('ي' | 'و', 'u') => 'ؤ',
        ('i' | 'I' | 'ي', _) | (_, 'i') => 'ئ',
        ('a', _) if after == Some('A') => 'آ',
        ('u', _) | ('a', 'u') => 'ؤ',
        ('a', _) => 'أ',
        ('A' | 'U' | 'و', 'a') | ('U' | 'و', _) => 'ء',
        (_, 'u') => 'ؤ',
        (_, 'a') if after == Some('A') => 'آ',
        (_, 'a') => 'أ',
        _ => 'ء',
    }
}

/// At the end of a word the vowel before decides; its own only where the last radical has fallen: «اِرْتَإِ».
fn final_seat(before: Option<char>, own: Option<char>) -> char {
    match (before, own) {
        (None | Some('a'), Some('i')) => 'إ',
        (None | Some('a'), _) => 'أ',
        (Some('u'), _) => 'ؤ',
        (Some('i'), _) => 'ئ',
        (Some('A' | 'I' | 'U' | 'و' | 'ي'), _) | (_, None | Some('K')) => 'ء',
        (_, Some('i')) => 'إ',
        (_, Some('u')) => 'ؤ',
        _ => 'أ',
    }
}

/// Writes the hamzas of a vocalised word, given as «ء», on their seats: «سُءِلَ» becomes «سُئِلَ».
#[must_use]
pub fn seat_hamza(word: &str) -> String {
    let sounds = sounds(word);
    write(&sounds, word.ends_with(SUKUN))
}

/// A vocalised spelling as sounds.
fn sounds(word: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::new();
    for c in word.chars() {
        let last = out.last().copied();
        match (c, last) {
            (FATHA, _) => out.push('a'),
            (KASRA, _) => out.push('i'),
            (DAMMA, _) => out.push('u'),
            (KASRATAN, _) => out.push('K'),
            (SUKUN, _) => {}
            (SHADDA, Some(c)) => out.push(c),
            ('ا', Some('a')) => replace_last(&mut out, 'A'),
            ('ى', Some('a')) => replace_last(&mut out, 'Y'),
            ('أ' | 'إ' | 'ؤ' | 'ئ', _) => out.push('ء'),
            ('آ', _) => out.extend(['ء', 'A']),
            ('ا', _) => out.push('|'),
            _ => out.push(c),
        }
    }
    let mut i = 1;
    while i < out.len() {
        let free = out.get(i + 1).is_none_or(|&n| !is_vowel(n) && n != out[i]);
        match (out[i - 1], out[i]) {
            ('u', 'و') if free => {
                out[i - 1] = 'U';
                out.remove(i);
            }
            ('i', 'ي') if free => {
                out[i - 1] = 'I';
                out.remove(i);
            }
            _ => i += 1,
        }
    }
    out
}

fn replace_last(out: &mut [char], by: char) {
    if let Some(last) = out.last_mut() {
        *last = by;
    }
}

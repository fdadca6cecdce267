//! A text → its tokens and its sentences. Tokens and the gaps between them make up the text again.

use rasid_model::Span;
use std::ops::Range;

use crate::fold::{block_index, is_mark, letter};

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters of the Arabic script, with their marks: «الجزائر».
    Arabic,
    /// Letters of any other script: «CNN».
    Foreign,
    /// Digits, with separators between digits: «1,500», «9ر3», «23/10/2020», «5+5».
    Number,
    /// A full stop, question or exclamation mark that ends a sentence; also «..» and «…».
    Stop,
    /// «،» «,» «؛» «;» or a dash between spaces.
    Comma,
    /// «:».
    Colon,
    /// An opening quotation mark, as its position tells: «"», «“», «»».
    QuoteOpen,
    /// A closing quotation mark.
    QuoteClose,
    /// «(» or «[».
    Open,
    /// «)» or «]».
    Close,
    /// Anything else that is printed.
    Other,
}

/// A word, number or sign. White space is in no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: TokenKind,
}

/// A run of tokens that is read as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Indices into [`Segmented::tokens`].
    pub tokens: Range<usize>,
    /// The first line of a text, set apart from its body.
    pub headline: bool,
    /// Which line of the text it stands in, from 0; lines without a token do not count.
    pub paragraph: u32,
}

/// A text's tokens and sentences, in text order; every token is in exactly one sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segmented {
    /// All tokens.
    pub tokens: Vec<Token>,
    /// All sentences.
    pub sentences: Vec<Sentence>,
}

/// A sentence longer than this is cut at its next comma, at the latest at twice as many tokens:
/// no text makes the stages after this one slow.
const LONG_SENTENCE: usize = 300;

/// About how many bytes of news make a token, the space after it counted.
const BYTES_PER_TOKEN: usize = 9;

/// Reads a text.
///
/// ```
/// let text = "أعلن الجيش هدنة. ورحبت الأمم المتحدة.";
/// assert_eq!(rasid_text::segment(text).sentences.len(), 2);
/// ```
#[must_use]
pub fn segment(text: &str) -> Segmented {
    let mut out = Segmented::default();
    let mut paragraph = 0;
    let mut offset = 0;
    out.tokens.reserve(text.len() / BYTES_PER_TOKEN);
    while offset < text.len() {
        let end = line_end(text, offset);
        let first = out.tokens.len();
        tokenise(text.get(offset..end).unwrap_or(""), offset, &mut out.tokens);
        offset = end;
        if out.tokens.len() > first {
            sentences(text, first, paragraph, &mut out);
            paragraph += 1;
        }
    }
    mark_headline(text, &mut out);
    out
}

/// Where the line ends that begins at an offset, the sign that ends it included.
fn line_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\n' | b'\r' => return at,
            // U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
            0xE2 if matches!(bytes.get(at..at + 2), Some([0x80, 0xA8 | 0xA9])) => return at + 2,
            _ => {}
        }
    }
    at
}

/// The first line is a headline when it has no final stop and a body follows.
fn mark_headline(text: &str, out: &mut Segmented) {
    let lines = out.sentences.last().map_or(0, |s| s.paragraph + 1);
    let Some(last) = out.sentences.iter().take_while(|s| s.paragraph == 0).last() else { return };
    let Some(end) = out.tokens.get(last.tokens.end - 1) else { return };
    let stopped = end.kind == TokenKind::Stop && end.span.slice(text) == ".";
    if lines > 1 && !stopped && last.tokens.end <= 40 {
        out.sentences.iter_mut().take_while(|s| s.paragraph == 0).for_each(|s| s.headline = true);
    }
}

fn sentences(text: &str, first: usize, paragraph: u32, out: &mut Segmented) {
    let mut start = first;
    let end = out.tokens.len();
    for i in first..end {
        if i < start {
            continue;
        }
        let length = i + 1 - start;
        let token = out.tokens[i];
        let cut = match token.kind {
            TokenKind::Stop => ends_sentence(text, &out.tokens[start..end], i - start),
            TokenKind::Comma => length >= LONG_SENTENCE,
            _ => length >= 2 * LONG_SENTENCE,
        };
        if cut {
            let mut stop = i + 1;
            while stop < end && matches!(out.tokens[stop].kind, TokenKind::QuoteClose | TokenKind::Close | TokenKind::Stop) {
                stop += 1;
            }
            if stop > start {
                out.sentences.push(Sentence { tokens: start..stop, headline: false, paragraph });
                start = stop;
            }
        }
    }
    if start < end {
        out.sentences.push(Sentence { tokens: start..end, headline: false, paragraph });
    }
}

/// A stop after a single letter is an abbreviation: «د. أحمد».
fn ends_sentence(text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|i| tokens[i]) else { return true };
    let stop = tokens[at].span.slice(text);
    !(stop == "." && before.kind == TokenKind::Arabic && before.span.slice(text).chars().count() == 1)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Space,
    Arabic,
    Foreign,
    Digit,
    Sign,
}

fn class(c: char) -> Class {
    match class_by_range(c) {
        Some(class) => class,
        None if c.is_whitespace() || c.is_control() => Class::Space,
        None if c.is_alphanumeric() => Class::Foreign,
        None => Class::Sign,
    }
}

const fn class_by_range(c: char) -> Option<Class> {
    match c {
        '0'..='9' | '٠'..='٩' | '۰'..='۹' => Some(Class::Digit),
        '\u{0621}'..='\u{064A}'
        | '\u{066E}'..='\u{06D3}'
        | '\u{06D5}'
        | '\u{06EE}'
        | '\u{06EF}'
        | '\u{06FA}'..='\u{06FF}'
        | '\u{0750}'..='\u{077F}'
        | '\u{08A0}'..='\u{08C9}'
        | '\u{FB50}'..='\u{FD3D}'
        | '\u{FD50}'..='\u{FDFB}'
        | '\u{FE70}'..='\u{FEFC}' => Some(Class::Arabic),
        _ if is_mark(c) => Some(Class::Arabic),
        'a'..='z' | 'A'..='Z' | '\u{0620}' | '\u{06E5}' | '\u{06E6}' => Some(Class::Foreign),
        '\0'..=' ' | '\u{7F}' => Some(Class::Space),
        _ => None,
    }
}

/// [`class`] of the letters of the Arabic block.
static ARABIC: [Class; 256] = {
    let mut classes = [Class::Sign; 256];
    let mut at = 0;
    while at < classes.len() {
        if let Some(class) = class_by_range(letter(at)) {
            classes[at] = class;
        }
        at += 1;
    }
    classes
};

/// [`class`] of the single bytes.
static ASCII: [Class; 128] = {
    let mut classes = [Class::Sign; 128];
    let mut at = 0_u8;
    while at < 128 {
        if let Some(class) = class_by_range(at as char) {
            classes[at as usize] = class;
        }
        at += 1;
    }
    classes
};

/// The class of the letter at an offset and its bytes; none at the end.
fn class_at(line: &str, at: usize) -> Option<(Class, usize)> {
    let bytes = line.as_bytes();
    let first = *bytes.get(at)?;
    match first {
        0..0x80 => Some((ASCII[usize::from(first & 0x7F)], 1)),
        0xD8..=0xDB => Some((ARABIC[block_index(first, *bytes.get(at + 1)?)], 2)),
        _ => char_at(line, at).map(|c| (class(c), c.len_utf8())),
    }
}

fn char_at(line: &str, at: usize) -> Option<char> {
    line.get(at..)?.chars().next()
}

fn tokenise(line: &str, offset: usize, tokens: &mut Vec<Token>) {
    let mut quotes = Quotes::default();
    let mut start = 0;
    while let Some((class, length)) = class_at(line, start) {
        let (kind, end) = match class {
            Class::Space => {
                start += length;
                continue;
            }
            // A mark that stands alone holds no letter and is no word.
            Class::Arabic => (TokenKind::Arabic, arabic_end(line, start + length)),
            Class::Foreign => (TokenKind::Foreign, word_end(line, start, TokenKind::Foreign)),
            Class::Digit => (TokenKind::Number, word_end(line, start, TokenKind::Number)),
            Class::Sign => {
                let Some(sign) = char_at(line, start) else { return };
                let end = sign_end(line, start, sign);
                (sign_kind(line, start, end, sign, &mut quotes), end)
            }
        };
        tokens.push(Token { span: Span::new(offset + start, offset + end), kind });
        start = end;
    }
}

/// Repeated stops make one sign («...»); any other sign stands alone.
fn sign_end(line: &str, start: usize, sign: char) -> usize {
    let rest = line.get(start..).unwrap_or("");
    if matches!(sign, '.' | '…' | '!' | '؟' | '?') {
        rest.find(|c| !matches!(c, '.' | '…' | '!' | '؟' | '?')).map_or(line.len(), |n| start + n)
    } else {
        start + sign.len_utf8()
    }
}

fn arabic_end(line: &str, mut end: usize) -> usize {
    while let Some((Class::Arabic, length)) = class_at(line, end) {
        end += length;
    }
    end
}

/// The end of a foreign word or a number; its first letter is its own.
fn word_end(line: &str, start: usize, kind: TokenKind) -> usize {
    let mut end = start;
    while let Some((class, length)) = class_at(line, end) {
        let next = || class_at(line, end + length).map(|(class, _)| class);
        let c = || char_at(line, end).unwrap_or(' ');
        let inside = match (kind, class) {
            (TokenKind::Foreign, Class::Foreign | Class::Digit) | (TokenKind::Number, Class::Digit) => true,
            (TokenKind::Foreign, Class::Sign) => matches!(c(), '\'' | '’' | '-' | '.' | '&') && next() == Some(Class::Foreign),
            (TokenKind::Number, Class::Sign) => {
                matches!(c(), '.' | ',' | '،' | '٫' | '٬' | '/' | '-' | '+' | ':') && next() == Some(Class::Digit)
            }
            // «9ر3»: the decimal sign of the old newsrooms.
            (TokenKind::Number, Class::Arabic) => c() == 'ر' && next() == Some(Class::Digit),
            (TokenKind::Number, Class::Foreign) => c().is_ascii_alphabetic(),
            _ => false,
        };
        if !inside {
            break;
        }
        end += length;
    }
    end
}

/// Which quotation marks are open, so that «"» and the swapped «»…«» of some papers can be told apart.
#[derive(Default)]
struct Quotes {
    straight: bool,
    /// Depth of «…», counted whichever way round the paper writes them.
    angle: Option<char>,
}

fn sign_kind(line: &str, start: usize, end: usize, sign: char, quotes: &mut Quotes) -> TokenKind {
    match sign {
        // «قال.ثم»: a stop without a space ends a sentence too.
        '.' | '…' | '!' | '؟' | '?' | '۔' => TokenKind::Stop,
        '،' | ',' | '؛' | ';' | '–' | '—' => TokenKind::Comma,
        '-' if spaced(line, start, end) => TokenKind::Comma,
        ':' => TokenKind::Colon,
        '(' | '[' | '{' => TokenKind::Open,
        ')' | ']' | '}' => TokenKind::Close,
        '“' | '„' | '‘' => TokenKind::QuoteOpen,
        '”' | '’' => TokenKind::QuoteClose,
        '"' => {
            quotes.straight = !quotes.straight;
            if quotes.straight { TokenKind::QuoteOpen } else { TokenKind::QuoteClose }
        }
        '«' | '»' => match quotes.angle {
            Some(opener) if opener != sign => {
                quotes.angle = None;
                TokenKind::QuoteClose
            }
            _ => {
                quotes.angle = Some(sign);
                TokenKind::QuoteOpen
            }
        },
        _ => TokenKind::Other,
    }
}

fn spaced(line: &str, start: usize, end: usize) -> bool {
    line[..start].ends_with(char::is_whitespace) || line[end..].starts_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        segment(text).tokens.iter().map(|t| t.span.slice(text)).collect()
    }

    #[track_caller]
    fn check_sentences(text: &str, count: usize) {
        let got: Vec<_> = segment(text).sentences.iter().map(|s| s.tokens.clone()).collect();
        assert_eq!(got.len(), count, "{got:?}");
    }

    #[test]
    fn numbers_keep_their_separators() {
        assert_eq!(words("لجنة 5+5 أنتجت 9ر3 مليون في 23/10/2020."), ["لجنة", "5+5", "أنتجت", "9ر3", "مليون", "في", "23/10/2020", "."]);
    }

    #[test]
    fn an_initial_does_not_end_a_sentence() {
        check_sentences("قال د. أحمد إن الوضع هادئ. وأضاف أنه مستقر", 2);
    }

    #[test]
    fn swapped_guillemets_open_and_close() {
        let kinds: Vec<_> = segment("تنظيم »داعش« في").tokens.iter().map(|t| t.kind).collect();
        assert_eq!(kinds[1], TokenKind::QuoteOpen);
        assert_eq!(kinds[3], TokenKind::QuoteClose);
    }

    #[test]
    fn the_first_line_is_a_headline_when_a_body_follows() {
        let out = segment("اتفاق على هدنة\n\nاتفق الطرفان على هدنة.");
        assert!(out.sentences[0].headline && !out.sentences[1].headline);
    }

    #[test]
    fn the_tables_say_what_the_letters_say() {
        for c in ('\0'..'\u{80}').chain('\u{600}'..='\u{6FF}') {
            assert_eq!(class_at(&c.to_string(), 0), Some((class(c), c.len_utf8())), "{c:?}");
            let slow = match c {
                _ if c.is_whitespace() || c.is_control() => Class::Space,
                _ if c.is_alphanumeric() => Class::Foreign,
                _ => Class::Sign,
            };
            assert!(class(c) == slow || matches!(class(c), Class::Arabic | Class::Digit), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn tokens_and_gaps_make_up_the_text(text in "[\u{0600}-\u{06FF}a-z0-9 .,\"«»()\n\u{202E}-]{0,80}") {
            let out = segment(&text);
            let mut at = 0;
            for t in &out.tokens {
                prop_assert!(t.span.start as usize >= at && t.span.end > t.span.start);
                prop_assert!(text.get(t.span.start as usize..t.span.end as usize).is_some());
                let gap = &text[at..t.span.start as usize];
                prop_assert!(gap.chars().all(|c| c.is_whitespace() || c.is_control()), "{gap:?}");
                at = t.span.end as usize;
            }
            prop_assert!(text[at..].chars().all(|c| c.is_whitespace() || c.is_control()));
            let covered: usize = out.sentences.iter().map(|s| s.tokens.len()).sum();
            prop_assert_eq!(covered, out.tokens.len());
        }

        #[test]
        fn any_text_is_segmented(text in "\\PC{0,60}") {
            let out = segment(&text);
            prop_assert_eq!(out.sentences.last().map_or(0, |s| s.tokens.end), out.tokens.len());
        }
    }
}

//! Numbers as Python reads, rounds and writes them.

use crate::arguments::refused;
use crate::python_text;
use minijinja::value::{Value, ValueKind};
use minijinja::Error;
use std::convert::TryFrom;

/// As float() reads it.
pub fn float_of(value: &Value) -> Option<f64> {
    match value.kind() {
        ValueKind::Number => f64::try_from(value.clone()).ok(),
        ValueKind::Bool => Some(if value.is_true() { 1.0 } else { 0.0 }),
        ValueKind::String => value.as_str()?.trim().parse().ok(),
        _ => None,
    }
}

/// As int() reads it.
pub fn whole_of(value: &Value) -> Option<i128> {
    match value.kind() {
        ValueKind::Number if value.is_integer() => i128::try_from(value.clone()).ok(),
        ValueKind::Number => float_of(value).filter(|found| found.is_finite()).map(|found| found as i128),
        ValueKind::Bool => Some(i128::from(value.is_true())),
        ValueKind::String => value.as_str()?.trim().parse().ok(),
        _ => None,
    }
}

/// repr() of a float.
pub fn repr(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_string();
    }
    if value.is_infinite() {
        return if value < 0.0 { "-inf" } else { "inf" }.to_string();
    }
    let size = value.abs();
    if size != 0.0 && (size < 1e-4 || size >= 1e16) {
        return with_python_exponent(&format!("{value:e}"));
    }
    let text = format!("{value}");
    if text.contains('.') {
        text
    } else {
        text + ".0"
    }
}

/// "1e16" as Python has it: "1e+16".
fn with_python_exponent(text: &str) -> String {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

fn general(value: f64, precision: usize) -> String {
    let precision = precision.max(1);
    let text = format!("{value:.*e}", precision - 1);
    let exponent: i32 = text.split_once('e').and_then(|(_, found)| found.parse().ok()).unwrap_or(0);
    let bare = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => text.to_string(),
    };
    if exponent < -4 || exponent >= precision as i32 {
        let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
        return with_python_exponent(&format!("{}e{power}", bare(mantissa)));
    }
    bare(&format!("{value:.*}", (precision as i32 - 1 - exponent).max(0) as usize))
}

/// With so many digits after the point, halves to even. Rust before 1.67 takes 0.5 to 1.
pub fn fixed(value: f64, digits: usize) -> String {
    let value = if digits == 0 && value.abs() == 0.5 { value * 0.0 } else { value };
    format!("{value:.digits$}")
}

/// A number by the letter of a format: 'f', 'e', 'g', '%'.
fn by_letter(value: f64, letter: char, precision: usize) -> String {
    match letter {
        'e' => with_python_exponent(&format!("{value:.precision$e}")),
        'g' => general(value, precision),
        'E' | 'G' => by_letter(value, letter.to_ascii_lowercase(), precision).to_uppercase(),
        '%' => fixed(value * 100.0, precision) + "%",
        _ => fixed(value, precision),
    }
}

/// How a number is shown by itself: a float as Python's.
pub fn number_text(value: &Value) -> String {
    if value.is_integer() {
        value.to_string()
    } else {
        float_of(value).map_or(value.to_string(), repr)
    }
}

/// "1234567.5" with commas between thousands.
pub fn with_commas(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let whole = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let mut out = String::from(sign);
    for (place, digit) in digits[..whole].chars().enumerate() {
        if place > 0 && (whole - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + &digits[whole..]
}

/// Python's round() of a float.
pub fn rounded(value: f64, digits: i64) -> f64 {
    if digits >= 0 {
        return fixed(value, digits.min(300) as usize).parse().unwrap_or(value);
    }
    let unit = 10f64.powi(-digits.max(-308) as i32);
    fixed(value / unit, 0).parse::<f64>().unwrap_or(value) * unit
}

/// What is between a mark and the letter: flags, width, precision.
#[derive(Default)]
struct Shape {
    fill: Option<char>,
    align: Option<char>,
    sign: Option<char>,
    zeros: bool,
    width: usize,
    commas: bool,
    precision: Option<usize>,
}

impl Shape {
    fn padded(&self, text: String, is_number: bool) -> String {
        let text = match self.sign {
            Some(sign) if is_number && !text.starts_with('-') && sign != '-' => format!("{sign}{text}"),
            _ => text,
        };
        let missing = self.width.saturating_sub(text.chars().count());
        let fill = self.fill.unwrap_or(if self.zeros && is_number { '0' } else { ' ' });
        let padding = |size: usize| fill.to_string().repeat(size);
        match self.align.unwrap_or(if !is_number { '<' } else if self.zeros { '=' } else { '>' }) {
            '<' => text + &padding(missing),
            '^' => padding(missing / 2) + &text + &padding(missing - missing / 2),
            '=' => {
                let signs = usize::from(text.starts_with(|c| "+- ".contains(c)));
                format!("{}{}{}", &text[..signs], padding(missing), &text[signs..])
            }
            _ => padding(missing) + &text,
        }
    }

    /// `letter`: nothing as in "{}".
    fn written(&self, value: &Value, letter: Option<char>) -> Result<String, Error> {
        if letter == Some('s') || (letter.is_none() && !value.is_number()) {
            let text = python_text::text(value);
            let text = self.precision.map_or(text.clone(), |most| text.chars().take(most).collect());
            return Ok(self.padded(text, false));
        }
        let not = || refused(format!("no number: {value}"));
        let text = match letter {
            Some('d') | Some('i') | Some('u') => whole_of(value).filter(|_| value.is_number()).ok_or_else(not)?.to_string(),
            Some('x') => format!("{:x}", whole_of(value).ok_or_else(not)?),
            None if self.precision.is_none() && value.is_integer() => whole_of(value).ok_or_else(not)?.to_string(),
            None if self.precision.is_none() => repr(float_of(value).ok_or_else(not)?),
            _ if !value.is_number() => return Err(not()),
            _ => by_letter(float_of(value).ok_or_else(not)?, letter.unwrap_or('g'), self.precision.unwrap_or(6)),
        };
        Ok(self.padded(if self.commas { with_commas(&text) } else { text }, true))
    }
}

fn digits(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<usize> {
    let mut found = None;
    while let Some(digit) = rest.peek().and_then(|c| c.to_digit(10)) {
        found = Some((found.unwrap_or(0) * 10 + digit as usize).min(1_000));
        rest.next();
    }
    found
}

/// Python's `format % values`.
pub fn percent(format: &str, values: &[Value], by_name: &dyn Fn(&str) -> Option<Value>) -> Result<String, Error> {
    let mut out = String::new();
    let mut rest = format.chars().peekable();
    let mut next = values.iter();
    while let Some(c) = rest.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut named = None;
        if rest.peek() == Some(&'(') {
            rest.next();
            let name: String = rest.by_ref().take_while(|c| *c != ')').collect();
            named = Some(by_name(&name).ok_or_else(|| refused(name))?);
        }
        let mut shape = Shape { align: Some('>'), ..Shape::default() };
        while let Some(flag) = rest.peek().copied().filter(|c| "-+ 0#".contains(*c)) {
            match flag {
                '-' => shape.align = Some('<'),
                '0' => {
                    shape.zeros = true;
                    shape.align = None;
                }
                '#' => {}
                _ => shape.sign = Some(flag),
            }
            rest.next();
        }
        shape.width = digits(&mut rest).unwrap_or(0);
        if rest.peek() == Some(&'.') {
            rest.next();
            shape.precision = Some(digits(&mut rest).unwrap_or(0));
        }
        let letter = rest.next().ok_or_else(|| refused("incomplete format"))?;
        if letter == '%' {
            out.push('%');
            continue;
        }
        if !"diufFeEgGsxr".contains(letter) {
            return Err(refused(format!("unsupported format character '{letter}'")));
        }
        let value = match named {
            Some(found) => found,
            None => next.next().cloned().ok_or_else(|| refused("not enough arguments for format string"))?,
        };
        out += &shape.written(&value, Some(if letter == 'r' { 's' } else { letter }))?;
    }
    Ok(out)
}

/// Python's format(value, spec): "{:SPEC}".
pub fn by_spec(value: &Value, spec: &str) -> Result<String, Error> {
    let mut shape = Shape::default();
    let letters: Vec<char> = spec.chars().collect();
    let mut rest = spec.chars().peekable();
    if letters.len() > 1 && "<>^=".contains(letters[1]) {
        shape.fill = rest.next();
        shape.align = rest.next();
    } else if letters.first().map_or(false, |c| "<>^=".contains(*c)) {
        shape.align = rest.next();
    }
    shape.sign = rest.peek().copied().filter(|c| "+- ".contains(*c));
    if shape.sign.is_some() {
        rest.next();
    }
    if rest.peek() == Some(&'0') {
        shape.zeros = true;
    }
    shape.width = digits(&mut rest).unwrap_or(0);
    if rest.peek() == Some(&',') {
        shape.commas = true;
        rest.next();
    }
    if rest.peek() == Some(&'.') {
        rest.next();
        shape.precision = digits(&mut rest);
    }
    let letter = rest.next();
    if rest.next().is_some() || letter.map_or(false, |c| !"dfFeEgGsx%".contains(c)) {
        return Err(refused("Invalid format specifier"));
    }
    shape.written(value, letter)
}

/// Python's "…{}…".format(values).
pub fn format_text(format: &str, values: &[Value], by_name: &dyn Fn(&str) -> Option<Value>) -> Result<String, Error> {
    let mut out = String::new();
    let mut rest = format.chars().peekable();
    let mut next = 0;
    while let Some(c) = rest.next() {
        if (c == '{' || c == '}') && rest.peek() == Some(&c) {
            rest.next();
            out.push(c);
        } else if c == '{' {
            let mut closed = false;
            let field: String = rest
                .by_ref()
                .take_while(|c| {
                    closed = *c == '}';
                    !closed
                })
                .collect();
            if !closed {
                return Err(refused("expected '}' before end of string"));
            }
            let (name, spec) = field.split_once(':').unwrap_or((&field, ""));
            let value = match name.parse::<usize>() {
                Ok(place) => values.get(place).cloned(),
                Err(_) if name.is_empty() => {
                    next += 1;
                    values.get(next - 1).cloned()
                }
                Err(_) => by_name(name),
            };
            out += &by_spec(&value.ok_or_else(|| refused("Replacement index out of range"))?, spec)?;
        } else {
            out.push(c);
        }
    }
    Ok(out)
}

//! A C face over minijinja: templates are checked and rendered, everything is text. No pointer is kept.

mod arguments;
mod context;
mod helpers;
mod humanized_numbers;
mod humanized_times;
mod lexical;
mod links;
mod methods;
mod moment;
mod numbers;
mod python_text;
mod text_filters;

use minijinja::machinery::ast::{self, Stmt};
use minijinja::machinery::{parse, WhitespaceConfig};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, ErrorKind, UndefinedBehavior};
use std::panic::catch_unwind;
use std::{ptr, slice};

const MOST_LOOPS: usize = 10;
const DEEPEST_LOOPS: usize = 2;
const LONGEST_RANGE: i64 = 100;

/// Loops in a template: how many, and how deep the deepest stands.
#[derive(Default)]
struct Loops {
    count: usize,
    depth: usize,
}

impl Loops {
    fn all(&mut self, statements: &[Stmt<'_>], depth: usize) {
        for one in statements {
            self.one(one, depth);
        }
    }

    fn one(&mut self, statement: &Stmt<'_>, depth: usize) {
        match statement {
            Stmt::Template(found) => self.all(&found.children, depth),
            Stmt::ForLoop(found) => {
                self.count += 1;
                self.depth = self.depth.max(depth + 1);
                self.all(&found.body, depth + 1);
                self.all(&found.else_body, depth + 1);
            }
            Stmt::IfCond(found) => {
                self.all(&found.true_body, depth);
                self.all(&found.false_body, depth);
            }
            Stmt::WithBlock(found) => self.all(&found.body, depth),
            Stmt::SetBlock(found) => self.all(&found.body, depth),
            Stmt::AutoEscape(found) => self.all(&found.body, depth),
            Stmt::FilterBlock(found) => self.all(&found.body, depth),
            Stmt::Block(found) => self.all(&found.body, depth),
            Stmt::Macro(found) => self.all(&found.body, depth),
            Stmt::CallBlock(found) => self.all(&found.macro_decl.body, depth),
            _ => {}
        }
    }
}

fn words(failed: &minijinja::Error) -> String {
    match failed.detail() {
        Some(detail) => detail.to_string(),
        None => failed.kind().to_string(),
    }
}

/// What is wrong with a template, and in which line; 0 is the whole.
struct Fault {
    words: String,
    line: usize,
}

fn check(text: &str) -> Result<(), Fault> {
    let of_all = |words: String| Fault { words, line: 0 };
    let parsed = parse(text, "template", SyntaxConfig::default(), WhitespaceConfig::default())
        .map_err(|failed| Fault { words: words(&failed), line: failed.line().unwrap_or(1) });
    // Both look from the beginning on; where the lexer comes to a fault first, it says so.
    if let Some(found) = lexical::find_fault(text) {
        if parsed.as_ref().err().map_or(true, |fault| found.line <= fault.line) {
            return Err(Fault { words: found.words, line: found.line });
        }
    }
    let parsed = parsed?;
    let mut loops = Loops::default();
    loops.one(&parsed as &ast::Stmt<'_>, 0);
    if loops.count > MOST_LOOPS {
        return Err(of_all(format!(
            "Contains {} for loops. Templates can contain no more than {} for loops.",
            loops.count, MOST_LOOPS
        )));
    }
    if loops.depth > DEEPEST_LOOPS {
        return Err(of_all(format!(
            "Contains nested for loops at a depth of {}. Templates can nest for loops no more than {} loops deep.",
            loops.depth, DEEPEST_LOOPS
        )));
    }
    Ok(())
}

fn range(first: i64, end: Option<i64>, step: Option<i64>) -> Result<Vec<i64>, minijinja::Error> {
    let refused = |text: &str| minijinja::Error::new(ErrorKind::InvalidOperation, text.to_string());
    let (from, to) = end.map_or((0, first), |end| (first, end));
    let by = step.unwrap_or(1);
    if by == 0 {
        return Err(refused("range() arg 3 must not be zero"));
    }
    let mut made = Vec::new();
    let mut next = from;
    while (by > 0 && next < to) || (by < 0 && next > to) {
        if made.len() as i64 == LONGEST_RANGE {
            return Err(refused(
                "Range too big. The sandbox blocks ranges larger than MAX_TEMPLATE_RANGE=100.",
            ));
        }
        made.push(next);
        next = next.saturating_add(by);
    }
    Ok(made)
}

fn render(text: &str, context: &str, fuel: u64) -> Result<String, String> {
    if !text.contains("{{") && !text.contains("{%") {
        return Ok(text.to_string());
    }
    let known: serde_json::Value = serde_json::from_str(context).map_err(|failed| failed.to_string())?;
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_fuel(Some(fuel));
    environment.set_recursion_limit(50);
    environment.add_function("range", range);
    environment.add_filter("tojson", python_text::to_json);
    environment.add_filter("ui_url", links::ui_url);
    environment.add_filter("ui_resource_events_url", links::ui_resource_events_url);
    environment.add_filter("flow_run_id", links::flow_run_id);
    text_filters::add_to(&mut environment);
    humanized_numbers::add_to(&mut environment);
    humanized_times::add_to(&mut environment);
    helpers::add_to(&mut environment);
    environment.set_unknown_method_callback(methods::call);
    environment.set_formatter(|out, _, value| python_text::write(out, value));
    environment
        .render_str(text, context::variables(&known))
        .map_err(|failed| words(&failed))
}

unsafe fn text_of<'a>(data: *const u8, size: usize) -> Result<&'a str, String> {
    let bytes = if size == 0 { &[] } else { slice::from_raw_parts(data, size) };
    std::str::from_utf8(bytes).map_err(|failed| failed.to_string())
}

unsafe fn hand_over(text: String, out: *mut *mut u8, size: *mut usize) {
    let text = text.into_bytes().into_boxed_slice();
    *size = text.len();
    *out = Box::into_raw(text) as *mut u8;
}

fn guarded<T, E>(work: impl FnOnce() -> Result<T, E> + std::panic::UnwindSafe, failed: fn(String) -> E) -> Result<T, E> {
    catch_unwind(work).unwrap_or_else(|_| Err(failed("the template engine failed".to_string())))
}

/// 0 where `text` is a template, else 1 more than the line that is wrong (0 is the whole), and the reason in `out`, to be
/// given to praetor_jinja_free.
///
/// # Safety
/// `text` has `size` bytes, `out` and `out_size` may be written.
#[no_mangle]
pub unsafe extern "C" fn praetor_jinja_check(
    text: *const u8,
    size: usize,
    out: *mut *mut u8,
    out_size: *mut usize,
) -> i32 {
    let whole = |words: String| Fault { words, line: 0 };
    let made = text_of(text, size).map_err(whole).and_then(|text| guarded(|| check(text), whole));
    let (status, words) = match made {
        Ok(()) => (0, String::new()),
        Err(fault) => (i32::try_from(fault.line).unwrap_or(0) + 1, fault.words),
    };
    hand_over(words, out, out_size);
    status
}

/// 0 and the rendered text, or 1 and the reason, to be given to praetor_jinja_free. `context` is a JSON object.
///
/// # Safety
/// As for praetor_jinja_check.
#[no_mangle]
pub unsafe extern "C" fn praetor_jinja_render(
    text: *const u8,
    size: usize,
    context: *const u8,
    context_size: usize,
    fuel: u64,
    out: *mut *mut u8,
    out_size: *mut usize,
) -> i32 {
    let made = text_of(text, size).and_then(|text| {
        let context = text_of(context, context_size)?;
        guarded(|| render(text, context, fuel), |words| words)
    });
    let status = i32::from(made.is_err());
    let (Ok(text) | Err(text)) = made;
    hand_over(text, out, out_size);
    status
}

/// # Safety
/// `data` and `size` come from one of the functions above, once.
#[no_mangle]
pub unsafe extern "C" fn praetor_jinja_free(data: *mut u8, size: usize) {
    if data != ptr::null_mut() {
        drop(Box::from_raw(ptr::slice_from_raw_parts_mut(data, size)));
    }
}

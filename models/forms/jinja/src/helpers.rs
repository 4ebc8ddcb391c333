//! Jinja's globals cycler and joiner.

use crate::arguments::refused;
use minijinja::value::{Object, Rest, Value};
use minijinja::{Environment, Error, State};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::Arc;

/// Its values in turn.
#[derive(Debug)]
struct Cycler {
    all: Vec<Value>,
    next: AtomicUsize,
}

impl Object for Cycler {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let place = self.next.load(Ordering::Relaxed) % self.all.len();
        Some(self.all[place].clone()).filter(|_| key.as_str() == Some("current"))
    }

    fn call_method(self: &Arc<Self>, _: &State<'_, '_>, method: &str, _: &[Value]) -> Result<Value, Error> {
        match method {
            "next" => Ok(self.all[self.next.fetch_add(1, Ordering::Relaxed) % self.all.len()].clone()),
            "reset" => {
                self.next.store(0, Ordering::Relaxed);
                Ok(Value::from(()))
            }
            _ => Err(refused(format!("'Cycler object' has no attribute '{method}'"))),
        }
    }
}

/// Nothing when it is called first, then what stands between.
#[derive(Debug)]
struct Joiner {
    between: String,
    used: AtomicBool,
}

impl Object for Joiner {
    fn call(self: &Arc<Self>, _: &State<'_, '_>, _: &[Value]) -> Result<Value, Error> {
        Ok(Value::from(if self.used.swap(true, Ordering::Relaxed) { self.between.as_str() } else { "" }))
    }
}

fn cycler(all: Rest<Value>) -> Result<Value, Error> {
    if all.is_empty() {
        return Err(refused("at least one item has to be provided"));
    }
    Ok(Value::from_object(Cycler { all: all.0, next: AtomicUsize::new(0) }))
}

fn joiner(between: Option<String>) -> Value {
    Value::from_object(Joiner { between: between.unwrap_or(", ".to_string()), used: AtomicBool::new(false) })
}

pub fn add_to(environment: &mut Environment<'_>) {
    environment.add_function("cycler", cycler);
    environment.add_function("joiner", joiner);
}

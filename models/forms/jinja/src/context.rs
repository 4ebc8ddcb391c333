//! What templates of automations see: JSON, of which some objects answer as those of the reference do.

use crate::moment::Moment;
use minijinja::value::{from_args, Enumerator, Object, ObjectRepr, Value};
use minijinja::{Error, ErrorKind, State};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Members that hold a point in time wherever they stand.
const MOMENTS: &[&str] = &[
    "occurred", "received", "created", "updated", "timestamp", "start_time", "end_time", "expected_start_time",
    "next_scheduled_start_time", "scheduled_time", "last_polled", "triggered", "pause_timeout", "cache_expiration",
];

/// The objects of the context that have a page in the dashboard: their names, and the kinds of their resources.
const NATIVE: &[(&str, &str)] = &[
    ("automation", "prefect.automation"),
    ("deployment", "prefect.deployment"),
    ("flow", "prefect.flow"),
    ("flow_run", "prefect.flow-run"),
    ("task_run", "prefect.task-run"),
    ("work_pool", "prefect.work-pool"),
    ("work_queue", "prefect.work-queue"),
    ("concurrency_limit", "prefect.concurrency-limit"),
];

pub const EVENT: &str = "prefect.event";

type Members = BTreeMap<String, Value>;

fn keys_of(members: &Members) -> Enumerator {
    Enumerator::Values(members.keys().map(|key| Value::from(key.as_str())).collect())
}

fn text_of(members: &Members, key: &str) -> String {
    members.get(key).map_or(String::new(), |found| found.to_string())
}

/// An object of the API, or an event.
#[derive(Debug)]
pub struct Native {
    pub kind: &'static str,
    pub members: Members,
    virtual_members: Members,
}

impl Native {
    pub fn id(&self) -> String {
        text_of(&self.members, "id")
    }

    pub fn name(&self) -> String {
        text_of(&self.members, "name")
    }

    /// Of an event, as an address tells it.
    pub fn day(&self) -> String {
        text_of(&self.members, "occurred").chars().take(10).collect()
    }

    fn find_resource_label(&self, label: &str) -> Option<Value> {
        let plain = |resource: &Value, label: &str| resource.get_item(&Value::from(label)).ok();
        let mut parts = label.splitn(3, ':');
        if let (Some("related"), Some(role), Some(wanted)) = (parts.next(), parts.next(), parts.next()) {
            let roles = self.virtual_members.get("resource_in_role")?;
            return plain(&roles.get_item(&Value::from(role)).ok()?, wanted);
        }
        plain(self.members.get("resource")?, label)
    }
}

impl fmt::Display for Native {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.kind, self.id())
    }
}

impl Object for Native {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        self.members.get(key).or_else(|| self.virtual_members.get(key)).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        keys_of(&self.members)
    }

    fn call_method(self: &Arc<Self>, _: &State<'_, '_>, method: &str, args: &[Value]) -> Result<Value, Error> {
        if self.kind == EVENT && method == "find_resource_label" {
            let (label,): (&str,) = from_args(args)?;
            return Ok(self.find_resource_label(label).unwrap_or(Value::from(())));
        }
        Err(Error::new(ErrorKind::UnknownMethod, format!("{} has no method named {method}", self.kind)))
    }
}

/// A resource of an event: its labels, and what the reference's class tells of them.
#[derive(Debug)]
pub struct Resource(Members);

impl Resource {
    pub fn id(&self) -> String {
        text_of(&self.0, "prefect.resource.id")
    }
}

impl Object for Resource {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let label = |name: &str| self.0.get(name).cloned();
        let key = key.as_str()?;
        label(key).or_else(|| match key {
            "id" => label("prefect.resource.id"),
            "name" => Some(label("prefect.resource.name").unwrap_or(Value::from(()))),
            "role" => label("prefect.resource.role"),
            "labels" => Some(Labels::of(&self.0)),
            _ => None,
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        keys_of(&self.0)
    }
}

/// Labels as a tree that is walked by attributes: labels.prefect.resource.id.
#[derive(Debug)]
pub struct Labels {
    value: String,
    labels: Members,
}

impl Labels {
    fn of(labels: &Members) -> Value {
        Value::from_object(Labels { value: String::new(), labels: labels.clone() })
    }

    fn below(&self, head: &str) -> Option<Value> {
        let prefix = format!("{head}.");
        let value = self.labels.get(head);
        let labels: Members = self
            .labels
            .iter()
            .filter_map(|(key, value)| Some((key.strip_prefix(&prefix)?.to_string(), value.clone())))
            .collect();
        if labels.is_empty() {
            return value.cloned();
        }
        let value = value.map_or(String::new(), |found| found.to_string());
        Some(Value::from_object(Labels { value, labels }))
    }
}

impl Object for Labels {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Iterable
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        if key.contains('.') {
            return self.labels.get(key).cloned();
        }
        self.below(key)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let pair = |(key, value): (&String, &Value)| Value::from(vec![Value::from(key.as_str()), value.clone()]);
        Enumerator::Values(self.labels.iter().map(pair).collect())
    }

    fn render(self: &Arc<Self>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.value)
    }
}

fn members_of(object: &Map<String, Json>) -> Members {
    object.iter().map(|(key, value)| (key.clone(), member(key, value))).collect()
}

fn member(key: &str, value: &Json) -> Value {
    match value {
        Json::String(text) if MOMENTS.contains(&key) => Moment::parse(text).map_or_else(|| plain(value), Value::from_object),
        _ => plain(value),
    }
}

fn is_event(object: &Map<String, Json>) -> bool {
    ["occurred", "event", "resource", "related", "payload"].iter().all(|key| object.contains_key(*key))
}

fn event(object: &Map<String, Json>) -> Value {
    let mut members = members_of(object);
    // What clients put into an event is theirs, and no object of the server's.
    if let Some(payload) = object.get("payload") {
        members.insert("payload".to_string(), Value::from_serialize(payload));
    }
    let related: Vec<Value> =
        members.get("related").and_then(|all| all.try_iter().ok()).map_or(vec![], |all| all.collect());
    let mut first: Members = BTreeMap::new();
    let mut every: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for one in &related {
        if let Ok(role) = one.get_attr("role") {
            let role = role.to_string();
            first.entry(role.clone()).or_insert_with(|| one.clone());
            every.entry(role).or_default().push(one.clone());
        }
    }
    let mut involved: Vec<Value> = members.get("resource").cloned().into_iter().collect();
    involved.extend(related);
    let virtual_members = BTreeMap::from([
        ("involved_resources".to_string(), Value::from(involved)),
        ("resource_in_role".to_string(), Value::from(first)),
        ("resources_in_role".to_string(), Value::from_serialize(every)),
    ]);
    Value::from_object(Native { kind: EVENT, members, virtual_members })
}

fn plain(json: &Json) -> Value {
    match json {
        Json::Array(all) => Value::from(all.iter().map(plain).collect::<Vec<_>>()),
        Json::Object(object) if object.contains_key("prefect.resource.id") => {
            Value::from_object(Resource(members_of(object)))
        }
        Json::Object(object) if is_event(object) => event(object),
        Json::Object(object) => Value::from(members_of(object)),
        _ => Value::from_serialize(json),
    }
}

/// The variables of a template.
pub fn variables(context: &Json) -> Value {
    let mut all: Members = BTreeMap::new();
    for (name, value) in context.as_object().into_iter().flatten() {
        let native = NATIVE.iter().find(|(known, _)| known == name);
        let made = match (native, value) {
            (Some((_, kind)), Json::Object(object)) => {
                Value::from_object(Native { kind, members: members_of(object), virtual_members: BTreeMap::new() })
            }
            (_, Json::Object(object)) if name == "labels" => Labels::of(&members_of(object)),
            (_, Json::Object(_)) if name == "variables" => Value::from_serialize(value),
            _ => plain(value),
        };
        all.insert(name.clone(), made);
    }
    Value::from(all)
}

//! The filters that tell where the dashboard shows something.

use crate::context::{Native, Resource, EVENT};
use minijinja::value::Value;
use minijinja::{Error, State};

const PAGES: &[(&str, &str)] = &[
    ("prefect.flow", "flows/flow"),
    ("prefect.flow-run", "runs/flow-run"),
    ("prefect.task-run", "runs/task-run"),
    ("prefect.block-document", "blocks/block"),
    ("prefect.work-pool", "work-pools/work-pool"),
    ("prefect.work-queue", "work-queues/work-queue"),
    ("prefect.concurrency-limit", "concurrency-limits/concurrency-limit"),
    ("prefect.deployment", "deployments/deployment"),
    ("prefect.automation", "automations/automation"),
];

/// Kinds whose objects have a page of their events.
const WITH_EVENTS: &[&str] = &[
    "prefect.automation", "prefect.deployment", "prefect.flow", "prefect.flow-run", "prefect.task-run",
    "prefect.work-queue", "prefect.work-pool",
];

/// The name under which the context holds the dashboard's address.
pub const ADDRESS: &str = "__ui_url";

fn address(state: &State<'_, '_>) -> Option<String> {
    state.lookup(ADDRESS).and_then(|found| found.as_str().map(str::to_string)).filter(|text| !text.is_empty())
}

/// As Python's quote(…, safe="").
pub fn quoted(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"_.-~".contains(&byte) {
            out.push(byte as char);
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

fn page(kind: &str, id: &str) -> Option<String> {
    PAGES.iter().find(|(known, _)| *known == kind).map(|(_, path)| format!("{path}/{}", quoted(id)))
}

pub fn ui_url(state: &State<'_, '_>, of: &Value) -> Result<Value, Error> {
    let path = if let Some(native) = of.downcast_object_ref::<Native>() {
        if native.kind == EVENT {
            Some(format!("events/event/{}/{}", native.day(), native.id()))
        } else {
            // Of a pool, whose page has its name.
            let is_pool = native.kind == "prefect.work-pool";
            page(native.kind, &if is_pool { native.name() } else { native.id() })
        }
    } else if let Some(resource) = of.downcast_object_ref::<Resource>() {
        resource.id().rsplit_once('.').and_then(|(kind, id)| page(kind, id))
    } else {
        None
    };
    Ok(match (address(state), path) {
        (Some(base), Some(path)) => Value::from(format!("{}/{path}", base.trim_end_matches('/'))),
        _ => Value::from(()),
    })
}

/// As Python's urljoin() of an address and a relative path.
fn joined(base: &str, path: &str) -> String {
    let begin = base.find("://").map_or(0, |at| at + 3);
    match base[begin..].rfind('/') {
        Some(slash) => format!("{}{path}", &base[..begin + slash + 1]),
        None if base.is_empty() => path.to_string(),
        None => format!("{base}/{path}"),
    }
}

pub fn ui_resource_events_url(state: &State<'_, '_>, of: &Value) -> Result<Value, Error> {
    let id = if let Some(native) = of.downcast_object_ref::<Native>() {
        WITH_EVENTS.contains(&native.kind).then(|| format!("{}.{}", native.kind, native.id()))
    } else {
        of.downcast_object_ref::<Resource>().map(Resource::id)
    };
    Ok(id.map_or(Value::from(()), |id| {
        Value::from(joined(&address(state).unwrap_or_default(), &format!("events?resource={id}")))
    }))
}

/// The id of a flow run that an address or another text names.
pub fn flow_run_id(text: &Value) -> Result<Value, Error> {
    const PREFIX: &str = "flow-run/";
    const GROUPS: [usize; 5] = [8, 4, 4, 4, 12];
    let text = text.as_str().unwrap_or_default();
    for (at, _) in text.match_indices(PREFIX) {
        let id: String = text[at + PREFIX.len()..].chars().take(36).collect();
        let parts: Vec<&str> = id.split('-').collect();
        let is_hex = |part: &str| part.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c));
        if parts.len() == 5 && parts.iter().zip(GROUPS).all(|(part, size)| part.len() == size && is_hex(part)) {
            return Ok(Value::from(id));
        }
    }
    Ok(Value::from(()))
}

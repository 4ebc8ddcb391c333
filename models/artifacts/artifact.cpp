#include <models/artifacts/artifact.hpp>

#include <models/events/event_store.hpp>
#include <models/events/lifecycle_events.hpp>
#include <models/filters/where.hpp>
#include <models/slug.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <db/rows.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::artifact>
{
    static void add(model_schema& model) { model.as<std::optional<std::map<std::string, std::string>>>("metadata_"); }
};

template <>
struct praetor::json::schema_notes<praetor::models::artifact_collection>
{
    static void add(model_schema& model) { model.as<std::optional<std::map<std::string, std::string>>>("metadata_"); }
};

PRAETOR_JSON_CODEC(praetor::models::artifact)
PRAETOR_JSON_CODEC(praetor::models::artifact_collection)
PRAETOR_JSON_CODEC(praetor::models::artifact_create)
PRAETOR_JSON_CODEC(praetor::models::artifact_update)
PRAETOR_JSON_CODEC(praetor::models::artifact_sort)
PRAETOR_JSON_CODEC(praetor::models::artifact_selection)
PRAETOR_JSON_CODEC(praetor::models::artifact_collection_selection)

namespace praetor::models {
namespace {

constexpr std::string_view artifact_columns =
    "id, created, updated, key, type, description, data, metadata_, flow_run_id, task_run_id";
constexpr std::string_view collection_columns =
    "id, created, updated, key, latest_id, type, description, data, metadata_, flow_run_id, task_run_id";
constexpr std::size_t max_metadata = 500; // code points

std::string_view order_by(artifact_sort sort)
{
    switch (sort) {
    case artifact_sort::CREATED_DESC:
        return "created DESC";
    case artifact_sort::UPDATED_DESC:
        return "updated DESC";
    case artifact_sort::ID_DESC:
        return "id DESC";
    case artifact_sort::KEY_DESC:
        return "key DESC";
    case artifact_sort::KEY_ASC:
        break;
    }
    return "key ASC";
}

json_text to_metadata(std::map<std::string, std::string> metadata)
{
    for (auto& [name, text] : metadata) {
        if (json::code_points(text) <= max_metadata)
            continue;
        std::size_t end = 0;
        for (std::size_t count = 0; count < max_metadata; ++count)
            do
                ++end;
            while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80);
        text.resize(end);
        text += "...";
    }
    return json_text{json::to_text(metadata)};
}

db::sql made_by(db::dialect kind, std::string const& table, artifact_makers const& wanted)
{
    filters::conditions all;
    if (wanted.flows || wanted.flow_runs || wanted.deployments) {
        db::sql exists{"EXISTS (SELECT 1 FROM flow_run"};
        if (wanted.flows)
            exists << " JOIN flow ON flow.id = flow_run.flow_id";
        if (wanted.deployments)
            exists << " JOIN deployment ON deployment.id = flow_run.deployment_id";
        exists << " WHERE flow_run.id = " << table << ".flow_run_id";
        if (wanted.flow_runs)
            exists << " AND " << filters::where(kind, *wanted.flow_runs);
        if (wanted.flows)
            exists << " AND " << filters::where(kind, *wanted.flows);
        if (wanted.deployments)
            exists << " AND " << filters::where(kind, *wanted.deployments);
        exists << ")";
        all.add(std::move(exists));
    }
    if (wanted.task_runs) {
        db::sql exists{"EXISTS (SELECT 1 FROM task_run WHERE task_run.id = "};
        exists << table << ".task_run_id AND " << filters::where(kind, *wanted.task_runs) << ")";
        all.add(std::move(exists));
    }
    return all.joined();
}

template <class Selection>
db::sql selected(db::dialect kind, std::string const& table, Selection const& wanted)
{
    auto condition = made_by(kind, table, wanted);
    if (wanted.artifacts)
        condition << " AND " << filters::where(kind, *wanted.artifacts);
    return condition;
}

event collection_event(std::string_view action, artifact_collection const& row)
{
    json_text payload{R"({"key":)"};
    json::write(payload.text, row.key);
    payload.text += R"(,"type":)";
    json::write(payload.text, row.type);
    payload.text += R"(,"data":)" + row.data.text + R"(,"description":)";
    json::write(payload.text, row.description);
    payload.text += '}';
    auto made = lifecycle_event("artifact-collection", action, "prefect.artifact-collection." + to_string(row.id),
                                row.key, std::move(payload), now());
    auto const relate = [&](std::string_view kind, uuid id, std::string_view role) {
        made.related.push_back({{{"prefect.resource.id", "prefect." + std::string{kind} + '.' + to_string(id)},
                                 {"prefect.resource.role", std::string{role}}}});
    };
    relate("artifact", row.latest_id, "latest");
    if (row.flow_run_id)
        relate("flow-run", *row.flow_run_id, "flow-run");
    if (row.task_run_id)
        relate("task-run", *row.task_run_id, "task-run");
    return made;
}

void emit(db::connection& conn, std::vector<event>& events, std::string_view action, artifact_collection const& row)
{
    events.push_back(collection_event(action, row));
    enqueue_events(conn, std::span{&events.back(), 1});
}

// A row of the key that says nothing yet, or the one there is. An UPDATE that changes nothing locks that one.
db::sql claim_collection(std::string const& key, uuid id, timestamp when)
{
    db::sql claim{"INSERT INTO artifact_collection (id, created, updated, key, latest_id, data, metadata_) VALUES ($1, "
                  "$2, $2, $3, $1, $4, $4) ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING ",
                  id, when, key, json_text{}};
    claim << collection_columns;
    return claim;
}

// The artifact in the row of its key, without what it does not say.
void overlay(artifact_collection& row, artifact_create const& wanted, artifact const& latest)
{
    row.data = latest.data;
    if (wanted.type)
        row.type = latest.type;
    if (wanted.description)
        row.description = latest.description;
    if (wanted.metadata_)
        row.metadata_ = latest.metadata_;
    if (wanted.flow_run_id)
        row.flow_run_id = latest.flow_run_id;
    if (wanted.task_run_id)
        row.task_run_id = latest.task_run_id;
}

// Makes an artifact the latest of its key, whose row is locked and has what it has of the artifact; tells so.
void enqueue_latest(db::connection& conn, artifact_collection row, bool is_new, artifact const& latest,
                    std::vector<event>& events)
{
    row.latest_id = latest.id;
    row.updated = latest.updated;
    conn.enqueue(
        db::sql{"UPDATE artifact_collection SET updated = $2, latest_id = $3, type = $4, description = $5, data = "
                "$6, metadata_ = $7, flow_run_id = $8, task_run_id = $9 WHERE id = $1",
                row.id, row.updated, row.latest_id, row.type, row.description, row.data, row.metadata_, row.flow_run_id,
                row.task_run_id});
    emit(conn, events, is_new ? "created" : "updated", row);
}

artifact enqueue_row(db::connection& conn, artifact_create const& wanted, uuid id, timestamp when)
{
    auto metadata = wanted.metadata_ ? to_metadata(*wanted.metadata_) : json_text{};
    artifact made{id,
                  when,
                  when,
                  wanted.key ? std::optional<std::string>{**wanted.key} : std::nullopt,
                  wanted.type,
                  wanted.description,
                  or_null(wanted.data),
                  std::move(metadata),
                  wanted.flow_run_id,
                  wanted.task_run_id};
    conn.enqueue(db::sql{"INSERT INTO artifact (id, created, updated, key, type, description, data, metadata_, "
                         "flow_run_id, task_run_id) VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)",
                         id, when, made.key, made.type, made.description, made.data, made.metadata_, made.flow_run_id,
                         made.task_run_id});
    return made;
}

// The copy of the artifact that was the latest before, or nothing where there is none.
task<std::optional<artifact_collection>> fall_back(db::connection& conn, artifact_collection latest)
{
    auto query = db::sql{"SELECT "};
    query << artifact_columns << " FROM artifact WHERE key = " << db::arg(latest.key) << " AND id <> "
          << db::arg(latest.latest_id) << " ORDER BY created DESC LIMIT 1";
    auto const before = co_await conn.row<artifact>(std::move(query));
    if (!before)
        co_return std::nullopt;
    db::sql update{"UPDATE artifact_collection SET latest_id = $2, data = $3, description = $4, type = $5, created = "
                   "$6, updated = $7, flow_run_id = $8, task_run_id = $9, metadata_ = $10 WHERE key = $1 RETURNING ",
                   latest.key,
                   before->id,
                   before->data,
                   before->description,
                   before->type,
                   before->created,
                   before->updated,
                   before->flow_run_id,
                   before->task_run_id,
                   before->metadata_};
    update << collection_columns;
    auto changed = co_await conn.row<artifact_collection>(std::move(update));
    co_return changed;
}

} // namespace

bool artifact_key_rule::check(std::string const& value, boost::json::value const& from, json::problems& found)
{
    if (is_slug(value))
        return true;
    found.add_value_error("Artifact key must only contain lowercase letters, numbers, and dashes.", from);
    return false;
}

pending_collection::pending_collection(db::connection& conn, std::string const& key)
    : when_(now()), id_(uuid::random()),
      row_(conn.deferred_rows<artifact_collection>(claim_collection(key, id_, when_)))
{}

with_events<artifact> pending_collection::store(db::connection& conn, artifact_create const& wanted)
{
    auto row = row_.result().at(0);
    bool const is_new = row.id == id_;
    with_events<artifact> result{enqueue_row(conn, wanted, uuid::random(), when_), {}};
    overlay(row, wanted, result.value);
    enqueue_latest(conn, std::move(row), is_new, result.value, result.events);
    return result;
}

void pending_collection::drop(db::connection& conn)
{
    conn.enqueue(db::sql{"DELETE FROM artifact_collection WHERE id = $1", id_});
}

artifact enqueue_artifact(db::connection& conn, artifact_create const& wanted)
{
    return enqueue_row(conn, wanted, uuid::random(), now());
}

task<with_events<artifact>> create_artifact(db::connection& conn, artifact_create wanted)
{
    auto const when = now();
    with_events<artifact> result{enqueue_row(conn, wanted, uuid::random(), when), {}};
    if (conn.kind() == db::dialect::sqlite && result.value.data.is_number()) {
        // Its column makes 1 of 1.0, and an artifact is told as it will be read.
        auto kept = co_await conn.value<json_text>(db::sql{"SELECT data FROM artifact WHERE id = $1", result.value.id});
        result.value.data = std::move(kept);
    }
    if (!wanted.key)
        co_return result;
    auto const id = uuid::random();
    auto row = co_await conn.row<artifact_collection>(claim_collection(**wanted.key, id, when));
    if (!row)
        throw error{errc::internal, "the key " + **wanted.key + " has no row after its INSERT"};
    bool const is_new = row->id == id;
    auto const& made = result.value;
    row->type = made.type;
    row->description = made.description;
    row->data = made.data;
    row->metadata_ = made.metadata_;
    row->flow_run_id = made.flow_run_id;
    row->task_run_id = made.task_run_id;
    enqueue_latest(conn, std::move(*row), is_new, made, result.events);
    co_return result;
}

task<std::optional<artifact>> read_artifact(db::connection& conn, uuid id)
{
    db::sql query{"SELECT "};
    query << artifact_columns << " FROM artifact WHERE id = " << db::arg(id);
    auto found = co_await conn.row<artifact>(std::move(query));
    co_return found;
}

task<std::optional<artifact_collection>> read_latest_artifact(db::connection& conn, std::string key)
{
    db::sql query{"SELECT "};
    query << collection_columns << " FROM artifact_collection WHERE key = " << db::arg(std::move(key));
    auto found = co_await conn.row<artifact_collection>(std::move(query));
    co_return found;
}

task<std::vector<artifact>> read_artifacts(db::connection& conn, artifact_selection wanted, artifact_sort sort,
                                           page range)
{
    db::sql query{"SELECT "};
    query << artifact_columns << " FROM artifact WHERE " << selected(conn.kind(), "artifact", wanted) << " ORDER BY "
          << order_by(sort) << " LIMIT " << db::arg(range.limit) << " OFFSET " << db::arg(range.offset);
    auto found = co_await conn.rows<artifact>(std::move(query));
    co_return found;
}

task<std::vector<artifact_collection>> read_latest_artifacts(db::connection& conn, artifact_collection_selection wanted,
                                                             artifact_sort sort, page range)
{
    db::sql query{"SELECT "};
    query << collection_columns << " FROM artifact_collection WHERE "
          << selected(conn.kind(), "artifact_collection", wanted) << " ORDER BY " << order_by(sort) << " LIMIT "
          << db::arg(range.limit) << " OFFSET " << db::arg(range.offset);
    auto found = co_await conn.rows<artifact_collection>(std::move(query));
    co_return found;
}

task<std::int64_t> count_artifacts(db::connection& conn, artifact_selection wanted)
{
    db::sql query{"SELECT count(*) FROM artifact WHERE "};
    query << selected(conn.kind(), "artifact", wanted);
    auto counted = co_await conn.value<std::int64_t>(std::move(query));
    co_return counted;
}

task<std::int64_t> count_latest_artifacts(db::connection& conn, artifact_collection_selection wanted)
{
    db::sql query{"SELECT count(*) FROM artifact_collection WHERE "};
    query << selected(conn.kind(), "artifact_collection", wanted);
    auto counted = co_await conn.value<std::int64_t>(std::move(query));
    co_return counted;
}

task<bool> update_artifact(db::connection& conn, uuid id, artifact_update wanted)
{
    auto const change = [&](std::string_view table, std::string_view id_column) {
        db::sql update{"UPDATE "};
        update << table << " SET updated = " << db::arg(now());
        if (wanted.data.sent())
            update << ", data = " << db::arg(or_null(*wanted.data));
        if (wanted.description.sent())
            update << ", description = " << db::arg(*wanted.description);
        if (wanted.metadata_.sent())
            update << ", metadata_ = " << db::arg(*wanted.metadata_ ? to_metadata(**wanted.metadata_) : json_text{});
        update << " WHERE " << id_column << " = " << db::arg(id);
        return update;
    };
    auto const artifacts = co_await conn.execute(change("artifact", "id"));
    auto const latest = co_await conn.execute(change("artifact_collection", "latest_id"));
    co_return artifacts + latest > 0;
}

task<with_events<bool>> delete_artifact(db::connection& conn, uuid id)
{
    with_events<bool> result{false, {}};
    auto const gone = co_await read_artifact(conn, id);
    if (!gone)
        co_return result;
    std::optional<artifact_collection> latest;
    if (gone->key)
        latest = co_await read_latest_artifact(conn, *gone->key);
    if (latest && latest->latest_id == id) {
        auto const before = co_await fall_back(conn, *latest);
        if (before)
            emit(conn, result.events, "updated", *before);
        else {
            emit(conn, result.events, "deleted", *latest);
            conn.enqueue(db::sql{"DELETE FROM artifact_collection WHERE key = $1 AND latest_id = $2", latest->key, id});
        }
    }
    conn.enqueue(db::sql{"DELETE FROM artifact WHERE id = $1", id});
    result.value = true;
    co_return result;
}

} // namespace praetor::models

#include <models/artifacts/artifact.hpp>

#include <models/events/event_store.hpp>
#include <models/events/lifecycle_events.hpp>
#include <models/filters/where.hpp>
#include <models/flow_runs/flow_run.hpp>
#include <models/nul_characters.hpp>
#include <models/slug.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/text/utf8.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/sorting.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/artifact.hpp>
#include <db/schema/tables/artifact_collection.hpp>

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

namespace query = db::query;
constexpr auto const& artifacts = db::tables::artifact;
constexpr auto const& collections = db::tables::artifact_collection;
constexpr std::size_t max_metadata = 500; // code points

json_text to_metadata(std::map<std::string, std::string> metadata)
{
    for (auto& [name, text] : metadata) {
        auto const size = first_code_points(text, max_metadata).size();
        if (size == text.size())
            continue;
        text.resize(size);
        text += "...";
    }
    return json_text{json::to_text(metadata)};
}

db::sql made_by(db::grammar const& grammar, std::string const& table, artifact_makers const& wanted)
{
    filters::conditions all;
    flow_run_selection const of{
        .flows = wanted.flows, .flow_runs = wanted.flow_runs, .deployments = wanted.deployments};
    all.add(refers_to_flow_run(grammar, table + ".flow_run_id", of));
    if (wanted.task_runs) {
        db::sql exists{"EXISTS (SELECT 1 FROM task_run WHERE task_run.id = "};
        exists << table << ".task_run_id AND " << filters::where(grammar, *wanted.task_runs) << ")";
        all.add(std::move(exists));
    }
    return all.joined();
}

template <class Table, class Selection>
query::condition selected(db::grammar const& grammar, Table const& table, Selection const& wanted)
{
    auto condition = made_by(grammar, std::string{table.as}, wanted);
    if (wanted.artifacts)
        condition << " AND " << filters::where(grammar, *wanted.artifacts);
    return query::condition{std::move(condition)};
}

template <class Row, class Table, class Selection>
task<std::vector<Row>> read_page(db::connection& conn, Table const& table, Selection const& wanted, artifact_sort sort,
                                 page range)
{
    return conn.rows<Row>(query::select_from<Row>(table)
                              .where(selected(conn.grammar(), table, wanted))
                              .order_by(query::order_by(table, sort))
                              .limit(range.limit)
                              .offset(range.offset)
                              .statement());
}

template <class Table, class Selection>
task<std::int64_t> count(db::connection& conn, Table const& table, Selection const& wanted)
{
    return conn.value<std::int64_t>(
        query::select_value(query::count()).from(table).where(selected(conn.grammar(), table, wanted)).statement());
}

template <class Table>
db::sql changed(Table const& table, artifact_update const& wanted, query::condition const& which)
{
    auto update = query::update(table);
    update.set(table.updated, now()).row(wanted).where(which);
    if (wanted.data.sent())
        update.set(table.data, or_null(*wanted.data));
    if (wanted.metadata_.sent())
        update.set(table.metadata_, *wanted.metadata_ ? to_metadata(**wanted.metadata_) : json_text{});
    return update.statement();
}

event collection_event(std::string_view action, artifact_collection const& row)
{
    json_text payload{json::object_text([&row](json::object_writer& object) {
        object.value("key", row.key)
            .value("type", row.type)
            .json("data", row.data.text)
            .value("description", row.description);
    })};
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
    static auto const statement = query::prepare([](query::parameter<artifact_collection> row) {
        return query::insert_into(collections)
            .row(row)
            .lock_on_conflict(collections.key)
            .returning<artifact_collection>();
    });
    artifact_collection row{{id, when, when}, {}, key, id};
    return statement(row);
}

void drop_nul(artifact_create& wanted)
{
    models::drop_nul(wanted.type);
    models::drop_nul(wanted.description);
    if (wanted.data)
        wanted.data->text = json_without_nul(std::move(wanted.data->text));
    if (wanted.metadata_)
        models::drop_nul(*wanted.metadata_);
}

void drop_nul(artifact_update& wanted)
{
    models::drop_nul(*wanted.description);
    if (auto& data = *wanted.data)
        data->text = json_without_nul(std::move(data->text));
    if (auto& metadata = *wanted.metadata_)
        models::drop_nul(*metadata);
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
    static auto const update =
        query::prepare([](query::parameter<artifact_content> content, query::parameter<timestamp> when,
                          query::parameter<uuid> latest_id, query::parameter<uuid> id) {
            return query::update(collections)
                .row(content)
                .set(collections.updated, when)
                .set(collections.latest_id, latest_id)
                .where(collections.id == id);
        });
    row.latest_id = latest.id;
    row.updated = latest.updated;
    conn.enqueue(update(row, row.updated, row.latest_id, row.id));
    emit(conn, events, is_new ? "created" : "updated", row);
}

artifact enqueue_row(db::connection& conn, artifact_create const& wanted, uuid id, timestamp when)
{
    static auto const insert =
        query::prepare([](query::parameter<artifact> row) { return query::insert_into(artifacts).row(row); });
    artifact made{{id, when, when},
                  {wanted.type, wanted.description, or_null(wanted.data),
                   wanted.metadata_ ? to_metadata(*wanted.metadata_) : json_text{}, wanted.flow_run_id,
                   wanted.task_run_id},
                  wanted.key ? std::optional<std::string>{**wanted.key} : std::nullopt};
    conn.enqueue(insert(made));
    return made;
}

// The copy of the artifact that was the latest before, or nothing where there is none.
task<std::optional<artifact_collection>> fall_back(db::connection& conn, artifact_collection latest)
{
    auto const before = co_await conn.row<artifact>(query::select_from<artifact>(artifacts)
                                                        .where(artifacts.key == latest.key)
                                                        .where(artifacts.id != latest.latest_id)
                                                        .order_by(descending(artifacts.created))
                                                        .limit(1)
                                                        .statement());
    if (!before)
        co_return std::nullopt;
    artifact_content const& content = *before;
    auto changed = co_await conn.row<artifact_collection>(query::update(collections)
                                                              .row(content)
                                                              .set(collections.latest_id, before->id)
                                                              .set(collections.created, before->created)
                                                              .set(collections.updated, before->updated)
                                                              .where(collections.key == latest.key)
                                                              .returning<artifact_collection>()
                                                              .statement());
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
    conn.enqueue(query::delete_from(collections).where(collections.id == id_).statement());
}

artifact enqueue_artifact(db::connection& conn, artifact_create const& wanted)
{
    return enqueue_row(conn, wanted, uuid::random(), now());
}

task<with_events<artifact>> create_artifact(db::connection& conn, artifact_create wanted)
{
    if (!conn.grammar().keeps_nul())
        drop_nul(wanted);
    auto const when = now();
    with_events<artifact> result{enqueue_row(conn, wanted, uuid::random(), when), {}};
    if (!conn.grammar().keeps_numbers() && result.value.data.is_number()) {
        // The column makes 1 of 1.0, and an artifact is told as it will be read.
        auto kept = co_await conn.value<json_text>(
            query::select_value(artifacts.data).from(artifacts).where(artifacts.id == result.value.id).statement());
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
    static_cast<artifact_content&>(*row) = made;
    enqueue_latest(conn, std::move(*row), is_new, made, result.events);
    co_return result;
}

task<std::optional<artifact>> read_artifact(db::connection& conn, uuid id)
{
    return conn.row<artifact>(query::select_from<artifact>(artifacts).where(artifacts.id == id).statement());
}

task<std::optional<artifact_collection>> read_latest_artifact(db::connection& conn, std::string key)
{
    return conn.row<artifact_collection>(
        query::select_from<artifact_collection>(collections).where(collections.key == key).statement());
}

task<std::vector<artifact>> read_artifacts(db::connection& conn, artifact_selection wanted, artifact_sort sort,
                                           page range)
{
    return read_page<artifact>(conn, artifacts, wanted, sort, range);
}

task<std::vector<artifact_collection>> read_latest_artifacts(db::connection& conn, artifact_collection_selection wanted,
                                                             artifact_sort sort, page range)
{
    return read_page<artifact_collection>(conn, collections, wanted, sort, range);
}

task<std::int64_t> count_artifacts(db::connection& conn, artifact_selection wanted)
{
    return count(conn, artifacts, wanted);
}

task<std::int64_t> count_latest_artifacts(db::connection& conn, artifact_collection_selection wanted)
{
    return count(conn, collections, wanted);
}

task<bool> update_artifact(db::connection& conn, uuid id, artifact_update wanted)
{
    if (!conn.grammar().keeps_nul())
        drop_nul(wanted);
    auto const own = co_await conn.execute(changed(artifacts, wanted, artifacts.id == id));
    auto const latest = co_await conn.execute(changed(collections, wanted, collections.latest_id == id));
    co_return own + latest > 0;
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
            conn.enqueue(query::delete_from(collections)
                             .where(collections.key == latest->key)
                             .where(collections.latest_id == id)
                             .statement());
        }
    }
    conn.enqueue(query::delete_from(artifacts).where(artifacts.id == id).statement());
    result.value = true;
    co_return result;
}

} // namespace praetor::models

#include <models/work_pools/pool_notification.hpp>
#include <models/work_pools/work_pool.hpp>

#include <models/events/event_store.hpp>
#include <models/filters/where.hpp>
#include <models/work_pools/active_slots.hpp>
#include <models/work_pools/take_columns.hpp>
#include <models/work_pools/work_pool_events.hpp>
#include <models/work_pools/work_queue.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/text/ascii.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/work_pool.hpp>
#include <db/schema/tables/work_queue.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::work_pool_storage>
{
    static constexpr std::string_view name = "WorkPoolStorageConfiguration";
};

template <>
struct praetor::json::schema_notes<praetor::models::work_pool_answer>
{
    static constexpr std::string_view name = "WorkPoolResponse";
    static void add(model_schema& model)
    {
        model.as<models::work_pool_name>("name")
            .as<json_object>("base_job_template")
            .as<std::optional<non_negative>>("concurrency_limit");
    }
};

template <>
struct praetor::json::schema_notes<praetor::models::work_pool_update>
{
    static void add(model_schema& model) { model.nullable("base_job_template"); }
};

PRAETOR_JSON_CODEC(praetor::models::work_pool_status)
PRAETOR_JSON_CODEC(praetor::models::work_pool_storage)
PRAETOR_JSON_CODEC(praetor::models::work_pool_answer)
PRAETOR_JSON_CODEC(praetor::models::work_pool_create)
PRAETOR_JSON_CODEC(praetor::models::work_pool_update)

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::work_pool;
constexpr auto const& queues = db::tables::work_queue;

bool is_agent_pool(work_pool const& pool)
{
    return pool.type == agent_pool_type;
}

void hide_agent_status(work_pool& pool)
{
    if (is_agent_pool(pool))
        pool.status.reset();
}

query::select_statement<work_pool_answer> select_pools(db::grammar const& grammar)
{
    return query::select_from<work_pool_answer>(table, query::as<"active_slots">(active_slots_of_pool(grammar)));
}

// The pool until the transaction ends: changes of it and of its queues come one after another.
void lock_pool(db::connection& conn, std::string const& name)
{
    conn.lock_rows(db::row_lock::weak_update, db::sql{"SELECT 1 FROM work_pool WHERE name = $1", name});
}

struct pool_row : stored_row
{
    std::string name;
    std::optional<std::string> description;
    std::string type;
    json_text base_job_template;
    bool is_paused = false;
    std::optional<std::int64_t> concurrency_limit;
    work_pool_status status{};
    json_text storage_configuration;
};
BOOST_DESCRIBE_STRUCT(pool_row, (stored_row),
                      (name, description, type, base_job_template, is_paused, concurrency_limit, status,
                       storage_configuration))

void add_changes(changed_fields& changes, watched_work_pool const& before, work_pool_update const& wanted)
{
    if (wanted.description.sent())
        changes.add("description", before.description, *wanted.description);
    if (wanted.base_job_template.sent())
        changes.add_json("base_job_template", before.base_job_template.text, wanted.base_job_template->value.text);
    if (wanted.concurrency_limit.sent())
        changes.add_json("concurrency_limit", json::to_text(before.concurrency_limit),
                         json::to_text(*wanted.concurrency_limit));
    if (wanted.storage_configuration.sent())
        changes.add_json("storage_configuration", before.storage_configuration.text,
                         json::to_text(*wanted.storage_configuration));
}

// What a pool that is paused, or no longer, is then; nothing where nobody watches it.
std::optional<work_pool_status> status_after(work_pool const& pool, work_pool_update const& wanted, bool has_workers)
{
    if (is_agent_pool(pool) || !wanted.is_paused.sent() || !*wanted.is_paused)
        return std::nullopt;
    if (**wanted.is_paused)
        return work_pool_status::PAUSED;
    return has_workers ? work_pool_status::READY : work_pool_status::NOT_READY;
}

} // namespace

template <>
void stored_document<work_pool_storage>::complete()
{
    if (text.find("\"default_result_storage_block_id\"") != std::string::npos)
        return;
    auto const parsed = json::parse(text);
    work_pool_storage document;
    json::problems found{"stored"};
    if (parsed.is_object() && json::read(document, parsed, found))
        text = json::to_text(document);
}

std::string_view to_text(work_pool_status status)
{
    return enumerator_name(status);
}

bool work_pool_name_rule::check(std::string const& value, boost::json::value const& from, json::problems& found)
{
    if (value.find_first_not_of("' \"") == std::string::npos) {
        found.add_value_error("name cannot be an empty string", from);
        return false;
    }
    return json::name_rule::check(value, from, found);
}

void work_pool_name_rule::describe(boost::json::object& schema)
{
    json::name_rule::describe(schema);
}

bool is_reserved_pool_name(std::string_view name)
{
    constexpr std::string_view reserved = "prefect";
    return lower_case(name.substr(0, reserved.size())) == reserved;
}

void refuse_unknown_pool(std::string_view name)
{
    throw error{errc::not_found, "Work pool \"" + std::string{name} + "\" not found."};
}

work_pool_row named(work_pool const& pool)
{
    return {{pool.id, pool.name}, pool.type};
}

task<with_events<work_pool_answer>> create_work_pool(db::connection& conn, work_pool_create wanted, bool with_status)
{
    pool_row row;
    static_cast<stored_row&>(row) = new_row(now());
    row.name = *wanted.name;
    row.description = wanted.description;
    row.type = *wanted.type;
    row.base_job_template.text = wanted.base_job_template->value.text;
    row.is_paused = *wanted.is_paused;
    if (wanted.concurrency_limit)
        row.concurrency_limit = **wanted.concurrency_limit;
    bool const is_watched = row.type != agent_pool_type;
    row.status = is_watched && row.is_paused ? work_pool_status::PAUSED : work_pool_status::NOT_READY;
    row.storage_configuration.text = json::to_text(*wanted.storage_configuration);
    auto const made = co_await conn.row<uuid>(
        query::insert_into(table).row(row).ignore_conflict(table.name).returning(table.id).statement());
    if (!made)
        throw error{errc::conflict, "A work pool with this name already exists."};

    auto const queue = enqueue_default_queue(conn, row.id, row.created);
    conn.enqueue(query::update(table).set(table.default_queue_id, queue.id).where(table.id == row.id).statement());

    with_events<work_pool_answer> result;
    auto& answer = result.value;
    take_columns(answer, row);
    answer.default_queue_id = queue.id;
    result.events.push_back(work_queue_event("created", queue, named(answer)));
    result.events.push_back(work_pool_event("created", answer));
    if (with_status)
        result.events.push_back(work_pool_status_event(uuid::ordered(), now(), nullptr, answer));
    enqueue_events(conn, result.events);
    hide_agent_status(answer);
    if (answer.concurrency_limit)
        answer.active_slots = 0;
    co_return result;
}

task<std::optional<work_pool_answer>> read_work_pool(db::connection& conn, std::string name)
{
    auto found =
        co_await conn.row<work_pool_answer>(select_pools(conn.grammar()).where(table.name == name).statement());
    if (found)
        hide_agent_status(*found);
    co_return found;
}

task<std::vector<work_pool_answer>> read_work_pools(db::connection& conn,
                                                    std::optional<filters::work_pool_filter> wanted, page range)
{
    auto select = select_pools(conn.grammar());
    if (wanted)
        select.where(query::condition{filters::where(conn.grammar(), *wanted)});
    select.order_by(ascending(table.name)).limit(range.limit).offset(range.offset);
    return conn.rows<work_pool_answer>(select.statement(), [](work_pool_answer& pool) { hide_agent_status(pool); });
}

task<std::int64_t> count_work_pools(db::connection& conn, std::optional<filters::work_pool_filter> wanted)
{
    auto select = query::select_value(query::count()).from(table);
    if (wanted)
        select.where(query::condition{filters::where(conn.grammar(), *wanted)});
    return conn.value<std::int64_t>(select.statement());
}

bool concerns_workers(work_pool_update const& wanted)
{
    return wanted.is_paused.sent() || wanted.base_job_template.sent() || wanted.concurrency_limit.sent() ||
           wanted.storage_configuration.sent();
}

task<with_events<std::optional<uuid>>> update_work_pool(db::connection& conn, std::string name, work_pool_update wanted)
{
    lock_pool(conn, name);
    auto online = conn.deferred_rows<std::int64_t>(
        db::sql{"SELECT 1 FROM worker JOIN work_pool ON work_pool.id = worker.work_pool_id WHERE work_pool.name = $1 "
                "AND worker.status = 'ONLINE' LIMIT 1",
                name});
    auto const before = co_await conn.row<watched_work_pool>(
        query::select_from<watched_work_pool>(table).where(table.name == name).statement());
    bool const has_workers = !online.result().empty();
    if (!before)
        co_return with_events<std::optional<uuid>>{};

    auto const when = now();
    auto const status = status_after(*before, wanted, has_workers);
    auto const event_id = uuid::ordered();
    auto update = query::update(table);
    update.set(table.updated, when).row(wanted).where(table.id == before->id);
    if (status)
        update.set(table.status, *status)
            .set(table.last_status_event_id, event_id)
            .set(table.last_transitioned_status_at, when);
    conn.enqueue(update.statement());

    if (concerns_workers(wanted))
        enqueue_pool_notification(conn, before->id, false);
    with_events<std::optional<uuid>> result{before->id, {}};
    changed_fields changes;
    add_changes(changes, *before, wanted);
    if (!changes.empty())
        result.events.push_back(work_pool_updated_event(*before, changes));
    if (status) {
        work_pool after = *before;
        after.status = status;
        result.events.push_back(work_pool_status_event(event_id, when, &*before, after));
    }
    enqueue_events(conn, result.events);
    co_return result;
}

task<std::optional<event>> mark_pool_ready(db::connection& conn, watched_work_pool pool)
{
    auto const when = now();
    auto const event_id = uuid::ordered();
    auto const changed = co_await conn.execute(query::update(table)
                                                   .set(table.updated, when)
                                                   .set(table.status, work_pool_status::READY)
                                                   .set(table.last_status_event_id, event_id)
                                                   .set(table.last_transitioned_status_at, when)
                                                   .where(table.id == pool.id)
                                                   .where(table.status == work_pool_status::NOT_READY)
                                                   .statement());
    if (changed == 0)
        co_return std::nullopt;
    work_pool after = pool;
    after.status = work_pool_status::READY;
    co_return work_pool_status_event(event_id, when, &pool, after);
}

task<with_events<std::optional<uuid>>> delete_work_pool(db::connection& conn, std::string name)
{
    lock_pool(conn, name);
    auto in_it = conn.deferred_rows<named_row>(query::select_from<named_row>(queues)
                                                   .join(table, table.id == queues.work_pool_id)
                                                   .where(table.name == name)
                                                   .order_by(ascending(queues.priority), ascending(queues.id))
                                                   .statement());
    auto const gone =
        co_await conn.row<work_pool>(query::select_from<work_pool>(table).where(table.name == name).statement());
    auto const lost = in_it.result();
    if (!gone)
        co_return with_events<std::optional<uuid>>{};
    with_events<std::optional<uuid>> result{gone->id, {}};
    for (auto const& queue : lost)
        result.events.push_back(work_queue_event("deleted", queue, named(*gone)));
    result.events.push_back(work_pool_event("deleted", *gone));
    conn.enqueue(query::delete_from(table).where(table.id == gone->id).statement());
    enqueue_pool_notification(conn, gone->id, true);
    enqueue_events(conn, result.events);
    co_return result;
}

} // namespace praetor::models

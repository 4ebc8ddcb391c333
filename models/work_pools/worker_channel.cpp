#include <models/work_pools/worker_channel.hpp>

#include <models/work_pools/work_queue.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>

#include <db/rows.hpp>

#include <boost/json/object.hpp>

#include <algorithm>
#include <iterator>
#include <limits>

namespace praetor::models {
namespace {

task<std::vector<named_row>> find_queues(db::connection& conn, std::string pool, std::vector<std::string> names)
{
    std::vector<named_row> found;
    if (names.empty()) {
        page const all{std::numeric_limits<std::int64_t>::max(), 0};
        auto const rows =
            co_await read_queues_of_pool(conn, std::move(pool), std::optional<filters::work_queue_filter>{}, all);
        for (auto const& row : rows.value_or(std::vector<work_queue>{}))
            found.push_back({row.id, row.name});
        co_return found;
    }
    for (auto const& name : names) {
        if (std::ranges::find(found, name, &named_row::name) != found.end())
            continue;
        auto const row = co_await read_work_queue(conn, queue_key{queue_name{pool, name}});
        if (!row)
            throw error{errc::forbidden, "work_queue_not_found"};
        found.push_back({row->id, row->name});
    }
    co_return found;
}

void move_events(std::vector<event>& to, std::vector<event>& from)
{
    std::ranges::move(from, std::back_inserter(to));
}

task<work_pool_answer> read_known_pool(db::connection& conn, std::string name)
{
    auto found = co_await read_work_pool(conn, std::move(name));
    if (!found)
        throw error{errc::forbidden, "work_pool_not_found"};
    co_return std::move(*found);
}

} // namespace

bool has_template(work_pool const& pool)
{
    auto const parsed = json::parse(pool.base_job_template.text);
    auto const* object = parsed.if_object();
    return object != nullptr && !object->empty();
}

task<with_events<joined_pool>> join_work_pool(db::connection& conn, arriving_worker who)
{
    with_events<joined_pool> result;
    auto known = co_await read_work_pool(conn, who.pool);
    if (!known) {
        if (!who.new_pool)
            throw error{errc::forbidden, "work_pool_not_found"};
        auto made = co_await create_work_pool(conn, std::move(*who.new_pool), false);
        move_events(result.events, made.events);
    }
    result.value.queues = co_await find_queues(conn, who.pool, std::move(who.queues));
    if (known && who.first_template && !has_template(*known)) {
        auto changed = co_await update_work_pool(conn, who.pool, std::move(*who.first_template));
        move_events(result.events, changed.events);
        result.value.got_template = changed.value.has_value();
    }
    auto beat = co_await record_heartbeat(conn, who.pool, std::move(who.first_heartbeat));
    move_events(result.events, beat.events);
    result.value.pool = co_await read_known_pool(conn, std::move(who.pool));
    co_return result;
}

task<with_events<std::optional<timestamp>>> hear_channel(db::connection& conn, std::string pool, heartbeat heard)
{
    auto beat = co_await record_heartbeat(conn, pool, std::move(heard));
    with_events<std::optional<timestamp>> result;
    result.events = std::move(beat.events);
    if (beat.value)
        result.value = co_await conn.maybe_value<timestamp>(
            db::sql{"SELECT updated FROM work_pool WHERE name = $1", std::move(pool)});
    co_return result;
}

} // namespace praetor::models

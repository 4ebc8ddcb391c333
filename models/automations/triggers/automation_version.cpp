#include <models/automations/triggers/automation_version.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <db/query/given_ids.hpp>
#include <db/query/table_columns.hpp>
#include <db/schema/tables/automation.hpp>

#include <unordered_map>

namespace praetor::models {
namespace {

struct changed_at
{
    uuid id;
    timestamp updated{};
};
BOOST_DESCRIBE_STRUCT(changed_at, (), (id, updated))

} // namespace

// The sum is taken of microseconds modulo a number that keeps it within 64 bits.
task<automation_version> read_automation_version(db::connection& conn)
{
    auto const found = co_await conn.row<automation_version>(db::sql{
        "SELECT count(*) AS count, max(updated) AS updated, CAST(coalesce(sum(" +
        conn.grammar().microseconds_of("updated") + " % 1000000007), 0) AS BIGINT) AS changes FROM automation"});
    co_return found.value_or(automation_version{});
}

task<automation_changes> read_automation_changes(db::connection& conn, loaded_automations_ptr known)
{
    automation_changes made;
    made.version = co_await read_automation_version(conn);
    std::unordered_map<uuid, timestamp> loaded;
    for (auto const& one : known->index.automations())
        loaded.emplace(one->id, one->updated);
    auto const enabled = co_await conn.rows<changed_at>(
        db::sql{"SELECT id, updated FROM automation WHERE enabled ORDER BY created, id"});
    std::vector<uuid> changed;
    for (auto const& one : enabled) {
        made.enabled.push_back(one.id);
        auto const before = loaded.find(one.id);
        if (before == loaded.end() || before->second != one.updated)
            changed.push_back(one.id);
    }
    if (changed.empty())
        co_return made;
    db::sql query{"SELECT "};
    query << db::query::column_list<stored_automation>(db::tables::automation)
          << " FROM automation WHERE automation.id IN ";
    query << db::sql{db::given_ids(conn.grammar(), "$1"), json_text{json::to_text(changed)}};
    made.changed = co_await conn.rows<stored_automation>(std::move(query));
    co_return made;
}

loaded_automations_ptr apply(automation_changes changes, loaded_automations const& known)
{
    std::unordered_map<uuid, loaded_automation_ptr> all;
    for (auto const& one : known.index.automations())
        all.emplace(one->id, one);
    for (auto const& row : changes.changed) {
        all.erase(row.id);
        try {
            all.emplace(row.id, load(row));
        }
        catch (error const& unreadable) {
            log::error("triggers", "automation {} is left out: {}", to_string(row.id), unreadable.what());
        }
    }
    std::vector<loaded_automation_ptr> enabled;
    for (auto const& id : changes.enabled)
        if (auto const found = all.find(id); found != all.end())
            enabled.push_back(found->second);
    return std::make_shared<loaded_automations const>(changes.version, std::move(enabled));
}

} // namespace praetor::models

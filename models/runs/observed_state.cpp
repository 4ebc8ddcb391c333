#include <models/runs/observed_state.hpp>

#include <models/filters/like_pattern.hpp>

#include <server/base/json/codec_impl.hpp>

#include <string_view>

PRAETOR_JSON_CODEC(praetor::models::observed_state)
PRAETOR_JSON_CODEC(praetor::models::observed_state_sort)

namespace praetor::models {
namespace {

// The rows of one history: type, name, first_seen, last_seen.
struct seen
{
    std::string with; // what it needs of WITH RECURSIVE, and a comma
    std::string rows;
};

// Goes from one type to the next and from one name to the next, each found in the index, and looks up the ends of each:
// as many steps as there are states, however often runs were in them.
seen seen_by_steps(std::string const& table)
{
    auto const next = [&](std::string const& column, std::string const& after) {
        return "(SELECT " + table + "." + column + " FROM " + table + after + " ORDER BY " + table + "." + column +
               " LIMIT 1)";
    };
    auto const types = table + "_types";
    auto const pairs = table + "_pairs";
    auto const of_type = [&](std::string const& one) { return " WHERE " + table + ".type = " + one + ".type"; };
    auto const end = [&](std::string const& direction) {
        return "(SELECT " + table + ".timestamp FROM " + table + of_type(pairs) + " AND " + table + ".name = " + pairs +
               ".name ORDER BY " + table + ".timestamp " + direction + " LIMIT 1)";
    };
    return {types + " (type) AS (SELECT " + next("type", "") + " UNION ALL SELECT " +
                next("type", " WHERE " + table + ".type > " + types + ".type") + " FROM " + types + " WHERE " + types +
                ".type IS NOT NULL), " + pairs + " (type, name) AS (SELECT " + types + ".type, " +
                next("name", of_type(types)) + " FROM " + types + " WHERE " + types +
                ".type IS NOT NULL UNION ALL SELECT " + pairs + ".type, " +
                next("name", of_type(pairs) + " AND " + table + ".name > " + pairs + ".name") + " FROM " + pairs +
                " WHERE " + pairs + ".name IS NOT NULL), ",
            "SELECT type, name, " + end("ASC") + " AS first_seen, " + end("DESC") + " AS last_seen FROM " + pairs +
                " WHERE name IS NOT NULL"};
}

seen seen_by_reading(std::string const& table)
{
    return {"", "SELECT type, name, min(timestamp) AS first_seen, max(timestamp) AS last_seen FROM " + table +
                    " GROUP BY type, name"};
}

db::sql observed(std::vector<seen> const& histories, std::string_view prefix, observed_state_sort sort,
                 std::int64_t limit)
{
    std::string with;
    std::string rows;
    for (auto const& one : histories) {
        with += one.with;
        rows += (rows.empty() ? "" : " UNION ALL ") + one.rows;
    }
    db::sql query{"WITH RECURSIVE "};
    query << with << "seen AS (" << rows
          << "), observed AS (SELECT CAST(type AS text) AS state_type, name AS state_name, min(first_seen) AS "
             "first_seen, max(last_seen) AS last_seen FROM seen GROUP BY type, name) SELECT state_type, state_name, "
             "first_seen, last_seen FROM observed";
    if (!prefix.empty()) {
        auto const pattern = filters::escaped_for_like(prefix) + '%';
        query << " WHERE lower(state_type) LIKE lower(" << db::arg(pattern)
              << ") ESCAPE '\\' OR lower(state_name) LIKE lower(" << db::arg(pattern) << ") ESCAPE '\\'";
    }
    query << (sort == observed_state_sort::LAST_SEEN_DESC ? " ORDER BY last_seen DESC, state_type, state_name"
                                                          : " ORDER BY state_type, state_name")
          << " LIMIT " << db::arg(limit);
    return query;
}

task<seen> history_of(db::connection& conn, std::string table)
{
    auto const index = "ix_" + table + "__type_name_timestamp";
    auto const is_indexed = co_await conn.maybe_value<std::int64_t>(conn.grammar().has_index(index));
    co_return is_indexed ? seen_by_steps(table) : seen_by_reading(table);
}

} // namespace

task<std::vector<observed_state>> read_observed_states(db::connection& conn, std::string prefix,
                                                       observed_state_sort sort, std::int64_t limit)
{
    std::vector<seen> histories;
    for (auto const* table : {"flow_run_state", "task_run_state"}) {
        auto one = co_await history_of(conn, table);
        histories.push_back(std::move(one));
    }
    auto found = co_await conn.rows<observed_state>(observed(histories, prefix, sort, limit));
    co_return found;
}

} // namespace praetor::models

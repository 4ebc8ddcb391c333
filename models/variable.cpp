#include <models/variable.hpp>

#include <models/events/event_store.hpp>
#include <models/events/lifecycle_events.hpp>
#include <models/filters/where.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <db/rows.hpp>

#include <algorithm>

PRAETOR_JSON_CODEC(praetor::models::variable)
PRAETOR_JSON_CODEC(praetor::models::variable_create)
PRAETOR_JSON_CODEC(praetor::models::variable_update)
PRAETOR_JSON_CODEC(praetor::models::variable_sort)
PRAETOR_JSON_CODEC(praetor::models::filters::variable_tags)
PRAETOR_DEFINE_FILTER(variable_filter)

namespace praetor::models {
namespace {

constexpr std::string_view columns = "id, created, updated, name, value, tags";
constexpr std::size_t longest_value = 5'000;
constexpr std::size_t longest_name = 255;

void add_key(db::sql& query, variable_key const& which)
{
    if (auto const* id = std::get_if<uuid>(&which))
        query << "id = " << db::arg(*id);
    else
        query << "name = " << db::arg(std::get<std::string>(which));
}

event variable_event(std::string_view action, variable const& row)
{
    json_text payload{R"({"name":)"};
    json::write(payload.text, row.name);
    payload.text += R"(,"value":)" + row.value.text + R"(,"tags":)" + row.tags.text + '}';
    return lifecycle_event("variable", action, "prefect.variable." + to_string(row.id), row.name, std::move(payload),
                           now());
}

std::string_view order_by(variable_sort sort)
{
    switch (sort) {
    case variable_sort::CREATED_DESC:
        return "created DESC";
    case variable_sort::UPDATED_DESC:
        return "updated DESC";
    case variable_sort::NAME_DESC:
        return "name DESC";
    case variable_sort::NAME_ASC:
        break;
    }
    return "name ASC";
}

db::sql condition(db::dialect kind, std::optional<filters::variable_filter> const& wanted)
{
    return wanted ? filters::where(kind, *wanted) : db::sql{"TRUE"};
}

written<bool> changed(db::connection& conn, std::string_view action, std::optional<variable> const& row)
{
    if (!row)
        return {false, {}};
    written<bool> result{true, {variable_event(action, *row)}};
    post_events(conn, result.events);
    return result;
}

} // namespace

bool variable_name_rule::check(std::string const& value, boost::json::value const& from, json::problems& found)
{
    auto const allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    if (std::all_of(value.begin(), value.end(), allowed)) {
        if (value.size() <= longest_name)
            return true;
        auto const most = std::to_string(longest_name);
        found.add("too_long",
                  "Value should have at most " + most + " items after validation, not " + std::to_string(value.size()),
                  from,
                  R"({"field_type":"Value","max_length":)" + most + R"(,"actual_length":)" +
                      std::to_string(value.size()) + '}');
        return false;
    }
    found.add_value_error("Variable name must only contain lowercase letters, numbers, and dashes or underscores.",
                          from);
    return false;
}

bool variable_value_rule::check(json_text const& value, boost::json::value const& from, json::problems& found)
{
    if (value.text.size() <= longest_value)
        return true;
    found.add_value_error("Variable value must be less than 5000 characters", from);
    return false;
}

task<written<variable>> create_variable(db::connection& conn, variable_create wanted)
{
    db::sql insert{"INSERT INTO variable (id, created, updated, name, value, tags) VALUES ($1, $2, $2, $3, $4, $5) "
                   "ON CONFLICT (name) DO NOTHING RETURNING ",
                   uuid::random(),
                   now(),
                   *wanted.name,
                   *wanted.value,
                   json_text{json::to_text(*wanted.tags)}};
    insert << columns;
    auto made = co_await conn.row<variable>(std::move(insert));
    if (!made)
        throw error{errc::conflict, "A variable with the name '" + *wanted.name + "' already exists."};
    written<variable> result{std::move(*made), {}};
    result.events.push_back(variable_event("created", result.value));
    post_events(conn, result.events);
    co_return result;
}

task<std::optional<variable>> read_variable(db::connection& conn, variable_key which)
{
    db::sql query{"SELECT "};
    query << columns << " FROM variable WHERE ";
    add_key(query, which);
    auto found = co_await conn.row<variable>(std::move(query));
    co_return found;
}

task<std::vector<variable>> read_variables(db::connection& conn, std::optional<filters::variable_filter> wanted,
                                           variable_sort sort, page range)
{
    db::sql query{"SELECT "};
    query << columns << " FROM variable WHERE " << condition(conn.kind(), wanted) << " ORDER BY " << order_by(sort)
          << " LIMIT " << db::arg(range.limit) << " OFFSET " << db::arg(range.offset);
    auto found = co_await conn.rows<variable>(std::move(query));
    co_return found;
}

task<std::int64_t> count_variables(db::connection& conn, std::optional<filters::variable_filter> wanted)
{
    db::sql query{"SELECT count(*) FROM variable WHERE "};
    query << condition(conn.kind(), wanted);
    auto counted = co_await conn.value<std::int64_t>(std::move(query));
    co_return counted;
}

task<written<bool>> update_variable(db::connection& conn, variable_key which, variable_update wanted)
{
    db::sql update{"UPDATE variable SET updated = $1", now()};
    // null is refused by the columns, as it is by the reference.
    if (wanted.name.sent())
        update << ", name = " << db::arg(*wanted.name ? db::argument{***wanted.name} : db::argument{db::null{}});
    if (wanted.value.sent())
        update << ", value = " << db::arg(**wanted.value);
    if (wanted.tags.sent())
        update << ", tags = "
               << db::arg(*wanted.tags ? db::argument{json_text{json::to_text(**wanted.tags)}}
                                       : db::argument{db::null{}});
    update << " WHERE ";
    add_key(update, which);
    update << " RETURNING " << columns;
    auto const row = co_await conn.row<variable>(std::move(update));
    co_return changed(conn, "updated", row);
}

task<written<bool>> delete_variable(db::connection& conn, variable_key which)
{
    db::sql erase{"DELETE FROM variable WHERE "};
    add_key(erase, which);
    erase << " RETURNING " << columns;
    auto const row = co_await conn.row<variable>(std::move(erase));
    co_return changed(conn, "deleted", row);
}

} // namespace praetor::models

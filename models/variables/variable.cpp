#include <models/variables/variable.hpp>

#include <models/events/event_store.hpp>
#include <models/events/lifecycle_events.hpp>
#include <models/filters/where.hpp>
#include <models/slug.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/array.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/sorting.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/variable.hpp>

#include <algorithm>

template <>
struct praetor::json::schema_notes<praetor::models::variable>
{
    static void add(model_schema& model)
    {
        model.as<std::vector<std::string>>("tags").as<models::variable_name>("name").as<models::variable_value>(
            "value");
    }
};

PRAETOR_JSON_CODEC(praetor::models::variable)
PRAETOR_JSON_CODEC(praetor::models::variable_create)
PRAETOR_JSON_CODEC(praetor::models::variable_update)
PRAETOR_JSON_CODEC(praetor::models::variable_sort)
PRAETOR_JSON_CODEC(praetor::models::filters::variable_tags)
PRAETOR_DEFINE_FILTER(variable_filter)

namespace praetor::models {
namespace {

constexpr auto const& table = db::tables::variable;
constexpr std::size_t max_value = 5'000;
constexpr std::size_t max_name = 255;

db::query::condition has_key(variable_key const& which)
{
    if (auto const* id = std::get_if<uuid>(&which))
        return table.id == *id;
    return table.name == std::get<std::string>(which);
}

event variable_event(std::string_view action, variable const& row)
{
    json_text payload{json::object_text([&row](json::object_writer& object) {
        object.text("name", row.name).json("value", row.value.text).json("tags", row.tags.text);
    })};
    return lifecycle_event("variable", action, "prefect.variable." + to_string(row.id), row.name, std::move(payload),
                           now());
}

db::query::condition matches(db::grammar const& grammar, std::optional<filters::variable_filter> const& wanted)
{
    return db::query::condition{wanted ? filters::where(grammar, *wanted) : db::sql{"TRUE"}};
}

std::optional<json_text> value_of(json_text value)
{
    return value.is_null() ? std::nullopt : std::optional{std::move(value)};
}

with_events<bool> changed(db::connection& conn, std::string_view action, std::optional<variable> const& row)
{
    if (!row)
        return {false, {}};
    with_events<bool> result{true, {variable_event(action, *row)}};
    enqueue_events(conn, result.events);
    return result;
}

// No integer in it is beyond 64 bits.
bool fits_in_a_database(boost::json::value const& value)
{
    if (auto const* text = value.if_string())
        return !json::is_big_integer(*text);
    if (auto const* array = value.if_array())
        return std::ranges::all_of(*array, fits_in_a_database);
    if (auto const* object = value.if_object())
        return std::ranges::all_of(*object, [](auto const& member) { return fits_in_a_database(member.value()); });
    return true;
}

} // namespace

void variable_name_rule::describe(boost::json::object& schema)
{
    schema["maxLength"] = max_name;
}

void variable_value_rule::describe(boost::json::object& schema)
{
    schema["anyOf"] = boost::json::array{{{"type", "string"}},
                                         {{"type", "integer"}},
                                         {{"type", "boolean"}},
                                         {{"type", "number"}},
                                         {{"type", "object"}, {"additionalProperties", true}},
                                         {{"type", "array"}, {"items", boost::json::object{}}},
                                         {{"type", "null"}}};
}

bool variable_name_rule::check(std::string const& value, boost::json::value const& from, json::problems& found)
{
    if (is_slug(value, "-_")) {
        if (value.size() <= max_name)
            return true;
        auto const max_text = std::to_string(max_name);
        found.add("too_long",
                  "Value should have at most " + max_text + " items after validation, not " +
                      std::to_string(value.size()),
                  from, json::object_text([&value](json::object_writer& object) {
                      object.text("field_type", "Value")
                          .value("max_length", std::int64_t{max_name})
                          .value("actual_length", static_cast<std::int64_t>(value.size()));
                  }));
        return false;
    }
    found.add_value_error("Variable name must only contain lowercase letters, numbers, and dashes or underscores.",
                          from);
    return false;
}

bool variable_value_rule::check(json_text const& value, boost::json::value const& from, json::problems& found)
{
    if (!fits_in_a_database(from)) {
        found.add_value_error("Variable value must be serializable to JSON", from);
        return false;
    }
    if (value.text.size() <= max_value)
        return true;
    found.add_value_error("Variable value must be less than 5000 characters", from);
    return false;
}

task<with_events<variable>> create_variable(db::connection& conn, variable_create wanted)
{
    auto const when = now();
    auto const given = value_of(*wanted.value);
    auto made = co_await conn.row<variable>(db::query::insert_into(table)
                                                .row(new_row(when))
                                                .row(wanted)
                                                .set(table.value, given)
                                                .ignore_conflict(table.name)
                                                .returning<variable>()
                                                .statement());
    if (!made)
        throw error{errc::conflict, "A variable with the name '" + *wanted.name + "' already exists."};
    // The column keeps numbers in ways of its own: 1.0 as 1, 1e300 with all its zeros.
    if (given)
        made->value.text = given->text;
    with_events<variable> result{std::move(*made), {}};
    result.events.push_back(variable_event("created", result.value));
    enqueue_events(conn, result.events);
    co_return result;
}

task<std::optional<variable>> read_variable(db::connection& conn, variable_key which)
{
    return conn.row<variable>(db::query::select_from<variable>(table).where(has_key(which)).statement());
}

task<std::vector<variable>> read_variables(db::connection& conn, std::optional<filters::variable_filter> wanted,
                                           variable_sort sort, page range)
{
    return conn.rows<variable>(db::query::select_from<variable>(table)
                                   .where(matches(conn.grammar(), wanted))
                                   .order_by(db::query::order_by(table, sort))
                                   .limit(range.limit)
                                   .offset(range.offset)
                                   .statement());
}

task<std::int64_t> count_variables(db::connection& conn, std::optional<filters::variable_filter> wanted)
{
    return conn.value<std::int64_t>(
        db::query::select_value(db::query::count()).from(table).where(matches(conn.grammar(), wanted)).statement());
}

task<with_events<bool>> update_variable(db::connection& conn, variable_key which, variable_update wanted)
{
    auto update = db::query::update(table);
    update.set(table.updated, now()).row(wanted).without(table.value);
    if (wanted.value.sent())
        update.set(table.value, value_of(json_text{**wanted.value}));
    update.where(has_key(which)).returning<variable>();
    auto const row = co_await conn.row<variable>(update.statement());
    co_return changed(conn, "updated", row);
}

task<with_events<bool>> delete_variable(db::connection& conn, variable_key which)
{
    auto const row = co_await conn.row<variable>(
        db::query::delete_from(table).where(has_key(which)).returning<variable>().statement());
    co_return changed(conn, "deleted", row);
}

} // namespace praetor::models

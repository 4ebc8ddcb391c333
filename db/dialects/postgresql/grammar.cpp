#include <db/dialects/postgresql/grammar.hpp>
#include <db/schema/names.hpp>

#include <server/base/json/codec_impl.hpp>

#include <fmt/format.h>

#include <iterator>

namespace praetor::db::postgresql {

void grammar::append_timestamp(std::string& out, timestamp when) const
{
    if (when == min_timestamp)
        out += "-infinity";
    else if (when == max_timestamp)
        out += "infinity";
    else {
        append_iso(out, when);
        out += "+00";
    }
}

// Hours, minutes and seconds: before 15 no field of an interval goes beyond 32 bits, 35 minutes of microseconds.
void grammar::append_duration(std::string& out, duration span) const
{
    constexpr std::uint64_t second = 1'000'000;
    auto const microseconds = span.count();
    auto const left =
        microseconds < 0 ? 0 - static_cast<std::uint64_t>(microseconds) : static_cast<std::uint64_t>(microseconds);
    fmt::format_to(std::back_inserter(out), "{}{}:{:02}:{:02}.{:06}", microseconds < 0 ? "-" : "",
                   left / (3600 * second), left / (60 * second) % 60, left / second % 60, left % second);
}

std::string grammar::type_of(schema::column_base const& column) const
{
    using schema::column_type;
    switch (column.type) {
    case column_type::uuid:
        return "uuid";
    case column_type::timestamp:
        return "timestamp with time zone";
    case column_type::interval:
        return "interval";
    case column_type::string:
        return "character varying";
    case column_type::text:
        return "text";
    case column_type::json:
        return "json";
    case column_type::jsonb:
        return "jsonb";
    case column_type::boolean:
        return "boolean";
    case column_type::integer:
        return "integer";
    case column_type::smallint:
        return "smallint";
    case column_type::real:
        return "double precision";
    case column_type::enumeration:
        break;
    }
    return std::string{column.of.name};
}

std::string grammar::json_value(std::string_view object, std::string_view name) const
{
    return std::string{object} + " ->> '" + std::string{name} + "'";
}

sql grammar::json_value_named(std::string_view object, std::string name) const
{
    sql text{object};
    text << " ->> " << arg(std::move(name));
    return text;
}

std::string grammar::to_uuid(std::string_view text) const
{
    return "CAST(" + std::string{text} + " AS uuid)";
}

std::string grammar::joined_text(std::span<std::string_view const> columns) const
{
    std::string text;
    for (auto const column : columns)
        text += (text.empty() ? "concat(" : ", ' ', ") + std::string{column} + "::text";
    return text + ")";
}

std::string grammar::locking_table(std::string_view table) const
{
    return "LOCK TABLE " + std::string{table} + " IN ACCESS EXCLUSIVE MODE";
}

// What a row keeps for itself is told at once. Longer values are kept compressed, and only unpacking them tells.
std::string grammar::size_of(std::string_view column) const
{
    std::string const name{column};
    std::string const kept = "pg_column_size(" + name + ")";
    return "(CASE WHEN " + kept + " < 1024 THEN " + kept + " ELSE octet_length(" + name + "::text) END)";
}

// A GIN index serves @>.
sql grammar::array_has_all(std::string_view column, std::vector<std::string> const& values) const
{
    sql condition{column};
    condition << " @> " << arg(json_text{json::to_text(values)});
    return condition;
}

sql grammar::array_has_any(std::string_view column, std::vector<std::string> const& values) const
{
    if (values.empty())
        return sql{"TRUE"};
    sql any{"("};
    for (std::size_t i = 0; i < values.size(); ++i)
        any << (i == 0 ? "" : " OR ") << column << " @> " << arg(json_text{json::to_text(std::vector{values[i]})});
    any << ")";
    return any;
}

sql grammar::array_is_empty(std::string_view column, bool wanted) const
{
    sql condition{column};
    condition << (wanted ? " = '[]'::jsonb" : " <> '[]'::jsonb");
    return condition;
}

sql grammar::array_without(std::string_view column, std::string value) const
{
    sql text{column};
    text << " - CAST(" << arg(std::move(value)) << " AS text)";
    return text;
}

std::string grammar::array_elements(std::string_view column, std::string_view as) const
{
    return "jsonb_array_elements_text(" + std::string{column} + ") AS " + std::string{as} + " (value)";
}

// json, not jsonb, which would be made of the whole before it is taken apart.
sql grammar::given_rows(std::span<schema::column_base const> columns, argument objects) const
{
    sql text{"json_to_recordset("};
    text << arg(std::move(objects)) << ") AS given(";
    for (std::string_view separator; auto const& one : columns) {
        text << separator << schema::quoted(one.name) << " " << type_of(one);
        separator = ", ";
    }
    text << ")";
    return text;
}

std::string grammar::given_value(schema::column_base const& column) const
{
    return "given." + schema::quoted(column.name);
}

sql grammar::seconds_between(sql const& sooner, sql const& later) const
{
    sql text{"extract(epoch FROM "};
    text << later << " - " << sooner << ")";
    return text;
}

std::string grammar::microseconds_of(std::string_view time) const
{
    return "(extract(epoch FROM " + std::string{time} + ") * 1000000)::bigint";
}

std::optional<sql> grammar::time_bucket(std::string_view time, duration width, timestamp origin) const
{
    sql text{"date_bin("};
    text << arg(width) << ", " << time << ", " << arg(origin) << ")";
    return text;
}

// In whole microseconds, which a double holds exactly for 285 years.
std::optional<sql> grammar_before_14::time_bucket(std::string_view time, duration width, timestamp origin) const
{
    sql text{"("};
    text << arg(origin) << " + (date_part('epoch', " << time << " - " << arg(origin) << ") * 1000000)::bigint / "
         << arg(width.count()) << " * " << arg(width.count()) << " * interval '1 microsecond')";
    return text;
}

sql grammar::has_index(std::string_view name) const
{
    return sql{"SELECT 1 FROM pg_index WHERE indexrelid = to_regclass($1) AND indisvalid", name};
}

sql grammar::matches(std::string_view text, std::string_view pattern) const
{
    sql condition{text};
    condition << " ILIKE " << arg(pattern);
    return condition;
}

std::string grammar::locking(row_lock lock, std::string_view of) const
{
    std::string text = lock == row_lock::weak_update ? " FOR NO KEY UPDATE" : " FOR UPDATE";
    if (!of.empty())
        text += " OF " + std::string{of};
    if (lock == row_lock::claim)
        text += " SKIP LOCKED";
    return text;
}

// Not IN, for which it may join the other way round.
std::string grammar::is_among(std::string_view column, std::string_view query) const
{
    return std::string{column} + " = ANY (ARRAY(" + std::string{query} + "))";
}

std::string grammar::unindexed_time(std::string_view column) const
{
    return std::string{column} + " + interval '0'";
}

// It sorts whole rows as fast as keys, and spends more on planning one table more.
sql grammar::page_of(page const& wanted) const
{
    sql text{"(SELECT * FROM "};
    text << wanted.table << " WHERE " << wanted.condition << " ORDER BY " << wanted.order << " LIMIT "
         << arg(wanted.limit) << " OFFSET " << arg(wanted.offset) << ") AS " << wanted.table;
    return text;
}

// There is an index over the expression too.
sql grammar::page_of(page const& wanted, coalesced const&) const
{
    return page_of(wanted);
}

} // namespace praetor::db::postgresql

#include <db/dialects/sqlite/grammar.hpp>

#include <server/base/json/codec_impl.hpp>

#include <algorithm>

namespace praetor::db::sqlite {
namespace {

constexpr std::size_t max_searched_words = 3;

// Written the same by everybody: no character that some escape and others do not.
bool is_plain(std::string_view word)
{
    return std::ranges::all_of(word, [](unsigned char c) {
        return c >= ' ' && c < 127 &&
               std::string_view{"\"\\/<>&'"}.find(static_cast<char>(c)) == std::string_view::npos;
    });
}

bool are_searchable(std::vector<std::string> const& values)
{
    return values.size() <= max_searched_words && std::ranges::all_of(values, is_plain);
}

// A plain word is held where a quote, it and a quote stand behind a bracket or a comma, for within a text a quote has a
// backslash before it; it is not held where they stand nowhere. `exact` says where the text leaves it open: json_each
// takes ten times as long.
sql held_in_text(std::string_view column, std::string const& word, sql const& exact)
{
    auto const quoted = '"' + word + '"';
    sql condition{"(instr("};
    condition << column << ", " << arg(quoted) << ") > 0 AND (instr(" << column << ", " << arg('[' + quoted)
              << ") = 1 OR instr(" << column << ", " << arg(',' + quoted) << ") > 0 OR instr(" << column << ", "
              << arg(", " + quoted) << ") > 0 OR " << exact << "))";
    return condition;
}

sql each_in_text(std::string_view column, std::vector<std::string> const& values, std::string_view joined_by)
{
    sql all{"("};
    for (std::size_t i = 0; i < values.size(); ++i) {
        sql exact{"EXISTS (SELECT 1 FROM json_each("};
        exact << column << ") AS held WHERE held.value = " << arg(values[i]) << ")";
        all << (i == 0 ? std::string_view{} : joined_by) << held_in_text(column, values[i], exact);
    }
    all << ")";
    return all;
}

// `ids` gives rowids of the table as column "place". CROSS JOIN has it take them first.
sql rows_at(std::string_view table, sql const& ids)
{
    sql text{"("};
    text << ids << ") AS page CROSS JOIN " << table << " ON " << table << ".rowid = page.place";
    return text;
}

} // namespace

void grammar::append_timestamp(std::string& out, timestamp when) const
{
    append_iso(out, when);
}

// As SQLAlchemy keeps it: as the time so long after 1970 began.
void grammar::append_duration(std::string& out, duration span) const
{
    append_iso(out, timestamp{span});
}

std::string grammar::type_of(schema::column_base const& column) const
{
    using schema::column_type;
    switch (column.type) {
    case column_type::uuid:
        return "CHAR(36)";
    case column_type::timestamp:
    case column_type::interval:
        return "DATETIME";
    case column_type::string:
        return "VARCHAR";
    case column_type::text:
        return "TEXT";
    case column_type::json:
    case column_type::jsonb:
        return "JSON";
    case column_type::boolean:
        return "BOOLEAN";
    case column_type::integer:
        return "INTEGER";
    case column_type::smallint:
        return "SMALLINT";
    case column_type::real:
        return "FLOAT";
    case column_type::enumeration:
        break;
    }
    return "VARCHAR(" + std::to_string(column.of.sqlite_length) + ")";
}

std::string grammar::json_value(std::string_view object, std::string_view name) const
{
    return std::string{object} + " ->> '$.\"" + std::string{name} + "\"'";
}

sql grammar::json_value_named(std::string_view object, std::string name) const
{
    sql text{object};
    text << " ->> " << arg("$.\"" + name + '"');
    return text;
}

std::string grammar::joined_text(std::span<std::string_view const> columns) const
{
    std::string text;
    for (auto const column : columns)
        text += (text.empty() ? "" : " || ' ' || ") + std::string{column};
    return text;
}

std::string grammar::size_of(std::string_view column) const
{
    return "length(CAST(" + std::string{column} + " AS BLOB))";
}

sql grammar::array_has_all(std::string_view column, std::vector<std::string> const& values) const
{
    if (!values.empty() && are_searchable(values))
        return each_in_text(column, values, " AND ");
    sql condition{"NOT EXISTS (SELECT 1 FROM json_each("};
    condition << arg(json_text{json::to_text(values)})
              << ") AS wanted WHERE wanted.value NOT IN (SELECT value FROM json_each(" << column << ")))";
    return condition;
}

sql grammar::array_has_any(std::string_view column, std::vector<std::string> const& values) const
{
    if (values.empty())
        return sql{"TRUE"};
    if (are_searchable(values))
        return each_in_text(column, values, " OR ");
    sql condition{"EXISTS (SELECT 1 FROM json_each("};
    condition << column << ") AS held WHERE held.value IN (SELECT value FROM json_each("
              << arg(json_text{json::to_text(values)}) << ")))";
    return condition;
}

sql grammar::array_is_empty(std::string_view column, bool wanted) const
{
    sql condition{"json_array_length("};
    condition << column << (wanted ? ") = 0" : ") > 0");
    return condition;
}

sql grammar::array_without(std::string_view column, std::string value) const
{
    sql text{"(SELECT json_group_array(value) FROM json_each("};
    text << column << ") WHERE value <> " << arg(std::move(value)) << ")";
    return text;
}

std::string grammar::array_elements(std::string_view column, std::string_view as) const
{
    return "json_each(" + std::string{column} + ") AS " + std::string{as};
}

sql grammar::given_rows(std::span<schema::column_base const>, argument objects) const
{
    sql text{"json_each("};
    text << arg(std::move(objects)) << ") AS given";
    return text;
}

std::string grammar::given_value(schema::column_base const& column) const
{
    bool const is_json = column.type == schema::column_type::json || column.type == schema::column_type::jsonb;
    auto value = std::string{is_json ? "given.value -> '" : "given.value ->> '"} + std::string{column.name} + "'";
    return is_json && column.nullable ? "nullif(" + value + ", 'null')" : value;
}

sql grammar::seconds_between(sql const& sooner, sql const& later) const
{
    sql text{"(strftime('%s', "};
    text << later << ") - strftime('%s', " << sooner << "))";
    return text;
}

std::string grammar::microseconds_of(std::string_view time) const
{
    std::string const of{time};
    return "(CAST(strftime('%s', " + of + ") AS INTEGER) * 1000000 + CAST(substr(" + of + ", 21, 6) AS INTEGER))";
}

sql grammar::has_index(std::string_view name) const
{
    return sql{"SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = $1", name};
}

// LIKE folds ASCII only where both sides are lowered, which is how the reference writes it.
sql grammar::matches(std::string_view text, std::string_view pattern) const
{
    sql condition{"lower("};
    condition << text << ") LIKE lower(" << arg(pattern) << ")";
    return condition;
}

std::string grammar::is_among(std::string_view column, std::string_view query) const
{
    return std::string{column} + " IN (" + std::string{query} + ")";
}

std::string grammar::unindexed_time(std::string_view column) const
{
    return "+" + std::string{column};
}

// It does not know how many rows belong to one, and would as well read all rows of some state for each row outside; so
// it is told.
std::string grammar::correlated(std::string_view condition) const
{
    return "likelihood(" + std::string{condition} + ", 0.0000001)";
}

// It copies what it sorts, and finds rows again by their rowid in no time.
sql grammar::page_of(page const& wanted) const
{
    sql ids{"SELECT "};
    ids << wanted.table << ".rowid AS place FROM " << wanted.table << " WHERE " << wanted.condition << " ORDER BY "
        << wanted.order << " LIMIT " << arg(wanted.limit) << " OFFSET " << arg(wanted.offset);
    return rows_at(wanted.table, ids);
}

// Without an index over coalesce() it would sort every row that fits. Those with the first and those without are each
// in order in an index of theirs, and are merged as far as the page goes.
sql grammar::page_of(page const& wanted, coalesced const& order) const
{
    auto const half = [&](std::string_view by, std::string_view null) {
        sql text{"SELECT "};
        text << wanted.table << ".rowid AS place, " << wanted.table << "." << by << " AS sort_key FROM " << wanted.table
             << " WHERE " << wanted.table << "." << order.first << null << " AND " << wanted.condition;
        return text;
    };
    auto ids = half(order.first, " IS NOT NULL");
    ids << " UNION ALL " << half(order.second, " IS NULL") << " ORDER BY sort_key "
        << (order.descending ? "DESC" : "ASC") << " LIMIT " << arg(wanted.limit) << " OFFSET " << arg(wanted.offset);
    return rows_at(wanted.table, ids);
}

} // namespace praetor::db::sqlite

#include <db/query/arrays.hpp>

#include <server/base/json/codec_impl.hpp>

#include <algorithm>

namespace praetor::db::query {
namespace {

constexpr std::size_t max_looked_for = 3;

// Written the same by everybody: no character that some escape and others do not.
bool is_plain(std::string_view word)
{
    return std::ranges::all_of(word, [](unsigned char c) {
        return c >= ' ' && c < 127 &&
               std::string_view{"\"\\/<>&'"}.find(static_cast<char>(c)) == std::string_view::npos;
    });
}

bool worth_looking(std::vector<std::string> const& words)
{
    return words.size() <= max_looked_for && std::ranges::all_of(words, is_plain);
}

// SQLite: `exact` where the text leaves it open. A plain word is held where a quote, it and a quote stand behind a bracket
// or a comma, for within a text a quote has a backslash before it; it is not held where they stand nowhere. json_each
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

sql each_in_text(std::string_view column, std::vector<std::string> const& words, std::string_view joined_by)
{
    sql all{"("};
    for (std::size_t i = 0; i < words.size(); ++i) {
        sql exact{"EXISTS (SELECT 1 FROM json_each("};
        exact << column << ") AS held WHERE held.value = " << arg(words[i]) << ")";
        all << (i == 0 ? std::string_view{} : joined_by) << held_in_text(column, words[i], exact);
    }
    all << ")";
    return all;
}

} // namespace

sql array_has_all(dialect kind, std::string_view column, std::vector<std::string> const& words)
{
    sql condition{};
    if (kind == dialect::postgresql) {
        condition << column << " @> " << arg(json_text{json::to_text(words)});
        return condition;
    }
    if (!words.empty() && worth_looking(words))
        return each_in_text(column, words, " AND ");
    condition << "NOT EXISTS (SELECT 1 FROM json_each(" << arg(json_text{json::to_text(words)})
              << ") AS wanted WHERE wanted.value NOT IN (SELECT value FROM json_each(" << column << ")))";
    return condition;
}

sql array_has_any(dialect kind, std::string_view column, std::vector<std::string> const& words)
{
    if (words.empty())
        return sql{"TRUE"};
    if (kind == dialect::postgresql) {
        sql any{"("};
        for (std::size_t i = 0; i < words.size(); ++i)
            any << (i == 0 ? "" : " OR ") << column << " @> " << arg(json_text{json::to_text(std::vector{words[i]})});
        any << ")";
        return any;
    }
    if (worth_looking(words))
        return each_in_text(column, words, " OR ");
    sql condition{"EXISTS (SELECT 1 FROM json_each("};
    condition << column << ") AS held WHERE held.value IN (SELECT value FROM json_each("
              << arg(json_text{json::to_text(words)}) << ")))";
    return condition;
}

sql array_is_empty(dialect kind, std::string_view column, bool wanted)
{
    sql condition{};
    if (kind == dialect::postgresql)
        condition << column << (wanted ? " = '[]'::jsonb" : " <> '[]'::jsonb");
    else
        condition << "json_array_length(" << column << ")" << (wanted ? " = 0" : " > 0");
    return condition;
}

} // namespace praetor::db::query

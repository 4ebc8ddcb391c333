#include <db/schema/steps/running_servers.hpp>

#include <db/schema/steps/script.hpp>

#include <server/base/timestamp.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace praetor::db {
namespace {

// Its words, in upper case; brackets and commas are words of their own.
std::vector<std::string> words_of(std::string_view statement)
{
    std::vector<std::string> words{""};
    for (char const each : statement) {
        auto const upper = each >= 'a' && each <= 'z' ? static_cast<char>(each - 'a' + 'A') : each;
        if (each == '(' || each == ')' || each == ',') {
            words.emplace_back(1, each);
            words.emplace_back();
        }
        else if (each == ' ' || each == '\n' || each == '\t')
            words.emplace_back();
        else
            words.back() += upper;
    }
    std::erase(words, "");
    return words;
}

bool begins_with(std::vector<std::string> const& words, std::vector<std::string_view> const& wanted)
{
    return words.size() >= wanted.size() && std::equal(wanted.begin(), wanted.end(), words.begin());
}

bool has(std::vector<std::string> const& words, std::string_view wanted)
{
    return std::ranges::find(words, wanted) != words.end();
}

// The word behind `word`; empty where there is none.
std::string behind(std::vector<std::string> const& words, std::string_view word)
{
    auto const at = std::ranges::find(words, word);
    return at == words.end() || at + 1 == words.end() ? std::string{} : *(at + 1);
}

// ALTER TABLE … ADD COLUMN …, of one column or several.
bool adds_columns(std::vector<std::string> const& words)
{
    auto const must_be_filled = [&] {
        auto const not_null = std::ranges::adjacent_find(
            words, [](auto const& one, auto const& next) { return one == "NOT" && next == "NULL"; });
        return not_null != words.end() && !has(words, "DEFAULT");
    };
    return words.size() > 4 && words[3] == "ADD" && words[4] == "COLUMN" && !has(words, "REFERENCES") &&
           !has(words, "DROP") && !must_be_filled();
}

bool only_adds(std::vector<std::string> const& words, std::vector<std::string> const& new_tables)
{
    if (begins_with(words, {"CREATE", "UNIQUE", "INDEX"}))
        return has(new_tables, behind(words, "ON"));
    if (begins_with(words, {"ALTER", "TYPE"}))
        return has(words, "ADD") && has(words, "VALUE");
    if (begins_with(words, {"ALTER", "TABLE"}))
        return adds_columns(words);
    return begins_with(words, {"CREATE", "TABLE"}) || begins_with(words, {"CREATE", "INDEX"}) ||
           begins_with(words, {"CREATE", "TYPE"}) || begins_with(words, {"DROP", "INDEX"});
}

} // namespace

bool only_adds(std::string_view script)
{
    std::vector<std::vector<std::string>> statements;
    std::vector<std::string> new_tables;
    for (auto const& one : split_script(script, 1)) {
        statements.push_back(words_of(one.text));
        if (begins_with(statements.back(), {"CREATE", "TABLE"}))
            new_tables.push_back(behind(statements.back(), "TABLE"));
    }
    return std::ranges::all_of(statements, [&](auto const& words) { return only_adds(words, new_tables); });
}

task<bool> are_servers_running(connection& conn)
{
    std::vector<std::string> const tables = co_await conn.rows<std::string>(sql{per_dialect<std::string_view>{
        "SELECT tablename::text FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = "
        "'praetor_stream_listener'",
        "SELECT name FROM sqlite_master WHERE name = 'praetor_stream_listener'"}[conn.kind()]});
    if (tables.empty())
        co_return false;
    auto const found = co_await conn.maybe_value<std::int64_t>(
        sql{"SELECT 1 FROM praetor_stream_listener WHERE expires >= $1 LIMIT 1", now()});
    co_return found.has_value();
}

} // namespace praetor::db

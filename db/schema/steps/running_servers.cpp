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
std::vector<std::string> tokens_of(std::string_view statement)
{
    std::vector<std::string> tokens{""};
    for (char const each : statement) {
        auto const upper = each >= 'a' && each <= 'z' ? static_cast<char>(each - 'a' + 'A') : each;
        if (each == '(' || each == ')' || each == ',') {
            tokens.emplace_back(1, each);
            tokens.emplace_back();
        }
        else if (each == ' ' || each == '\n' || each == '\t')
            tokens.emplace_back();
        else
            tokens.back() += upper;
    }
    std::erase(tokens, "");
    return tokens;
}

bool begins_with(std::vector<std::string> const& tokens, std::vector<std::string_view> const& wanted)
{
    return tokens.size() >= wanted.size() && std::equal(wanted.begin(), wanted.end(), tokens.begin());
}

bool has(std::vector<std::string> const& tokens, std::string_view wanted)
{
    return std::ranges::find(tokens, wanted) != tokens.end();
}

// The word behind `word`; empty where there is none.
std::string behind(std::vector<std::string> const& tokens, std::string_view word)
{
    auto const at = std::ranges::find(tokens, word);
    return at == tokens.end() || at + 1 == tokens.end() ? std::string{} : *(at + 1);
}

// ALTER TABLE … ADD COLUMN …, of one column or several.
bool adds_columns(std::vector<std::string> const& tokens)
{
    auto const must_be_filled = [&] {
        auto const not_null = std::ranges::adjacent_find(
            tokens, [](auto const& one, auto const& next) { return one == "NOT" && next == "NULL"; });
        return not_null != tokens.end() && !has(tokens, "DEFAULT");
    };
    return tokens.size() > 4 && tokens[3] == "ADD" && tokens[4] == "COLUMN" && !has(tokens, "REFERENCES") &&
           !has(tokens, "DROP") && !must_be_filled();
}

bool only_adds(std::vector<std::string> const& tokens, std::vector<std::string> const& new_tables)
{
    if (begins_with(tokens, {"CREATE", "UNIQUE", "INDEX"}))
        return has(new_tables, behind(tokens, "ON"));
    if (begins_with(tokens, {"ALTER", "TYPE"}))
        return has(tokens, "ADD") && has(tokens, "VALUE");
    if (begins_with(tokens, {"ALTER", "TABLE"}))
        return adds_columns(tokens);
    return begins_with(tokens, {"CREATE", "TABLE"}) || begins_with(tokens, {"CREATE", "INDEX"}) ||
           begins_with(tokens, {"CREATE", "TYPE"}) || begins_with(tokens, {"DROP", "INDEX"});
}

} // namespace

bool only_adds(std::string_view script)
{
    std::vector<std::vector<std::string>> statements;
    std::vector<std::string> new_tables;
    for (auto const& one : split_script(script, 1)) {
        statements.push_back(tokens_of(one.text));
        if (begins_with(statements.back(), {"CREATE", "TABLE"}))
            new_tables.push_back(behind(statements.back(), "TABLE"));
    }
    return std::ranges::all_of(statements, [&](auto const& tokens) { return only_adds(tokens, new_tables); });
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

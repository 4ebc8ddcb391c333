// praetor auth token …
#include <server/cli/auth/auth_commands.hpp>
#include <server/cli/confirmation.hpp>
#include <server/cli/with_database.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/time_span.hpp>

#include <models/access/access_token.hpp>

#include <db/schema/own_tables.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace praetor::cli {
namespace {

using tokens = std::vector<models::access_token>;

struct wanted_token
{
    std::string name;
    std::string role_name;
    std::string expires;
};

std::optional<timestamp> expiry_of(std::string const& text)
{
    if (text.empty())
        return std::nullopt;
    auto const span = parse_time_span(text);
    if (!span || *span <= duration::zero() || *span > std::chrono::years{100})
        throw error{errc::bad_setting, "--expires must be a span of time such as 90d or 12h, not \"" + text + '"'};
    return now() + *span;
}

void print_client_help(wanted_token const& wanted, std::string const& secret)
{
    fmt::print("{}\n", secret);
    fmt::print(stderr,
               "This is the only time that it is shown. Clients and dashboards take it with its name:\n"
               "  export PREFECT_API_AUTH_STRING={}:{}\n",
               wanted.name, secret);
}

task<int> create_token(db::database& store, wanted_token wanted, role may, std::optional<timestamp> expires)
{
    co_await db::make_own_tables(store);
    auto const before = co_await store.read(models::read_access_tokens);
    auto const made = co_await store.transaction(models::create_access_token, wanted.name, may, expires);
    if (!made)
        throw error{errc::conflict,
                    "there is a token \"" + wanted.name + "\" already: revoke it, or take another name"};
    print_client_help(wanted, *made);
    if (before.empty())
        fmt::print(stderr,
                   "It is the first one: within a second, servers on this database ask everybody for a token.\n");
    co_return 0;
}

int create(settings::values const& config, wanted_token const& wanted)
{
    auto const may = role_named(wanted.role_name);
    std::string refused;
    if (!models::is_token_name(wanted.name))
        refused = "a token's name has 1 to 100 letters, digits, -, _, . and @";
    else if (!may)
        refused = "--role must be viewer, runner, operator or admin, not \"" + wanted.role_name + '"';
    if (!refused.empty()) {
        fmt::print(stderr, "praetor: {}\n", refused);
        return 2;
    }
    return with_existing_database(
        config, [&](db::database& store) { return create_token(store, wanted, *may, expiry_of(wanted.expires)); });
}

task<int> read_tokens(db::database& store, tokens& into)
{
    bool const are_kept = co_await store.read(db::has_own_tables);
    if (are_kept)
        into = co_await store.read(models::read_access_tokens);
    co_return 0;
}

bool has_expired(models::access_token const& one)
{
    return one.expires && *one.expires <= now();
}

std::string day_of(timestamp when)
{
    return to_rfc3339(std::chrono::floor<std::chrono::seconds>(when));
}

void print_json(tokens const& all)
{
    std::string out;
    json::write_list(out, all, [](std::string& to, models::access_token const& one) {
        json::object_writer object{to};
        object.text("name", one.name).text("role", one.role).value("created", one.created);
        object.value("expires", one.expires).value("expired", has_expired(one)).end();
    });
    fmt::print("{}\n", out);
}

void print_table(tokens const& all)
{
    constexpr auto line = "{:<30} {:<9} {:<21} {}\n";
    fmt::print(line, "NAME", "ROLE", "CREATED", "EXPIRES");
    for (auto const& one : all)
        fmt::print(line, one.name, one.role, day_of(one.created),
                   !one.expires ? "never" : day_of(*one.expires) + (has_expired(one) ? " (expired)" : ""));
}

int list(settings::values const& config, bool as_json)
{
    tokens all;
    auto const status = with_existing_database(config, [&all](db::database& store) { return read_tokens(store, all); });
    if (status != 0)
        return status;
    if (as_json)
        print_json(all);
    else
        print_table(all);
    return 0;
}

task<int> revoke_token(db::database& store, std::string name)
{
    auto const gone = co_await store.transaction(models::delete_access_token, name);
    if (!gone)
        throw error{errc::not_found, "there is no token \"" + name + '"'};
    fmt::print("\"{}\" is revoked: no server lets it in after a second.\n", name);
    co_return 0;
}

int revoke(settings::values const& config, std::string const& name, bool yes)
{
    tokens all;
    auto const status = with_existing_database(config, [&all](db::database& store) { return read_tokens(store, all); });
    if (status != 0)
        return status;
    bool const opens = all.size() == 1 && all.front().name == name && config.server.api.auth_string.empty();
    if (opens && !yes &&
        !confirmed("It is the last token, and there is no auth string: everybody may do everything then.\n",
                   "Open the API?"))
        return 1;
    return with_existing_database(config, [&name](db::database& store) { return revoke_token(store, name); });
}

} // namespace

void add_token_commands(command token)
{
    auto const wanted = std::make_shared<wanted_token>();
    token.add("create", "Make a token, and print it: it is not shown again")
        .option("name", wanted->name, "What it is called, in the audit too", presence::required)
        .option("--role", wanted->role_name, "viewer, runner, operator or admin", presence::required)
        .option("--expires", wanted->expires, "After which time it ends: 90d, 12h (never)")
        .runs([wanted](settings::values const& config) { return create(config, *wanted); });

    auto const as_json = std::make_shared<bool>(false);
    token.add("list", "Print the tokens' names, roles and ends")
        .flag("--json", *as_json, "As a JSON array")
        .runs([as_json](settings::values const& config) { return list(config, *as_json); });

    auto const name = std::make_shared<std::string>();
    auto const yes = std::make_shared<bool>(false);
    token.add("revoke", "End a token, and the websockets that it opened")
        .option("name", *name, "The token's name", presence::required)
        .flag("--yes,-y", *yes, "Do not ask before the last one goes, which opens the API")
        .runs([=](settings::values const& config) { return revoke(config, *name, *yes); });
}

} // namespace praetor::cli

// praetor auth audit: who changed what, from where, and what became of it.
#include <server/cli/auth/auth_commands.hpp>
#include <server/cli/with_database.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/time_span.hpp>

#include <models/access/audit.hpp>

#include <db/schema/own_tables.hpp>

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

namespace praetor::cli {
namespace {

struct wanted_audit
{
    std::string token;
    std::string since;
    std::int64_t limit = 100;
    bool as_json = false;
};

using entries = std::vector<models::audit_entry>;

std::optional<timestamp> begin_of(std::string const& text)
{
    if (text.empty())
        return std::nullopt;
    auto const span = parse_time_span(text);
    if (!span || *span < duration::zero() || *span > std::chrono::years{100})
        throw error{errc::bad_setting, "--since must be a span of time such as 7d or 12h, not \"" + text + '"'};
    return now() - *span;
}

task<int> read_entries(db::database& store, std::optional<std::string> token, std::optional<timestamp> since,
                       std::int64_t limit, entries& into)
{
    bool const are_kept = co_await store.read(db::has_own_tables);
    if (are_kept)
        into = co_await store.read(models::read_audit, std::move(token), since, limit);
    co_return 0;
}

void print_json(entries const& all)
{
    std::string out;
    json::write_list(out, all, [](std::string& to, models::audit_entry const& one) {
        json::object_writer object{to};
        object.value("occurred", one.occurred)
            .text("token", one.token)
            .text("role", one.role)
            .text("operation", one.operation)
            .text("method", one.method)
            .text("path", one.path)
            .text("address", one.address)
            .value("status", one.status)
            .end();
    });
    fmt::print("{}\n", out);
}

void print_table(entries const& all)
{
    constexpr auto line = "{:<21} {:<20} {:<9} {:<15} {:<6} {:<32} {}\n";
    fmt::print(line, "WHEN", "TOKEN", "ROLE", "FROM", "STATUS", "OPERATION", "WHAT");
    for (auto const& one : all)
        fmt::print(line, to_rfc3339(std::chrono::floor<std::chrono::seconds>(one.occurred)), one.token, one.role,
                   one.address, one.status, one.operation, one.method + ' ' + one.path);
}

int show(settings::values const& config, wanted_audit const& wanted)
{
    entries all;
    auto const status = with_existing_database(config, [&](db::database& store) {
        return read_entries(store, wanted.token.empty() ? std::nullopt : std::optional{wanted.token},
                            begin_of(wanted.since), wanted.limit, all);
    });
    if (status != 0)
        return status;
    if (wanted.as_json)
        print_json(all);
    else
        print_table(all);
    return 0;
}

} // namespace

void add_audit_command(command auth)
{
    auto const wanted = std::make_shared<wanted_audit>();
    auth.add("audit", "Print what was changed by tokens, the newest first")
        .option("--token", wanted->token, "Of this token")
        .option("--since", wanted->since, "Not older than: 7d, 12h")
        .count("--limit", wanted->limit, "How many at most (100)")
        .flag("--json", wanted->as_json, "As a JSON array")
        .runs([wanted](settings::values const& config) { return show(config, *wanted); });
}

} // namespace praetor::cli

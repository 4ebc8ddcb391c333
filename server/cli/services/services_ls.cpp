// praetor services ls: what runs beside the requests, and what each of it did last.
#include <server/cli/commands.hpp>
#include <server/cli/with_database.hpp>
#include <server/services/service_list.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/json/object_writer.hpp>

#include <models/service_report.hpp>

#include <db/schema/own_tables.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace praetor::cli {
namespace {

using reports = std::vector<models::service_report>;

task<int> read_reports(db::database& store, reports& into)
{
    bool const are_kept = co_await store.read(db::has_own_tables);
    if (are_kept)
        into = co_await store.read(models::read_service_reports);
    co_return 0;
}

models::service_report const* find(reports const& all, std::string_view name)
{
    auto const at = std::ranges::find(all, name, &models::service_report::name);
    return at == all.end() ? nullptr : &*at;
}

void print_json(std::vector<services::listed_service> const& all, reports const& stored)
{
    std::string out;
    json::write_list(out, all, [&](std::string& to, services::listed_service const& one) {
        json::object_writer object{to};
        object.text("name", one.name)
            .value("enabled", one.enabled)
            .text("environment_variable", one.variable)
            .text("description", one.description);
        if (auto const* last = find(stored, one.name))
            object.value("last_run", last->last_run)
                .value("last_run_seconds", static_cast<double>(last->took) / 1e6)
                .value("backlog", last->backlog)
                .value("done", last->done)
                .value("failures", last->failures);
        object.end();
    });
    fmt::print("{}\n", out);
}

void print_table(std::vector<services::listed_service> const& all, reports const& stored)
{
    constexpr auto line = "{:<28} {:<8} {:<20} {:>10} {:>8} {:>10} {:>8}  {}\n";
    fmt::print(line, "NAME", "ENABLED", "LAST RUN", "TOOK", "BACKLOG", "DONE", "FAILED", "DESCRIPTION");
    for (auto const& one : all) {
        auto const* last = find(stored, one.name);
        if (last == nullptr) {
            fmt::print(line, one.name, one.enabled ? "yes" : "no", "-", "-", "-", "-", "-", one.description);
            continue;
        }
        auto const whole = std::chrono::floor<std::chrono::seconds>(last->last_run);
        fmt::print(line, one.name, one.enabled ? "yes" : "no", to_rfc3339(whole),
                   fmt::format("{:.1f} ms", static_cast<double>(last->took) / 1e3), last->backlog, last->done,
                   last->failures, one.description);
    }
}

} // namespace

int services_ls(settings::values const& config, bool as_json)
{
    reports stored;
    auto const status =
        with_existing_database(config, [&stored](db::database& store) { return read_reports(store, stored); });
    auto const all = services::list_services(config.server.services);
    if (as_json)
        print_json(all, stored);
    else
        print_table(all, stored);
    return status;
}

} // namespace praetor::cli

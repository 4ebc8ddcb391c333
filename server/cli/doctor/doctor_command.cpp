#include <server/cli/doctor/doctor_command.hpp>
#include <server/cli/doctor/look.hpp>
#include <server/cli/serving/place_options.hpp>

#include <server/base/json/object_writer.hpp>

#include <fmt/format.h>

#include <iterator>
#include <memory>

namespace praetor::cli {
namespace {

findings look_at_all(settings::values const& config)
{
    findings all = look_at_settings(config);
    auto const add = [&all](findings more) {
        all.insert(all.end(), std::move_iterator{more.begin()}, std::move_iterator{more.end()});
    };
    add(look_at_database(config));
    add(look_at_machine(config));
    add({look_at_port(config), look_at_dashboards(config)});
    return all;
}

void print_json(findings const& all)
{
    std::string list;
    json::write_list(list, all, [](std::string& to, finding const& one) {
        json::object_writer object{to};
        object.text("name", one.name)
            .text("status", to_string(one.is))
            .text("says", one.says)
            .text("advice", one.advice);
        object.end();
    });
    fmt::print("{}\n", json::object_text([&](json::object_writer& whole) {
                   whole.text("status", to_string(worst_of(all))).json("findings", list);
               }));
}

void print_lines(findings const& all)
{
    for (auto const& one : all) {
        fmt::print("{:<5} {:<12} {}\n", to_string(one.is), one.name, one.says);
        if (!one.advice.empty())
            fmt::print("{:<18} -> {}\n", "", one.advice);
    }
}

int doctor(settings::values const& config, bool as_json)
{
    auto const all = look_at_all(config);
    if (as_json)
        print_json(all);
    else
        print_lines(all);
    return worst_of(all) == verdict::fail ? 1 : 0;
}

} // namespace

void add_doctor_command(command root)
{
    auto const as_json = std::make_shared<bool>(false);
    auto const asking = std::make_shared<asking_options>();
    auto doctor_of =
        root.add("doctor", "Look at settings, database, disk, port and dashboards, and say what to do; exit 1 "
                           "where a server would not serve");
    asking->declare(doctor_of);
    doctor_of.flag("--json", *as_json, "As a JSON object")
        .runs([as_json](settings::values const& config) { return doctor(config, *as_json); },
              [asking] { return asking->overrides(); });
}

} // namespace praetor::cli

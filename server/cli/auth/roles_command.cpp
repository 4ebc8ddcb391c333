// praetor auth roles: which role each operation needs.
#include <server/cli/auth/auth_commands.hpp>

#include <routes/access.hpp>

#include <fmt/format.h>

#include <memory>

namespace praetor::cli {
namespace {

int show(settings::values const& config, bool as_markdown)
{
    auto const all = routes::list_access(config);
    if (as_markdown) {
        fmt::print("{}", routes::access_table(all));
        return 0;
    }
    constexpr auto line = "{:<9} {:<9} {:<70} {}\n";
    fmt::print(line, "ROLE", "METHOD", "PATH", "OPERATION");
    for (auto const& one : all)
        fmt::print(line, to_text(one.needs), one.method, one.path, one.operation);
    return 0;
}

} // namespace

void add_roles_command(command auth)
{
    auto const as_markdown = std::make_shared<bool>(false);
    auth.add("roles", "Print the least role of each operation")
        .flag("--markdown", *as_markdown, "As the tables of docs/access.md")
        .runs([as_markdown](settings::values const& config) { return show(config, *as_markdown); });
}

} // namespace praetor::cli

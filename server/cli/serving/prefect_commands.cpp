#include <server/cli/serving/prefect_commands.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace praetor::cli {
namespace {

constexpr std::string_view in_the_background = "praetor stays in the foreground: a service manager (docs/network.md, "
                                               "systemd), a container or `praetor server start &` "
                                               "has it run beside others";

// Behind "server", the longest first.
constexpr std::array<std::pair<std::string_view, std::string_view>, 13> elsewhere{{
    {"services ls", "use `praetor services ls`"},
    {"services list", "use `praetor services ls`"},
    {"services start", "use `praetor services start`, which stays in the foreground"},
    {"services stop", "end `praetor services start` as it was started: by SIGTERM to its process"},
    {"services", "use `praetor services`"},
    {"database upgrade", "use `praetor db upgrade`"},
    {"database downgrade", "use `praetor db downgrade`"},
    {"database reset", "use `praetor db reset`"},
    {"database revision", "use `praetor db revision`"},
    {"database stamp", "use `praetor db stamp`"},
    {"database", "use `praetor db`"},
    {"status", "use `praetor server health`; clients ask from elsewhere (`prefect server status`)"},
    {"stop", "end it as it was started: `systemctl stop praetor`, or by SIGTERM to its process"},
}};

bool is_for_the_background(std::string_view word)
{
    return word == "--background" || word == "-b";
}

} // namespace

std::optional<std::string> instead_of_prefects(std::vector<std::string_view> const& arguments)
{
    if (arguments.size() < 2 || arguments.front() != "server")
        return std::nullopt;
    if (arguments[1] == "start" && std::ranges::any_of(arguments, is_for_the_background))
        return "server start --background: " + std::string{in_the_background};
    auto const said =
        arguments.size() > 2 ? std::string{arguments[1]} + ' ' + std::string{arguments[2]} : std::string{arguments[1]};
    for (auto const& [there, here] : elsewhere)
        if (said == there || arguments[1] == there)
            return "server " + std::string{there} + ": " + std::string{here};
    return std::nullopt;
}

} // namespace praetor::cli

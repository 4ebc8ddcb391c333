#include <server/cli/serving/start_lines.hpp>

#include <server/cli/doctor/look.hpp>
#include <server/cli/serving/public_address.hpp>

#include <routes/ui_settings.hpp>

#include <server/app/dashboard_files.hpp>

#include <fmt/format.h>

#include <array>
#include <unistd.h>

namespace praetor::cli {
namespace {

std::string dashboard_line(settings::values const& config, std::string const& root)
{
    auto const& ui = config.server.ui;
    if (!ui.enabled)
        return {};
    auto const found = app::find_dashboards(config.prefect_folder);
    auto const urls = routes::resolve_ui_base_urls(ui.serve_base);
    bool const has_second = !found.v2.empty() && ui.v2_enabled;
    bool const is_there = !found.v1.empty() || has_second;
    if (is_there && root.empty())
        return {}; // behind a proxy, which alone knows where
    if (!found.v1.empty())
        return fmt::format("dashboard: {}{}{}\n", root, urls.v1,
                           has_second ? fmt::format(" (the new one: {}{})", root, urls.v2) : "");
    if (has_second)
        return fmt::format("dashboard: {}{}\n", root, urls.v2);
    return "dashboard: none is here; `praetor dashboard install` gets it\n";
}

} // namespace

std::string start_lines(settings::values const& config, std::string const& root, bool has_tokens)
{
    auto lines = dashboard_line(config, root);
    findings const of_production = look_at_production(config);
    for (auto const& one : of_production)
        if (one.is != verdict::ok && !(has_tokens && one.name == "access"))
            lines += fmt::format("warning: {}: {}; {}\n", one.name, one.says, one.advice);
    return lines;
}

std::string address_for_clients(std::string const& listens_on)
{
    auto const end_of_host = listens_on.rfind(':');
    auto host = listens_on.substr(0, end_of_host);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    std::array<char, 256> name{};
    if (!is_every_address(host) || ::gethostname(name.data(), name.size() - 1) != 0 || name.front() == '\0')
        return listens_on;
    return name.data() + listens_on.substr(end_of_host);
}

} // namespace praetor::cli

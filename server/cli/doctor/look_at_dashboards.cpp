#include <server/cli/doctor/look.hpp>

#include <server/app/dashboard_files.hpp>

namespace praetor::cli {

finding look_at_dashboards(settings::values const& config)
{
    auto const& ui = config.server.ui;
    if (!ui.enabled)
        return {"dashboards", verdict::ok, "switched off (PREFECT_SERVER_UI_ENABLED)", {}};
    auto const found = app::find_dashboards(config.prefect_folder);
    if (found.v1.empty() && found.v2.empty())
        return {"dashboards", verdict::warn, "none is here: / is a page that says so", "`praetor dashboard install`"};
    if (found.v1.empty() || (found.v2.empty() && ui.v2_enabled))
        return {"dashboards", verdict::warn, "only one of two is in " + config.prefect_folder,
                "`praetor dashboard install`"};
    return {"dashboards", verdict::ok, "from " + config.prefect_folder, {}};
}

} // namespace praetor::cli

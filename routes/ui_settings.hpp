// GET /ui-settings, outside of the API's prefix: what a dashboard asks for before all else, one that is served beside
// praetor too.
#pragma once

#include <string>

namespace praetor::routes {

struct ui_base_urls
{
    std::string v1;
    std::string v2;
};

// Where the two dashboards stand, by PREFECT_UI_SERVE_BASE: "/" and "/v2", "/base" and "/base/v2"; a base that ends in
// "/v2" is the second one's.
ui_base_urls resolve_ui_base_urls(std::string base);

} // namespace praetor::routes

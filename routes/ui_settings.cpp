#include <routes/dashboards.hpp>
#include <routes/routes.hpp>
#include <routes/ui_settings.hpp>

#include <server/base/json/codec_impl.hpp>

#include <server/http/url.hpp>
#include <server/services/access/access_control.hpp>
#include <server/settings/base_path.hpp>

namespace praetor::routes {
namespace {

struct ui_settings
{
    std::string api_url;
    bool csrf_enabled = false;
    std::optional<std::string> auth; // "BASIC"
    std::vector<std::string> flags;
    std::string default_ui; // "v1", "v2"
    std::vector<std::string> available_uis;
    std::optional<std::string> v1_base_url; // none where the dashboard is switched off
    std::optional<std::string> v2_base_url;
};
BOOST_DESCRIBE_STRUCT(ui_settings, (),
                      (api_url, csrf_enabled, auth, flags, default_ui, available_uis, v1_base_url, v2_base_url))

std::string normalised(std::string base)
{
    if (!base.starts_with('/'))
        base.insert(0, 1, '/');
    while (base.size() > 1 && base.ends_with('/'))
        base.pop_back();
    return base;
}

std::string joined(std::string const& base, std::string_view last)
{
    return (base == "/" ? "" : base) + '/' + std::string{last};
}

// Where nothing is set, the address by which this browser came: that of a server on 0.0.0.0 is of no use to it.
std::string api_url(settings::values const& config, http::request const& rq)
{
    if (!config.server.ui.api_url.empty())
        return config.server.ui.api_url;
    if (!config.api.url.empty())
        return config.api.url;
    auto const path = settings::base_path(config.server.api);
    auto url = http::url_of(rq, path);
    if (url.starts_with('/')) // it named no host
        url = std::string{rq.scheme} + "://" + http::authority(config.server.api.host, config.server.api.port) + path;
    return url;
}

ui_settings read_ui_settings(application const& app, http::request const& rq)
{
    auto const& config = app.config;
    auto const& served = app.boards;
    ui_settings made;
    made.api_url = api_url(config, rq);
    made.csrf_enabled = config.server.api.csrf_protection_enabled;
    if (!app.access.is_open())
        made.auth = "BASIC";
    made.default_ui = served.preferred();
    if (config.server.ui.enabled) {
        made.available_uis = served.available();
        if (made.available_uis.empty()) // they may be served beside
            made.available_uis = {"v1", "v2"};
        for (auto const& one : made.available_uis)
            (one == "v1" ? made.v1_base_url : made.v2_base_url) = one == "v1" ? served.urls().v1 : served.urls().v2;
    }
    return made;
}

} // namespace

ui_base_urls resolve_ui_base_urls(std::string base)
{
    static constexpr std::string_view second = "/v2";
    base = normalised(std::move(base));
    if (!base.ends_with(second))
        return {base, joined(base, "v2")};
    auto first = base.substr(0, base.size() - second.size());
    return {first.empty() ? "/" : std::move(first), std::move(base)};
}

void add_dashboards(router& r, application& app)
{
    auto& served = app.boards;
    r.page(joined(served.urls().v1, "ui-settings"), [&app](http::request const& rq) {
        http::response made;
        json::write(made.body, read_ui_settings(app, rq));
        return made;
    });
    if (!app.config.server.ui.enabled)
        return;
    r.mount(served.urls().v1, served.first());
    r.mount(served.urls().v2, served.second());
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::ui_settings)

// The dashboards beside the API: which of them a browser gets, and the page where there is none.
#pragma once

#include <routes/ui_settings.hpp>

#include <server/http/files/static_files.hpp>
#include <server/http/handler.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::routes {

// Serves the first at its base path ("/"), the second at its own ("/v2"). A browser that goes to exactly the first's
// base is sent (307) to the one that its cookie "prefect_ui_version" names, else to the default one; where only one is
// there, it is sent to that. The io_context's thread; outlives the server that it is mounted on.
class dashboards
{
public:
    // `is_v2_default` where a browser has not chosen.
    dashboards(ui_base_urls urls, bool is_v2_default);
    dashboards(dashboards const&) = delete;
    dashboards& operator=(dashboards const&) = delete;

    // From now on these folders are served; an empty path: that one is not there.
    void serve(std::filesystem::path const& v1, std::filesystem::path const& v2);

    ui_base_urls const& urls() const noexcept { return urls_; }
    // "v1", "v2": those that are served.
    std::vector<std::string> available() const;
    // The one for browsers that have not chosen: "v1" or "v2".
    std::string_view preferred() const;

    // To be mounted at urls().v1 and urls().v2.
    http::handler& first() noexcept { return first_; }
    http::handler& second() noexcept { return second_; }

private:
    class root final : public http::handler
    {
    public:
        root(dashboards& all, bool is_v2) : all_(all), is_v2_(is_v2) {}
        task<http::response> handle(http::request& rq) override;

    private:
        dashboards& all_;
        bool is_v2_;
    };

    std::optional<http::response> send_elsewhere(http::request const& rq, bool is_v2) const;

    ui_base_urls urls_;
    bool is_v2_default_;
    root first_;
    root second_;
    std::optional<http::static_files> v1_;
    std::optional<http::static_files> v2_;
};

} // namespace praetor::routes

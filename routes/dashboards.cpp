#include <routes/dashboards.hpp>

#include <server/http/accepted.hpp>
#include <server/http/response.hpp>
#include <server/http/url.hpp>

#include <algorithm>
#include <utility>

namespace praetor::routes {
namespace {

// What a server without a dashboard shows instead of it.
constexpr std::string_view page_without_dashboard = R"(<!doctype html>
<html lang="en"><meta charset="utf-8"><title>praetor</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:4rem auto;padding:0 1rem}code{background:#8882;padding:.1em .3em}</style>
<h1>praetor</h1>
<p>This server works. It has no dashboard yet: that one is part of Prefect's package, which was not found here.</p>
<p>Where <code>pip</code> is, <code>praetor dashboard install</code> gets it; <code>praetor dashboard install --from FILE.whl</code>
takes it from a wheel of Prefect. A server that is started where Prefect is installed finds it there.</p>
<p>The API can be read and tried at <code>/docs</code>.</p>
</html>
)";

// Whether a browser goes to a page, rather than asking for something on it.
bool is_navigation(http::request const& rq)
{
    if (rq.verb != http::method::get && rq.verb != http::method::head)
        return false;
    auto const destination = rq.header("sec-fetch-dest");
    return rq.header("sec-fetch-mode") == "navigate" || destination == "document" || destination == "iframe" ||
           http::wants_page(rq.header("accept"));
}

// The value of a cookie (RFC 6265, 5.4); empty where there is none.
std::string_view cookie_of(http::request const& rq, std::string_view name)
{
    auto rest = rq.header("cookie");
    while (!rest.empty()) {
        auto const end = rest.find(';');
        auto one = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
        if (one.starts_with(name) && one.substr(name.size()).starts_with('='))
            return one.substr(name.size() + 1);
    }
    return {};
}

std::string below(std::string const& base, std::string_view path)
{
    return (base == "/" ? "" : base) + (path.empty() ? "/" : std::string{path});
}

} // namespace

dashboards::dashboards(ui_base_urls urls, bool is_v2_default)
    : urls_(std::move(urls)), is_v2_default_(is_v2_default), first_(*this, false), second_(*this, true)
{}

void dashboards::serve(std::filesystem::path const& v1, std::filesystem::path const& v2)
{
    v1_.reset();
    v2_.reset();
    if (!v1.empty())
        v1_.emplace(http::static_files_options{.folder = v1});
    if (!v2.empty())
        v2_.emplace(http::static_files_options{.folder = v2});
}

std::vector<std::string> dashboards::available() const
{
    std::vector<std::string> names;
    if (v1_)
        names.emplace_back("v1");
    if (v2_)
        names.emplace_back("v2");
    return names;
}

std::string_view dashboards::preferred() const
{
    if (v1_.has_value() == v2_.has_value())
        return is_v2_default_ ? "v2" : "v1";
    return v2_ ? "v2" : "v1";
}

// What a browser is sent to instead of what it went to.
std::optional<http::response> dashboards::send_elsewhere(http::request const& rq, bool is_v2) const
{
    bool const is_root = rq.path.empty() || rq.path == "/";
    if (!is_navigation(rq) || (is_v2 ? v2_.has_value() : !is_root))
        return std::nullopt;
    auto const chosen = cookie_of(rq, "prefect_ui_version");
    bool const has_chosen = (chosen == "v1" && v1_) || (chosen == "v2" && v2_);
    bool const to_v2 = (has_chosen ? chosen : preferred()) == "v2";
    if (to_v2 == is_v2)
        return std::nullopt;
    return http::redirect(http::url_of(rq, below(to_v2 ? urls_.v2 : urls_.v1, rq.path), rq.query));
}

task<http::response> dashboards::root::handle(http::request& rq)
{
    auto& files = is_v2_ ? all_.v2_ : all_.v1_;
    if (all_.v1_ || all_.v2_)
        if (auto elsewhere = all_.send_elsewhere(rq, is_v2_))
            co_return std::move(*elsewhere);
    if (files) {
        auto answer = co_await files->handle(rq);
        co_return answer;
    }
    bool const is_root = rq.path.empty() || rq.path == "/";
    if (all_.v1_ || all_.v2_ || is_v2_ || !is_root || !is_navigation(rq))
        co_return http::refusal(404, "Not Found");
    http::response page;
    page.content_type = "text/html; charset=utf-8";
    page.body = page_without_dashboard;
    co_return page;
}

} // namespace praetor::routes

#include <server/app/dashboard_files.hpp>
#include <server/app/work_folder.hpp>

#include <routes/ui_settings.hpp>

#include <server/http/gzip.hpp>

#include <server/base/log.hpp>

#include <boost/algorithm/string/replace.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <iterator>
#include <system_error>
#include <unistd.h>

namespace praetor::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view placeholder = "/PREFECT_UI_SERVE_BASE_REPLACE_PLACEHOLDER";
constexpr std::size_t smallest_packed = 500;

bool is_dashboard(fs::path const& folder)
{
    std::error_code unreadable;
    return fs::is_regular_file(folder / "index.html", unreadable);
}

// Files that may have the placeholder, and become shorter when they are packed.
bool is_text(fs::path const& file)
{
    static constexpr std::array<std::string_view, 5> extensions{".html", ".css", ".js", ".json", ".txt"};
    return std::ranges::find(extensions, file.extension().string()) != extensions.end();
}

std::string content_of(fs::path const& file)
{
    std::ifstream in{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (!in)
        throw fs::filesystem_error{"can not be read", file, std::make_error_code(std::errc::io_error)};
    return text;
}

void write_file(fs::path const& file, std::string_view content)
{
    std::ofstream out{file, std::ios::binary};
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    if (!out)
        throw fs::filesystem_error{"can not be written", file, std::error_code{errno, std::generic_category()}};
}

void copy_file(fs::path const& from, fs::path const& to, std::string_view base)
{
    if (!is_text(from)) {
        fs::copy_file(from, to);
        return;
    }
    auto text = content_of(from);
    boost::algorithm::replace_all(text, placeholder, base);
    write_file(to, text);
    if (text.size() < smallest_packed)
        return;
    if (auto const packed = http::gzip(text); !packed.empty())
        write_file(to.string() + ".gz", packed);
}

void copy_files(fs::path const& source, fs::path const& into, std::string_view base)
{
    for (auto const& one : fs::recursive_directory_iterator{source}) {
        auto const to = into / fs::relative(one.path(), source);
        if (one.is_directory())
            fs::create_directories(to);
        else if (one.is_regular_file())
            copy_file(one.path(), to, base);
    }
    // The folder's name promises all of it, after a loss of power too.
    int const folder = ::open(into.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
        ::syncfs(folder);
        ::close(folder);
    }
}

// Of a state of the source: a package that is installed anew has another index.html.
std::string name_of(fs::path const& source, std::string_view base)
{
    auto const page = source / "index.html";
    auto const of = fmt::format("{} {} {} {}", fs::canonical(source).string(), fs::file_size(page),
                                fs::last_write_time(page).time_since_epoch().count(), base);
    return fmt::format("{}-{:016x}", source.filename().string(), std::hash<std::string>{}(of));
}

std::string base_of(std::string const& url)
{
    return url == "/" ? std::string{} : url;
}

fs::path copied(fs::path const& source, fs::path const& into, std::string const& url)
{
    if (source.empty())
        return {};
    try {
        return copy_dashboard(source, into, base_of(url));
    }
    catch (fs::filesystem_error const& failed) {
        log::warning(
            "server",
            "the dashboard at {} is not served: its files can not be copied to {}: {}; name a folder that can be "
            "written, with 20 MB free, by PREFECT_UI_STATIC_DIRECTORY, or set PREFECT_UI_ENABLED=false",
            url, into.string(), failed.code().message());
    }
    return {};
}

} // namespace

dashboard_folders find_dashboards(fs::path const& package)
{
    auto const found = [&](std::string_view name) {
        auto const folder = package / "server" / name;
        return !package.empty() && is_dashboard(folder) ? folder : fs::path{};
    };
    return {found("ui"), found("ui-v2")};
}

fs::path copy_dashboard(fs::path const& source, fs::path const& into, std::string_view base)
{
    auto const made = into / name_of(source, base);
    // What is there is whole: it gets its name when it is.
    if (is_dashboard(made))
        return made;
    work_folder const work{into};
    auto const whole = work.path() / "whole";
    fs::create_directory(whole);
    copy_files(source, whole, base);
    std::error_code failed;
    fs::rename(whole, made, failed);
    if (failed && !is_dashboard(made)) // else another server was first
        throw fs::filesystem_error{"can not be renamed", whole, made, failed};
    return made;
}

dashboard_folders copy_dashboards(settings::values const& config)
{
    if (!config.server.ui.enabled)
        return {};
    auto const found = find_dashboards(config.prefect_folder);
    fs::path const into = config.server.ui.static_directory.empty() ? fs::path{config.home} / "praetor/served"
                                                                    : fs::path{config.server.ui.static_directory};
    auto const urls = routes::resolve_ui_base_urls(config.server.ui.serve_base);
    return {copied(found.v1, into, urls.v1), copied(found.v2, into, urls.v2)};
}

} // namespace praetor::app

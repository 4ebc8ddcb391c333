#include <server/cli/dashboard/dashboard_commands.hpp>
#include <server/cli/dashboard/zip_archive.hpp>
#include <server/cli/program.hpp>

#include <server/app/work_folder.hpp>
#include <server/base/error.hpp>

#include <server/settings/prefect_package.hpp>

#include <models/reference_version.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

namespace praetor::cli {
namespace {

namespace fs = std::filesystem;

struct install_options
{
    std::string from;
    std::string version;
};

// By pip, which knows the user's index and proxies, and checks the wheel's hash.
fs::path download(std::string const& version, fs::path const& into)
{
    auto const status =
        run_program({{"python3", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--retries", "2",
                      "--no-deps", "--only-binary=:all:", "--dest", into.string(), "prefect==" + version},
                     {}});
    if (status != 0)
        throw error{errc::unavailable, "pip can not download prefect " + version +
                                           ": get its wheel by other means, and name it with --from"};
    for (auto const& one : fs::directory_iterator{into})
        if (one.path().extension() == ".whl")
            return one.path();
    throw error{errc::unavailable, "pip has left no wheel in " + into.string()};
}

// Of Prefect's package what praetor serves: nothing of it is run.
void copy_parts(fs::path const& package, fs::path const& into)
{
    for (auto const* part :
         {"server/ui", "server/ui-v2", "server/collection_blocks_data.json", "server/api/collections_data"})
        if (fs::exists(package / part)) {
            fs::create_directories((into / part).parent_path());
            fs::copy(package / part, into / part, fs::copy_options::recursive);
        }
}

int install(settings::values const& config, install_options const& given)
{
    auto const home = fs::path{config.home} / "praetor";
    app::work_folder const work{home};
    fs::path source = given.from;
    if (given.from.empty())
        source = download(given.version.empty() ? std::string{models::reference_version} : given.version, work.path());
    else if (!fs::exists(source))
        throw error{errc::bad_setting, "there is no " + given.from};
    if (fs::is_regular_file(source)) {
        unpack_zip(source, work.path() / "wheel");
        source = work.path() / "wheel";
    }
    fs::path const package = settings::find_prefect_package(source.string(), {});
    if (package.empty() || !fs::is_regular_file(package / "server/ui/index.html"))
        throw error{errc::bad_setting, (given.from.empty() ? std::string{"that release"} : given.from) +
                                           " has no dashboard: it takes the package prefect, not prefect-client"};
    copy_parts(package, work.path() / "prefect");
    auto const installed = home / "prefect";
    if (fs::exists(installed))
        fs::rename(installed, work.path() / "before");
    fs::rename(work.path() / "prefect", installed);
    fmt::print("The dashboards are in {}: a server that starts from now on serves them.\n", installed.string());
    return 0;
}

} // namespace

void add_dashboard_commands(command dashboard)
{
    auto const given = std::make_shared<install_options>();
    dashboard.add("install", "Take the dashboards, and the lists of integrations, out of Prefect's package")
        .option("--from", given->from,
                "A wheel of prefect, its unpacked folder or a virtual environment; else pip downloads it")
        .option("--version", given->version, "The release to download (" + std::string{models::reference_version} + ")")
        .exclude("--from", "--version")
        .runs([given](settings::values const& config) { return install(config, *given); });
}

} // namespace praetor::cli

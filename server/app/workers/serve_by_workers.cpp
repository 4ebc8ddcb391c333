#include <server/app/workers/serve_by_workers.hpp>

#include <server/app/open_database.hpp>
#include <server/app/work_folder.hpp>
#include <server/app/workers/worker_set.hpp>

#include <server/base/error.hpp>
#include <server/http/connection/listeners.hpp>
#include <server/settings/text_checks.hpp>

#include <db/grammar.hpp>

#include <boost/asio/this_coro.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace praetor::app {
namespace {

// Where the program lies: what is there later is a newer one.
std::filesystem::path own_program()
{
    constexpr std::string_view replaced = " (deleted)";
    auto path = std::filesystem::read_symlink("/proc/self/exe").string();
    if (path.ends_with(replaced))
        path.resize(path.size() - replaced.size());
    return path;
}

std::vector<std::string> own_arguments()
{
    std::ifstream from{"/proc/self/cmdline", std::ios::binary};
    std::string const text{std::istreambuf_iterator<char>{from}, {}};
    std::vector<std::string> all;
    for (std::size_t at = 0; at < text.size(); at = text.find('\0', at) + 1)
        all.emplace_back(text.c_str() + at);
    return all;
}

} // namespace

task<int> serve_by_workers(settings::values const& config, int count, std::vector<int> sockets, supervisor& watcher)
{
    constexpr int max_count = 256; // a number beyond is a mistake
    auto const executor = co_await boost::asio::this_coro::executor;
    if (count > max_count)
        throw error{errc::bad_setting,
                    "--workers: " + std::to_string(count) + " must be <= " + std::to_string(max_count)};
    if (!db::grammar::of(database_options(config).dialect).writes_in_parallel())
        throw error{errc::bad_setting, "Multi-worker mode (--workers > 1) is not supported with SQLite database: one "
                                       "process writes to it"};
    auto const& api = config.server.api;
    http::listeners listens{executor,
                            {.host = api.host,
                             .port = api.port,
                             .unix_mode = settings::mode_of(config.praetor.unix_socket_mode),
                             .sockets = std::move(sockets)}};
    listens.listen();
    work_folder const folder{std::filesystem::temp_directory_path(), "praetor-"};
    worker_command command{.program = own_program(), .arguments = own_arguments(), .folder = folder.path()};
    worker_set all{executor, listens, std::move(command), {.count = count}, watcher};
    co_return co_await all.run();
}

} // namespace praetor::app

#include <server/cli/doctor/look.hpp>

#include <server/settings/database_url.hpp>

#include <server/base/error.hpp>

#include <db/options.hpp>
#include <db/url.hpp>

#include <fmt/format.h>

#include <sys/resource.h>
#include <sys/vfs.h>
#include <system_error>

namespace praetor::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t mebibyte = 1024 * 1024;
constexpr std::uintmax_t enough = 1024 * mebibyte;
constexpr std::uintmax_t too_little = 100 * mebibyte;
constexpr rlim_t enough_files = 4'096;
constexpr std::string_view in_memory_path = ":memory:";

// The folder itself, or the nearest above it that is there.
fs::path existing(fs::path folder)
{
    std::error_code none;
    while (!folder.empty() && folder != folder.root_path() && !fs::exists(folder, none))
        folder = folder.parent_path();
    return folder.empty() ? fs::path{"."} : folder;
}

// Of a database's file; of PostgreSQL PREFECT_HOME, where copies of the dashboards are.
fs::path written_folder(settings::values const& config)
{
    try {
        db::options how;
        db::set_target(how, settings::database_url(config));
        if (db::is_file(how.dialect) && how.path != in_memory_path)
            return fs::absolute(how.path).parent_path();
    }
    catch (error const&) { // "database" tells of it
    }
    return config.home;
}

finding look_at_open_files()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    auto const says = fmt::format("up to {} at once", limit.rlim_max);
    if (limit.rlim_max >= enough_files)
        return {"open files", verdict::ok, says, {}};
    return {"open files", verdict::warn, says + ": no more connections than that, less 128",
            "raise the hard limit: LimitNOFILE= of the systemd unit, --ulimit nofile= of a container"};
}

// Of the file system that has `folder` or, where that is not there yet, the nearest one above it.
finding look_at_disk(fs::path const& folder)
{
    auto const at = existing(folder);
    std::error_code failed;
    auto const room = fs::space(at, failed);
    if (failed)
        return {"disk", verdict::warn, fmt::format("{}: {}", at.string(), failed.message()), "look at its file system"};
    return judge_room(at, room.available, room.capacity);
}

finding look_at_home(settings::values const& config)
{
    constexpr auto in_memory = 0x01021994;      // tmpfs
    constexpr auto in_old_memory = 0x858458f6;  // ramfs
    constexpr auto of_a_container = 0x794c7630; // overlayfs
    auto const folder = written_folder(config);
    struct statfs found = {};
    if (::statfs(existing(folder).c_str(), &found) != 0)
        return {"home", verdict::warn, fmt::format("{} can not be looked at", folder.string()), "look at its rights"};
    auto const kind = static_cast<std::uint32_t>(found.f_type);
    std::string_view const where = kind == in_memory || kind == in_old_memory ? "in memory"
                                   : kind == of_a_container                   ? "in the layer of a container"
                                                                              : "";
    if (where.empty())
        return {"home", verdict::ok, folder.string(), {}};
    return {"home", verdict::warn, fmt::format("{} is {}, and is lost with it", folder.string(), where),
            "put it on a disk or a volume: PREFECT_HOME, PREFECT_SERVER_DATABASE_CONNECTION_URL"};
}

} // namespace

finding judge_room(fs::path const& at, std::uintmax_t available, std::uintmax_t capacity)
{
    auto const says =
        fmt::format("{} MiB free of {} MiB at {}", available / mebibyte, capacity / mebibyte, at.string());
    if (available < too_little)
        return {"disk", verdict::fail, says, "make room: a full disk refuses every write with 503"};
    if (available < enough && available < capacity / 10)
        return {"disk", verdict::warn, says, "make room, or keep less (docs/services.md)"};
    return {"disk", verdict::ok, says, {}};
}

findings look_at_production(settings::values const& config)
{
    return {look_at_access(config), look_at_disk(written_folder(config)), look_at_home(config)};
}

findings look_at_machine(settings::values const& config)
{
    return {look_at_disk(written_folder(config)), look_at_home(config), look_at_open_files()};
}

} // namespace praetor::cli

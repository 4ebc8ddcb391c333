#include <db/dialects/sqlite/database_files.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <sys/stat.h>

#include <utility>

namespace praetor::db::sqlite {
namespace {

constexpr std::chrono::milliseconds between_looks{50};
constexpr std::chrono::milliseconds between_looks_at_log{100};

} // namespace

database_files::database_files(std::string path)
    : path_(std::move(path)), database_(identity_of(path_)),
      log_{{{path_ + "-wal", std::nullopt}, {path_ + "-shm", std::nullopt}}}
{}

std::optional<database_files::identity> database_files::identity_of(std::string const& path)
{
    struct stat found = {};
    if (::stat(path.c_str(), &found) != 0)
        return std::nullopt;
    return identity{found.st_dev, found.st_ino};
}

void database_files::require_database()
{
    auto const now = identity_of(path_);
    if (now == database_) {
        if (is_lost() && lost_.exchange(false))
            log::warning("db", "{} is there again", path_);
        return;
    }
    auto const why = now ? "another file is in the place of " + path_ + "; restart the server to serve that one"
                         : path_ + " was deleted or moved; put it back, or what was in it is lost when the server ends";
    if (!lost_.exchange(true))
        log::error("db", "{}. Nothing is read or written until then", why);
    throw error{errc::unavailable, why};
}

void database_files::require_database_now_and_then()
{
    auto const now = clock::now();
    if (!is_lost() && now < next_look_.load(std::memory_order_relaxed))
        return;
    next_look_.store(now + between_looks, std::memory_order_relaxed);
    require_database();
}

void database_files::require_log(std::function<void()> const& save)
{
    auto const now = clock::now();
    if (!log_is_lost_ && now < next_look_at_log_)
        return;
    next_look_at_log_ = now + between_looks_at_log;
    std::string lost;
    for (auto& one : log_) {
        auto const found = identity_of(one.path);
        if (!one.is)
            one.is = found;
        if (found != one.is)
            lost = one.path;
    }
    if (lost.empty()) {
        if (std::exchange(log_is_lost_, false))
            log::warning("db", "the log of {} is there again", path_);
        return;
    }
    save();
    auto const why = lost + " was deleted or replaced; all that was stored is in " + path_ + " now. Restart the server";
    if (!std::exchange(log_is_lost_, true))
        log::error("db", "{}. Nothing is written until then", why);
    throw error{errc::unavailable, why};
}

} // namespace praetor::db::sqlite

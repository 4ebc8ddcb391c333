#include <db/dialects/sqlite/database_files.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <sys/stat.h>

#include <utility>

namespace praetor::db::sqlite {

database_files::database_files(std::string path)
    : path_(std::move(path)), log_path_(path_ + "-wal"), database_(identity_of(path_))
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
        if (lost_.load(std::memory_order_relaxed) && lost_.exchange(false))
            log::warning("db", "{} is there again", path_);
        return;
    }
    auto const why = now ? "another file is in the place of " + path_ + "; restart the server to serve that one"
                         : path_ + " was deleted or moved; put it back, or what was in it is lost when the server ends";
    if (!lost_.exchange(true))
        log::error("db", "{}. Nothing is read or written until then", why);
    throw error{errc::unavailable, why};
}

bool database_files::has_log()
{
    auto const now = identity_of(log_path_);
    if (!log_)
        log_ = now;
    return now == log_;
}

void database_files::require_log()
{
    if (has_log()) {
        if (std::exchange(log_is_lost_, false))
            log::warning("db", "{} is there again", log_path_);
        return;
    }
    auto const why = log_path_ + " was deleted or replaced; what it held is in " + path_ + " now. Restart the server";
    if (!std::exchange(log_is_lost_, true))
        log::error("db", "{}. Nothing is written until then", why);
    throw error{errc::unavailable, why};
}

} // namespace praetor::db::sqlite

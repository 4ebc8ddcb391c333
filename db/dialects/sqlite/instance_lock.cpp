#include <db/dialects/sqlite/instance_lock.hpp>

#include <server/base/log.hpp>

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace praetor::db::sqlite {
namespace {

bool is_still_there(int file, std::string const& path)
{
    struct stat held = {}, named = {};
    return fstat(file, &held) == 0 && stat(path.c_str(), &named) == 0 && held.st_ino == named.st_ino;
}

long read_process(int file)
{
    std::array<char, 32> text{};
    return pread(file, text.data(), text.size() - 1, 0) > 0 ? std::strtol(text.data(), nullptr, 10) : 0;
}

} // namespace

instance_lock::instance_lock(std::string const& database) : path_(database + "-praetor")
{
    for (int tries = 0; tries < 10; ++tries) {
        file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (file_ < 0)
            return;
        if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
            other_ = read_process(file_);
            close(file_);
            file_ = -1;
            log::warning("db",
                         "{} is also open in process {}: writers of both wait for each other, and events of the one "
                         "are not told to subscribers of the other. Use PostgreSQL for more than one server.",
                         database, other_);
            return;
        }
        if (is_still_there(file_, path_)) {
            auto const text = std::to_string(getpid()) + '\n';
            if (ftruncate(file_, 0) != 0 || pwrite(file_, text.data(), text.size(), 0) < 0)
                log::debug("db", "{} can not be written", path_);
            return;
        }
        // Its holder removed it between our two calls.
        close(file_);
        file_ = -1;
    }
}

instance_lock::~instance_lock()
{
    if (file_ < 0)
        return;
    if (is_still_there(file_, path_))
        unlink(path_.c_str());
    close(file_);
}

} // namespace praetor::db::sqlite

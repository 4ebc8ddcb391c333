#include <server/app/open_files.hpp>

#include <algorithm>
#include <sys/resource.h>

namespace praetor::app {

void raise_limit_of_open_files() noexcept
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

std::size_t connections_within_limits() noexcept
{
    constexpr rlim_t others = 128;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1;
    return std::max<std::size_t>(1, limit.rlim_cur > 2 * others ? limit.rlim_cur - others : limit.rlim_cur / 2);
}

} // namespace praetor::app

#include <server/cli/failure.hpp>

#include <server/base/error.hpp>

#include <fmt/format.h>

#include <cstdio>

namespace praetor::cli {

int report_failure(std::exception_ptr const& failed)
{
    fmt::print(stderr, "praetor: {}\n", message_of(failed));
    try {
        std::rethrow_exception(failed);
    }
    catch (error const& refused) {
        return refused.code() == errc::bad_setting ? 2 : 1;
    }
    catch (...) {
        return 1;
    }
}

} // namespace praetor::cli

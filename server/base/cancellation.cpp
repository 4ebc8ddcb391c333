#include <server/base/cancellation.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace praetor {

bool is_cancellation(std::exception_ptr const& thrown) noexcept
{
    if (!thrown)
        return false;
    try {
        std::rethrow_exception(thrown);
    }
    catch (boost::system::system_error const& cancelled) {
        return cancelled.code() == boost::asio::error::operation_aborted;
    }
    catch (...) {
        return false;
    }
}

void throw_cancellation()
{
    throw boost::system::system_error{boost::asio::error::operation_aborted};
}

} // namespace praetor

#include <server/base/error.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace praetor {

std::string message_of(std::exception const& thrown)
{
    if (auto const* of_system = dynamic_cast<boost::system::system_error const*>(&thrown))
        return of_system->code().message();
    return thrown.what();
}

std::string message_of(std::exception_ptr const& thrown)
{
    try {
        std::rethrow_exception(thrown);
    }
    catch (std::exception const& known) {
        return message_of(known);
    }
    catch (...) {
        return "an exception of an unknown type";
    }
}

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

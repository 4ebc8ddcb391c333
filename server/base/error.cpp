#include <server/base/error.hpp>

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

} // namespace praetor

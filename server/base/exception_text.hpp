// What any exception says, for the log.
#pragma once

#include <exception>
#include <string>

namespace praetor {

// what() of a std::exception; of anything else that it is none. `thrown` must not be null.
inline std::string exception_text(std::exception_ptr const& thrown)
{
    try {
        std::rethrow_exception(thrown);
    }
    catch (std::exception const& known) {
        return known.what();
    }
    catch (...) {
        return "an exception of unknown type";
    }
}

} // namespace praetor

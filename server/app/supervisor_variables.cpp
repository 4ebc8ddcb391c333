#include <server/app/supervisor_variables.hpp>

#include <charconv>
#include <cstdlib>

namespace praetor::app {

std::string take_variable(char const* name)
{
    auto const* const text = std::getenv(name);
    std::string taken = text != nullptr ? text : "";
    ::unsetenv(name);
    return taken;
}

std::optional<std::int64_t> take_number(char const* name)
{
    auto const text = take_variable(name);
    std::int64_t number = 0;
    auto const* const end = text.data() + text.size();
    auto const [stop, failed] = std::from_chars(text.data(), end, number);
    return failed == std::errc{} && stop == end ? std::optional{number} : std::nullopt;
}

} // namespace praetor::app

#include <server/http/request.hpp>

namespace praetor::http {

std::string_view to_text(method verb)
{
    static constexpr std::string_view names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", ""};
    return names[static_cast<std::size_t>(verb)];
}

} // namespace praetor::http

#include <server/outgoing/restricted_url.hpp>

#include <server/http/client/target_url.hpp>

#include <fmt/format.h>

namespace praetor::outgoing {

std::string restricted_message(std::string_view url, http::outgoing_failure const& failed)
{
    using kind = http::outgoing_failure::kind;
    auto const target = http::parse_target_url(url);
    if (!target)
        return "The URL is not a valid URL.  Only HTTP and HTTPS URLs are allowed.";
    if (failed.what_failed() == kind::restricted)
        return fmt::format("'{}' is not a valid URL.  {}", target->shown(), failed.text());
    if (failed.what_failed() == kind::not_connected && failed.text().starts_with("[Errno"))
        return fmt::format("'{}' is not a valid URL.  It could not be resolved.", target->shown());
    return {};
}

} // namespace praetor::outgoing

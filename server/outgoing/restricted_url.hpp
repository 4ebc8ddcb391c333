// What a block says of a URL that it may not call.
#pragma once

#include <server/http/client/outgoing.hpp>

#include <string>
#include <string_view>

namespace praetor::outgoing {

// The words of Prefect's validate_restricted_url, of the scheme, host and port of the URL alone: "'http://127.0.0.1:9'
// is not a valid URL.  It resolves to the private address 127.0.0.1."; nothing where `failed` is of another kind. Any
// thread.
std::string restricted_message(std::string_view url, http::outgoing_failure const& failed);

} // namespace praetor::outgoing

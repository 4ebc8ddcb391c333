// Requests to other servers as bytes.
#pragma once

#include <server/http/client/outgoing.hpp>
#include <server/http/client/target_url.hpp>

#include <string>
#include <string_view>

namespace praetor::http {

// Throws outgoing_failure::invalid_request where the method is no token, or a header has a name that is none or a value
// with a control character.
void check_request(outgoing_request const& wanted);

// The request, its body included, for a connection that ends with the reply. `to`: the path, or the whole URL for a
// proxy; `proxy_userinfo`: "name:password" for it, or empty. Any thread.
std::string request_text(outgoing_request const& wanted, target_url const& url, std::string_view to,
                         std::string_view proxy_userinfo);

// What asks a proxy for a way to `authority`.
std::string connect_text(std::string_view authority, std::string_view proxy_userinfo);

} // namespace praetor::http

// Replies compressed as gzip (RFC 1952), by ISA-L.
#pragma once

#include <string>
#include <string_view>

namespace praetor::http {

// Level 1: the clients of the reference all ask for gzip, and run beside the server, so CPU counts and bytes hardly do.
// Empty where compression fails.
std::string gzip(std::string_view text);

} // namespace praetor::http

// Percent-encoding of URLs (RFC 3986, section 2.1).
#pragma once

#include <string>
#include <string_view>

namespace praetor {

// What is no "%" with two hexadecimal digits stays as it is.
std::string percent_decoded(std::string_view text);

} // namespace praetor

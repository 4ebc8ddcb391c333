// Percent-encoding of URLs (RFC 3986, section 2.1).
#pragma once

#include <string>
#include <string_view>

namespace praetor {

// Every "%" with two hexadecimal digits as its byte, once; any other "%" stays as it is. The bytes need not be UTF-8.
// Any thread.
std::string percent_decoded(std::string_view text);

// Each byte but letters, digits, "-._~" and those of `kept` as "%XX". Any thread.
std::string percent_encoded(std::string_view text, std::string_view kept = {});

} // namespace praetor

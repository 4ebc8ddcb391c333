// "key1=value1,key2=value2": how OpenTelemetry's settings say headers and attributes, in the form of W3C Baggage.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::tracing {

using pair_list = std::vector<std::pair<std::string, std::string>>;

// Keys and values percent-decoded, blanks round them gone. Nothing where a part has no "=" or no key, or a "%" has no
// two hexadecimal digits behind it; empty parts are passed over. Any thread.
std::optional<pair_list> parse_pair_list(std::string_view text);

} // namespace praetor::tracing

// Base64 (RFC 4648, section 4), with padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace praetor {

// The text of any bytes.
std::string base64_encoded(std::string_view bytes);

// Nothing where the text is not base64; missing padding is.
std::optional<std::string> base64_decoded(std::string_view text);

} // namespace praetor

// What a client accepts, by the weights of its headers (RFC 9110, 12.4.2).
#pragma once

#include <string_view>

namespace praetor::http {

// The weight, 0 to 1, of a content coding such as "gzip" in the header Accept-Encoding: its own, else that of "*", else
// 0; "identity" is 1 unless the header says otherwise. 0: not to be sent. Any thread.
double coding_weight(std::string_view accept_encoding, std::string_view coding);

// Whether the header Accept names HTML or XHTML with a weight above 0: a browser that goes to a page. Any thread.
bool wants_page(std::string_view accept);

} // namespace praetor::http

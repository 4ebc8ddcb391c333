// The page at /docs, embedded at build from docs_page.html (decision 0008).
#pragma once

#include <string_view>

namespace praetor::http {

// A whole HTML document; it reads openapi.json beside it and needs nothing else. A literal.
std::string_view docs_page();

} // namespace praetor::http

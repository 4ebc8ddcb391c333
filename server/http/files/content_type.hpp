// What a file holds, by its name.
#pragma once

#include <string_view>

namespace praetor::http {

// "text/html; charset=utf-8" of "index.html"; "application/octet-stream" where the extension is unknown. Its case does
// not matter. A literal. Any thread.
std::string_view content_type_of(std::string_view file_name);

} // namespace praetor::http

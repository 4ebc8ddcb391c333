// Text inside HTML.
#pragma once

#include <string>
#include <string_view>

namespace praetor {

// &, < and > as entities.
std::string html_escaped(std::string_view text);

// The five entities of XML and numbers below 128 (&#39; &#x27;) as characters; all else stays.
std::string html_unescaped(std::string_view text);

} // namespace praetor

#include <tests/fuzz/document.hpp>

#include <server/base/json/parse.hpp>
#include <server/base/json/syntax_error.hpp>

namespace praetor::fuzz {

std::optional<boost::json::value> parse_document(std::string_view text)
{
    boost::system::error_code failed;
    auto document = json::parse(text, failed);
    if (!failed)
        return document;
    json::find_syntax_error(text);
    return std::nullopt;
}

} // namespace praetor::fuzz

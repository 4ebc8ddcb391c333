#include <tests/fuzz/document.hpp>

#include <server/base/json/fault.hpp>
#include <server/base/json/parse.hpp>

namespace praetor::fuzz {

std::optional<boost::json::value> parse_document(std::string_view text)
{
    boost::system::error_code failed;
    auto document = json::parse(text, failed);
    if (!failed)
        return document;
    json::find_fault(text);
    return std::nullopt;
}

} // namespace praetor::fuzz

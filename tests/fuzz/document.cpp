#include <tests/fuzz/document.hpp>

#include <server/http/json_fault.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/parse_options.hpp>

namespace praetor::fuzz {

std::optional<boost::json::value> parse_document(std::string_view text)
{
    boost::json::parse_options accepts;
    accepts.max_depth = 256;
    accepts.allow_infinity_and_nan = true;
    accepts.allow_invalid_utf16 = true;
    boost::system::error_code failed;
    auto document = boost::json::parse(text, failed, {}, accepts);
    if (!failed)
        return document;
    http::find_json_fault(text);
    return std::nullopt;
}

} // namespace praetor::fuzz

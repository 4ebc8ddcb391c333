#include <server/base/json/parse.hpp>

#include <server/base/json/event_handler.hpp>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <string>
#include <utility>

namespace praetor::json {
namespace {

// Builds a value as boost::json::parser does, but for integers beyond 64 bits.
struct building : event_handler
{
    boost::json::value_stack stack;
    std::string number;

    bool on_object_end(std::size_t n, error&) { return stack.push_object(n), true; }
    bool on_array_end(std::size_t n, error&) { return stack.push_array(n), true; }
    bool on_key_part(text s, std::size_t, error&) { return stack.push_chars(s), true; }
    bool on_key(text s, std::size_t, error&) { return stack.push_key(s), true; }
    bool on_string_part(text s, std::size_t, error&) { return stack.push_chars(s), true; }
    bool on_string(text s, std::size_t, error&) { return stack.push_string(s), true; }
    bool on_number_part(text s, error&) { return number.append(s), true; }
    bool on_int64(std::int64_t i, text, error&)
    {
        number.clear();
        return stack.push_int64(i), true;
    }
    bool on_uint64(std::uint64_t u, text, error&)
    {
        number.clear();
        return stack.push_uint64(u), true;
    }
    bool on_double(double d, text s, error&)
    {
        number.append(s);
        if (number.size() > 18 && number.find_first_not_of("-0123456789") == std::string::npos)
            stack.push_string(big_integer_mark + number);
        else
            stack.push_double(d);
        number.clear();
        return true;
    }
    bool on_bool(bool b, error&) { return stack.push_bool(b), true; }
    bool on_null(error&) { return stack.push_null(), true; }
};

} // namespace

boost::json::value parse(std::string_view text, boost::system::error_code& failed, boost::json::storage_ptr memory)
{
    boost::json::basic_parser<building> parser{accepted};
    parser.handler().stack.reset(std::move(memory));
    auto const taken = parser.write_some(false, text.data(), text.size(), failed);
    if (!failed && taken < text.size())
        failed = boost::json::error::extra_data;
    return failed ? boost::json::value{} : parser.handler().stack.release();
}

boost::json::value parse(std::string_view text)
{
    boost::system::error_code ignored;
    return parse(text, ignored);
}

} // namespace praetor::json

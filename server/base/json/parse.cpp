#include <server/base/json/parse.hpp>

#include <server/base/json/event_handler.hpp>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <limits>
#include <string>
#include <utility>

namespace praetor::json {
namespace {

// Builds a value as boost::json::parser does, but for integers beyond 64 bits, and within its memory.
struct building : event_handler
{
    boost::json::value_stack stack;
    std::string number;
    std::size_t left = std::numeric_limits<std::size_t>::max(); // bytes

    // What the stack needs of a value, and then the array or object it stands in.
    static constexpr std::size_t of_value = 2 * sizeof(boost::json::value);
    // … of a block of memory beside them: its head, and what is lost by rounding.
    static constexpr std::size_t of_block = 32;

    bool spend(std::size_t bytes, error& ec)
    {
        if (bytes > left) {
            ec = boost::json::error::array_too_large;
            return false;
        }
        left -= bytes;
        return true;
    }

    bool on_object_end(std::size_t n, error& ec) { return stack.push_object(n), spend(of_value + of_block, ec); }
    bool on_array_end(std::size_t n, error& ec) { return stack.push_array(n), spend(of_value + of_block, ec); }
    bool on_key_part(text s, std::size_t, error& ec) { return stack.push_chars(s), spend(s.size(), ec); }
    bool on_key(text s, std::size_t, error& ec)
    {
        return stack.push_key(s), spend(of_value + of_value + of_block + s.size(), ec);
    }
    bool on_string_part(text s, std::size_t, error& ec) { return stack.push_chars(s), spend(s.size(), ec); }
    bool on_string(text s, std::size_t, error& ec)
    {
        return stack.push_string(s), spend(of_value + of_block + s.size(), ec);
    }
    bool on_number_part(text s, error& ec) { return number.append(s), spend(s.size(), ec); }
    bool on_int64(std::int64_t i, text, error& ec)
    {
        number.clear();
        return stack.push_int64(i), spend(of_value, ec);
    }
    bool on_uint64(std::uint64_t u, text, error& ec)
    {
        number.clear();
        return stack.push_uint64(u), spend(of_value, ec);
    }
    bool on_double(double d, text s, error& ec)
    {
        number.append(s);
        bool const is_big = number.size() > 18 && number.find_first_not_of("-0123456789") == std::string::npos;
        if (is_big)
            stack.push_string(big_integer_mark + number);
        else
            stack.push_double(d);
        auto const size = is_big ? number.size() : 0;
        number.clear();
        return spend(of_value + size, ec);
    }
    bool on_bool(bool b, error& ec) { return stack.push_bool(b), spend(of_value, ec); }
    bool on_null(error& ec) { return stack.push_null(), spend(of_value, ec); }
};

boost::json::value parse_with(boost::json::basic_parser<building>& parser, std::string_view text,
                              boost::system::error_code& failed)
{
    auto const taken = parser.write_some(false, text.data(), text.size(), failed);
    if (!failed && taken < text.size())
        failed = boost::json::error::extra_data;
    return failed ? boost::json::value{} : parser.handler().stack.release();
}

} // namespace

boost::json::value parse(std::string_view text, boost::system::error_code& failed, boost::json::storage_ptr memory)
{
    boost::json::basic_parser<building> parser{accepted};
    parser.handler().stack.reset(std::move(memory));
    return parse_with(parser, text, failed);
}

boost::json::value parse_within(std::size_t& left, std::string_view text, boost::system::error_code& failed)
{
    boost::json::basic_parser<building> parser{accepted};
    parser.handler().stack.reset();
    parser.handler().left = left;
    auto value = parse_with(parser, text, failed);
    left = parser.handler().left;
    return value;
}

boost::json::value parse(std::string_view text)
{
    boost::system::error_code ignored;
    return parse(text, ignored);
}

} // namespace praetor::json

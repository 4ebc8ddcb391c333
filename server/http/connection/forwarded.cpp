#include <server/http/connection/forwarded.hpp>

#include <server/base/text/ascii.hpp>
#include <server/base/text/split.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <ranges>
#include <utility>

namespace praetor::http {
namespace {

// A pair of a name, in lower case, and its value, without quotes.
using parameter = std::pair<std::string, std::string>;
using element = std::vector<parameter>;

constexpr std::string_view marks_of_names = "!#$%&'*+-.^_`|~"; // of a token, beside letters and digits

bool is_of_name(char c)
{
    auto const small = lower_case(c);
    return (small >= 'a' && small <= 'z') || is_digit(c) || marks_of_names.find(c) != std::string_view::npos;
}

// Colons and brackets, which should be in quotes and often are not, are taken as they are.
bool is_of_bare_value(char c)
{
    return is_of_name(c) || c == ':' || c == '[' || c == ']';
}

bool has(element const& one, std::string_view name)
{
    return std::ranges::find(one, name, &parameter::first) != one.end();
}

// Reads one line from its front.
class line_reader
{
public:
    explicit line_reader(std::string_view line) : rest_(trimmed(line)) {}

    // Nothing where a part of the line is no element.
    std::optional<std::vector<element>> elements()
    {
        std::vector<element> all(1);
        while (!rest_.empty()) {
            if (take(','))
                all.emplace_back();
            else if (!take(';') && !read_parameter(all.back()))
                return std::nullopt;
            rest_ = trimmed(rest_);
        }
        std::erase_if(all, [](element const& one) { return one.empty(); });
        return all;
    }

private:
    bool take(char mark)
    {
        bool const is_there = rest_.starts_with(mark);
        rest_.remove_prefix(is_there ? 1 : 0);
        return is_there;
    }

    std::string_view take_while(bool (*is_of)(char))
    {
        auto const end = static_cast<std::size_t>(std::ranges::find_if_not(rest_, is_of) - rest_.begin());
        auto const taken = rest_.substr(0, end);
        rest_.remove_prefix(end);
        return taken;
    }

    // What stands in quotes, behind the first of them.
    std::optional<std::string> read_quoted()
    {
        std::string value;
        while (!rest_.empty()) {
            if (take('"'))
                return value;
            if (take('\\') && rest_.empty())
                break;
            value += rest_.front();
            rest_.remove_prefix(1);
        }
        return std::nullopt;
    }

    // name=value, up to a mark or the end. No name comes twice in an element.
    bool read_parameter(element& into)
    {
        auto name = lower_case(take_while(is_of_name));
        if (name.empty() || !take('='))
            return false;
        bool const is_quoted = take('"');
        auto value = is_quoted ? read_quoted() : std::optional{std::string{take_while(is_of_bare_value)}};
        if (!value || (value->empty() && !is_quoted) || has(into, name))
            return false;
        rest_ = trimmed(rest_);
        into.emplace_back(std::move(name), std::move(*value));
        return rest_.empty() || rest_.front() == ';' || rest_.front() == ',';
    }

    std::string_view rest_;
};

std::string value_of(element const& of, std::string_view name)
{
    auto const found = std::ranges::find(of, name, &parameter::first);
    return found != of.end() ? found->second : std::string{};
}

} // namespace

forwarding read_forwarded(std::vector<std::string_view> const& lines, trusted_proxies const& proxies)
{
    forwarding result;
    for (auto const line : lines | std::views::reverse) {
        auto const elements = line_reader{line}.elements();
        if (!elements)
            return result;
        for (auto const& one : *elements | std::views::reverse) {
            auto const node = value_of(one, "for");
            auto const client = bare_address(node);
            boost::system::error_code is_hidden;
            auto const address = boost::asio::ip::make_address(client, is_hidden);
            result = {is_hidden ? std::string{} : std::string{client}, value_of(one, "proto"), value_of(one, "host")};
            if (is_hidden || !proxies.contain(address))
                return result;
        }
    }
    return result;
}

} // namespace praetor::http

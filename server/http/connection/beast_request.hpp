// A request over Beast's message. Only for the session.
#pragma once

#include <server/http/connection/session.hpp>

#include <server/http/request.hpp>

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::http {

// The values of a header's lines: a proxy may have added one of its own. They are the message's.
inline std::vector<std::string_view> lines_of(incoming_message const& from, std::string_view name)
{
    std::vector<std::string_view> all;
    auto const range = from.equal_range(name);
    for (auto field = range.first; field != range.second; ++field)
        all.emplace_back(field->value());
    return all;
}

// As one line (RFC 9110, section 5.3).
inline std::string combined_lines_of(incoming_message const& from, std::string_view name)
{
    return fmt::to_string(fmt::join(lines_of(from, name), ","));
}

// What handlers see of a message that Beast has read, which outlives it.
class session::beast_request final : public request
{
public:
    // Of a message that has its head, and its body where a handler is to see that.
    explicit beast_request(message const& from) : from_(from) {}

    std::string_view header(std::string_view name) const override
    {
        auto const field = from_.find(name);
        return field == from_.end() ? std::string_view{} : std::string_view{field->value()};
    }
    std::string_view verb_text() const override { return from_.method_string(); }

    std::string unquoted_host; // what forwarded_host shows, where it stood in quotes

private:
    message const& from_;
};

} // namespace praetor::http

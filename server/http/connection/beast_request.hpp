// A request over Beast's message. Only for the session.
#pragma once

#include <server/http/connection/session.hpp>

#include <server/http/request.hpp>

#include <string>

namespace praetor::http {

// The message outlives it.
class session::beast_request final : public request
{
public:
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

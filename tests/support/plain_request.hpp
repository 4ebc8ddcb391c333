// A request of the test's own, without a connection.
#pragma once

#include <server/http/request.hpp>

#include <server/base/text/ascii.hpp>

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace praetor::tests {

class plain_request final : public http::request
{
public:
    plain_request(http::method of, std::string at, std::map<std::string, std::string> headers = {})
    {
        verb = of;
        path = std::move(at);
        for (auto& [name, value] : headers)
            headers_[lower_case(name)] = value;
    }

    std::string_view header(std::string_view name) const override
    {
        auto const found = headers_.find(lower_case(name));
        return found == headers_.end() ? std::string_view{} : std::string_view{found->second};
    }
    std::string_view verb_text() const override { return http::to_text(verb); }

private:
    std::map<std::string, std::string> headers_;
};

// The value of a header; empty where the response has none.
template <class Response>
std::string header_of(Response const& made, std::string_view name)
{
    for (auto const& [known, value] : made.headers)
        if (lower_case(known) == lower_case(name))
            return value;
    return {};
}

} // namespace praetor::tests

// The spans that a collector was told as JSON.
#pragma once

#include <tests/http/client/target_server.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::tests {

inline std::string body_of(std::string const& request)
{
    return request.substr(request.find("\r\n\r\n") + 4);
}

// Of all requests, in the order they came.
inline std::vector<boost::json::object> sent_spans(target_server const& collector)
{
    std::vector<boost::json::object> all;
    for (auto const& request : collector.requests()) {
        auto const whole = boost::json::parse(body_of(request));
        for (auto const& resource : whole.at("resourceSpans").as_array())
            for (auto const& scope : resource.at("scopeSpans").as_array())
                for (auto const& one : scope.at("spans").as_array())
                    all.push_back(one.as_object());
    }
    return all;
}

// Its value as text; "none" where it has no such attribute.
inline std::string attribute_of(boost::json::object const& span, std::string_view name)
{
    for (auto const& one : span.at("attributes").as_array())
        if (one.at("key").as_string() == name)
            return std::string{one.at("value").as_object().begin()->value().as_string()};
    return "none";
}

inline std::string member_of(boost::json::object const& span, std::string_view name)
{
    auto const* found = span.if_contains(name);
    return found == nullptr ? std::string{"none"} : std::string{found->as_string()};
}

// Those of one trace.
inline std::vector<boost::json::object> spans_of(target_server const& collector, std::string_view trace)
{
    auto all = sent_spans(collector);
    std::erase_if(all, [&](auto const& one) { return one.at("traceId").as_string() != trace; });
    return all;
}

} // namespace praetor::tests

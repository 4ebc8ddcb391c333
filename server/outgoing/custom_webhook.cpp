// Custom webhooks: a request of the user's own making, with placeholders for subject, body, name and secrets.
#include <server/base/json/python_text.hpp>
#include <server/base/text/ascii.hpp>
#include <server/outgoing/block_fields.hpp>
#include <server/outgoing/notification_blocks.hpp>
#include <server/outgoing/placeholders.hpp>

#include <boost/json/value_to.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace praetor::outgoing {
namespace {

using std::chrono::milliseconds;

bool is_given(boost::json::object const& block, std::string_view name)
{
    auto const* const value = block.if_contains(name);
    return value != nullptr && !value->is_null();
}

boost::json::object values_of(boost::json::object const& block, std::optional<std::string> const& subject,
                              std::string const& body)
{
    boost::json::object values;
    if (is_given(block, "secrets") && block.at("secrets").is_object())
        values = block.at("secrets").get_object();
    values["subject"] = subject.value_or("null");
    values["body"] = body;
    values["name"] = needed_text(block, "name");
    return values;
}

// The members that may have placeholders, filled; one that has an unknown one makes the block invalid.
boost::json::object filled_block(boost::json::object const& block, boost::json::object const& values)
{
    if (is_given(block, "form_data") && is_given(block, "json_data"))
        throw invalid_block{"ValueError('both `Form Data` and `JSON Data` provided')"};
    boost::json::object made;
    for (std::string_view const name : {"url", "params", "form_data", "json_data", "headers", "cookies"}) {
        if (!is_given(block, name))
            continue;
        if (auto const unknown = unknown_placeholder(block.at(name), values); !unknown.empty())
            throw invalid_block{fmt::format("KeyError('{}/{}')", name, unknown)};
        made[name] = filled(block.at(name), values);
    }
    return made;
}

// Each to connect, to send and to receive without a pause; at most five minutes.
milliseconds timeout_of(boost::json::object const& block)
{
    if (!is_given(block, "timeout"))
        return milliseconds{10'000};
    auto const& value = block.at("timeout");
    boost::system::error_code failed;
    auto const seconds = value.is_number() ? value.to_number<double>(failed) : 0;
    if (failed || !std::isfinite(seconds) || seconds <= 0)
        throw invalid_block{"timeout is no number of seconds"};
    return milliseconds{static_cast<long long>(std::clamp(seconds, 0.001, 300.0) * 1'000)};
}

void set_usual(http::outgoing_headers& headers, std::string_view name, std::string value)
{
    bool const there = std::ranges::any_of(headers, [&](auto const& one) { return lower_case(one.first) == name; });
    if (!there)
        headers.emplace_back(name, std::move(value));
}

void set_body(http::outgoing_request& into, boost::json::object const& made)
{
    if (auto const* const json = made.if_contains("json_data")) {
        into.body = json::python_text(*json, {.ensure_ascii = false, .spaces = false});
        set_usual(into.headers, "content-type", "application/json");
    }
    else if (auto const* const form = made.if_contains("form_data"); form != nullptr && form->is_object()) {
        into.body = form_text(pairs_of(made, "form_data"));
        if (!into.body.empty())
            set_usual(into.headers, "content-type", "application/x-www-form-urlencoded");
    }
    else if (form != nullptr)
        into.body = text_of(*form);
}

http::outgoing_request request_of(boost::json::object const& block, boost::json::object const& made)
{
    auto const timeout = timeout_of(block);
    http::outgoing_request wanted{.method = text_or(block, "method", "POST"),
                                  .url = needed_text(made, "url"),
                                  .headers = pairs_of(made, "headers"),
                                  .allow_private = flag_or(block, "allow_private_urls", true),
                                  .connect_timeout = timeout,
                                  .idle_timeout = timeout,
                                  .total_timeout = std::max(timeout, milliseconds{60'000})};
    set_usual(wanted.headers, "user-agent", std::string{app_name});
    if (made.contains("params")) {
        auto const fields = form_text(pairs_of(made, "params"));
        wanted.url = wanted.url.substr(0, wanted.url.find_first_of("?#")) + (fields.empty() ? "" : "?" + fields);
    }
    std::string cookies;
    for (auto const& [name, value] : pairs_of(made, "cookies"))
        cookies += (cookies.empty() ? "" : "; ") + name + '=' + value;
    if (!cookies.empty())
        set_usual(wanted.headers, "cookie", cookies);
    set_body(wanted, made);
    return wanted;
}

} // namespace

notification_plan plan_custom_webhook(boost::json::object const& block, std::optional<std::string> subject,
                                      std::string const& body)
{
    auto const made = filled_block(block, values_of(block, subject, body));
    notification_plan plan{
        .accepts = [](http::outgoing_reply const& reply) { return reply.status >= 200 && reply.status < 300; }};
    plan.deliveries.push_back({request_of(block, made), "", ""});
    return plan;
}

} // namespace praetor::outgoing

#include <server/outgoing/webhook.hpp>

#include <server/base/text/ascii.hpp>
#include <server/base/text/replaced_utf8.hpp>
#include <server/base/text/utf8.hpp>
#include <server/outgoing/block_fields.hpp>
#include <server/outgoing/restricted_url.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace praetor::outgoing {
namespace {

// What Prefect keeps out of events (should_redact_header), and cookies, which are secrets as much.
bool is_hidden(std::string_view name)
{
    static constexpr std::string_view whole[]{"authorization", "traceparent", "via", "set-cookie"};
    static constexpr std::string_view beginnings[]{"x-forwarded", "x-b3", "x-cloud-trace", "x-envoy", "x-prefect"};
    return std::ranges::find(whole, name) != std::end(whole) ||
           std::ranges::any_of(beginnings, [&](auto one) { return name.starts_with(one); });
}

// The first and last 500 characters of one that is longer than 1,000 (truncated_to of Prefect).
std::string truncated(std::string text)
{
    constexpr std::size_t half = 500;
    auto const size = code_points(text);
    if (size <= 2 * half)
        return text;
    auto const message = fmt::format("...{} additional characters...", size - 2 * half);
    if (2 * half + message.size() >= size)
        return text;
    return std::string{first_code_points(text, half)} + message +
           text.substr(first_code_points(text, size - half).size());
}

http::outgoing_request request_of(boost::json::object const& block, std::string payload, std::string const& key)
{
    http::outgoing_request wanted{.method = text_or(block, "method", "POST"), .url = needed_text(block, "url")};
    wanted.headers = pairs_of(block, "headers");
    if (!key.empty() && std::ranges::none_of(
                            wanted.headers, [](auto const& one) { return lower_case(one.first) == "idempotency-key"; }))
        wanted.headers.emplace_back("Idempotency-Key", key);
    wanted.body = std::move(payload);
    wanted.verify = flag_or(block, "verify", true);
    wanted.allow_private = flag_or(block, "allow_private_urls", true);
    return wanted;
}

webhook_result result_of(http::outgoing_reply reply)
{
    webhook_result result{.answered = true, .status = reply.status};
    result.response_body = truncated(replaced_utf8(std::move(reply.body)));
    for (auto& [name, value] : reply.headers)
        if (!is_hidden(name))
            result.response_headers.emplace_back(std::move(name), replaced_utf8(std::move(value)));
    return result;
}

webhook_result result_of(http::outgoing_failure const& failed, std::string const& restricted_url)
{
    auto const message = restricted_url.empty() ? "" : restricted_message(restricted_url, failed);
    return {.failure = "Webhook call failed: " +
                       (message.empty() ? failed.shown() : fmt::format("ValueError(\"{}\")", message)),
            .temporary = failed.is_temporary()};
}

} // namespace

task<webhook_result> call_webhook(http::client& client, boost::json::object block, std::string payload,
                                  std::string idempotency_key)
{
    std::string restricted_url;
    try {
        auto wanted = request_of(block, std::move(payload), idempotency_key);
        if (!wanted.allow_private)
            restricted_url = wanted.url;
        auto reply = co_await client.send(std::move(wanted));
        co_return result_of(std::move(reply));
    }
    catch (invalid_block const& block_is) {
        co_return webhook_result{.failure = "The webhook block was invalid: " + block_is.why};
    }
    catch (http::outgoing_failure const& failed) {
        co_return result_of(failed, restricted_url);
    }
}

} // namespace praetor::outgoing

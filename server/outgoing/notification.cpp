#include <server/outgoing/notification.hpp>

#include <server/http/client/resolve.hpp>
#include <server/http/client/target_url.hpp>
#include <server/outgoing/block_fields.hpp>
#include <server/outgoing/notification_blocks.hpp>
#include <server/outgoing/restricted_url.hpp>

#include <fmt/format.h>

namespace praetor::outgoing {
namespace {

void add_line(std::string& log, std::string_view line)
{
    log += fmt::format("{}[WARNING]: {}", log.empty() ? "" : "\n", line);
}

bool is_busy(int status)
{
    return status == 408 || status == 429 || status >= 500;
}

// What httpx says of an answer that is no success, without the path of the URL.
std::string status_line(delivery const& one, http::outgoing_reply const& reply)
{
    auto const target = http::parse_target_url(one.request.url);
    auto const* const kind = reply.status >= 500   ? "Server error"
                             : reply.status >= 400 ? "Client error"
                             : reply.status >= 300 ? "Redirect response"
                                                   : "Informational response";
    return fmt::format("HTTPStatusError: {} '{} {}' for url '{}'", kind, reply.status, reply.reason,
                       target ? target->shown() : "");
}

// What may not be called is told before anything is sent, as Prefect does; the client checks the address again by which
// it connects.
task<std::string> restricted_reason(std::string url)
{
    auto const target = http::parse_target_url(url);
    try {
        if (!target)
            throw http::outgoing_failure{http::outgoing_failure::kind::invalid_request, "ValueError", ""};
        co_await http::resolve(target->host, target->port, false);
    }
    catch (http::outgoing_failure const& failed) {
        co_return restricted_message(url, failed);
    }
    co_return std::string{};
}

struct outcome
{
    bool done = false;
    bool temporary = false;
    std::string line; // of the log, where it is not done
};

task<outcome> deliver(http::client& client, notification_plan const& plan, delivery const& one, bool is_custom)
{
    try {
        auto request = one.request;
        auto const reply = co_await client.send(std::move(request));
        if (plan.accepts(reply))
            co_return outcome{.done = true};
        co_return outcome{.temporary = is_busy(reply.status),
                          .line = is_custom ? status_line(one, reply) : refusal_line(plan, one, reply.status)};
    }
    catch (http::outgoing_failure const& failed) {
        auto const restricted = restricted_message(one.request.url, failed);
        bool const refused = failed.what_failed() == http::outgoing_failure::kind::restricted;
        co_return outcome{.temporary = failed.is_temporary(),
                          .line = refused && !restricted.empty() ? restricted
                                  : is_custom                    ? failed.shown()
                                                                 : one.unreachable};
    }
}

task<notification_result> send_plan(http::client& client, notification_plan plan, bool allow_private, bool is_custom)
{
    notification_result result{.sent = plan.complaints.empty()};
    bool any_sent = false;
    for (auto const& line : plan.complaints)
        add_line(result.log, line);
    for (auto& one : plan.deliveries) {
        one.request.allow_private = one.request.allow_private && allow_private;
        auto const done = co_await deliver(client, plan, one, is_custom);
        any_sent |= done.done;
        if (done.done)
            continue;
        result.sent = false;
        result.temporary |= done.temporary;
        if (is_custom)
            result.log = done.line;
        else
            add_line(result.log, done.line);
    }
    if (!result.sent)
        result.failure = "Notification failed";
    result.temporary &= !any_sent;
    co_return result;
}

notification_result invalid(invalid_block const& block)
{
    return {.failure = "The notification block was invalid: " + block.why};
}

} // namespace

bool can_notify(std::string_view block_type)
{
    return is_notification_block(block_type);
}

task<notification_result> send_notification(http::client& client, std::string block_type, boost::json::object block,
                                            std::string subject, std::string body)
{
    if (!can_notify(block_type))
        co_return notification_result{.failure = "The referenced block was not a notification block"};
    notification_plan plan;
    std::string restricted_url;
    try {
        plan = plan_notification(block_type, block, subject, body);
        if (has_own_url(block_type) && !flag_or(block, "allow_private_urls", true))
            restricted_url = needed_text(block, "url");
    }
    catch (invalid_block const& block_is) {
        co_return invalid(block_is);
    }
    if (!restricted_url.empty()) {
        auto const reason = co_await restricted_reason(restricted_url);
        if (!reason.empty())
            co_return notification_result{.failure = "Notification failed", .log = reason};
    }
    auto result = co_await send_plan(client, std::move(plan), restricted_url.empty(), block_type == "custom-webhook");
    co_return result;
}

} // namespace praetor::outgoing

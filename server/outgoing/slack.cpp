// Slack: incoming webhooks, workflows and triggers, known by their URL.
#include <server/base/json/python_text.hpp>
#include <server/outgoing/block_fields.hpp>
#include <server/outgoing/notification_blocks.hpp>
#include <server/outgoing/slack_marks.hpp>
#include <server/outgoing/url_words.hpp>

#include <boost/json/array.hpp>

#include <map>

namespace praetor::outgoing {
namespace {

struct slack_hook
{
    std::string url;
    bool is_workflow = false;
    // Prefect makes the client of hosts that are not spelled "hooks.slack.com" without telling it whose it is.
    std::string_view sender = app_name;
    bool image = true, footer = true, timestamp = true;
};

bool is_yes(std::string_view text)
{
    for (std::string_view const no : {"no", "false", "off", "0", "n", "f", "deny", "disallow", "never", "-", "none"})
        if (lower_case(text) == no)
            return false;
    return true;
}

// ?image=no&…
void read_parameters(std::string_view text, slack_hook& into)
{
    while (!text.empty()) {
        auto one = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(one.size() + 1, text.size()));
        auto const equals = one.find('=');
        auto const name = lower_case(one.substr(0, equals));
        auto const yes = equals == std::string_view::npos || is_yes(one.substr(equals + 1));
        if (name == "image")
            into.image = yes;
        else if (name == "footer")
            into.footer = yes;
        else if (name == "timestamp")
            into.timestamp = yes;
    }
}

std::optional<slack_hook> hook_of(std::string_view url)
{
    auto rest = url;
    if (!take_word(rest, "https://") && !take_word(rest, "http://"))
        return {};
    std::string const host{rest.substr(0, rest.find('/'))};
    bool const government = lower_case(host) == "hooks.slack-gov.com";
    if (!government && lower_case(host) != "hooks.slack.com")
        return {};
    rest.remove_prefix(std::min(host.size() + 1, rest.size()));
    slack_hook hook;
    if (take_word(rest, "services/")) {
        std::string path;
        for (int token = 0; token < 3; ++token) {
            auto const taken = take_letters(rest);
            if (taken.empty() || (token < 2 && !take_word(rest, "/")))
                return {};
            path += '/' + std::string{taken};
        }
        hook.url = (government ? "https://hooks.slack-gov.com/services" : "https://hooks.slack.com/services") + path;
        take_word(rest, "/");
        if (rest.empty() && host != "hooks.slack.com")
            hook.sender = "Apprise";
    }
    else if (auto const* const kind = government                      ? nullptr
                                      : take_word(rest, "workflows/") ? "workflows"
                                      : take_word(rest, "triggers/")  ? "triggers"
                                                                      : nullptr)
    {
        auto path = take_letters(rest, "/_-");
        while (path.ends_with('/'))
            path.remove_suffix(1);
        if (path.size() < 2 || path.find_first_of("/_-") == 0)
            return {};
        hook.is_workflow = true;
        hook.url = std::string{"https://hooks.slack.com/"} + kind + '/' + std::string{path};
    }
    if (hook.url.empty() || (!rest.empty() && (rest[0] != '?' || rest.size() < 2)))
        return {};
    if (!rest.empty())
        read_parameters(rest.substr(1), hook);
    return hook;
}

std::string_view color_of(message const& about)
{
    static std::map<std::string, std::string_view, std::less<>> const colors{
        {"info", "#3AA3E3"}, {"success", "#3AA337"}, {"failure", "#A32037"}, {"warning", "#CACF29"}};
    return colors.at(about.type);
}

boost::json::object payload_of(slack_hook const& hook, message const& about)
{
    if (hook.is_workflow)
        return {{"text", about.subject.empty() ? about.body : about.subject + ": " + about.body}};
    auto const image = image_url(about, "72x72");
    boost::json::object attachment{
        {"title", slack_escaped(about.subject)}, {"text", slack_text(about.body)}, {"color", color_of(about)}};
    if (hook.footer) {
        if (hook.image)
            attachment["footer_icon"] = image;
        attachment["footer"] = hook.sender;
        if (hook.timestamp)
            attachment["ts"] = about.now;
    }
    boost::json::object payload{{"mrkdwn", true}, {"attachments", boost::json::array{std::move(attachment)}}};
    if (hook.image)
        payload["icon_url"] = image;
    return payload;
}

std::string_view message_of(int status)
{
    return status == 401 ? "Unauthorized - Invalid Token." : "";
}

} // namespace

notification_plan plan_slack(boost::json::object const& block, message const& about)
{
    auto const url = needed_text(block, "url");
    auto const hook = hook_of(url);
    if (!hook) {
        if (auto discord = plan_discord_webhook(url, about))
            return std::move(*discord);
        if (auto teams = plan_teams_workflow(url, about, true, true))
            return std::move(*teams);
        return {.complaints = {"There are no service(s) to notify"}};
    }
    auto request = post_of(hook->url, "application/json; charset=utf-8",
                           json::python_text(payload_of(*hook, about), json::dumps_options{}), hook->sender);
    request.headers.emplace_back("Accept", "application/json");
    notification_plan plan{
        .accepts = hook->is_workflow
                       ? +[](http::outgoing_reply const& reply) { return reply.status == 200; }
                       : +[](http::outgoing_reply const& reply) { return reply.status == 200 && reply.body == "ok"; },
        .status_message = message_of};
    plan.deliveries.push_back(
        {std::move(request), "Failed to send to Slack: ", "A Connection error occurred posting to Slack."});
    return plan;
}

} // namespace praetor::outgoing

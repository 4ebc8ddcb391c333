// Mattermost: incoming webhooks of a server of the user's own.
#include <server/base/json/python_text.hpp>
#include <server/base/json/python_value.hpp>
#include <server/outgoing/block_fields.hpp>
#include <server/outgoing/notification_blocks.hpp>
#include <server/outgoing/url_words.hpp>

#include <fmt/format.h>

namespace praetor::outgoing {
namespace {

// The sign of a channel is not sent; what else has one ("@somebody") is no channel.
std::optional<std::string> channel_of(std::string_view word)
{
    if (!take_word(word, "#") && !take_word(word, "%23") && !take_word(word, "+"))
        take_word(word, "%2b");
    auto const name = take_letters(word, "_-");
    if (name.empty() || !word.empty())
        return {};
    return std::string{name};
}

std::string hook_of(boost::json::object const& block, std::string const& token)
{
    std::string path{json::stripped(text_or(block, "path", ""))};
    while (path.ends_with('/'))
        path.pop_back();
    if (!path.empty() && path[0] != '/')
        path.insert(0, 1, '/');
    return fmt::format("{}://{}:{}{}/hooks/{}", flag_or(block, "secure", false) ? "https" : "http",
                       needed_text(block, "hostname"), text_or(block, "port", "8065"), path, token);
}

} // namespace

notification_plan plan_mattermost(boost::json::object const& block, message const& about)
{
    std::string const token{json::stripped(needed_text(block, "token"))};
    if (token.empty())
        refuse_block("An invalid Mattermost Token was specified.");
    auto const url = hook_of(block, token);
    auto const sender = text_or(block, "botname", "");

    boost::json::object payload{{"text", about.subject.empty() ? about.body : about.subject + "\r\n" + about.body}};
    if (flag_or(block, "include_image", false))
        payload["icon_url"] = image_url(about, "72x72");
    payload["username"] = sender.empty() ? "Apprise" : sender;

    std::vector<std::optional<std::string>> channels;
    for (auto const& word : word_list(texts_of(block, "channels")))
        if (auto channel = channel_of(word))
            channels.push_back(std::move(channel));
    if (channels.empty())
        channels.emplace_back();
    notification_plan plan{.accepts = [](http::outgoing_reply const& reply) { return reply.status == 200; },
                           .always_comma = true};
    for (auto const& channel : channels) {
        if (channel)
            payload["channel"] = *channel;
        auto const name = channel.value_or("None");
        plan.deliveries.push_back(
            {post_of(url, "application/json", json::python_text(payload, json::dumps_options{}), "Apprise"),
             fmt::format("Failed to send Mattermost notification to channel {}: ", name),
             fmt::format("A Connection error occurred sending Mattermost webhook notification to {}.", name)});
    }
    return plan;
}

} // namespace praetor::outgoing

// Discord: webhooks.
#include <server/base/json/python_text.hpp>
#include <server/base/json/python_value.hpp>
#include <server/outgoing/block_fields.hpp>
#include <server/outgoing/notification_blocks.hpp>
#include <server/outgoing/url_words.hpp>

namespace praetor::outgoing {
namespace {

notification_plan plan_of(std::string const& id, std::string const& token, bool speaks, std::string const& avatar,
                          message const& about)
{
    boost::json::object payload{{"tts", speaks}, {"wait", !speaks}};
    if (!avatar.empty())
        payload["avatar_url"] = avatar;
    // Apprise sends nothing at all where there is a subject alone, and calls that a success.
    payload["content"] = about.subject.empty() ? about.body
                         : about.body.empty()  ? about.subject
                                               : about.subject + "\r\n" + about.body;
    notification_plan plan{
        .accepts = [](http::outgoing_reply const& reply) { return reply.status == 200 || reply.status == 204; }};
    plan.deliveries.push_back(
        {post_of("https://discord.com/api/webhooks/" + id + '/' + token, "application/json; charset=utf-8",
                 json::python_text(payload, json::dumps_options{})),
         "Failed to send Discord notification: ", "A Connection error occurred posting to Discord."});
    return plan;
}

std::string token_of(boost::json::object const& block, std::string_view name, std::string_view why)
{
    std::string text{json::stripped(needed_text(block, name))};
    if (text.empty())
        refuse_block(why);
    return text;
}

} // namespace

// The name of the bot is not sent: Prefect loses it on its way to Apprise, and so the webhook's own name shows.
notification_plan plan_discord(boost::json::object const& block, message const& about)
{
    auto const id = token_of(block, "webhook_id", "An invalid Discord Webhook ID was specified.");
    auto const token = token_of(block, "webhook_token", "An invalid Discord Webhook Token was specified.");
    auto const avatar =
        flag_or(block, "avatar", false) ? text_or(block, "avatar_url", image_url(about, "256x256")) : std::string{};
    return plan_of(id, token, flag_or(block, "tts", false), avatar, about);
}

std::optional<notification_plan> plan_discord_webhook(std::string_view url, message const& about)
{
    if (!take_word(url, "https://") && !take_word(url, "http://"))
        return {};
    if (!take_word(url, "discord.com/api/webhooks/") && !take_word(url, "discordapp.com/api/webhooks/"))
        return {};
    std::string const id{take_letters(url)};
    if (id.empty() || id.find_first_not_of("0123456789") != std::string::npos || !take_word(url, "/"))
        return {};
    std::string const token{take_letters(url, "_-")};
    take_word(url, "/");
    if (token.empty() || (!url.empty() && url[0] != '?'))
        return {};
    return plan_of(id, token, false, image_url(about, "256x256"), about);
}

} // namespace praetor::outgoing

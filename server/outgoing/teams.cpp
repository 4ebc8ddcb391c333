// Microsoft Teams: workflows of Power Automate.
#include <server/base/json/python_text.hpp>
#include <server/base/json/python_value.hpp>
#include <server/base/text/percent.hpp>
#include <server/outgoing/block_fields.hpp>
#include <server/outgoing/notification_blocks.hpp>
#include <server/outgoing/url_words.hpp>

#include <boost/json/array.hpp>

namespace praetor::outgoing {
namespace {

// Its URL again, as it is asked: with the parameters that a manual trigger has. Nothing where it is no such URL.
std::optional<std::string> workflow_url(std::string_view url)
{
    auto rest = url;
    if (!take_word(rest, "https://") && !take_word(rest, "http://"))
        return {};
    std::string made{"https://"};
    auto const host = take_letters(rest, "_.-");
    made += host;
    if (take_word(rest, ":")) {
        auto const port = take_letters(rest);
        made += ':' + std::string{port};
        if (port.empty() || port.size() > 6 || port.find_first_not_of("0123456789") != std::string_view::npos)
            return {};
    }
    bool const automate = take_word(rest, "/powerautomate/automations/direct");
    made += automate ? "/powerautomate/automations/direct" : "";
    if (automate && take_word(rest, "/cu/"))
        made += "/cu/" + std::string{take_letters(rest)};
    if (host.empty() || !take_word(rest, "/workflows/"))
        return {};
    auto const workflow = take_letters(rest, "_-");
    if (workflow.empty() || !take_word(rest, "/triggers/manual/paths/invoke"))
        return {};
    take_word(rest, "/");
    if (rest.size() < 2 || rest[0] != '?')
        return {};
    std::string version{automate ? "2022-03-01-preview" : "2016-06-01"}, signature;
    for (rest.remove_prefix(1); !rest.empty();) {
        auto const one = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        auto const name = one.substr(0, one.find('='));
        auto const value = percent_decoded(one.substr(std::min(name.size() + 1, one.size())));
        if (name == "api-version" && !value.empty())
            version = value;
        else if (name == "sig" || (name == "signature" && signature.empty()))
            signature = value;
    }
    if (signature.empty())
        return {};
    return made + "/workflows/" + std::string{workflow} + "/triggers/manual/paths/invoke?" +
           form_text({{"api-version", version}, {"sp", "/triggers/manual/run"}, {"sv", "1.0"}, {"sig", signature}});
}

// <at>somebody</at> in the body, whom Teams tells of the message; each once.
boost::json::array mentions(std::string_view body)
{
    boost::json::array found;
    for (auto at = body.find('<'); at != std::string_view::npos; at = body.find('<', at + 1)) {
        auto rest = body.substr(at);
        if (!take_word(rest, "<at>"))
            continue;
        auto const name = rest.substr(0, rest.find('<'));
        auto const who = json::stripped(name);
        rest.remove_prefix(name.size());
        if (name.empty() || !take_word(rest, "</at>") || who.empty())
            continue;
        bool const known = std::ranges::any_of(
            found, [&](boost::json::value const& one) { return one.at("mentioned").at("id").get_string() == who; });
        if (!known)
            found.push_back({{"type", "mention"},
                             {"text", body.substr(at, static_cast<std::size_t>(rest.data() - body.data()) - at)},
                             {"mentioned", {{"id", who}, {"name", who}}}});
    }
    return found;
}

boost::json::object card_of(message const& about, bool image, bool wrap)
{
    boost::json::array body;
    if (image)
        body.push_back(
            {{"type", "Image"}, {"url", image_url(about, "32x32")}, {"height", "32px"}, {"altText", about.type}});
    if (!about.subject.empty())
        body.push_back({{"type", "TextBlock"},
                        {"text", about.subject},
                        {"style", "heading"},
                        {"weight", "Bolder"},
                        {"size", "Large"},
                        {"id", "title"}});
    body.push_back({{"type", "TextBlock"}, {"text", about.body}, {"style", "default"}, {"wrap", wrap}, {"id", "body"}});
    boost::json::object teams{{"width", "full"}};
    if (auto mentioned = mentions(about.body); !mentioned.empty())
        teams["entities"] = std::move(mentioned);
    boost::json::object content{{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
                                {"type", "AdaptiveCard"},
                                {"version", "1.4"},
                                {"body", std::move(body)},
                                {"msteams", std::move(teams)}};
    boost::json::object attachment{{"contentType", "application/vnd.microsoft.card.adaptive"},
                                   {"contentUrl", nullptr},
                                   {"content", std::move(content)}};
    return {{"type", "message"}, {"attachments", boost::json::array{std::move(attachment)}}};
}

} // namespace

std::optional<notification_plan> plan_teams_workflow(std::string_view url, message const& about, bool image, bool wrap)
{
    auto to = workflow_url(url);
    if (!to)
        return {};
    notification_plan plan{
        .accepts = [](http::outgoing_reply const& reply) { return reply.status == 200 || reply.status == 202; }};
    plan.deliveries.push_back(
        {post_of(std::move(*to), "application/json",
                 json::python_text(card_of(about, image, wrap), json::dumps_options{})),
         "Failed to send Workflows notification: ", "A Connection error occurred sending Workflows notification."});
    return plan;
}

notification_plan plan_teams(boost::json::object const& block, message const& about)
{
    auto plan = plan_teams_workflow(needed_text(block, "url"), about, flag_or(block, "include_image", true),
                                    flag_or(block, "wrap", true));
    if (!plan)
        throw invalid_block{"ValueError('Invalid Microsoft Teams Workflow URL provided.')"};
    return std::move(*plan);
}

} // namespace praetor::outgoing

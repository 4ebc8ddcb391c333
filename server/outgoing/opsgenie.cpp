// Opsgenie: alerts.
#include <server/base/json/parse.hpp>
#include <server/base/json/python_text.hpp>
#include <server/base/json/python_value.hpp>
#include <server/base/text/percent.hpp>
#include <server/base/text/replaced_utf8.hpp>
#include <server/base/text/utf8.hpp>
#include <server/base/uuid.hpp>
#include <server/outgoing/block_fields.hpp>
#include <server/outgoing/notification_blocks.hpp>

#include <boost/json/array.hpp>

#include <map>

namespace praetor::outgoing {
namespace {

// Who is told, in the order of Apprise: teams (#), schedules (*), users (@), escalations (^); one with a blank in it is
// several.
boost::json::array responders_of(boost::json::object const& block)
{
    struct kind
    {
        char sign;
        std::string_view field, type, name;
    };
    static constexpr kind kinds[]{{'#', "target_team", "team", "name"},
                                  {'*', "target_schedule", "schedule", "name"},
                                  {'@', "target_user", "user", "username"},
                                  {'^', "target_escalation", "escalation", "name"}};
    std::vector<std::string> all;
    for (auto const& one : kinds)
        for (auto const& text : texts_of(block, one.field))
            all.push_back(one.sign + text);
    boost::json::array made;
    for (auto const& word : word_list(all)) {
        if (word.size() < 2)
            continue;
        auto const known = std::ranges::find(kinds, word[0], &kind::sign);
        bool const signed_ = known != std::end(kinds);
        auto const& is = signed_ ? *known : kinds[2];
        auto const name = word.substr(signed_ ? 1 : 0);
        made.push_back({{"type", is.type}, {uuid::parse(name) ? "id" : is.name, name}});
    }
    return made;
}

std::string_view priority_of(boost::json::object const& block)
{
    auto const text = text_or(block, "priority", "3");
    switch (text.empty() ? '3' : text[0]) {
    case '1':
        return "P1";
    case '2':
        return "P2";
    case '4':
        return "P4";
    case '5':
        return "P5";
    default:
        return "P3";
    }
}

// At most 130 characters.
std::string title_of(message const& about)
{
    auto const& text = about.subject.empty() ? about.body : about.subject;
    return code_points(text) <= 130 ? text : std::string{first_code_points(text, 127)} + "...";
}

// An alert was taken only where it has got a number.
bool accepts(http::outgoing_reply const& reply)
{
    if (reply.status != 200 && reply.status != 202)
        return false;
    try {
        auto const answer = json::parse(reply.body);
        auto const* const object = answer.if_object();
        auto const* const id = object == nullptr ? nullptr : object->if_contains("requestId");
        return !json::is_nothing(id);
    }
    catch (std::exception const&) {
        return false;
    }
}

} // namespace

notification_plan plan_opsgenie(boost::json::object const& block, message const& about)
{
    auto const key = needed_text(block, "apikey");
    if (json::stripped(key).empty())
        refuse_block("An invalid Opsgenie API Key was specified.");
    auto const region = text_or(block, "region_name", "us");
    if (region != "us" && region != "eu")
        refuse_block("The Opsgenie region specified is invalid.");
    boost::json::object details;
    for (auto const& [name, value] : pairs_of(block, "details"))
        details[replaced_utf8(percent_decoded(name))] = replaced_utf8(percent_decoded(value));
    if (!details.contains("type"))
        details["type"] = about.type;
    boost::json::object payload{{"source", app_name},
                                {"message", title_of(about)},
                                {"description", about.body},
                                {"details", std::move(details)},
                                {"priority", priority_of(block)}};
    if (auto const tags = word_list(texts_of(block, "tags")); !tags.empty())
        payload["tags"] = boost::json::array(tags.begin(), tags.end());
    for (std::string_view const name : {"entity", "alias"})
        if (auto const text = text_or(block, name, ""); !text.empty())
            payload[name] = text;

    auto const responders = responders_of(block);
    std::size_t const at_once = flag_or(block, "batch", false) ? 50 : 1;
    notification_plan plan{.accepts = accepts};
    for (std::size_t at = 0; at == 0 || at < responders.size(); at += at_once) {
        if (!responders.empty()) {
            boost::json::array some;
            for (auto one = at; one < std::min(at + at_once, responders.size()); ++one)
                some.push_back(responders[one]);
            payload["responders"] = std::move(some);
        }
        auto request =
            post_of(region == "eu" ? "https://api.eu.opsgenie.com/v2/alerts" : "https://api.opsgenie.com/v2/alerts",
                    "application/json", json::python_text(payload, json::dumps_options{}));
        request.headers.emplace_back("Authorization", "GenieKey " + key);
        plan.deliveries.push_back({std::move(request), "Failed to send Opsgenie notification:",
                                   "A Connection error occurred sending Opsgenie notification."});
    }
    return plan;
}

} // namespace praetor::outgoing

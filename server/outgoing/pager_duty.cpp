// PagerDuty: events of its API, version 2.
#include <server/base/json/python_text.hpp>
#include <server/base/json/python_value.hpp>
#include <server/base/text/percent.hpp>
#include <server/base/text/replaced_utf8.hpp>
#include <server/outgoing/block_fields.hpp>
#include <server/outgoing/notification_blocks.hpp>

#include <boost/json/array.hpp>

namespace praetor::outgoing {
namespace {

// Prefect hands the block to Apprise as a URL, which is decoded once more than it was encoded.
std::string decoded(std::string_view text)
{
    return replaced_utf8(percent_decoded(text));
}

// Blanks at its ends stay, for Prefect encodes them before the URL is stripped.
std::string_view without_line_ends(std::string_view text)
{
    static constexpr std::string_view others = "\t\r\n\v\f";
    text.remove_prefix(std::min(text.find_first_not_of(others), text.size()));
    return text.substr(0, text.find_last_not_of(others) + 1);
}

// Source and component are two parts of the path of that URL, so a "/" ends the first.
std::pair<std::string, std::string> source_and_component(boost::json::object const& block)
{
    auto const source = text_or(block, "source", block.contains("source") ? "" : "Prefect");
    auto const component = text_or(block, "component", "Notification");
    auto const path = (source.empty() ? "Apprise" : source) + '/' + (component.empty() ? "Notification" : component);
    std::vector<std::string> parts;
    for (std::string_view rest{path}; !rest.empty();) {
        auto const one = rest.substr(0, rest.find('/'));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        if (!one.empty())
            parts.push_back(decoded(one));
    }
    parts.resize(std::max(parts.size(), std::size_t{2}));
    return {parts[0], parts[1]};
}

std::string_view severity_of(message const& about)
{
    return about.type == "warning" ? "warning" : about.type == "failure" ? "critical" : "info";
}

std::string key_of(boost::json::object const& block, std::string_view name, std::string_view why)
{
    auto key = needed_text(block, name);
    if (json::stripped(key).empty())
        refuse_block(why);
    return key;
}

} // namespace

notification_plan plan_pager_duty(boost::json::object const& block, message const& about)
{
    auto const api_key = key_of(block, "api_key", "An invalid Pager Duty API Key was specified.");
    auto const routing_key = key_of(block, "integration_key", "An invalid Pager Duty Routing Key was specified.");
    auto const region = text_or(block, "region_name", "us");
    if (region != "us" && region != "eu")
        refuse_block("The PagerDuty region specified is invalid.");
    auto const [source, component] = source_and_component(block);

    // With a subject the body is a detail, for Apprise would put both in one line.
    boost::json::object details;
    for (auto const& [name, value] : pairs_of(block, "custom_details"))
        details[decoded(name)] = decoded(value);
    if (!about.subject.empty())
        details["Prefect Notification Body"] = decoded(without_line_ends(about.whole_body));

    boost::json::object event{{"summary", about.subject.empty() ? about.body : about.subject + "\r\n"},
                              {"severity", severity_of(about)},
                              {"source", source},
                              {"component", component}};
    for (auto const& [name, to] : {std::pair{"group", "group"}, {"class_id", "class"}})
        if (auto const text = text_or(block, name, ""); !text.empty())
            event[to] = text;
    if (!details.empty())
        event["custom_details"] = std::move(details);
    boost::json::object payload{
        {"routing_key", routing_key}, {"payload", std::move(event)}, {"client", app_name}, {"event_action", "trigger"}};
    if (auto const link = text_or(block, "clickable_url", ""); !link.empty())
        payload["links"] = boost::json::array{boost::json::object{{"href", link}}};
    if (flag_or(block, "include_image", true))
        payload["images"] =
            boost::json::array{boost::json::object{{"src", image_url(about, "128x128")}, {"alt", about.type}}};

    auto request = post_of(region == "eu" ? "https://events.eu.pagerduty.com/v2/enqueue"
                                          : "https://events.pagerduty.com/v2/enqueue",
                           "application/json", json::python_text(payload, json::dumps_options{}));
    request.headers.emplace_back("Authorization", "Token token=" + api_key);
    notification_plan plan{
        .accepts = [](http::outgoing_reply const& reply) { return reply.status >= 200 && reply.status <= 202; }};
    plan.deliveries.push_back({std::move(request), "Failed to send Pager Duty notification: ",
                               "A Connection error occurred sending Pager Duty notification."});
    return plan;
}

} // namespace praetor::outgoing

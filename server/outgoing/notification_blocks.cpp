#include <server/outgoing/notification_blocks.hpp>

#include <server/base/json/python_value.hpp>
#include <server/outgoing/block_fields.hpp>

#include <algorithm>
#include <chrono>
#include <iterator>

namespace praetor::outgoing {
namespace {

struct service
{
    std::string_view block_type;
    notification_plan (*plan)(boost::json::object const&, message const&);
    bool has_url; // of the user's own, which "allow_private_urls" is about
};

constexpr service services[]{
    {"custom-webhook", nullptr, false},
    {"slack-webhook", plan_slack, true},
    {"ms-teams-webhook", plan_teams, true},
    {"pager-duty-webhook", plan_pager_duty, false},
    {"twilio-sms", plan_twilio, false},
    {"opsgenie-webhook", plan_opsgenie, false},
    {"mattermost-webhook", plan_mattermost, false},
    {"discord-webhook", plan_discord, false},
    {"sendgrid-email", plan_sendgrid, false},
};

service const* service_of(std::string_view block_type)
{
    auto const found = std::ranges::find(services, block_type, &service::block_type);
    return found == std::end(services) ? nullptr : found;
}

message message_of(boost::json::object const& block, std::string_view subject, std::string_view body)
{
    message made{.subject = std::string{json::stripped(subject)}, .whole_body = std::string{body}};
    // As str.rstrip() leaves it.
    auto const kept = json::stripped(body);
    made.body = kept.empty() ? std::string_view{}
                             : body.substr(0, static_cast<std::size_t>(kept.data() + kept.size() - body.data()));
    made.type = text_or(block, "notify_type", "info");
    static constexpr std::string_view types[]{"info", "success", "warning", "failure"};
    if (std::ranges::find(types, made.type) == std::end(types))
        throw invalid_block{"notify_type is none of 'info', 'success', 'warning' and 'failure'"};
    using namespace std::chrono;
    made.now = static_cast<double>(duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()) / 1e6;
    return made;
}

} // namespace

bool is_notification_block(std::string_view block_type)
{
    return service_of(block_type) != nullptr;
}

bool has_own_url(std::string_view block_type)
{
    auto const* const found = service_of(block_type);
    return found != nullptr && found->has_url;
}

notification_plan plan_notification(std::string_view block_type, boost::json::object const& block,
                                    std::string const& subject, std::string const& body)
{
    auto const* const by = service_of(block_type);
    if (by->plan == nullptr)
        return plan_custom_webhook(block, subject, body);
    auto const about = message_of(block, subject, body);
    if (subject.empty() && body.empty())
        return {.complaints = {"No message content specified to deliver"}};
    return by->plan(block, about);
}

} // namespace praetor::outgoing

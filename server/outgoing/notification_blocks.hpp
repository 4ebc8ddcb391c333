// The block types that send notifications. Each plans one by the data of its block, its secrets decrypted, and throws
// invalid_block where that can not be done; none sends anything, or shows a secret in what it says. Any thread.
#pragma once

#include <server/outgoing/notification_plan.hpp>

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace praetor::outgoing {

// Whether blocks of this type (its slug) send notifications.
bool is_notification_block(std::string_view block_type);
// Whether their requests go to a URL of the block, which its "allow_private_urls" is about. Custom webhooks see to that
// themselves.
bool has_own_url(std::string_view block_type);
// The plan of a block of that type, which is_notification_block(). Nothing to say is a complaint.
notification_plan plan_notification(std::string_view block_type, boost::json::object const& block,
                                    std::string const& subject, std::string const& body);

// What each of them makes of its block: the requests that tell it, or a complaint about a field.
notification_plan plan_slack(boost::json::object const& block, message const& about);
notification_plan plan_teams(boost::json::object const& block, message const& about);
notification_plan plan_pager_duty(boost::json::object const& block, message const& about);
notification_plan plan_twilio(boost::json::object const& block, message const& about);
notification_plan plan_opsgenie(boost::json::object const& block, message const& about);
notification_plan plan_mattermost(boost::json::object const& block, message const& about);
notification_plan plan_discord(boost::json::object const& block, message const& about);
notification_plan plan_sendgrid(boost::json::object const& block, message const& about);

// What a block of Slack does with webhooks of others, as Apprise knows them by their URL; nothing where it is none of
// theirs.
std::optional<notification_plan> plan_discord_webhook(std::string_view url, message const& about);
std::optional<notification_plan> plan_teams_workflow(std::string_view url, message const& about, bool image, bool wrap);

// The block "Custom Webhook", without Apprise: subject and body as they are, no subject is the text "null".
notification_plan plan_custom_webhook(boost::json::object const& block, std::optional<std::string> subject,
                                      std::string const& body);

} // namespace praetor::outgoing

// Notifications of automations.
#pragma once

#include <server/base/task.hpp>
#include <server/http/client/client.hpp>

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

namespace praetor::outgoing {

struct notification_result
{
    bool sent = false; // to every recipient
    // Otherwise why, as the event of a failed action says it: "Notification failed", or "The notification block was
    // invalid: …".
    std::string failure;
    // The lines that Prefect has in notification_log: "[WARNING]: Failed to send to Slack: …". Never holds a secret.
    std::string log;
    bool temporary = false; // nobody was told, and the same notification may be sent later
};

// Whether blocks of this type (its slug) can send notifications.
bool can_notify(std::string_view block_type);

// Sends one by a block document of that type, its secrets decrypted: to each recipient, one after another. Cancellation
// ends it, thrown; every other failure is in the result. `client` outlives the call.
task<notification_result> send_notification(http::client& client, std::string block_type, boost::json::object block,
                                            std::string subject, std::string body);

} // namespace praetor::outgoing

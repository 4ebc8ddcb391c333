// Webhooks of automations.
#pragma once

#include <server/base/task.hpp>
#include <server/http/client/client.hpp>
#include <server/http/client/outgoing.hpp>

#include <boost/json/object.hpp>

#include <string>

namespace praetor::outgoing {

struct webhook_result
{
    bool answered = false; // whatever the status: Prefect takes each answer for success
    int status = 0;
    std::string response_body;               // UTF-8, at most 1,000 characters and "..."
    http::outgoing_headers response_headers; // without what Prefect keeps out of events, and without cookies
    // Where it was not answered: "Webhook call failed: ConnectError('All connection attempts failed')". Never holds a
    // secret.
    std::string failure;
    bool temporary = false; // the same call may be answered later
};

// Calls the webhook of a block document of the type "webhook", its secrets decrypted, with `payload` as it is. The key
// goes as the header Idempotency-Key, unless it is empty or the block has that header. Cancellation ends it, thrown;
// every other failure is in the result. `client` outlives the call.
task<webhook_result> call_webhook(http::client& client, boost::json::object block, std::string payload,
                                  std::string idempotency_key);

} // namespace praetor::outgoing

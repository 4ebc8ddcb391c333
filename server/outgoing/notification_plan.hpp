// What a notification is on the wire, before anything is sent.
#pragma once

#include <server/http/client/outgoing.hpp>

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::outgoing {

// Subject and body as Apprise passes them to its services: the subject stripped, the body without white space at its
// end.
struct message
{
    std::string subject; // may be empty
    std::string body;
    std::string whole_body;    // with the white space at its end
    std::string type = "info"; // info, success, warning or failure
    double now = 0;            // seconds since 1970
};

// One request of a notification, and the lines of the log that tell of its failure.
struct delivery
{
    http::outgoing_request request;
    std::string refused;     // before the words of the status: "Failed to send to Slack: "
    std::string unreachable; // without an answer: "A Connection error occurred posting to Slack."
};

// The requests of a notification, one after another; a failed one does not keep the others back.
struct notification_plan
{
    std::vector<delivery> deliveries;
    // Which answers are success.
    bool (*accepts)(http::outgoing_reply const& reply) = nullptr;
    // The service's own words for statuses, before the usual ones; empty where it has none.
    std::string_view (*status_message)(int status) = nullptr;
    bool always_comma = false; // behind the words of a status, even where it has none
    // Lines of the log for what can not be sent at all: the notification has failed.
    std::vector<std::string> complaints;
};

// What Apprise calls itself for Prefect.
inline constexpr std::string_view app_name = "Prefect Notifications";

// The icon for a message of that type, "72x72" large.
std::string image_url(message const& about, std::string_view size);

// A POST with the headers that services of Apprise send: User-Agent, Content-Type.
http::outgoing_request post_of(std::string url, std::string_view content_type, std::string body,
                               std::string_view sender = app_name);

// The line for an answer that is no success: "Failed to send to Slack: Page not found., error=404."
std::string refusal_line(notification_plan const& plan, delivery const& one, int status);

// The name of a described failure of a block, without the secret that Apprise would repeat.
[[noreturn]] void refuse_block(std::string_view why);

// A list as Apprise reads it: split at white space, commas, semicolons and brackets; sorted, each once.
std::vector<std::string> word_list(std::vector<std::string> const& texts);

// name=value&…, a blank as "+" (urllib's urlencode).
std::string form_text(std::vector<std::pair<std::string, std::string>> const& fields);

} // namespace praetor::outgoing

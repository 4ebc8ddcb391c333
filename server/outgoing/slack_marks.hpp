// What Slack reads in a text beside its letters.
#pragma once

#include <string>

namespace praetor::outgoing {

// "&", "<" and ">" as entities, but for what Slack calls a channel (<!channel>), a user (<@U12>) or a link
// (<https://…|text>).
std::string slack_text(std::string text);

// The three characters alone.
std::string slack_escaped(std::string text);

} // namespace praetor::outgoing

// NUL characters, which not every database keeps. What tells of something that has happened - states, logs, events,
// artifacts - goes there without them: a run would be left where it was otherwise, or fail. Whatever a client wants
// kept as it is is refused instead.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace praetor::models {

// The text without NUL characters.
std::string without_nul(std::string text);

// The same in place, of names too.
void drop_nul(std::optional<std::string>& text);
void drop_nul(std::map<std::string, std::string>& texts);

// JSON without the NUL characters of its strings and names.
std::string json_without_nul(std::string json);

} // namespace praetor::models

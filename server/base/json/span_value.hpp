// Spans of time as requests write them: a number of seconds, or text.
#pragma once

#include <server/base/json/problems.hpp>
#include <server/base/timestamp.hpp>

#include <boost/json/value.hpp>

namespace praetor::json {

// Reads what pydantic takes for a timedelta: seconds as a number or a truth value, ISO 8601 ("PT30S") and its other
// forms ("0:00:30", "1 day, 2:00:00"), each with a sign. False, and a problem in the reference's words, for anything
// else and for more than 292,000 years.
bool read_span(duration& out, boost::json::value const& from, problems& found);

} // namespace praetor::json

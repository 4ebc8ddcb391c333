// Times that a span of any length leads to.
#pragma once

#include <server/base/timestamp.hpp>

namespace praetor::models {

// `at` and `span`, at the most the last moment that Python knows; `span` is not negative.
inline timestamp later(timestamp at, duration span)
{
    return span > max_timestamp - at ? max_timestamp : at + span;
}

// The same back in time.
inline timestamp earlier(timestamp at, duration span)
{
    return span > at - min_timestamp ? min_timestamp : at - span;
}

} // namespace praetor::models

// The points in time of pydantic's own datetime, which parameters of paths and queries are in: without what Prefect's
// DateTime takes besides (request_time.hpp), and refused in other words.
#pragma once

#include <server/base/json/codec.hpp>
#include <server/base/json/schema.hpp>
#include <server/base/timestamp.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace praetor::json {

struct plain_time
{
    timestamp value{};
    operator timestamp() const noexcept { return value; }
};

// RFC 3339 with or without seconds and zone, a date alone, seconds or milliseconds since 1970 as time_of_number takes
// them.
std::optional<timestamp> parse_plain_time(std::string_view text);

// Why parse_plain_time gives nothing, as the speedate crate words it.
std::string_view plain_time_error(std::string_view text);

template <>
struct codec<plain_time>
{
    static void write(std::string& out, plain_time const& value);
    static bool read(plain_time& out, boost::json::value const& from, problems& found);
};

template <>
struct schema<plain_time>
{
    static boost::json::object make(components& all) { return schema<timestamp>::make(all); }
};

} // namespace praetor::json

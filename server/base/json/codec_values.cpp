// Codecs of identifiers, points in time and spans, with pydantic's message for what does not fit.
#include <server/base/json/codec.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/json/request_time.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace praetor::json {

void codec<uuid>::write(std::string& out, uuid const& value)
{
    out += '"';
    append(out, value);
    out += '"';
}

namespace {

std::string error_ctx(std::string_view message)
{
    std::string ctx = R"({"error":)";
    write_string(ctx, message);
    ctx += '}';
    return ctx;
}

// The uuid crate's message, which pydantic repeats.
std::string uuid_error(std::string_view text)
{
    std::size_t before = 0;
    if (text.size() >= 2 && text.starts_with('{') && text.ends_with('}'))
        before = 1;
    else if (text.starts_with("urn:uuid:"))
        before = 9;
    text = text.substr(before, text.size() - before - (before == 1 ? 1 : 0));
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        auto const c = static_cast<unsigned char>(text[at]);
        if (std::isxdigit(c) == 0 && c != '-')
            break;
    }
    if (at < text.size()) {
        std::size_t length = 1;
        auto const lead = static_cast<unsigned char>(text[at]);
        if (lead >= 0xf0)
            length = 4;
        else if (lead >= 0xe0)
            length = 3;
        else if (lead >= 0xc0)
            length = 2;
        return fmt::format("invalid character: found `{}` at {}", text.substr(at, length), before + at + 1);
    }
    if (before == 0 && text.find('-') == std::string_view::npos)
        return fmt::format("invalid length: expected length 32 for simple format, found {}", text.size());
    auto const hyphens = static_cast<std::size_t>(std::count(text.begin(), text.end(), '-'));
    if (hyphens != 4)
        return fmt::format("invalid group count: expected 5, found {}", hyphens + 1);
    static constexpr std::size_t lengths[] = {8, 4, 4, 4, 12};
    std::size_t start = 0;
    for (std::size_t group = 0; group < 5; ++group) {
        auto const end = std::min(text.find('-', start), text.size());
        if (end - start != lengths[group])
            return fmt::format("invalid group length in group {}: expected {}, found {}", group, lengths[group],
                               end - start);
        start = end + 1;
    }
    return "invalid UUID";
}

} // namespace

bool codec<uuid>::read(uuid& out, boost::json::value const& from, problems& found)
{
    auto const* text = if_text(from);
    if (text == nullptr) {
        found.add("uuid_type", "UUID input should be a string, bytes or UUID object", from);
        return false;
    }
    if (auto const parsed = uuid::parse(*text)) {
        out = *parsed;
        return true;
    }
    auto const error = uuid_error(*text);
    found.add("uuid_parsing", "Input should be a valid UUID, " + error, from, error_ctx(error));
    return false;
}

void codec<timestamp>::write(std::string& out, timestamp const& value)
{
    out += '"';
    append_rfc3339(out, value);
    out += '"';
}

bool codec<timestamp>::read(timestamp& out, boost::json::value const& from, problems& found)
{
    zoned_time zoned;
    if (!codec<zoned_time>::read(zoned, from, found))
        return false;
    out = zoned.when;
    return true;
}

void codec<zoned_time>::write(std::string& out, zoned_time const& value)
{
    out += '"';
    append_rfc3339(out, value);
    out += '"';
}

bool codec<zoned_time>::read(zoned_time& out, boost::json::value const& from, problems& found)
{
    if (auto const* text = if_text(from)) {
        if (auto const parsed = parse_request_time(*text)) {
            out = *parsed;
            if (is_in_range(out.when))
                return true;
            // Only the zone led it there; the reference takes it and fails once it needs the time in UTC.
            found.add_value_error("date value out of range", from);
            return false;
        }
        if (text->empty())
            found.add_value_error("year 0 is out of range", from);
        else if (text->starts_with('P'))
            found.add_value_error("value is not a valid datetime it is a <class 'pendulum.duration.Duration'>", from);
        else
            found.add_value_error(fmt::format("Unable to parse string [{}]", std::string_view{*text}), from);
        return false;
    }
    if (from.is_number()) {
        if (auto const made = time_of_number(from.to_number<double>())) {
            out = *made;
            return true;
        }
    }
    found.add("value_error", "value is not a valid datetime", from);
    return false;
}

void codec<duration>::write(std::string& out, duration const& value)
{
    codec<double>::write(out, static_cast<double>(value.count()) / 1e6);
}

bool codec<duration>::read(duration& out, boost::json::value const& from, problems& found)
{
    if (from.is_number()) {
        out = duration{static_cast<std::int64_t>(std::llround(from.to_number<double>() * 1e6))};
        return true;
    }
    if (auto const* text = from.if_string()) {
        double seconds = 0;
        auto const [end, ec] = std::from_chars(text->data(), text->data() + text->size(), seconds);
        if (ec == std::errc{} && end == text->data() + text->size()) {
            out = duration{static_cast<std::int64_t>(std::llround(seconds * 1e6))};
            return true;
        }
        found.add("time_delta_parsing", "Input should be a valid timedelta, invalid digit in duration", from,
                  error_ctx("invalid digit in duration"));
        return false;
    }
    found.add("time_delta_type", "Input should be a valid timedelta", from);
    return false;
}

} // namespace praetor::json

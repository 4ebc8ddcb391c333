// Codecs of identifiers, points in time and spans, with pydantic's message for what does not fit.
#include <server/base/json/codec.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/json/request_time.hpp>
#include <server/base/text/utf8.hpp>

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <cmath>

namespace praetor::json {

bool detail::read_member(boost::json::object const& object, boost::json::value const& from, std::string_view name,
                         void* out, bool (*read)(void*, boost::json::value const&, problems&), bool may_be_absent,
                         problems& found)
{
    problems::descent const into{found, name};
    if (auto const* value = object.if_contains(name))
        return read(out, *value, found);
    if (!may_be_absent)
        refuse_missing(from, found);
    return may_be_absent;
}

void codec<uuid>::write(std::string& out, uuid const& value)
{
    char text[uuid::text_size + 2];
    text[0] = '"';
    value.write(text + 1);
    text[uuid::text_size + 1] = '"';
    out.append(text, sizeof(text));
}

namespace {

std::string error_ctx(std::string_view message)
{
    std::string ctx = R"({"error":)";
    write_string(ctx, message);
    ctx += '}';
    return ctx;
}

constexpr std::size_t max_uuid = 45; // "urn:uuid:" and 36 bytes

// The uuid crate's message, which pydantic repeats. It takes the last byte of a code point for all of it.
std::string uuid_error(std::string_view whole)
{
    if (whole.size() > max_uuid)
        return fmt::format("invalid length: found {}", whole.size());
    auto text = whole;
    if (text.size() >= 2 && text.starts_with('{') && text.ends_with('}'))
        text = text.substr(1, text.size() - 2);
    else if (text.starts_with("urn:uuid:"))
        text.remove_prefix(9);
    std::vector<std::size_t> hyphens;
    for (auto rest = text; !rest.empty();) {
        auto const at = text.size() - rest.size();
        auto const last_byte = static_cast<unsigned char>(take_code_point(rest));
        if (last_byte == '-')
            hyphens.push_back(at);
        else if (std::isxdigit(last_byte) == 0)
            return fmt::format("invalid character: found `{}` at {}", text.substr(at, text.size() - rest.size() - at),
                               at);
    }
    if (hyphens.empty() && text.size() == whole.size() && text.size() != 36)
        return fmt::format("invalid length: found {}", text.size());
    if (hyphens.size() != 4)
        return fmt::format("invalid group count: expected 5, found {}", hyphens.size() + 1);
    static constexpr std::size_t starts[] = {0, 9, 14, 19, 24, 37};
    auto const wrong_length = [](std::size_t group, std::size_t length) {
        return fmt::format("invalid group length in group {}: expected {}, found {}", group,
                           starts[group + 1] - starts[group] - 1, length);
    };
    for (std::size_t group = 0; group < 4; ++group)
        if (hyphens[group] != starts[group + 1] - 1)
            return wrong_length(group, hyphens[group] - starts[group]);
    return wrong_length(4, whole.size() - starts[4]);
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
        if (text->starts_with('P'))
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

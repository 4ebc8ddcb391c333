#include <models/merged_objects.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/object.hpp>

namespace praetor::models {

std::string merged_objects(std::string_view under, std::string_view over)
{
    auto const is_empty = [](std::string_view text) { return text == "{}" || text == "null" || text.empty(); };
    if (is_empty(over))
        return is_empty(under) ? "{}" : std::string{under};
    if (is_empty(under))
        return std::string{over};
    auto all = json::parse(under);
    auto more = json::parse(over);
    if (!all.is_object() || !more.is_object())
        return std::string{over};
    for (auto& member : more.get_object())
        all.get_object()[member.key()] = std::move(member.value());
    return json::serialize(all);
}

} // namespace praetor::models

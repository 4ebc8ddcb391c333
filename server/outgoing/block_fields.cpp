#include <server/outgoing/block_fields.hpp>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace praetor::outgoing {
namespace {

boost::json::value const* find(boost::json::object const& block, std::string_view name)
{
    auto const* const value = block.if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

} // namespace

std::string text_of(boost::json::value const& value)
{
    auto const* const text = value.if_string();
    return text != nullptr ? std::string{*text} : boost::json::serialize(value);
}

std::optional<std::string> find_text(boost::json::object const& block, std::string_view name)
{
    auto const* const value = find(block, name);
    if (value == nullptr)
        return {};
    if (value->is_structured())
        throw invalid_block{fmt::format("{} is no text", name)};
    return text_of(*value);
}

std::string text_or(boost::json::object const& block, std::string_view name, std::string usual)
{
    auto found = find_text(block, name);
    return found ? std::move(*found) : std::move(usual);
}

std::string needed_text(boost::json::object const& block, std::string_view name)
{
    auto found = find_text(block, name);
    if (!found)
        throw invalid_block{fmt::format("{} is required", name)};
    return std::move(*found);
}

bool flag_or(boost::json::object const& block, std::string_view name, bool usual)
{
    auto const* const value = find(block, name);
    auto const* const flag = value == nullptr ? nullptr : value->if_bool();
    if (value != nullptr && flag == nullptr)
        throw invalid_block{fmt::format("{} is neither true nor false", name)};
    return flag == nullptr ? usual : *flag;
}

std::vector<std::string> texts_of(boost::json::object const& block, std::string_view name)
{
    std::vector<std::string> texts;
    auto const* const value = find(block, name);
    if (value == nullptr)
        return texts;
    if (!value->is_array())
        throw invalid_block{fmt::format("{} is no list", name)};
    for (auto const& one : value->get_array())
        texts.push_back(text_of(one));
    return texts;
}

std::vector<std::pair<std::string, std::string>> pairs_of(boost::json::object const& block, std::string_view name)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    auto const* const value = find(block, name);
    if (value == nullptr)
        return pairs;
    if (!value->is_object())
        throw invalid_block{fmt::format("{} is no object", name)};
    for (auto const& [key, one] : value->get_object())
        pairs.emplace_back(key, text_of(one));
    return pairs;
}

} // namespace praetor::outgoing

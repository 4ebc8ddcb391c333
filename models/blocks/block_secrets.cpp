#include <models/blocks/block_secrets.hpp>

#include <boost/json/array.hpp>

#include <algorithm>
#include <span>

namespace praetor::models {
namespace {

using boost::json::object;
using boost::json::value;
using path = std::vector<std::string>;
using steps = std::span<std::string const>;

bool is_leaf(value const& one)
{
    return !one.is_object() || one.get_object().empty();
}

// Null where nothing stands there.
value const* find(object const& from, steps way)
{
    auto const* at = from.if_contains(way.front());
    for (auto const& step : way.subspan(1)) {
        if (at == nullptr || !at->is_object())
            return nullptr;
        at = at->get_object().if_contains(step);
    }
    return at;
}

value* find(object& from, steps way)
{
    return const_cast<value*>(find(std::as_const(from), way));
}

bool is_secret(value const* at)
{
    return at != nullptr && is_leaf(*at) && !at->is_null();
}

bool is_hidden(value const* at)
{
    return at != nullptr && at->is_string() && at->get_string() == hidden_secret;
}

// Calls `fn` with every leaf at or below `from`, and the same place of `other` (null where it has none).
template <class Fn>
void each_leaf(value& from, value const* other, Fn const& fn)
{
    if (is_leaf(from)) {
        fn(from, other);
        return;
    }
    auto const* beside = other != nullptr ? other->if_object() : nullptr;
    for (auto& member : from.get_object())
        each_leaf(member.value(), beside != nullptr ? beside->if_contains(member.key()) : nullptr, fn);
}

// The leaves below the part of the path before its "*".
template <class Fn>
void each_leaf_below(object& from, object const* other, path const& way, Fn const& fn)
{
    auto const star = std::ranges::find(way, "*");
    if (star == way.end())
        return;
    steps const before{way.begin(), star};
    if (before.empty()) {
        for (auto& member : from)
            each_leaf(member.value(), other != nullptr ? other->if_contains(member.key()) : nullptr, fn);
    }
    else if (auto* at = find(from, before))
        each_leaf(*at, other != nullptr ? find(*other, before) : nullptr, fn);
}

} // namespace

std::vector<path> secret_paths(object const& schema_fields)
{
    std::vector<path> all;
    auto const* listed = schema_fields.if_contains("secret_fields");
    if (listed == nullptr || !listed->is_array())
        return all;
    for (auto const& one : listed->get_array()) {
        if (!one.is_string())
            continue;
        std::string_view rest = one.get_string();
        auto& way = all.emplace_back();
        for (auto dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
            way.emplace_back(rest.substr(0, dot));
            rest.remove_prefix(dot + 1);
        }
        way.emplace_back(rest);
    }
    return all;
}

void hide_secrets(object& data, std::vector<path> const& paths)
{
    for (auto const& way : paths) {
        if (auto* at = find(data, way); is_secret(at))
            *at = hidden_secret;
        else
            each_leaf_below(data, nullptr, way, [](value& leaf, value const*) { leaf = hidden_secret; });
    }
}

void keep_secrets(object& update, object const& current, std::vector<path> const& paths)
{
    for (auto const& way : paths) {
        if (auto const* secret = find(current, way); is_secret(secret)) {
            if (auto* sent = find(update, way); is_hidden(sent))
                *sent = *secret;
        }
        else
            each_leaf_below(update, &current, way, [](value& leaf, value const* known) {
                if (is_hidden(&leaf) && known != nullptr && is_leaf(*known))
                    leaf = *known;
            });
    }
}

} // namespace praetor::models

#include <models/automations/triggers/trigger.hpp>

#include <models/automations/triggers/event_name.hpp>
#include <models/events/label_pattern.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>

#include <algorithm>

namespace praetor::models {
namespace {

bool matches_one(json::text_set const& patterns, std::string_view name)
{
    return std::ranges::any_of(patterns, [&](std::string_view pattern) { return matches_label(pattern, name); });
}

// A "!" at the front is no negation here: the reference's index takes it for a part of the name.
bool is_indexed_under(std::string const& pattern, std::string_view name)
{
    return pattern.starts_with('!') ? !matches_label('!' + pattern, name) : matches_label(pattern, name);
}

// The value of "label", or of "related:<role>:<label>" in the first resource of that role.
std::string find_label(event const& one, std::string_view label)
{
    auto const last = label.rfind(':');
    if (last != std::string_view::npos) {
        auto const head = label.substr(0, last);
        auto const first = head.find(':');
        if (first != std::string_view::npos && head.substr(0, first) == "related") {
            auto const role = head.substr(first + 1);
            for (auto const& related : one.related)
                if (related.role() == role)
                    return std::string{related.label(label.substr(last + 1))};
        }
    }
    return std::string{one.resource.label(label)};
}

} // namespace

bool event_trigger::starts_after(std::string_view name) const
{
    return matches_one(after, name);
}

bool event_trigger::expects(std::string_view name) const
{
    return expect.empty() || matches_one(expect, name);
}

bool event_trigger::covers(event const& one) const
{
    bool named = expect.empty() ? begins_with_pattern("*", one.event) : false;
    if (!expect.empty()) {
        bool indexed = false;
        for (auto const* names : {&expect, &after})
            for (auto const& pattern : *names) {
                indexed |= is_indexed_under(pattern, one.event);
                named |= begins_with_pattern(pattern, one.event);
            }
        named &= indexed;
    }
    return named && (match.fits_everything() || match.fits(one.resource)) && match_related.fit(one.related);
}

std::vector<std::string> event_trigger::key_labels() const
{
    std::vector<std::string> labels = for_each;
    std::ranges::sort(labels);
    return labels;
}

std::vector<std::string> event_trigger::bucketing_key(event const& one) const
{
    auto key = key_labels();
    for (auto& label : key)
        label = find_label(one, label);
    return key;
}

std::size_t compound_trigger::expected_firings() const noexcept
{
    if (auto const* number = std::get_if<std::int64_t>(&require))
        return static_cast<std::size_t>(*number);
    return std::get<requirement>(require) == requirement::any ? 1 : triggers.size();
}

uuid trigger::id() const noexcept
{
    return std::visit([](auto const& one) { return one.id; }, as);
}

std::string_view trigger::type() const noexcept
{
    return std::visit([]<class T>(T const&) { return T::type; }, as);
}

std::vector<trigger> const& trigger::children() const noexcept
{
    static std::vector<trigger> const none;
    if (auto const* compound = std::get_if<compound_trigger>(&as))
        return compound->triggers;
    if (auto const* sequence = std::get_if<sequence_trigger>(&as))
        return sequence->triggers;
    return none;
}

std::optional<duration> trigger::within() const noexcept
{
    return std::visit([](auto const& one) { return std::optional<duration>{one.within}; }, as);
}

std::size_t trigger::expected_firings() const noexcept
{
    if (auto const* compound = std::get_if<compound_trigger>(&as))
        return compound->expected_firings();
    return children().size();
}

void for_each_trigger(trigger const& root, std::function<void(trigger const&)> const& visit)
{
    visit(root);
    for (auto const& child : root.children())
        for_each_trigger(child, visit);
}

void reset_ids(trigger& root)
{
    std::visit(
        [](auto& one) {
            one.id = uuid::random();
            if constexpr (requires { one.triggers; })
                for (auto& child : one.triggers)
                    reset_ids(child);
        },
        root.as);
}

trigger read_stored_trigger(json_text const& stored)
{
    trigger read;
    json::problems found{"trigger"};
    if (!json::read(read, json::parse(stored.text), found))
        throw error{errc::database, "no trigger: " + found.to_json()};
    return read;
}

} // namespace praetor::models

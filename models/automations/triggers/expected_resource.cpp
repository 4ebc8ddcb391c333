#include <models/automations/triggers/expected_resource.hpp>

#include <models/events/label_pattern.hpp>

#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/json/schema.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>

namespace praetor::models {
namespace {

constexpr std::string_view model = "ResourceSpecification";
constexpr std::string_view dictionary = "dict[str,union[str,list[str]]]";
constexpr std::string_view list_of_either = "list[union[ResourceSpecification,dict[str,union[str,list[str]]]]]";

bool fits_label(expected_label const& expected, event_resource const& one)
{
    for (auto const& [name, value] : one.labels)
        if (name == expected.label)
            return value && std::ranges::any_of(expected.patterns, [&](std::string const& pattern) {
                       return matches_label(pattern, *value);
                   });
    return false;
}

bool read_patterns(expected_label& out, boost::json::value const& from, json::problems& found)
{
    if (auto const* text = json::if_text(from)) {
        out.patterns.assign(1, std::string{*text});
        return true;
    }
    json::problems::alternatives both{found};
    {
        json::problems::descent const into{found, std::string_view{"str"}};
        found.add("string_type", "Input should be a valid string", from);
    }
    json::problems::descent const into{found, std::string_view{"list[str]"}};
    out.is_list = true;
    if (!json::read(out.patterns, from, found))
        return false;
    both.forget();
    return true;
}

bool read_labels(expected_resource& out, boost::json::object const& from, json::problems& found)
{
    out.labels.clear();
    bool good = true;
    for (auto const& member : from) {
        if (found.are_enough())
            return false;
        json::problems::descent const into{found, std::string_view{member.key()}};
        auto& one = out.labels.emplace_back(expected_label{.label = std::string{member.key()}, .patterns = {}});
        good &= read_patterns(one, member.value(), found);
    }
    return good;
}

// Neither of the two that an object could be.
void refuse_as_object(boost::json::value const& from, json::problems& found)
{
    for (auto const alternative : {model, dictionary}) {
        json::problems::descent const into{found, alternative};
        json::refuse_object(from, found);
    }
}

bool read_list(std::vector<expected_resource>& out, boost::json::value const& whole, boost::json::array const& from,
               json::problems& found)
{
    out.clear();
    for (auto const& one : from)
        if (auto const* object = one.if_object(); object != nullptr && !read_labels(out.emplace_back(), *object, found))
            return false;
    if (out.size() == from.size())
        return true;
    refuse_as_object(whole, found);
    json::problems::descent const into{found, list_of_either};
    for (std::size_t i = 0; i < from.size() && !found.are_enough(); ++i) {
        json::problems::descent const at{found, i};
        if (!from[i].is_object())
            refuse_as_object(from[i], found);
    }
    return false;
}

} // namespace

bool expected_resource::fits_every(std::string_view prefix) const
{
    if (fits_everything())
        return true;
    auto const* ids = labels.size() == 1 ? patterns_of("prefect.resource.id") : nullptr;
    return ids != nullptr && std::ranges::any_of(*ids, [&](std::string_view pattern) {
               return pattern.starts_with(prefix) && pattern.substr(prefix.size()) == ".*";
           });
}

bool expected_resource::fits(event_resource const& one) const
{
    return std::ranges::all_of(labels, [&](expected_label const& expected) { return fits_label(expected, one); });
}

bool expected_resource::fits_any(std::span<event_resource const> all) const
{
    return fits_everything() || std::ranges::any_of(all, [&](event_resource const& one) { return fits(one); });
}

std::vector<std::string> const* expected_resource::patterns_of(std::string_view label) const
{
    auto const found = std::ranges::find(labels, label, &expected_label::label);
    return found == labels.end() ? nullptr : &found->patterns;
}

bool expected_related::fit(std::span<event_resource const> related) const
{
    return std::ranges::all_of(all, [&](expected_resource const& one) { return one.fits_any(related); });
}

bool read_expected(expected_resource& out, boost::json::value const& from, json::problems& found)
{
    if (auto const* object = from.if_object())
        return read_labels(out, *object, found);
    refuse_as_object(from, found);
    return false;
}

bool read_related(expected_related& out, boost::json::value const& from, json::problems& found)
{
    out.is_list = from.is_array();
    if (auto const* list = from.if_array())
        return read_list(out.all, from, *list, found);
    out.all.assign(1, {});
    if (auto const* object = from.if_object())
        return read_labels(out.all.front(), *object, found);
    refuse_as_object(from, found);
    json::problems::descent const into{found, list_of_either};
    json::refuse_list(from, found);
    return false;
}

} // namespace praetor::models

namespace praetor::json {

void codec<models::expected_resource>::write(std::string& out, models::expected_resource const& value)
{
    object_writer object{out};
    for (auto const& one : value.labels) {
        if (one.is_list)
            object.value(one.label, one.patterns);
        else
            object.text(one.label, one.patterns.front());
    }
    object.end();
}

bool codec<models::expected_resource>::read(models::expected_resource& out, boost::json::value const& from,
                                            problems& found)
{
    return models::read_expected(out, from, found);
}

void codec<models::expected_related>::write(std::string& out, models::expected_related const& value)
{
    if (value.is_list)
        json::write(out, value.all);
    else
        json::write(out, value.all.front());
}

bool codec<models::expected_related>::read(models::expected_related& out, boost::json::value const& from,
                                           problems& found)
{
    return models::read_related(out, from, found);
}

namespace {

boost::json::object labels_schema()
{
    boost::json::object const text{{"type", "string"}};
    return {{"type", "object"}, {"additionalProperties", either(text, {{"type", "array"}, {"items", text}})}};
}

} // namespace

boost::json::object schema<models::expected_resource>::make(components& all)
{
    auto const model = all.refer("ResourceSpecification", "ResourceSpecification", [] { return labels_schema(); });
    return either(model, labels_schema());
}

boost::json::object schema<models::expected_related>::make(components& all)
{
    auto one = schema<models::expected_resource>::make(all);
    auto const list = boost::json::object{{"type", "array"}, {"items", one}};
    one["anyOf"].as_array().push_back(list);
    return one;
}

} // namespace praetor::json

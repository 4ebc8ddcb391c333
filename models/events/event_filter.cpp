// Reading event filters, and asking an event in memory.
#include <models/events/event_filter.hpp>

#include <models/events/label_pattern.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/schema.hpp>

#include <boost/json/array.hpp>

#include <algorithm>

template <>
struct praetor::json::schema_notes<praetor::models::occurred_criterion>
{
    static constexpr std::string_view name = "EventOccurredFilter";
    static void add(model_schema& model) { model.without_default("since").without_default("until"); }
};

template <>
struct praetor::json::schema_notes<praetor::models::event_name_criterion>
{
    static constexpr std::string_view name = "EventNameFilter";
};

template <>
struct praetor::json::schema_notes<praetor::models::resource_criterion>
{
    static constexpr std::string_view name = "EventResourceFilter";
};

template <>
struct praetor::json::schema_notes<praetor::models::related_criterion>
{
    static constexpr std::string_view name = "EventRelatedFilter";
};

template <>
struct praetor::json::schema_notes<praetor::models::any_resource_criterion>
{
    static constexpr std::string_view name = "EventAnyResourceFilter";
};

template <>
struct praetor::json::schema_notes<praetor::models::event_id_criterion>
{
    static constexpr std::string_view name = "EventIDFilter";
};

PRAETOR_JSON_CODEC(praetor::models::occurred_criterion)
PRAETOR_JSON_CODEC(praetor::models::event_name_criterion)
PRAETOR_JSON_CODEC(praetor::models::resource_criterion)
PRAETOR_JSON_CODEC(praetor::models::related_criterion)
PRAETOR_JSON_CODEC(praetor::models::any_resource_criterion)
PRAETOR_JSON_CODEC(praetor::models::event_id_criterion)
PRAETOR_JSON_CODEC(praetor::models::event_order)
PRAETOR_JSON_CODEC(praetor::models::event_filter)

namespace praetor::models {
namespace {

using names = std::optional<std::vector<std::string>>;

// An absent or empty list asks for nothing.
bool asks(names const& wanted)
{
    return wanted && !wanted->empty();
}

bool has(std::vector<std::string> const& wanted, std::string_view text)
{
    return std::find(wanted.begin(), wanted.end(), text) != wanted.end();
}

bool has_prefix(std::vector<std::string> const& prefixes, std::string_view text)
{
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](std::string const& prefix) { return text.starts_with(prefix); });
}

bool includes(resource_specification const& wanted, event_resource const& resource)
{
    for (auto const& [name, patterns] : wanted.labels) {
        auto const value = std::find_if(resource.labels.begin(), resource.labels.end(),
                                        [&](auto const& label) { return label.first == name; });
        if (value == resource.labels.end() || !value->second)
            return false;
        if (std::none_of(patterns.begin(), patterns.end(),
                         [&](std::string const& pattern) { return matches_label(pattern, *value->second); }))
            return false;
    }
    return true;
}

bool includes(event_name_criterion const& wanted, std::string_view name)
{
    return (!asks(wanted.prefix) || has_prefix(*wanted.prefix, name)) &&
           !(asks(wanted.exclude_prefix) && has_prefix(*wanted.exclude_prefix, name)) &&
           (!asks(wanted.name) || has(*wanted.name, name)) &&
           !(asks(wanted.exclude_name) && has(*wanted.exclude_name, name));
}

template <class Criterion>
bool includes_resource(Criterion const& wanted, event_resource const& resource)
{
    return (!asks(wanted.id) || has(*wanted.id, resource.id())) &&
           (!asks(wanted.id_prefix) || has_prefix(*wanted.id_prefix, resource.id())) &&
           (!wanted.labels || includes(*wanted.labels, resource));
}

bool includes(any_resource_criterion const& wanted, event const& one)
{
    return includes_resource(wanted, one.resource) ||
           std::any_of(one.related.begin(), one.related.end(),
                       [&](event_resource const& resource) { return includes_resource(wanted, resource); });
}

std::string searchable_text(event const& one)
{
    std::string text = one.event;
    auto const add = [&](event_resource const& resource) {
        for (auto const& label : resource.labels) {
            text += ' ';
            text += label.second.value_or("");
        }
    };
    add(one.resource);
    for (auto const& resource : one.related)
        add(resource);
    text += ' ';
    text += one.payload.text;
    return text;
}

} // namespace

occurred_criterion::occurred_criterion()
    : since{timestamp{std::chrono::floor<std::chrono::days>(now()) - std::chrono::days{180}}}, until{now()}
{}

bool includes(event_filter const& wanted, event const& one)
{
    if (one.occurred < *wanted.occurred->since || one.occurred > *wanted.occurred->until)
        return false;
    if (wanted.event && !includes(*wanted.event, one.event))
        return false;
    if (wanted.resource && !includes_resource(*wanted.resource, one.resource))
        return false;
    if (wanted.any_resource)
        for (auto const& criterion : wanted.any_resource->all)
            if (!includes(criterion, one))
                return false;
    auto const& ids = wanted.id->id;
    if (ids && !ids->empty() && std::find(ids->begin(), ids->end(), one.id) == ids->end())
        return false;
    return !wanted.text || matches(parse_search(*wanted.text->query), searchable_text(one));
}

} // namespace praetor::models

namespace praetor::json {

void codec<models::resource_specification>::write(std::string& out, models::resource_specification const& value)
{
    char open = '{';
    for (auto const& [name, patterns] : value.labels) {
        out += open;
        open = ',';
        write_string(out, name);
        out += ':';
        json::write(out, patterns);
    }
    out += open == '{' ? "{}" : "}";
}

bool codec<models::resource_specification>::read(models::resource_specification& out, boost::json::value const& from,
                                                 problems& found)
{
    auto const* object = from.if_object();
    if (object == nullptr) {
        refuse_object(from, found);
        return false;
    }
    bool good = true;
    for (auto const& member : *object) {
        problems::descent const into{found, std::string_view{member.key()}};
        auto& [name, patterns] = out.labels.emplace_back();
        name = std::string{member.key()};
        problems::alternatives both{found};
        bool fits = false;
        {
            problems::descent const as{found, std::string_view{"str"}};
            fits = json::read(patterns.emplace_back(), member.value(), found);
        }
        if (!fits) {
            problems::descent const as{found, std::string_view{"list[str]"}};
            fits = json::read(patterns, member.value(), found);
        }
        if (fits)
            both.forget();
        good &= fits;
    }
    return good;
}

void codec<models::resource_in_role>::write(std::string& out, models::resource_in_role const& value)
{
    out += '[';
    json::write(out, value.id);
    out += ',';
    json::write(out, value.role);
    out += ']';
}

bool codec<models::resource_in_role>::read(models::resource_in_role& out, boost::json::value const& from,
                                           problems& found)
{
    auto const* pair = from.if_array();
    if (pair == nullptr) {
        found.add("tuple_type", "Input should be a valid tuple", from);
        return false;
    }
    bool good = true;
    std::string* const parts[] = {&out.id, &out.role};
    for (std::size_t i = 0; i < 2; ++i) {
        problems::descent const into{found, i};
        if (i < pair->size())
            good &= json::read(*parts[i], (*pair)[i], found);
        else {
            refuse_missing(from, found);
            good = false;
        }
    }
    return good;
}

boost::json::object schema<models::resource_specification>::make(components& all)
{
    return all.refer("ResourceSpecification", "ResourceSpecification", [&] {
        return boost::json::object{{"type", "object"},
                                   {"additionalProperties", either(schema<std::string>::make(all),
                                                                   schema<std::vector<std::string>>::make(all))}};
    });
}

boost::json::object schema<models::resource_in_role>::make(components&)
{
    boost::json::object const text{{"type", "string"}};
    return {{"type", "array"}, {"prefixItems", boost::json::array{text, text}}, {"minItems", 2}, {"maxItems", 2}};
}

} // namespace praetor::json

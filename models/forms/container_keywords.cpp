// Keywords about the members of objects and the elements of arrays.
#include <models/forms/keywords.hpp>
#include <models/forms/numbers.hpp>
#include <models/forms/patterns.hpp>
#include <models/forms/python_text.hpp>

#include <boost/json/array.hpp>

#include <algorithm>

namespace praetor::models::schemas {
namespace {

namespace bj = boost::json;

// "'a', 'b' were": values and their verb.
std::string listed(std::vector<std::string> const& shown)
{
    std::string text;
    for (auto const& one : shown)
        text += (text.empty() ? "" : ", ") + one;
    return text + (shown.size() == 1 ? " was" : " were");
}

std::vector<std::string> reprs(std::vector<std::string> names)
{
    for (auto& one : names)
        one = python_repr(std::string_view{one});
    return names;
}

} // namespace

bool keywords::matches_any(object const& patterns, std::string_view name)
{
    return std::ranges::any_of(patterns, [&](auto const& one) { return matches(one.key(), name); });
}

std::vector<std::string> keywords::additional(object const& value, object const& schema)
{
    auto const* named = schema.if_contains("properties");
    auto const* patterns = schema.if_contains("patternProperties");
    std::vector<std::string> found;
    for (auto const& member : value) {
        bool const known = named != nullptr && named->is_object() && named->get_object().contains(member.key());
        if (known ||
            (patterns != nullptr && patterns->is_object() && matches_any(patterns->get_object(), member.key())))
            continue;
        found.emplace_back(member.key());
    }
    return found;
}

void keywords::properties(part const& at)
{
    auto const* value = at.as_object();
    auto const* named = at.wanted.if_object();
    if (value == nullptr || named == nullptr)
        return;
    for (auto const& one : *named)
        if (auto const* member = value->if_contains(one.key()))
            descend(*member, one.value(), std::string{one.key()}, at.out);
}

void keywords::pattern_properties(part const& at)
{
    auto const* value = at.as_object();
    auto const* patterns = at.wanted.if_object();
    if (value == nullptr || patterns == nullptr)
        return;
    for (auto const& one : *patterns)
        for (auto const& member : *value)
            if (matches(one.key(), member.key()))
                descend(member.value(), one.value(), std::string{member.key()}, at.out);
}

void keywords::property_names(part const& at)
{
    auto const* value = at.as_object();
    if (value == nullptr)
        return;
    for (auto const& member : *value)
        descend(bj::value(member.key()), at.wanted, at.out);
}

void keywords::additional_properties(part const& at)
{
    auto const* value = at.as_object();
    if (value == nullptr)
        return;
    auto extras = additional(*value, at.schema);
    if (at.wanted.is_object()) {
        for (auto const& name : extras)
            descend(value->at(name), at.wanted, name, at.out);
        return;
    }
    if (extras.empty() || !at.wanted.is_bool() || at.wanted.get_bool())
        return;
    std::ranges::sort(extras);
    auto const* patterns = at.schema.if_contains("patternProperties");
    if (patterns == nullptr || !patterns->is_object()) {
        add(at, "Additional properties are not allowed (" + listed(reprs(extras)) + " unexpected)");
        return;
    }
    std::vector<std::string> known;
    for (auto const& one : patterns->get_object())
        known.emplace_back(one.key());
    std::ranges::sort(known);
    auto const join = [](std::vector<std::string> const& shown) {
        std::string text;
        for (auto const& one : shown)
            text += (text.empty() ? "" : ", ") + one;
        return text;
    };
    add(at, join(reprs(extras)) + (extras.size() == 1 ? " does" : " do") +
                " not match any of the regexes: " + join(reprs(known)));
}

void keywords::dependent_required(part const& at)
{
    auto const* value = at.as_object();
    auto const* dependencies = at.wanted.if_object();
    if (value == nullptr || dependencies == nullptr)
        return;
    for (auto const& one : *dependencies) {
        if (!value->contains(one.key()) || !one.value().is_array())
            continue;
        for (auto const& name : one.value().get_array())
            if (name.is_string() && !value->contains(name.get_string()))
                add(at, python_repr(name) + " is a dependency of " + python_repr(std::string_view{one.key()}));
    }
}

void keywords::dependent_schemas(part const& at)
{
    auto const* value = at.as_object();
    auto const* dependencies = at.wanted.if_object();
    if (value == nullptr || dependencies == nullptr)
        return;
    for (auto const& one : *dependencies)
        if (value->contains(one.key()))
            descend(at.value, one.value(), at.out);
}

void keywords::required(part const& at)
{
    auto const* value = at.as_object();
    auto const* names = at.wanted.if_array();
    if (value == nullptr || names == nullptr)
        return;
    for (auto const& name : *names)
        if (name.is_string() && !value->contains(name.get_string()))
            add(at, python_repr(name) + " is a required property");
}

void keywords::items(part const& at)
{
    auto const* value = at.as_array();
    if (value == nullptr)
        return;
    auto const* prefixed = at.schema.if_contains("prefixItems");
    auto const first = prefixed != nullptr && prefixed->is_array() ? prefixed->get_array().size() : 0;
    if (value->size() <= first)
        return;
    auto const extra = value->size() - first;
    if (at.wanted.is_bool() && !at.wanted.get_bool()) {
        auto const rest = extra == 1
                              ? (*value)[first]
                              : bj::value(bj::array(value->begin() + static_cast<std::ptrdiff_t>(first), value->end()));
        add(at, "Expected at most " + std::to_string(first) + (first == 1 ? " item" : " items") + " but found " +
                    std::to_string(extra) + " extra: " + python_repr(rest));
        return;
    }
    for (auto i = first; i < value->size(); ++i)
        descend((*value)[i], at.wanted, static_cast<std::int64_t>(i), at.out);
}

void keywords::prefix_items(part const& at)
{
    auto const* value = at.as_array();
    auto const* schemas = at.wanted.if_array();
    if (value == nullptr || schemas == nullptr)
        return;
    for (std::size_t i = 0; i < std::min(value->size(), schemas->size()); ++i)
        descend((*value)[i], (*schemas)[i], static_cast<std::int64_t>(i), at.out);
}

void keywords::contains(part const& at)
{
    auto const* value = at.as_array();
    if (value == nullptr)
        return;
    auto const limit = [&](std::string_view name, std::int64_t fallback) {
        auto const* given = at.schema.if_contains(name);
        boost::system::error_code failed;
        auto const number = given != nullptr && is_integer(*given) ? given->to_number<std::int64_t>(failed) : fallback;
        return failed ? fallback : number;
    };
    auto const max_count = limit("maxContains", static_cast<std::int64_t>(value->size()));
    auto const least = limit("minContains", 1);
    std::int64_t matches = 0;
    for (std::size_t i = 0; i < value->size(); ++i) {
        if (!fits((*value)[i], at.wanted, static_cast<std::int64_t>(i)) || ++matches <= max_count)
            continue;
        add(at, "Too many items match the given schema (expected at most " + std::to_string(max_count) + ")");
        at.out.back().keyword = "maxContains";
        return;
    }
    if (matches >= least)
        return;
    if (matches == 0) {
        add(at, shown(at) + " does not contain items matching the given schema");
        return;
    }
    add(at, "Too few items match the given schema (expected at least " + std::to_string(least) + " but only " +
                std::to_string(matches) + " matched)");
    at.out.back().keyword = "minContains";
}

void keywords::unique_items(part const& at)
{
    auto const* value = at.as_array();
    if (value == nullptr || !at.wanted.is_bool() || !at.wanted.get_bool())
        return;
    for (auto one = value->begin(); one != value->end(); ++one)
        for (auto other = value->begin(); other != one; ++other) {
            limit_.step();
            if (equal(*one, *other)) {
                add(at, shown(at) + " has non-unique elements");
                return;
            }
        }
}

void keywords::unevaluated_properties(part const& at)
{
    auto const* value = at.as_object();
    if (value == nullptr)
        return;
    limit_.look();
    auto const seen = evaluated_members(*value, bj::value(at.schema), at.value);
    std::vector<std::string> extras;
    for (auto const& member : *value)
        if (!seen.contains(std::string{member.key()})) {
            std::vector<problem> found;
            descend(member.value(), at.wanted, std::string{member.key()}, found);
            extras.insert(extras.end(), found.size(), std::string{member.key()}); // once for each problem
        }
    if (extras.empty())
        return;
    if (at.wanted.is_bool()) {
        std::ranges::sort(extras);
        add(at, "Unevaluated properties are not allowed (" + listed(reprs(extras)) + " unexpected)");
    }
    else
        add(at, "Unevaluated properties are not valid under the given schema (" + listed(reprs(extras)) +
                    " unevaluated and invalid)");
}

void keywords::unevaluated_items(part const& at)
{
    auto const* value = at.as_array();
    if (value == nullptr)
        return;
    limit_.look();
    auto const seen = evaluated_items(*value, bj::value(at.schema), at.value);
    std::vector<std::string> extras;
    for (std::size_t i = 0; i < value->size(); ++i)
        if (!seen.contains(i))
            extras.push_back(python_repr((*value)[i]));
    if (!extras.empty())
        add(at, "Unevaluated items are not allowed (" + listed(extras) + " unexpected)");
}

// Here the reference shows the message of Python's referencing without the name of their class.
bj::value const& keywords::resolved(std::string_view reference) const
{
    try {
        return owner_.resolve(reference);
    }
    catch (unresolvable const& thrown) {
        auto const& message = thrown.text();
        throw unresolvable{message.substr(message.find(": ") + 2)};
    }
}

// The schemas that apply to the same value beside `schema` itself.
void keywords::each_applied(bj::value const& schema, bj::value const& whole,
                            std::function<void(bj::value const&)> const& visit)
{
    // It goes round without descending.
    if (depth_ >= max_depth)
        throw endless{};
    limit_.step();
    depth_guard const deeper{depth_};
    auto const& object = schema.get_object();
    for (std::string_view const name : {"$ref", "$dynamicRef"})
        if (auto const* to = object.if_contains(name); to != nullptr && to->is_string())
            visit(resolved(to->get_string()));
    for (std::string_view const name : {"allOf", "oneOf", "anyOf"})
        if (auto const* branches = object.if_contains(name); branches != nullptr && branches->is_array())
            for (auto const& branch : branches->get_array())
                if (fits(whole, branch))
                    visit(branch);
    auto const* condition = object.if_contains("if");
    if (condition == nullptr)
        return;
    bool const holds = fits(whole, *condition);
    if (holds)
        visit(*condition);
    if (auto const* next = object.if_contains(holds ? "then" : "else"))
        visit(*next);
}

std::set<std::string> keywords::evaluated_members(bj::object const& value, bj::value const& schema,
                                                  bj::value const& whole)
{
    std::set<std::string> seen;
    auto const* object = schema.if_object();
    if (object == nullptr)
        return seen;
    auto const add_all = [&](std::set<std::string> more) { seen.merge(std::move(more)); };
    each_applied(schema, whole, [&](bj::value const& one) { add_all(evaluated_members(value, one, whole)); });
    auto const* named = object->if_contains("properties");
    auto const* patterns = object->if_contains("patternProperties");
    for (auto const& member : value) {
        bool known =
            (named != nullptr && named->is_object() && named->get_object().contains(member.key())) ||
            (patterns != nullptr && patterns->is_object() && matches_any(patterns->get_object(), member.key()));
        for (std::string_view const name : {"additionalProperties", "unevaluatedProperties"})
            if (auto const* rest = object->if_contains(name))
                known = known || fits(member.value(), *rest, std::string{member.key()});
        if (known)
            seen.emplace(member.key());
    }
    auto const* dependencies = object->if_contains("dependentSchemas");
    if (dependencies != nullptr && dependencies->is_object())
        for (auto const& one : dependencies->get_object())
            if (value.contains(one.key()))
                add_all(evaluated_members(value, one.value(), whole));
    return seen;
}

std::set<std::size_t> keywords::evaluated_items(bj::array const& value, bj::value const& schema, bj::value const& whole)
{
    std::set<std::size_t> seen;
    auto const* object = schema.if_object();
    if (object == nullptr)
        return seen;
    auto const* prefixed = object->if_contains("prefixItems");
    auto const first = prefixed != nullptr && prefixed->is_array() ? prefixed->get_array().size() : 0;
    for (std::size_t i = 0; i < (object->contains("items") ? value.size() : first); ++i)
        seen.insert(i);
    each_applied(schema, whole, [&](bj::value const& one) { seen.merge(evaluated_items(value, one, whole)); });
    for (std::string_view const name : {"contains", "unevaluatedItems"})
        if (auto const* wanted = object->if_contains(name))
            for (std::size_t i = 0; i < value.size(); ++i)
                if (fits(value[i], *wanted, static_cast<std::int64_t>(i)))
                    seen.insert(i);
    return seen;
}

} // namespace praetor::models::schemas

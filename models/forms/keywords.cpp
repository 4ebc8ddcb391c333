// The walk itself, and the keywords that lead into other schemas.
#include <models/forms/keywords.hpp>

#include <models/forms/numbers.hpp>
#include <models/forms/patterns.hpp>
#include <models/forms/python_text.hpp>

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace praetor::models::schemas {
namespace {

namespace bj = boost::json;

std::string name_of(step const& into)
{
    auto const* index = std::get_if<std::int64_t>(&into);
    return index != nullptr ? std::to_string(*index) : std::get<std::string>(into);
}

bool names_type(bj::object const& schema, bj::value const& value)
{
    auto const* type = schema.if_contains("type");
    if (type == nullptr)
        return false;
    if (type->is_string())
        return has_type(value, type->get_string());
    auto const* several = type->if_array();
    return several != nullptr && std::ranges::any_of(*several, [&](bj::value const& one) {
               return one.is_string() && has_type(value, one.get_string());
           });
}

} // namespace

bool has_type(bj::value const& value, std::string_view type)
{
    return (type == "integer" && is_integer(value)) || (type == "string" && praetor::json::if_text(value) != nullptr) ||
           (type == "boolean" && value.is_bool()) || (type == "number" && is_number(value)) ||
           (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "null" && value.is_null());
}

std::vector<problem> keywords::all(bj::value const& value)
{
    std::vector<problem> found;
    descend(value, owner_.schema_, found);
    return found;
}

placeholder const* keywords::placeholder_here() const
{
    if (owner_.open_ == nullptr || owner_.open_->empty())
        return nullptr;
    auto const found = owner_.open_->find(pointer_);
    return found == owner_.open_->end() ? nullptr : &found->second;
}

std::string keywords::shown(part const& at) const
{
    return shown(at.value, pointer_);
}

std::string keywords::shown(bj::value const& value, std::string const& pointer) const
{
    if (owner_.open_ == nullptr || owner_.open_->empty())
        return python_repr(value);
    return python_repr(value, pointer, *owner_.open_);
}

// Keyword and type are filled in by descend.
void keywords::add(part const& at, std::string message)
{
    limit_.keep(message.size() + pointer_.size());
    problem made;
    made.message = std::move(message);
    made.path = path_;
    made.pointer = pointer_;
    at.out.push_back(std::move(made));
}

bool keywords::matches(std::string_view expression, std::string_view text)
{
    limit_.look();
    return patterns_.search(expression, text).value_or(false);
}

void keywords::descend(bj::value const& value, bj::value const& schema, std::vector<problem>& out)
{
    if (first_only_ && !out.empty())
        return;
    if (depth_ >= max_depth)
        throw endless{};
    limit_.step();
    auto const* open = placeholder_here();
    if (schema.is_bool()) {
        static bj::object const nothing;
        if (!schema.get_bool()) {
            part const at{value, open != nullptr, nothing, schema, out};
            add(at, "False schema does not allow " + shown(at));
            out.back().keyword = "false";
        }
        return;
    }
    auto const* object = schema.if_object();
    if (object == nullptr)
        return;
    depth_guard const deeper{depth_};
    for (auto const& member : *object) {
        auto const run = find(member.key());
        if (run == nullptr || (first_only_ && !out.empty()))
            continue;
        auto const before = out.size();
        (this->*run)({value, open != nullptr, *object, member.value(), out});
        for (auto i = before; i < out.size(); ++i)
            if (out[i].keyword.empty() && out[i].pointer == pointer_) {
                out[i].keyword = member.key();
                out[i].fits_type = open == nullptr && names_type(*object, value);
            }
    }
    if (open != nullptr && !open->problem.empty()) {
        add({value, true, *object, schema, out}, open->problem);
        out.back().keyword = placeholder_keyword;
    }
}

void keywords::descend(bj::value const& value, bj::value const& schema, step into, std::vector<problem>& out)
{
    auto const size = pointer_.size();
    pointer_ = pointer_to(pointer_, name_of(into));
    path_.push_back(std::move(into));
    auto const before = out.size();
    descend(value, schema, out);
    path_.pop_back();
    pointer_.resize(size);
    // jsonschema tells what a false schema forbids at the place of the whole, not of the part.
    if (schema.is_bool() && out.size() > before)
        out.back().path = path_;
}

bool keywords::fits(bj::value const& value, bj::value const& schema)
{
    std::vector<problem> found;
    bool const before = std::exchange(first_only_, true);
    descend(value, schema, found);
    first_only_ = before;
    return found.empty();
}

bool keywords::fits(bj::value const& value, bj::value const& schema, step into)
{
    std::vector<problem> found;
    bool const before = std::exchange(first_only_, true);
    descend(value, schema, std::move(into), found);
    first_only_ = before;
    return found.empty();
}

void keywords::reference(part const& at)
{
    if (at.wanted.is_string())
        descend(at.value, owner_.resolve(at.wanted.get_string()), at.out);
}

void keywords::all_of(part const& at)
{
    if (auto const* branches = at.wanted.if_array())
        for (auto const& branch : *branches)
            descend(at.value, branch, at.out);
}

bool keywords::none_fits(part const& at, std::size_t& first)
{
    std::vector<problem> reasons;
    bool const before_all = std::exchange(first_only_, false);
    auto const& branches = at.wanted.get_array();
    for (first = 0; first < branches.size(); ++first) {
        auto const before = reasons.size();
        descend(at.value, branches[first], reasons);
        if (reasons.size() == before) {
            first_only_ = before_all;
            return false;
        }
    }
    first_only_ = before_all;
    add(at, shown(at) + " is not valid under any of the given schemas");
    at.out.back().context = std::move(reasons);
    return true;
}

void keywords::any_of(part const& at)
{
    std::size_t first = 0;
    if (at.wanted.is_array())
        none_fits(at, first);
}

void keywords::one_of(part const& at)
{
    std::size_t first = 0;
    if (!at.wanted.is_array() || none_fits(at, first))
        return;
    auto const& branches = at.wanted.get_array();
    std::string more;
    for (std::size_t i = first + 1; i < branches.size(); ++i)
        if (fits(at.value, branches[i]))
            more += python_repr(branches[i]) + ", ";
    if (!more.empty())
        add(at, shown(at) + " is valid under each of " + more + python_repr(branches[first]));
}

void keywords::not_(part const& at)
{
    if (fits(at.value, at.wanted))
        add(at, shown(at) + " should not be valid under " + python_repr(at.wanted));
}

void keywords::if_(part const& at)
{
    auto const* next = at.schema.if_contains(fits(at.value, at.wanted) ? "then" : "else");
    if (next != nullptr)
        descend(at.value, *next, at.out);
}

keywords::check keywords::find(std::string_view keyword)
{
    static constexpr std::array<std::pair<std::string_view, check>, 36> known{{
        {"$dynamicRef", &keywords::reference},
        {"$ref", &keywords::reference},
        {"additionalProperties", &keywords::additional_properties},
        {"allOf", &keywords::all_of},
        {"anyOf", &keywords::any_of},
        {"const", &keywords::constant},
        {"contains", &keywords::contains},
        {"dependentRequired", &keywords::dependent_required},
        {"dependentSchemas", &keywords::dependent_schemas},
        {"enum", &keywords::one_of_values},
        {"exclusiveMaximum", &keywords::exclusive_maximum},
        {"exclusiveMinimum", &keywords::exclusive_minimum},
        {"format", &keywords::format},
        {"if", &keywords::if_},
        {"items", &keywords::items},
        {"maxItems", &keywords::max_items},
        {"maxLength", &keywords::max_length},
        {"maxProperties", &keywords::max_properties},
        {"maximum", &keywords::maximum},
        {"minItems", &keywords::least_items},
        {"minLength", &keywords::least_length},
        {"minProperties", &keywords::least_properties},
        {"minimum", &keywords::minimum},
        {"multipleOf", &keywords::multiple_of},
        {"not", &keywords::not_},
        {"oneOf", &keywords::one_of},
        {"pattern", &keywords::pattern},
        {"patternProperties", &keywords::pattern_properties},
        {"prefixItems", &keywords::prefix_items},
        {"properties", &keywords::properties},
        {"propertyNames", &keywords::property_names},
        {"required", &keywords::required},
        {"type", &keywords::type},
        {"unevaluatedItems", &keywords::unevaluated_items},
        {"unevaluatedProperties", &keywords::unevaluated_properties},
        {"uniqueItems", &keywords::unique_items},
    }};
    auto const found = std::ranges::find(known, keyword, &std::pair<std::string_view, check>::first);
    return found == known.end() ? nullptr : found->second;
}

} // namespace praetor::models::schemas

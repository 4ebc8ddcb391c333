#include <models/events/event.hpp>
#include <models/events/event_limits.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/constrained.hpp>
#include <server/base/json/schema.hpp>
#include <server/base/text/utf8.hpp>

#include <boost/json/object.hpp>

#include <fmt/format.h>

template <>
struct praetor::json::schema_notes<praetor::models::event>
{
    static void add(model_schema& model) { model.hide("received").not_required("related").not_required("payload"); }
};

PRAETOR_JSON_CODEC(praetor::models::event)

namespace praetor::models {

std::string_view event_resource::label(std::string_view name) const
{
    for (auto const& [key, value] : labels)
        if (key == name)
            return value ? std::string_view{*value} : std::string_view{};
    return {};
}

std::string_view event_resource::id() const
{
    return label("prefect.resource.id");
}

std::string_view event_resource::role() const
{
    return label("prefect.resource.role");
}

namespace {

// The rules that a resource must keep, in the reference's order; the first broken one is the problem.
std::optional<std::string> resource_error(event_resource const& resource, boost::json::object const& from,
                                          std::size_t max_labels, bool related)
{
    if (resource.labels.size() > max_labels)
        return fmt::format("The maximum number of labels per resource is {}", max_labels);
    if (!from.contains("prefect.resource.id"))
        return "Resources must include the prefect.resource.id label";
    if (resource.id().empty())
        return "The prefect.resource.id label must be non-empty";
    if (!related)
        return std::nullopt;
    if (!from.contains("prefect.resource.role"))
        return "Related Resources must include the prefect.resource.role label";
    if (resource.role().empty())
        return "The prefect.resource.role label must be non-empty";
    return std::nullopt;
}

bool read_resource(event_resource& out, boost::json::value const& from, std::size_t max_labels, json::problems& found,
                   bool related)
{
    auto const* object = from.if_object();
    if (object == nullptr) {
        json::refuse_object(from, found);
        return false;
    }
    out.labels.clear();
    out.labels.reserve(object->size());
    bool good = true;
    for (auto const& member : *object) {
        json::problems::descent const into{found, std::string_view{member.key()}};
        auto& [key, value] = out.labels.emplace_back(std::string{member.key()}, std::nullopt);
        good &= json::read(value.emplace(), member.value(), found);
    }
    if (!good)
        return false;
    if (auto const problem = resource_error(out, *object, max_labels, related)) {
        found.add_value_error(*problem, from);
        return false;
    }
    return true;
}

bool read_related(std::vector<event_resource>& out, boost::json::value const& from, event_limits const& limits,
                  json::problems& found)
{
    auto const* array = from.if_array();
    if (array == nullptr) {
        json::refuse_list(from, found);
        return false;
    }
    bool good = true;
    for (std::size_t i = 0; i < array->size(); ++i) {
        json::problems::descent const into{found, i};
        good &= read_resource(out.emplace_back(), (*array)[i], limits.labels_per_resource, found, true);
    }
    if (good && out.size() > limits.related_resources) {
        found.add_value_error(fmt::format("The maximum number of related resources is {}", limits.related_resources),
                              from);
        return false;
    }
    return good;
}

template <class T>
bool read_member(T& out, boost::json::object const& object, std::string_view name, boost::json::value const& parent,
                 json::problems& found)
{
    json::problems::descent const into{found, name};
    if (auto const* value = object.if_contains(name))
        return json::read(out, *value, found);
    json::refuse_missing(parent, found);
    return false;
}

} // namespace

bool read_event(event& out, boost::json::value const& from, event_limits const& limits, json::problems& found)
{
    auto const* object = from.if_object();
    if (object == nullptr) {
        json::refuse_model(from, found);
        return false;
    }
    bool good = read_member(out.occurred, *object, "occurred", from, found);
    if (read_member(out.event, *object, "event", from, found)) {
        auto const max_length = limits.event_name_length;
        if (code_points(out.event) > max_length) {
            json::problems::descent const into{found, std::string_view{"event"}};
            found.add_value_error(fmt::format("Event name must be at most {} characters", max_length),
                                  object->at("event"));
            good = false;
        }
    }
    else
        good = false;
    {
        json::problems::descent const into{found, std::string_view{"resource"}};
        if (auto const* resource = object->if_contains("resource"))
            good &= read_resource(out.resource, *resource, limits.labels_per_resource, found, false);
        else {
            json::refuse_missing(from, found);
            good = false;
        }
    }
    if (auto const* related = object->if_contains("related")) {
        json::problems::descent const into{found, std::string_view{"related"}};
        good &= read_related(out.related, *related, limits, found);
    }
    if (auto const* payload = object->if_contains("payload")) {
        json::problems::descent const into{found, std::string_view{"payload"}};
        good &= json::read(out.payload, *payload, found);
    }
    good &= read_member(out.id, *object, "id", from, found);
    if (auto const* follows = object->if_contains("follows")) {
        json::problems::descent const into{found, std::string_view{"follows"}};
        good &= json::read(out.follows, *follows, found);
    }
    return good;
}

} // namespace praetor::models

namespace praetor::json {

void codec<models::event_resource>::write(std::string& out, models::event_resource const& value)
{
    char open = '{';
    for (auto const& [key, label] : value.labels) {
        out += open;
        open = ',';
        write_string(out, key);
        out += ':';
        codec<std::optional<std::string>>::write(out, label);
    }
    out += open == '{' ? "{}" : "}";
}

// Stored resources keep no more rules than being an object of strings.
bool codec<models::event_resource>::read(models::event_resource& out, boost::json::value const& from, problems& found)
{
    auto const* object = from.if_object();
    if (object == nullptr) {
        refuse_object(from, found);
        return false;
    }
    out.labels.clear();
    for (auto const& member : *object) {
        auto& [key, value] = out.labels.emplace_back(std::string{member.key()}, std::nullopt);
        if (!codec<std::optional<std::string>>::read(value, member.value(), found))
            return false;
    }
    return true;
}

namespace {

boost::json::object labelled(std::string_view title)
{
    return {{"title", title}, {"type", "object"}, {"additionalProperties", boost::json::object{{"type", "string"}}}};
}

} // namespace

boost::json::object schema<models::event_resource>::make(components& all)
{
    bool const is_related = all.where().ends_with("Related");
    std::string const name = is_related ? "RelatedResource" : "Resource";
    return all.refer(name, name, [&] { return labelled(name); });
}

} // namespace praetor::json

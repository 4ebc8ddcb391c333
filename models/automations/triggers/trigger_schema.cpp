// Triggers in the OpenAPI document: those that are sent take spans of time as text too.
#include <models/automations/triggers/trigger.hpp>

#include <server/base/json/schema.hpp>

#include <boost/json/array.hpp>

namespace praetor::json {
namespace {

struct direction
{
    std::string suffix; // of the components' names
    bool is_input;
};

boost::json::object text()
{
    return {{"type", "string"}};
}

boost::json::object type_of(std::string_view name)
{
    return {{"type", "string"}, {"const", name}, {"default", name}};
}

boost::json::object set_of_texts()
{
    return {{"type", "array"}, {"items", text()}, {"uniqueItems", true}};
}

boost::json::object span(direction const& way)
{
    boost::json::object const number{{"type", "number"}};
    return way.is_input ? either(number, {{"type", "string"}, {"format", "duration"}}) : number;
}

boost::json::object optional_span(direction const& way)
{
    auto made = span(way);
    if (!made.contains("anyOf"))
        return nullable(made);
    made["anyOf"].as_array().push_back(boost::json::object{{"type", "null"}});
    return made;
}

boost::json::object any_trigger(components& all, direction const& way);

boost::json::object event_trigger_schema(components& all, direction const& way)
{
    auto within = span(way);
    within["minimum"] = 0.0;
    if (way.is_input)
        within["default"] = "PT0S";
    else
        within["default"] = 0.0;
    return {{"type", "object"},
            {"properties",
             {{"type", type_of("event")},
              {"id", schema<uuid>::make(all)},
              {"match", schema<models::expected_resource>::make(all)},
              {"match_related", schema<models::expected_related>::make(all)},
              {"after", set_of_texts()},
              {"expect", set_of_texts()},
              {"for_each", set_of_texts()},
              {"posture", {{"type", "string"}, {"enum", {"Reactive", "Proactive"}}}},
              {"threshold", {{"type", "integer"}, {"default", 1}}},
              {"within", std::move(within)}}},
            {"required", boost::json::array{"posture"}}};
}

boost::json::object composite_schema(components& all, direction const& way, std::string_view type)
{
    boost::json::object properties{{"type", type_of(type)},
                                   {"id", schema<uuid>::make(all)},
                                   {"triggers", {{"type", "array"}, {"items", any_trigger(all, way)}}},
                                   {"within", optional_span(way)}};
    boost::json::array required{"triggers", "within"};
    if (type == "compound") {
        properties["require"] = either({{"type", "integer"}}, {{"type", "string"}, {"enum", {"any", "all"}}});
        required.push_back("require");
    }
    return {{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
}

boost::json::object any_trigger(components& all, direction const& way)
{
    auto const event = "EventTrigger" + way.suffix;
    auto const compound = "CompoundTrigger" + way.suffix;
    auto const sequence = "SequenceTrigger" + way.suffix;
    auto made = either(all.refer(event, event, [&] { return event_trigger_schema(all, way); }),
                       all.refer(compound, compound, [&] { return composite_schema(all, way, "compound"); }));
    made["anyOf"].as_array().push_back(
        all.refer(sequence, sequence, [&] { return composite_schema(all, way, "sequence"); }));
    return made;
}

} // namespace

boost::json::object schema<models::trigger>::make(components& all)
{
    return any_trigger(all, {"-Input", true});
}

boost::json::object schema<models::trigger_response>::make(components& all)
{
    return any_trigger(all, {"-Output", false});
}

} // namespace praetor::json

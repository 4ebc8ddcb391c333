#include <models/labels.hpp>

#include <models/merged_objects.hpp>

#include <server/base/json/schema.hpp>

#include <boost/json/array.hpp>

namespace praetor::models {

key_value_labels merged(key_value_labels const& under, key_value_labels const& over)
{
    return key_value_labels{merged_objects(under.text, over.text)};
}

} // namespace praetor::models

namespace praetor::json {

void codec<models::key_value_labels>::write(std::string& out, models::key_value_labels const& value)
{
    out += value.is_null() ? "{}" : std::string_view{value.text};
}

bool codec<models::key_value_labels>::read(models::key_value_labels& out, boost::json::value const& from,
                                           problems& found)
{
    if (from.is_null()) {
        out.text = "null";
        return true;
    }
    auto const* object = from.if_object();
    if (object == nullptr) {
        refuse_object(from, found);
        return false;
    }
    bool good = true;
    for (auto const& member : *object) {
        auto const& value = member.value();
        if (value.is_bool() || value.is_number() || value.is_string())
            continue;
        good = false;
        problems::descent const into{found, std::string_view{member.key()}};
        // pydantic names each alternative of the union that did not fit
        static constexpr struct
        {
            std::string_view step, type, msg;
        } alternatives[] = {{"bool", "bool_type", "Input should be a valid boolean"},
                            {"int", "int_type", "Input should be a valid integer"},
                            {"float", "float_type", "Input should be a valid number"},
                            {"str", "string_type", "Input should be a valid string"}};
        for (auto const& one : alternatives) {
            problems::descent const alternative{found, one.step};
            found.add(one.type, one.msg, value);
        }
    }
    if (good)
        out.text = json::serialize(from);
    return good;
}

boost::json::object schema<models::key_value_labels>::make(components&)
{
    auto const type = [](std::string_view name) { return boost::json::object{{"type", name}}; };
    return nullable(
        {{"type", "object"},
         {"additionalProperties", boost::json::object{{"anyOf", boost::json::array{type("boolean"), type("integer"),
                                                                                   type("number"), type("string")}}}}});
}

} // namespace praetor::json

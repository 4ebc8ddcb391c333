#include <models/orchestration/persisted_result.hpp>

#include <server/base/json/parse.hpp>

#include <boost/json/object.hpp>

namespace praetor::models {

bool is_unpersisted(boost::json::value const& data)
{
    auto const* object = data.if_object();
    auto const* type = object == nullptr ? nullptr : object->if_contains("type");
    return type != nullptr && *type == "unpersisted";
}

namespace {

// Null for any data but an object that is not marked as unpersisted.
boost::json::value persisted(json_text const& data)
{
    if (data.is_null())
        return {};
    auto parsed = json::parse(data.text);
    return parsed.is_object() && !is_unpersisted(parsed) ? parsed : boost::json::value{};
}

} // namespace

bool has_persisted_result(json_text const& data)
{
    auto const result = persisted(data);
    return result.is_object() && !result.get_object().empty();
}

bool brings_persisted_result(json_text const& data)
{
    return persisted(data).is_object();
}

} // namespace praetor::models

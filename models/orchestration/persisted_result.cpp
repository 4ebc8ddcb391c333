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

bool has_persisted_result(json_text const& data)
{
    if (data.is_null())
        return false;
    auto const parsed = json::parse(data.text);
    return parsed.is_object() && !parsed.get_object().empty() && !is_unpersisted(parsed);
}

bool brings_persisted_result(json_text const& data)
{
    if (data.is_null())
        return false;
    auto const parsed = json::parse(data.text);
    return parsed.is_object() && !is_unpersisted(parsed);
}

} // namespace praetor::models

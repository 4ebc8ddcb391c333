#include <models/orchestration/persisted_result.hpp>

#include <boost/json/parse.hpp>

namespace praetor::models {
namespace {

bool is_unpersisted(boost::json::object const& data)
{
    auto const* type = data.if_contains("type");
    return type != nullptr && type->is_string() && type->get_string() == "unpersisted";
}

} // namespace

bool has_persisted_result(json_text const& data)
{
    if (data.is_null())
        return false;
    boost::system::error_code failed;
    auto const parsed = boost::json::parse(data.text, failed);
    auto const* object = failed ? nullptr : parsed.if_object();
    return object != nullptr && !object->empty() && !is_unpersisted(*object);
}

bool has_data_other_than_unpersisted(json_text const& data)
{
    return has_persisted_result(data);
}

} // namespace praetor::models

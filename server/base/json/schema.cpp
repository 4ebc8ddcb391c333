#include <server/base/json/schema.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/array.hpp>

#include <algorithm>
#include <stdexcept>

namespace praetor::json {

boost::json::object components::take()
{
    boost::json::object named;
    for (auto& [name, one] : all_)
        named[name] = std::move(one.schema);
    all_.clear();
    return named;
}

bool components::begin(std::string const& name, std::string_view type)
{
    auto const [at, is_new] = all_.try_emplace(name, component{std::string{type}, {}});
    if (at->second.type != type)
        throw std::logic_error{"two types are described as " + name + ": " + at->second.type + ", " +
                               std::string{type}};
    return is_new;
}

boost::json::object components::reference(std::string const& name)
{
    return {{"$ref", "#/components/schemas/" + name}};
}

boost::json::object nullable(boost::json::object made)
{
    boost::json::object null{{"type", "null"}};
    if (auto* any = made.if_contains("anyOf")) {
        auto& alternatives = any->get_array();
        if (std::ranges::find(alternatives, boost::json::value(null)) == alternatives.end())
            alternatives.emplace_back(std::move(null));
        return made;
    }
    return {{"anyOf", boost::json::array{std::move(made), std::move(null)}}};
}

boost::json::object either(boost::json::object one, boost::json::object other)
{
    return {{"anyOf", boost::json::array{std::move(one), std::move(other)}}};
}

std::string in_camel_case(std::string_view snake)
{
    std::string camel;
    bool starts = true;
    for (char const c : snake) {
        if (c == '_') {
            starts = true;
            continue;
        }
        camel += starts && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        starts = false;
    }
    return camel;
}

std::string model_schema::place_of(std::string_view member) const
{
    return detail::place_of_member(all_, member);
}

boost::json::object& model_schema::property(std::string_view member)
{
    return schema_.at("properties").as_object().at(member).as_object();
}

void model_schema::replace(std::string_view member, boost::json::object made)
{
    property(member) = std::move(made);
}

model_schema& model_schema::nullable(std::string_view member)
{
    auto& one = property(member);
    one = json::nullable(std::move(one));
    return *this;
}

model_schema& model_schema::never_null(std::string_view member)
{
    boost::json::object plain = property(member).at("anyOf").as_array().front().as_object();
    replace(member, std::move(plain));
    return *this;
}

model_schema& model_schema::required(std::string_view member)
{
    not_required(member);
    auto& names = schema_["required"];
    if (!names.is_array())
        names.emplace_array();
    names.get_array().emplace_back(member);
    return *this;
}

model_schema& model_schema::not_required(std::string_view member)
{
    auto* required = schema_.if_contains("required");
    if (required == nullptr)
        return *this;
    auto& names = required->get_array();
    names.erase(std::remove(names.begin(), names.end(), boost::json::value(member)), names.end());
    if (names.empty())
        schema_.erase("required");
    return *this;
}

model_schema& model_schema::without_default(std::string_view member)
{
    property(member).erase("default");
    return *this;
}

model_schema& model_schema::hide(std::string_view member)
{
    not_required(member);
    schema_.at("properties").as_object().stable_erase(member);
    return *this;
}

model_schema& model_schema::set(std::string_view member, std::string_view keyword, boost::json::value value)
{
    property(member)[keyword] = std::move(value);
    return *this;
}

namespace detail {

std::string_view plain_name(std::string_view pretty)
{
    // "… type_name() [T = praetor::models::flow_run]"
    auto name = pretty.substr(0, pretty.rfind(']'));
    name = name.substr(0, name.find('<', name.find("[T = ")));
    return name.substr(name.find_last_of(" :") + 1);
}

std::string place_of_member(components const& all, std::string_view name)
{
    return all.where() + in_camel_case(name);
}

boost::json::object new_model(std::string_view title, bool is_closed)
{
    boost::json::object model{{"title", title}, {"type", "object"}, {"properties", boost::json::object{}}};
    if (is_closed)
        model["additionalProperties"] = false;
    return model;
}

boost::json::object enum_schema(std::vector<std::string_view> const& names)
{
    boost::json::array values;
    for (auto const name : names)
        values.emplace_back(name);
    return {{"type", "string"}, {"enum", std::move(values)}};
}

void describe_member(components& all, boost::json::object& model, std::string_view name,
                     boost::json::object (*make)(components&), std::string (*text)(void const*), void const* value)
{
    components::place const at{all, place_of_member(all, name)};
    auto made = make(all);
    auto const fallback = text == nullptr ? std::string{} : text(value);
    if (fallback.empty()) {
        if (!model.contains("required"))
            model["required"] = boost::json::array{};
        model["required"].get_array().emplace_back(name);
    }
    // What an absent list or object is goes without saying, as in pydantic's documents.
    else if (fallback != "null" && fallback.front() != '[' && fallback.front() != '{')
        made["default"] = parse(fallback);
    model["properties"].get_object()[name] = std::move(made);
}

} // namespace detail

boost::json::object schema<bool>::make(components&)
{
    return {{"type", "boolean"}};
}

boost::json::object schema<int>::make(components&)
{
    return {{"type", "integer"}};
}

boost::json::object schema<std::int64_t>::make(components&)
{
    return {{"type", "integer"}};
}

boost::json::object schema<double>::make(components&)
{
    return {{"type", "number"}};
}

boost::json::object schema<std::string>::make(components&)
{
    return {{"type", "string"}};
}

boost::json::object schema<uuid>::make(components&)
{
    return {{"type", "string"}, {"format", "uuid"}};
}

boost::json::object schema<timestamp>::make(components&)
{
    return {{"type", "string"}, {"format", "date-time"}};
}

boost::json::object schema<zoned_time>::make(components& all)
{
    return schema<timestamp>::make(all);
}

boost::json::object schema<duration>::make(components&)
{
    return {{"type", "number"}};
}

boost::json::object schema<json_text>::make(components&)
{
    return {};
}

boost::json::object schema<json_object>::make(components&)
{
    return {{"type", "object"}, {"additionalProperties", true}};
}

} // namespace praetor::json

#include <models/work_pools/base_job_template.hpp>

#include <boost/json/object.hpp>

#include <algorithm>

namespace praetor::models {
namespace {

namespace bj = boost::json;

// What Python calls true.
bool is_something(bj::value const* value)
{
    if (value == nullptr || value->is_null())
        return false;
    if (auto const* object = value->if_object())
        return !object->empty();
    if (auto const* array = value->if_array())
        return !array->empty();
    if (auto const* text = value->if_string())
        return !text->empty();
    if (auto const* flag = value->if_bool())
        return *flag;
    return value->to_number<double>() != 0;
}

// The reference looks into JSON text, where other spaces and letters beyond ASCII are escaped.
bool is_space(char c)
{
    return c == ' ';
}
bool is_of_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-' || c == '[' || c == ']' || c == '$';
}

std::size_t skip(std::string_view text, std::size_t at, bool (*is_wanted)(char))
{
    while (at < text.size() && is_wanted(text[at]))
        ++at;
    return at;
}

void add_names(std::vector<std::string>& names, std::vector<std::string> more)
{
    for (auto& one : more)
        if (std::ranges::find(names, one) == names.end())
            names.push_back(std::move(one));
}

// In texts and keys, however deep.
void add_names_in(std::vector<std::string>& names, bj::value const& value)
{
    if (auto const* text = value.if_string())
        add_names(names, placeholders_of(*text));
    else if (auto const* array = value.if_array())
        for (auto const& one : *array)
            add_names_in(names, one);
    else if (auto const* object = value.if_object())
        for (auto const& member : *object) {
            add_names(names, placeholders_of(member.key()));
            add_names_in(names, member.value());
        }
}

bool refuse(json::problems& found, bj::value const& from, std::string const& message)
{
    found.add_value_error(message, from);
    return false;
}

} // namespace

std::vector<std::string> placeholders_of(std::string_view text)
{
    std::vector<std::string> names;
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 1)) {
        auto const begin = skip(text, at + 2, is_space);
        auto const end = skip(text, begin, is_of_name);
        auto const close = skip(text, end, is_space);
        if (end != begin && text.substr(close).starts_with("}}"))
            add_names(names, {std::string{text.substr(begin, end - begin)}});
    }
    return names;
}

bool base_job_template_rule::check(json::json_object const&, boost::json::value const& from, json::problems& found)
{
    auto const& whole = from.get_object();
    if (whole.empty())
        return true;
    auto const* configuration = whole.if_contains("job_configuration");
    auto const* variables = whole.if_contains("variables");
    if (!is_something(configuration) || !is_something(variables))
        return refuse(found, from,
                      "The `base_job_template` must contain both a `job_configuration` key and a `variables` key.");
    if (!configuration->is_object() || !variables->is_object())
        return refuse(found, from,
                      "The `job_configuration` and the `variables` of a `base_job_template` must be objects.");
    std::vector<std::string> used;
    for (auto const& member : configuration->get_object())
        add_names_in(used, member.value());
    static bj::object const none;
    auto const* declared = variables->get_object().if_contains("properties");
    if (declared != nullptr && !declared->is_object())
        return refuse(found, from, "The `properties` of the `variables` of a `base_job_template` must be an object.");
    auto const& properties = declared != nullptr ? declared->get_object() : none;
    std::string missing;
    for (auto const& name : used)
        if (!properties.contains(name))
            missing += (missing.empty() ? "" : " ,") + name;
    if (missing.empty())
        return true;
    return refuse(found, from,
                  "The variables specified in the job configuration template must be present as properties in the "
                  "variables schema. Your job configuration uses the following undeclared variable(s): " +
                      missing + ".");
}

} // namespace praetor::models

#include <models/automations/actions/upgraded_templates.hpp>

#include <models/forms/hydration.hpp>

#include <server/base/json/parse.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <string>

namespace praetor::models::actions {
namespace {

namespace bj = boost::json;

std::string_view stripped(std::string_view text)
{
    constexpr std::string_view blanks = " \t\n\r\v\f";
    auto const first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bj::object template_of(std::string_view text)
{
    auto const inner = stripped(text);
    bool const is_one_expression = inner.starts_with("{{") && inner.ends_with("}}") &&
                                   inner.find("{{", 2) == std::string_view::npos && inner.size() >= 4;
    if (!is_one_expression)
        return {{schemas::kind_member, "jinja"}, {"template", text}};
    std::string rendered = "{{ ";
    rendered += stripped(inner.substr(2, inner.size() - 4));
    rendered += " | tojson }}";
    return {{schemas::kind_member, "json"},
            {"value", bj::object{{schemas::kind_member, "jinja"}, {"template", rendered}}}};
}

void upgrade(bj::value& value)
{
    if (auto const* text = json::if_text(value); text != nullptr && maybe_template(*text))
        value = template_of(*text);
    else if (auto* object = value.if_object(); object != nullptr && !object->contains(schemas::kind_member))
        upgrade_templates(*object);
}

} // namespace

void upgrade_templates(bj::object& parameters)
{
    for (auto& member : parameters) {
        if (auto* list = member.value().if_array()) {
            for (auto& element : *list)
                if (auto* object = element.if_object())
                    upgrade_templates(*object); // whatever it asks for, as in the reference
                else
                    upgrade(element);
        }
        else
            upgrade(member.value());
    }
}

} // namespace praetor::models::actions

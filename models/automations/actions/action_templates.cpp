#include <models/automations/actions/action_templates.hpp>

#include <models/automations/actions/upgraded_templates.hpp>
#include <models/forms/form_values.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/json/indented_text.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <fmt/format.h>

namespace praetor::models::actions {
namespace {

namespace bj = boost::json;

// "a.b: Missing 'value' key …" for all that lies below `pointer`.
void collect(std::vector<std::string>& out, schemas::hydrated const& all, bj::object const& values,
             std::string const& pointer, std::string const& prefix)
{
    for (auto const& member : values) {
        auto const place = schemas::pointer_to(pointer, member.key());
        auto const name = prefix + std::string{member.key()};
        if (auto const open = all.open.find(place); open != all.open.end()) {
            if (!open->second.problem.empty())
                out.push_back(name + ": " + open->second.problem);
        }
        else if (auto const* object = member.value().if_object())
            collect(out, all, *object, place, name + '.');
    }
}

// What is to be asked about parameters; nothing where nothing is filled in.
std::optional<hydration_request> check_of(bj::value const& parameters)
{
    if (!parameters.is_object())
        return std::nullopt;
    auto upgraded = parameters.get_object();
    upgrade_templates(upgraded);
    hydration_request request;
    request.values = json::serialize(upgraded);
    if (!asks_hydration(request.values))
        return std::nullopt;
    request.purpose = hydration_purpose::look;
    return request;
}

void add_templates(sent_templates& out, bj::object const& one)
{
    for (std::string_view const member : {"subject", "body"})
        if (auto const* value = one.if_contains(member))
            if (auto const* text = json::if_text(*value))
                out.texts.push_back({*value, member, std::string{*text}});
    if (auto const* payload = one.if_contains("payload"); payload != nullptr && !payload->is_null()) {
        auto const* text = json::if_text(*payload);
        out.texts.push_back(
            {*payload, "payload", text != nullptr ? std::string{*text} : json::indented_text(*payload)});
    }
    if (auto const* parameters = one.if_contains("parameters"))
        if (auto check = check_of(*parameters))
            out.parameters.push_back({*parameters, std::move(*check)});
}

} // namespace

sent_templates templates_in(bj::value const& automation)
{
    sent_templates all;
    auto const* whole = automation.if_object();
    if (whole == nullptr)
        return all;
    for (std::string_view const name : {"actions", "actions_on_trigger", "actions_on_resolve"}) {
        auto const* list = whole->if_contains(name);
        if (list == nullptr || !list->is_array())
            continue;
        for (auto const& one : list->get_array())
            if (auto const* object = one.if_object())
                add_templates(all, *object);
    }
    return all;
}

std::string message_for(sent_template const& which, template_error const& failure)
{
    return fmt::format("'{}' is not a valid template: {}", which.member, failure.message);
}

std::optional<std::string> parameter_problems(schemas::hydrated const& checked)
{
    std::vector<std::string> all;
    if (auto const whole = checked.open.find(""); whole != checked.open.end() && !whole->second.problem.empty())
        all.push_back(' ' + whole->second.problem);
    else if (auto const* object = checked.value.if_object())
        collect(all, checked, *object, "", "");
    if (all.empty())
        return std::nullopt;
    return fmt::format("Invalid parameters: \n{}", fmt::join(all, "\n  "));
}

} // namespace praetor::models::actions

#include <models/automations/actions/action_templates.hpp>

#include <models/automations/actions/upgraded_templates.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/json/parse.hpp>

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

} // namespace

std::vector<named_template> templates_of(action const& what)
{
    if (auto const* told = std::get_if<send_notification>(&what))
        return {{"subject", *told->subject}, {"body", told->body}};
    if (auto const* called = std::get_if<call_webhook>(&what); called != nullptr && !called->payload->text.empty())
        return {{"payload", called->payload->text}};
    return {};
}

std::string words_for(named_template const& which, template_fault const& fault)
{
    return fmt::format("'{}' is not a valid template: {}", which.member, fault.message);
}

std::optional<hydration_request> parameter_check(action const& what)
{
    auto const* run = std::get_if<run_deployment>(&what);
    if (run == nullptr || !run->parameters)
        return std::nullopt;
    auto parameters = json::parse(run->parameters->text);
    auto& object = parameters.as_object();
    if (object.empty())
        return std::nullopt;
    upgrade_templates(object);
    hydration_request request;
    request.values = json::serialize(parameters);
    if (request.values.find("__prefect_kind") == std::string::npos)
        return std::nullopt;
    request.purpose = hydration_purpose::look;
    return request;
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

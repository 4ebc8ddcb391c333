// The templates that clients write into actions, and what is wrong with them: found out by the process for templates, before
// anything is stored.
#pragma once

#include <models/automations/actions/action.hpp>
#include <models/forms/hydration_message.hpp>
#include <models/forms/template_message.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models::actions {

// Texts of an action that have to be templates: "subject", "body", "payload", by the names of their members.
struct named_template
{
    std::string_view member;
    std::string text;
};
std::vector<named_template> templates_of(action const& what);
// What a refusal says of such a text.
std::string words_for(named_template const& which, template_fault const& fault);

// What is to be asked about the parameters of a run_deployment; nothing where there are none.
std::optional<hydration_request> parameter_check(action const& what);
// Why they can not be filled in, of the answer to it; nothing where they can. Lists are not looked into, as in the
// reference.
std::optional<std::string> parameter_problems(schemas::hydrated const& checked);

} // namespace praetor::models::actions

// Texts of users that are checked or rendered as templates, each on its own: what is asked of the process that does it,
// and its answer.
#pragma once

#include <models/forms/templates.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

struct template_request
{
    std::vector<std::string> templates;
    std::optional<std::string> context; // a JSON object, to render them with; nothing: they are only checked
};

// Of one template: its text, where it was to be rendered, or what is wrong with it.
struct template_result
{
    std::string text;
    std::optional<template_error> failure;
};

// Any thread.
std::string to_message(template_request const& request);

// The answer to a template_request or a hydration_request. For a process that may be killed.
std::string worker_answer(std::string_view message);

// One for each template, in their order. error{errc::internal} where the answer is none.
std::vector<template_result> template_results(std::string_view answer);

} // namespace praetor::models

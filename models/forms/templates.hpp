// Templates that users write ({{ … }}), in the language of Jinja. What one takes of memory nothing bounds here, and of
// time little: these functions are for the process that template_worker runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::models {

struct template_error
{
    std::string message;
    std::int64_t line = 0; // that is wrong, from 1 on; 0 is the whole
};

// The same as template_problem(), with the place.
std::optional<template_error> find_template_error(std::string_view text);

// Why `text` is no template: it can not be read, or it has more than 10 loops, or more than 2 in each other. Nothing
// where it is one.
std::optional<std::string> template_problem(std::string_view text);

struct rendered
{
    std::string text;
    std::string problem; // empty where all went well
};

// `context` is a JSON object: the variables. Some of them answer as the reference's objects do (jinja/src/context.rs):
// events, their resources, `labels`, and objects of the API under their names; "__ui_url" is the dashboard's address.
// Unknown variables are empty, also where something of theirs is asked. A template that takes too many steps is
// refused; a step may take long, or end the process for want of memory.
rendered render_template(std::string_view text, std::string_view context);

} // namespace praetor::models

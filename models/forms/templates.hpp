// Templates that users write ({{ … }}), in the language of Jinja.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace praetor::models {

// Why `text` is no template: it can not be read, or it has more than 10 loops, or more than 2 in each other. Nothing where
// it is one.
std::optional<std::string> template_problem(std::string_view text);

struct rendered
{
    std::string text;
    std::string problem; // empty where all went well
};

// `context` is a JSON object: the variables. Unknown variables are empty, also where something of theirs is asked. A
// template that takes too many steps is refused.
rendered render_template(std::string_view text, std::string_view context);

} // namespace praetor::models

// Patterns of labels: "prefect.flow-run.*", "!dev". As the reference's specifications of resources write them.
#pragma once

#include <string>
#include <string_view>

namespace praetor::models {

// "*" stands for any text, "?" for one byte, "[abc]" and "[!abc]" for one of a set; a leading "!" turns the answer
// round. Case counts.
bool matches_label(std::string_view pattern, std::string_view value);

// The same as an operand of LIKE with ESCAPE '\', without the leading "!" (sets are taken literally).
std::string to_like(std::string_view pattern);

// The operand of LIKE with ESCAPE '\' that finds what begins with `prefix`.
std::string prefix_to_like(std::string_view prefix);

} // namespace praetor::models

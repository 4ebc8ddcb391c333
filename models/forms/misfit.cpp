#include <models/forms/misfit.hpp>

#include <models/forms/problem.hpp>
#include <models/forms/python_text.hpp>
#include <models/forms/validator.hpp>

namespace praetor::models::schemas {
namespace {

std::string place_of(problem const& one)
{
    auto path = json_path(one.path);
    for (auto at = path.find("$."); at != std::string::npos; at = path.find("$.", at))
        path.erase(at, 2);
    return path;
}

} // namespace

std::optional<std::string> misfit(boost::json::value const& schema, boost::json::value const& value)
{
    try {
        auto const found = validator{schema, nullptr, formats::ignored}.problems(value);
        if (found.empty())
            return std::nullopt;
        auto const& worst = most_specific(found);
        auto const place =
            worst.path.empty() ? "." : " for field " + python_repr(std::string_view{place_of(worst)}) + ".";
        return "Validation failed" + place + " Failure reason: " + worst.message;
    }
    catch (unresolvable const& thrown) {
        return "Validation failed. Failure reason: " + thrown.text();
    }
}

} // namespace praetor::models::schemas

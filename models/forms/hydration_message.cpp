#include <models/forms/hydration_message.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace praetor::models {
namespace {

namespace bj = boost::json;

// How an answer begins. Filled-in values are followed by a line end, which JSON of this program never holds, and by the
// placeholders: {pointer: [problem, name]}.
constexpr char filled_in = 'v';
constexpr char refused = 'r';

schemas::hydration_context context_of(bj::object const& request)
{
    schemas::hydration_context context;
    auto const purpose = static_cast<hydration_purpose>(request.at("purpose").to_number<int>());
    context.renders_variables = purpose != hydration_purpose::look;
    context.renders_templates = purpose == hydration_purpose::use || purpose == hydration_purpose::fill;
    context.throws = purpose == hydration_purpose::use;
    context.of_templates = json::serialize(request.at("context"));
    for (auto const& variable : request.at("variables").as_object())
        context.variables[std::string{variable.key()}] = variable.value();
    return context;
}

std::string to_text(schemas::placeholders const& open)
{
    bj::object all;
    for (auto const& [pointer, one] : open)
        all[pointer] = bj::array{bj::value(one.problem), bj::value(one.name)};
    return json::serialize(all);
}

} // namespace

std::string to_message(hydration_request const& request)
{
    return json::object_text([&request](json::object_writer& message) {
        message.value("purpose", static_cast<int>(request.purpose)).json("context", request.context);
        message.object("variables", [&request](json::object_writer& variables) {
            for (auto const& one : request.variables)
                variables.json(one.name, one.value.text);
        });
        message.json("values", request.values);
    });
}

std::string hydration_answer(std::string_view message)
{
    auto const request = json::parse(message);
    auto const& members = request.as_object();
    try {
        auto const made = schemas::hydrate(members.at("values"), context_of(members));
        return filled_in + json::serialize(made.value) + '\n' + to_text(made.open);
    }
    catch (error const& thrown) {
        return refused + thrown.text();
    }
}

std::string hydrated_text(std::string_view answer)
{
    if (answer.starts_with(refused))
        throw error{errc::bad_request, std::string{answer.substr(1)}};
    auto const end = answer.rfind('\n');
    if (!answer.starts_with(filled_in) || end == std::string_view::npos)
        throw error{errc::internal, "the template worker gave no answer"};
    return std::string{answer.substr(1, end - 1)};
}

schemas::hydrated hydrated_values(std::string_view answer)
{
    schemas::hydrated made{json::parse(hydrated_text(answer)), {}};
    auto const open = json::parse(answer.substr(answer.rfind('\n') + 1));
    for (auto const& one : open.as_object()) {
        auto const& parts = one.value().as_array();
        made.open[std::string{one.key()}] = {std::string{parts.at(0).as_string()},
                                             std::string{parts.at(1).as_string()}};
    }
    return made;
}

} // namespace praetor::models

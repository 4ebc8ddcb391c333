#include <models/forms/template_message.hpp>

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

// [text, message, line]; of a template that is well, only the text.
bj::array result_of(std::string_view text, std::optional<std::string> const& context)
{
    if (auto failure = find_template_error(text))
        return {bj::value(), bj::value(failure->message), bj::value(failure->line)};
    if (!context)
        return {bj::value("")};
    auto made = render_template(text, *context);
    if (!made.problem.empty())
        return {bj::value(), bj::value(made.problem), bj::value(0)};
    return {bj::value(made.text)};
}

std::string template_answer(bj::object const& request)
{
    std::optional<std::string> context;
    if (auto const* given = request.if_contains("context"))
        context = json::serialize(*given);
    bj::array all;
    for (auto const& one : request.at("templates").as_array())
        all.push_back(result_of(one.as_string(), context));
    return json::serialize(all);
}

} // namespace

std::string to_message(template_request const& request)
{
    return json::object_text([&request](json::object_writer& message) {
        message.value("templates", request.templates);
        if (request.context)
            message.json("context", *request.context);
    });
}

std::string worker_answer(std::string_view message)
{
    // As to_message() begins it.
    if (!message.starts_with(R"({"templates":)"))
        return hydration_answer(message);
    auto const request = json::parse(message);
    return template_answer(request.as_object());
}

std::vector<template_result> template_results(std::string_view answer)
{
    auto const parsed = json::parse(answer);
    auto const* all = parsed.if_array();
    if (all == nullptr)
        throw error{errc::internal, "the template worker gave no answer"};
    std::vector<template_result> results;
    for (auto const& one : *all) {
        auto const& parts = one.as_array();
        auto& result = results.emplace_back();
        if (parts.size() == 1)
            result.text = parts.at(0).as_string();
        else
            result.failure =
                template_error{std::string{parts.at(1).as_string()}, parts.at(2).to_number<std::int64_t>()};
    }
    return results;
}

} // namespace praetor::models

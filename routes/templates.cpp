#include <routes/routes.hpp>
#include <routes/template_text.hpp>

#include <server/base/error.hpp>
#include <server/base/json/object_writer.hpp>

namespace praetor::routes {
namespace {

http::response refused(std::string const& text, models::template_error const& failure)
{
    http::response answer;
    answer.status = http::status::unprocessable;
    answer.body = json::object_text([&](json::object_writer& whole) {
        whole.object("error", [&](json::object_writer& shown) {
            shown.value("line", failure.line).text("message", failure.message).text("source", text);
        });
    });
    return answer;
}

// 204 where the text is a template, else 422 with the line and what is wrong there.
task<http::response> validate_template(scope& rq, body<template_text> wanted)
{
    auto results = co_await rq.templates().render({{wanted->text}, {}});
    if (results.front().failure)
        co_return refused(wanted->text, *results.front().failure);
    http::response answer;
    answer.status = http::status::no_content;
    co_return answer;
}

} // namespace

void add_templates(router& r)
{
    r.section("Automations");
    r.post<"/automations/templates/validate", validate_template>().needs(role::viewer).also(204);
    r.post<"/templates/validate", validate_template>().needs(role::viewer).also(204);
}

} // namespace praetor::routes

namespace praetor::json {

void codec<routes::template_text>::write(std::string& out, routes::template_text const& value)
{
    write_string(out, value.text);
}

bool codec<routes::template_text>::read(routes::template_text& out, boost::json::value const& from, problems& found)
{
    return codec<std::string>::read(out.text, from, found);
}

boost::json::object schema<routes::template_text>::make(components&)
{
    return {{"type", "string"}, {"default", ""}};
}

} // namespace praetor::json

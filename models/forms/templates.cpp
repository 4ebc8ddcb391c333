#include <models/forms/templates.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

// models/forms/jinja/src/lib.rs
extern "C" {
int praetor_jinja_check(char const* text, std::size_t size, char** out, std::size_t* out_size);
int praetor_jinja_render(char const* text, std::size_t size, char const* context, std::size_t context_size,
                         std::uint64_t fuel, char** out, std::size_t* out_size);
void praetor_jinja_free(char* data, std::size_t size);
}

namespace praetor::models {
namespace {

// Instructions of minijinja: some milliseconds.
constexpr std::uint64_t fuel = 200'000;

// A text that the engine made.
struct made_text
{
    char* data = nullptr;
    std::size_t size = 0;

    made_text() = default;
    made_text(made_text const&) = delete;
    made_text& operator=(made_text const&) = delete;
    ~made_text() { praetor_jinja_free(data, size); }
    std::string text() const { return {data, size}; }
};

} // namespace

std::optional<template_error> find_template_error(std::string_view text)
{
    made_text made;
    int const status = praetor_jinja_check(text.data(), text.size(), &made.data, &made.size);
    if (status == 0)
        return std::nullopt;
    return template_error{made.text(), status - 1};
}

std::optional<std::string> template_problem(std::string_view text)
{
    auto failure = find_template_error(text);
    return failure ? std::optional{std::move(failure->message)} : std::nullopt;
}

rendered render_template(std::string_view text, std::string_view context)
{
    if (text.find("{{") == std::string_view::npos && text.find("{%") == std::string_view::npos)
        return {std::string{text}, {}};
    made_text made;
    bool const failed = praetor_jinja_render(text.data(), text.size(), context.data(), context.size(), fuel, &made.data,
                                             &made.size) != 0;
    return failed ? rendered{{}, made.text()} : rendered{made.text(), {}};
}

} // namespace praetor::models

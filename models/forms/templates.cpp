#include <models/forms/templates.hpp>

#include <models/forms/isolated.hpp>

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

// Fuel bounds the steps of a template, nothing the memory: a text may double with each.
std::string render(void const* asked)
{
    auto const& [text, context] = *static_cast<std::pair<std::string_view, std::string_view> const*>(asked);
    made_text made;
    bool const failed = praetor_jinja_render(text.data(), text.size(), context.data(), context.size(), fuel, &made.data,
                                             &made.size) != 0;
    return (failed ? 'p' : 'r') + made.text();
}

} // namespace

std::optional<std::string> template_problem(std::string_view text)
{
    made_text made;
    if (praetor_jinja_check(text.data(), text.size(), &made.data, &made.size) == 0)
        return std::nullopt;
    return made.text();
}

rendered render_template(std::string_view text, std::string_view context)
{
    if (text.find("{{") == std::string_view::npos && text.find("{%") == std::string_view::npos)
        return {std::string{text}, {}};
    auto const asked = std::pair{text, context};
    auto const made = isolated(render, &asked);
    if (!made)
        return {{}, "The template takes too much memory or time."};
    return made->front() == 'r' ? rendered{made->substr(1), {}} : rendered{{}, made->substr(1)};
}

} // namespace praetor::models

#include <models/forms/hydration.hpp>

#include <models/forms/python_text.hpp>
#include <models/forms/templates.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/json/syntax_error.hpp>
#include <server/base/text/utf8.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <optional>

namespace praetor::models::schemas {
namespace {

namespace bj = boost::json;

// As Python's json.JSONDecodeError says it.
std::string json_problem(std::string_view text)
{
    auto const error = json::find_syntax_error(text);
    std::size_t line = 1;
    std::size_t column = 1;
    std::size_t points = 0;
    for (std::size_t i = 0; i < text.size() && points < error.position; ++i) {
        if (continues_code_point(text[i]))
            continue;
        ++points;
        bool const ends = text[i] == '\n';
        line += ends;
        column = ends ? 1 : column + 1;
    }
    return error.message + ": line " + std::to_string(line) + " column " + std::to_string(column) + " (char " +
           std::to_string(error.position) + ')';
}

// What an object became: a value, a placeholder in its stead, or nothing.
struct outcome
{
    std::optional<bj::value> value;
    std::optional<placeholder> instead;

    static outcome nothing() { return {}; }
    static outcome waiting(std::string name) { return {std::nullopt, placeholder{{}, std::move(name)}}; }
    static outcome of(bj::value value) { return {std::move(value), std::nullopt}; }
};

class hydration
{
public:
    explicit hydration(hydration_context const& context) : context_(context) {}

    outcome at(bj::value const& value, std::string const& pointer)
    {
        if (auto const* object = value.if_object()) {
            if (auto const* kind = object->if_contains(kind_member))
                return special(*kind, *object, pointer);
            return outcome::of(members(*object, pointer));
        }
        if (auto const* array = value.if_array())
            return outcome::of(elements(*array, pointer));
        return outcome::of(value);
    }

    placeholders open;

private:
    void put(outcome& made, std::string const& pointer)
    {
        if (made.instead)
            open[pointer] = *made.instead;
    }

    bj::object members(bj::object const& object, std::string const& pointer)
    {
        bj::object all;
        for (auto const& member : object) {
            auto const place = pointer_to(pointer, member.key());
            auto made = at(member.value(), place);
            if (!made.value && !made.instead)
                continue;
            put(made, place);
            all[member.key()] = made.value.value_or(nullptr);
        }
        return all;
    }

    bj::array elements(bj::array const& array, std::string const& pointer)
    {
        bj::array all;
        for (auto const& element : array) {
            auto const place = pointer + '/' + std::to_string(all.size());
            auto made = at(element, place);
            if (!made.value && !made.instead)
                continue;
            put(made, place);
            all.push_back(made.value.value_or(nullptr));
        }
        return all;
    }

    outcome failed(std::string name, std::string problem) const
    {
        if (context_.throws)
            throw error{errc::bad_request, problem};
        return {std::nullopt, placeholder{std::move(problem), std::move(name)}};
    }

    outcome special(bj::value const& kind, bj::object const& object, std::string const& pointer)
    {
        if (kind == "none")
            return passed_on(object, pointer);
        if (kind == "json")
            return from_json(object, pointer);
        if (kind == "jinja")
            return from_template(object, pointer);
        if (kind == "workspace_variable")
            return from_variable(object, pointer);
        auto const* value = object.if_contains("value");
        return outcome::of(value == nullptr ? bj::value{} : *value);
    }

    // The member that says what to make the value of; it may itself stand for another.
    outcome source(bj::value const& member, std::string const& pointer)
    {
        return member.is_object() ? at(member, pointer) : outcome::of(member);
    }

    outcome passed_on(bj::object const& object, std::string const& pointer)
    {
        auto const* value = object.if_contains("value");
        return value == nullptr ? failed("ValueNotFound", "Missing 'value' key in __prefect object")
                                : at(*value, pointer);
    }

    outcome from_json(bj::object const& object, std::string const& pointer)
    {
        auto const* member = object.if_contains("value");
        if (member == nullptr)
            return outcome::nothing();
        auto from = source(*member, pointer);
        if (!from.value || json::if_text(*from.value) == nullptr)
            return from;
        boost::system::error_code error;
        auto parsed = json::parse(from.value->get_string(), error);
        if (error)
            return failed("InvalidJSON", "Invalid JSON: " + json_problem(from.value->get_string()));
        return outcome::of(std::move(parsed));
    }

    outcome from_template(bj::object const& object, std::string const& pointer)
    {
        auto const* member = object.if_contains("template");
        if (member == nullptr)
            return failed("TemplateNotFound", "Missing 'template' key in __prefect object");
        auto from = source(*member, pointer);
        if (!from.value)
            return from;
        if (json::if_text(*from.value) == nullptr)
            return failed("InvalidJinja", "Invalid jinja: Can't compile non template nodes");
        std::string_view const text = from.value->get_string();
        if (auto const problem = template_problem(text))
            return failed("InvalidJinja", "Invalid jinja: " + *problem);
        if (!context_.renders_templates)
            return outcome::waiting("ValidJinja");
        auto made = render_template(text, context_.of_templates);
        if (!made.problem.empty())
            return failed("InvalidJinja",
                          "Invalid jinja: Failed to render template due to the following error: " + made.problem);
        return outcome::of(bj::value(made.text));
    }

    outcome from_variable(bj::object const& object, std::string const& pointer)
    {
        auto const* member = object.if_contains("variable_name");
        if (member == nullptr)
            return outcome::nothing();
        auto from = source(*member, pointer);
        if (!from.value)
            return from;
        if (!context_.renders_variables)
            return outcome::waiting("WorkspaceVariable");
        std::string const name =
            json::if_text(*from.value) != nullptr ? std::string{from.value->get_string()} : python_repr(*from.value);
        auto const known = context_.variables.find(name);
        if (known == context_.variables.end() || json::if_text(*from.value) == nullptr)
            return failed("WorkspaceVariableNotFound", "Variable '" + name + "' not found in workspace.");
        return outcome::of(known->second);
    }

    hydration_context const& context_;
};

} // namespace

std::string pointer_to(std::string const& parent, std::string_view member)
{
    std::string made = parent + '/';
    for (char const c : member) {
        if (c == '~')
            made += "~0";
        else if (c == '/')
            made += "~1";
        else
            made += c;
    }
    return made;
}

hydrated hydrate(bj::value const& value, hydration_context const& context)
{
    hydration work{context};
    auto made = work.at(value, "");
    if (made.instead)
        work.open[""] = *made.instead;
    bool const vanished = !made.value && !made.instead;
    return {vanished ? bj::value(bj::object{}) : made.value.value_or(nullptr), std::move(work.open)};
}

} // namespace praetor::models::schemas

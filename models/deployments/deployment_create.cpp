#include <models/deployments/deployment_create.hpp>

#include <models/forms/meta_schema.hpp>
#include <models/forms/misfit.hpp>
#include <models/forms/preprocess.hpp>
#include <models/forms/validator.hpp>
#include <models/runs/parameter_size.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/json/python_value.hpp>

#include <boost/json/object.hpp>

#include <algorithm>
#include <array>
#include <string_view>

template <>
struct praetor::json::schema_notes<praetor::models::deployment_create>
{
    static void add(model_schema& model) { model.set("parameter_openapi_schema", "additionalProperties", true); }
};

PRAETOR_JSON_CODEC(praetor::models::version_info)
PRAETOR_JSON_CODEC(praetor::models::deployment_create)
PRAETOR_JSON_CODEC(praetor::models::deployment_update)

namespace praetor::json {

void codec<models::parameter_schema>::write(std::string& out, models::parameter_schema const& value)
{
    codec<json_object>::write(out, value);
}

bool codec<models::parameter_schema>::read(models::parameter_schema& out, boost::json::value const& from,
                                           problems& found)
{
    if (!codec<json_object>::read(out, from, found))
        return false;
    if (out.text == "{}")
        out.text = R"({"type":"object","properties":{}})";
    return true;
}

boost::json::object schema<models::parameter_schema>::make(components& all)
{
    return schema<json_object>::make(all);
}

} // namespace praetor::json

namespace praetor::models {
namespace {

namespace bj = boost::json;

constexpr std::array<std::string_view, 4> former_members{"worker_pool_queue_id", "worker_pool_name",
                                                         "worker_pool_queue_name", "work_pool_queue_name"};

[[noreturn]] void refuse(json::problems const& found, bj::value const& document)
{
    throw json::invalid_request{found.to_json(), json::serialize_briefly(document, json::repeated_whole)};
}

[[noreturn]] void refuse_whole(std::string_view why, bj::value const& document)
{
    json::problems found{"body"};
    found.add_value_error(why, document);
    refuse(found, document);
}

bool is_something(bj::object const& object, std::string_view name)
{
    return !json::is_nothing(object.if_contains(name));
}

void check_limits(bj::value const& document)
{
    auto const& object = document.get_object();
    if (is_something(object, "concurrency_limit") && is_something(object, "global_concurrency_limit_id"))
        refuse_whole("A deployment cannot have both a concurrency limit and a global concurrency limit.", document);
}

constexpr std::string_view refers_to_itself =
    "Validation failed. Failure reason: the schema refers to itself without end.";

// What is wrong with a schema; nothing where it is one.
std::optional<std::string> schema_error(bj::value const& schema)
{
    try {
        auto problem = schemas::schema_problem(schema);
        if (problem)
            problem->insert(0, "The provided schema is not a valid json schema. Schema error: ");
        return problem;
    }
    catch (schemas::endless const&) {
        return std::string{refers_to_itself};
    }
}

// Why parameters do not fit; nothing where they do. What is missing may come later.
std::optional<std::string> parameter_misfit(bj::value const& schema, bj::value const* parameters)
{
    bj::value const none = bj::object{};
    try {
        return schemas::misfit(schema, parameters == nullptr ? none : *parameters);
    }
    catch (schemas::endless const&) {
        return std::string{refers_to_itself};
    }
}

// As the reference: first the parameters are held against the schema without what it requires, then the document gets
// them where it has none, and at last the whole schema is looked at.
void check_parameters(bj::value& document)
{
    auto& object = document.get_object();
    auto const* given = object.if_contains("parameter_openapi_schema");
    std::optional<std::string> invalid;
    if (asks_enforcement(document) && given != nullptr && !given->is_null()) {
        invalid = schema_error(*given);
        auto const* parameters = object.if_contains("parameters");
        if (parameters == nullptr || !parameters->is_null()) {
            auto const schema = schemas::without_required(*given);
            auto problem = invalid ? schema_error(schema) : std::nullopt;
            if (!problem)
                problem = parameter_misfit(schema, parameters);
            if (problem)
                refuse_whole(*problem, document);
        }
    }
    object.emplace("parameters", bj::object{});
    if (invalid)
        refuse_whole(*invalid, document);
}

void check_size(std::string_view parameters, std::size_t max_size, json::problems& found)
{
    auto const problem = parameter_size_problem(parameters, max_size);
    if (!problem)
        return;
    json::problems::descent const into{found, std::string_view{"parameters"}};
    found.add_value_error(*problem, json::parse(parameters));
}

std::string_view parameters_of(deployment_create const& wanted)
{
    return wanted.parameters->text;
}

std::string_view parameters_of(deployment_update const& wanted)
{
    return *wanted.parameters ? std::string_view{(*wanted.parameters)->text} : std::string_view{};
}

// A refusal repeats the document with what the reference has put into it.
template <class T>
T read_members(bj::value const& document, deployment_bounds const& bounds)
{
    json::problems found{"body"};
    T made;
    runs_ahead_bound const runs{bounds.max_scheduled_runs};
    auto const* object = document.if_object();
    bool const has_former = object != nullptr && std::ranges::any_of(former_members, [&](std::string_view name) {
                                return object->contains(name);
                            });
    if (has_former) {
        auto less = document;
        for (auto const name : former_members)
            less.get_object().erase(name);
        json::read(made, less, found);
    }
    else
        json::read(made, document, found);
    if (found.empty())
        check_size(parameters_of(made), bounds.max_parameter_size, found);
    if (!found.empty())
        refuse(found, document);
    return made;
}

} // namespace

bool deployment_name_rule::check(std::string const& value, boost::json::value const& from, json::problems& found)
{
    if (value.find_first_of("/%&><") == std::string::npos)
        return true;
    found.add("string_pattern_mismatch", "String should match pattern '^[^/%&><]*$'", from,
              R"({"pattern":"^[^/%&><]*$"})");
    return false;
}

bool asks_enforcement(boost::json::value const& document)
{
    auto const* object = document.if_object();
    return object != nullptr && is_something(*object, "enforce_parameter_schema");
}

deployment_create read_deployment_create(boost::json::value document, deployment_bounds bounds)
{
    if (document.is_object()) {
        check_limits(document);
        check_parameters(document);
    }
    return read_members<deployment_create>(document, bounds);
}

deployment_update read_deployment_update(boost::json::value document, deployment_bounds bounds)
{
    if (document.is_object())
        check_limits(document);
    return read_members<deployment_update>(document, bounds);
}

} // namespace praetor::models

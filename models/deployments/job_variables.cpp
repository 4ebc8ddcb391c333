#include <models/deployments/job_variables.hpp>

#include <models/forms/meta_schema.hpp>
#include <models/forms/misfit.hpp>
#include <models/forms/preprocess.hpp>
#include <models/forms/validator.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>

#include <db/rows.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace praetor::models {
namespace {

namespace bj = boost::json;

// What Python takes for nothing.
bool is_nothing(bj::value const* value)
{
    if (value == nullptr || value->is_null())
        return true;
    if (auto const* object = value->if_object())
        return object->empty();
    if (auto const* array = value->if_array())
        return array->empty();
    if (auto const* text = value->if_string())
        return text->empty();
    if (auto const* yes = value->if_bool())
        return !*yes;
    return value->is_number() && value->to_number<double>() == 0;
}

bj::object const* properties_of(bj::value const& schema)
{
    auto const* object = schema.if_object();
    auto const* properties = object == nullptr ? nullptr : object->if_contains("properties");
    return properties == nullptr ? nullptr : properties->if_object();
}

bj::value const* default_of(bj::value const& property)
{
    auto const* object = property.if_object();
    return object == nullptr ? nullptr : object->if_contains("default");
}

bj::value const* reference_of(bj::value const& value)
{
    auto const* object = value.if_object();
    return object == nullptr ? nullptr : object->if_contains("$ref");
}

// The id of the block document that a reference names, as it spells it; null where it names none.
bj::value const* block_of(bj::value const& reference)
{
    auto const* object = reference.if_object();
    auto const* id = object == nullptr ? nullptr : object->if_contains("block_document_id");
    return id == nullptr || id->is_null() ? nullptr : id;
}

std::string_view beginning_of(job_variables_of whose)
{
    switch (whose) {
    case job_variables_of::flow_run:
        return "Error creating flow run: ";
    case job_variables_of::flow_run_update:
        return "Error updating flow run: ";
    case job_variables_of::deployment:
        return "Error creating deployment: ";
    case job_variables_of::deployment_update:
        return "Error updating deployment: ";
    case job_variables_of::work_pool_defaults:
        return "Validation failed for work pool's job variable defaults: ";
    case job_variables_of::run_action:
        break;
    }
    return {};
}

struct found_defaults
{
    bj::object values;
    bool some_misfit = false; // and are left out
};

found_defaults defaults_of(bj::value const& schema, default_blocks const& blocks, bool leaves_out_misfits)
{
    found_defaults found;
    auto const* properties = properties_of(schema);
    if (properties == nullptr)
        return found;
    auto const loose = leaves_out_misfits ? schemas::without_required(schema) : bj::value{};
    std::optional<schemas::validator> check;
    if (leaves_out_misfits)
        check.emplace(loose);
    for (auto const& property : *properties) {
        auto const* given = default_of(property.value());
        if (given == nullptr)
            continue;
        auto value = *given;
        if (auto const* reference = reference_of(*given)) {
            auto const* id = block_of(*reference);
            if (id == nullptr)
                continue;
            auto const* text = id->if_string();
            auto const known = text == nullptr ? blocks.end() : blocks.find(std::string{*text});
            if (known == blocks.end())
                throw error{errc::not_found, "Block not found."};
            value = json::parse(known->second.text);
        }
        if (check && !check->problems(bj::object{{property.key(), value}}).empty())
            found.some_misfit = true;
        else
            found.values[property.key()] = std::move(value);
    }
    return found;
}

} // namespace

bool describes_variables(std::string_view base_job_template)
{
    // A template of nothing, and nearly nothing else, is told without reading it.
    return base_job_template.find("\"variables\"") != std::string_view::npos;
}

bool refers_to_blocks(std::string_view base_job_template)
{
    return base_job_template.find("block_document_id") != std::string_view::npos;
}

task<default_blocks> read_default_blocks(db::connection& conn, std::string base_job_template, block_cipher cipher)
{
    default_blocks blocks;
    auto const whole = json::parse(base_job_template);
    auto const* members = whole.if_object();
    auto const* schema = members == nullptr ? nullptr : members->if_contains("variables");
    auto const* properties = schema == nullptr ? nullptr : properties_of(*schema);
    if (properties == nullptr)
        co_return blocks;
    for (auto const& property : *properties) {
        auto const* given = default_of(property.value());
        auto const* reference = given == nullptr ? nullptr : reference_of(*given);
        auto const* spelled = reference == nullptr ? nullptr : block_of(*reference);
        auto const id = spelled == nullptr || !spelled->is_string() ? std::nullopt : uuid::parse(spelled->get_string());
        if (!id)
            continue;
        auto document = co_await read_block_document(conn, cipher, *id);
        if (document)
            blocks.emplace(spelled->get_string(), std::move(document->data));
    }
    co_return blocks;
}

task<std::optional<deployed_variables>> read_deployed_variables(db::connection& conn, uuid flow_run_id)
{
    return conn.row<deployed_variables>(
        db::sql{"SELECT deployment.infra_overrides AS job_variables, work_pool.base_job_template FROM flow_run JOIN "
                "deployment ON deployment.id = flow_run.deployment_id JOIN work_queue ON work_queue.id = "
                "deployment.work_queue_id JOIN work_pool ON work_pool.id = work_queue.work_pool_id WHERE flow_run.id = "
                "$1 AND flow_run.state_type = 'SCHEDULED'",
                flow_run_id});
}

bool check_job_variables(job_variable_check wanted)
{
    auto const whole = json::parse(wanted.base_job_template);
    auto const* members = whole.if_object();
    auto const* schema = members == nullptr ? nullptr : members->if_contains("variables");
    if (is_nothing(schema))
        return true;
    try {
        if (auto const problem = schemas::schema_problem(*schema))
            throw error{errc::unprocessable, "Invalid schema: " + *problem};
        bool const asks_defaults = wanted.whose == job_variables_of::work_pool_defaults;
        bool const has_all = wanted.whose == job_variables_of::flow_run ||
                             wanted.whose == job_variables_of::flow_run_update ||
                             wanted.whose == job_variables_of::run_action;
        auto defaults = defaults_of(*schema, wanted.blocks, !asks_defaults);
        for (auto const& given : wanted.variables) {
            auto more = json::parse(given.is_null() ? "{}" : std::string_view{given.text});
            if (auto* const object = more.if_object())
                for (auto& one : *object)
                    defaults.values[one.key()] = std::move(one.value());
        }
        auto expected = schemas::preprocessed(*schema, true);
        if (!has_all || defaults.some_misfit)
            expected = schemas::without_required(std::move(expected));
        if (auto const problem = schemas::misfit(expected, std::move(defaults.values)))
            throw error{errc::unprocessable, std::string{beginning_of(wanted.whose)} + *problem};
    }
    catch (schemas::endless const&) {
        throw error{errc::unprocessable, "Invalid schema: Unable to validate schema with circular references."};
    }
    return true;
}

} // namespace praetor::models

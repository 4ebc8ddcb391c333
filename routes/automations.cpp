#include <routes/block_cipher.hpp>
#include <routes/job_variables.hpp>
#include <routes/routes.hpp>
#include <routes/sent.hpp>

#include <models/automations/actions/action_templates.hpp>
#include <models/automations/actions/template_errors.hpp>
#include <models/automations/automation.hpp>
#include <models/deployments/deployment_flow_run.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>

#include <array>

namespace praetor::routes {
namespace {

using models::automation;
namespace actions = models::actions;

struct automation_page_fields
{
    static constexpr std::array<std::string_view, 1> read_first{"limit"};
    static constexpr bool filters_may_be_null = true;
    defaulted<models::automation_sort> sort{models::automation_sort::NAME_ASC};
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
    std::optional<models::filters::automation_filter> automations;
};
BOOST_DESCRIBE_STRUCT(automation_page_fields, (), (sort, limit, offset, automations))

struct automation_count_fields
{
    static constexpr bool filters_may_be_null = true;
    std::optional<models::filters::automation_filter> automations;
};
BOOST_DESCRIBE_STRUCT(automation_count_fields, (), (automations))

[[noreturn]] void refuse_unknown_automation()
{
    throw error{errc::object_not_found, "Automation not found"};
}

// What only the process for templates can find out.
task<actions::template_errors> find_template_errors(scope& rq, boost::json::value const& document)
{
    auto sent = actions::templates_in(document);
    actions::template_errors found;
    if (!sent.texts.empty()) {
        models::template_request request;
        for (auto const& each : sent.texts)
            request.templates.push_back(each.text);
        auto const results = co_await rq.templates().render(std::move(request));
        for (std::size_t i = 0; i < results.size(); ++i)
            if (results[i].failure)
                found.add(sent.texts[i].where, actions::message_for(sent.texts[i], *results[i].failure));
    }
    for (auto& each : sent.parameters) {
        auto const answer = co_await rq.templates().hydrate(std::move(each.check));
        if (auto problem = actions::parameter_problems(models::hydrated_values(answer)))
            found.add(each.where, std::move(*problem));
    }
    co_return found;
}

// The job variables of a run fit the pool of its deployment.
task<std::string> job_variable_problem(scope& rq, actions::run_deployment const& run, bool takes_empty)
{
    if (!run.deployment_id || !run.job_variables || (takes_empty && run.job_variables->text == "{}"))
        co_return std::string{};
    auto const source = co_await rq.db().read(models::read_run_source, *run.deployment_id, std::vector<std::string>{});
    if (!source)
        refuse_unknown("Deployment not found.");
    auto const& of = source->source;
    if (!of.work_pool || (of.job_variables.text == "{}" && run.job_variables->text == "{}"))
        co_return std::string{};
    try {
        co_await check_job_variables(rq, of.work_pool->base_job_template.text, {*run.job_variables},
                                     models::job_variables_of::run_action);
    }
    catch (error const& refused) {
        if (refused.code() != errc::unprocessable || refused.text().starts_with("Invalid schema"))
            throw;
        co_return refused.text();
    }
    co_return std::string{};
}

// All of a body that its codec could not look at.
task<void> check(scope& rq, models::automation_update const& wanted, boost::json::value const& sent, bool takes_empty)
{
    if (auto const endless = models::endless_runs(*wanted.enabled, wanted.trigger, wanted.actions)) {
        json::problems found{"body"};
        found.add_value_error(*endless, sent);
        throw json::invalid_request{found.to_json(), json::serialize_briefly(sent, json::repeated_whole)};
    }
    std::string problems;
    for (auto const& one : wanted.actions) {
        auto const* run = std::get_if<actions::run_deployment>(&one);
        if (run == nullptr)
            continue;
        auto const problem = co_await job_variable_problem(rq, *run, takes_empty);
        if (!problem.empty())
            problems += (problems.empty() ? "" : " ") + problem;
    }
    if (!problems.empty())
        throw error{errc::unprocessable, "Error creating automation: " + problems};
}

// Refusals of any of it repeat the document with the spans of its trigger as they are then.
template <class T>
task<T> read_wanted(scope& rq, boost::json::value& document)
{
    if (auto* whole = document.if_object())
        if (auto* trigger = whole->if_contains("trigger"))
            models::normalize_spans(*trigger);
    auto const errors = co_await find_template_errors(rq, document);
    actions::template_errors::known const known{errors};
    T wanted;
    json::problems found{"body"};
    json::read(wanted, document, found);
    if (!found.empty())
        throw json::invalid_request{found.to_json(), json::serialize_briefly(document, json::repeated_whole)};
    co_return wanted;
}

task<reply<automation>> create_automation(scope& rq, body<sent<models::automation_create>> given)
{
    auto wanted = co_await read_wanted<models::automation_create>(rq, given->document);
    co_await check(rq, wanted, given->document, true);
    models::reset_ids(wanted.trigger);
    auto made = co_await rq.db().transaction(models::create_automation, std::move(wanted));
    rq.publish(std::move(made.events));
    co_return reply<automation>{std::move(made.value), http::status::created};
}

task<void> update_automation(scope& rq, uuid id, body<sent<models::automation_update>> given)
{
    auto wanted = co_await read_wanted<models::automation_update>(rq, given->document);
    co_await check(rq, wanted, given->document, false);
    models::reset_ids(wanted.trigger);
    auto done = co_await rq.db().transaction(models::update_automation, id, std::move(wanted));
    if (!done.value)
        refuse_unknown_automation();
    rq.publish(std::move(done.events));
}

task<void> patch_automation(scope& rq, uuid id, body<models::automation_partial_update> wanted)
{
    auto done = co_await rq.db().transaction(models::switch_automation, id, std::move(*wanted));
    if (!done.value)
        refuse_unknown_automation();
    rq.publish(std::move(done.events));
}

task<void> delete_automation(scope& rq, uuid id)
{
    auto done = co_await rq.db().transaction(models::delete_automation, id);
    if (!done.value)
        refuse_unknown_automation();
    rq.publish(std::move(done.events));
}

task<automation> read_automation(scope& rq, uuid id)
{
    auto found = co_await rq.db().read(models::read_automation, id);
    if (!found)
        refuse_unknown_automation();
    co_return std::move(*found);
}

task<std::vector<automation>> read_automations(scope& rq, fields<automation_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    return rq.db().read(models::read_automations, std::move(wanted->automations), *wanted->sort, range);
}

task<std::int64_t> count_automations(scope& rq, fields<automation_count_fields> wanted)
{
    return rq.db().read(models::count_automations, std::move(wanted->automations));
}

task<std::vector<automation>> read_automations_related_to_resource(scope& rq, std::string resource_id)
{
    return rq.db().read(models::read_related_automations, std::move(resource_id));
}

task<reply<json_text>> delete_automations_owned_by_resource(scope& rq, std::string resource_id)
{
    static_cast<void>(co_await rq.db().transaction(models::delete_owned_automations, std::move(resource_id)));
    co_return reply<json_text>{json_text{"null"}, http::status::accepted};
}

} // namespace

void add_automations(router& r)
{
    r.section("Automations");
    r.post<"/automations/", create_automation>().needs(role::operator_).answers(201).refuses(404);
    r.put<"/automations/{id:uuid}", update_automation>().needs(role::operator_).refuses(404);
    r.patch<"/automations/{id:uuid}", patch_automation>().needs(role::operator_).refuses(404);
    r.del<"/automations/{id:uuid}", delete_automation>().needs(role::operator_).refuses(404);
    r.post<"/automations/filter", read_automations>().needs(role::viewer);
    r.post<"/automations/count", count_automations>().needs(role::viewer);
    r.get<"/automations/{id:uuid}", read_automation>().needs(role::viewer).refuses(404);
    r.get<"/automations/related-to/{resource_id}", read_automations_related_to_resource>().needs(role::viewer);
    r.del<"/automations/owned-by/{resource_id}", delete_automations_owned_by_resource>()
        .needs(role::runner)
        .audit(audited::of_people)
        .answers(202);
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::automation_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::automation_count_fields)

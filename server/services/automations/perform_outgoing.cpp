#include <server/services/automations/perform_outgoing.hpp>

#include <models/automations/actions/template_context.hpp>
#include <models/automations/actions/upgraded_templates.hpp>
#include <models/automations/waiting_action.hpp>
#include <models/blocks/block_document.hpp>

#include <server/base/error.hpp>
#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/json/python_value.hpp>
#include <server/outgoing/notification.hpp>
#include <server/outgoing/webhook.hpp>

#include <boost/json/object.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace praetor::services {
namespace {

namespace actions = models::actions;
using actions::prepared_action;

// Calls of one notification that did not go well, before its action is told as failed.
constexpr std::int64_t max_attempts = 4;

struct loaded_block
{
    std::string type; // its slug
    boost::json::object data;
};

std::string text(std::string_view value)
{
    std::string out;
    json::write_string(out, value);
    return out;
}

// The event that the reference's blocks tell where they are used.
models::event loaded_event(models::block_document const& document, std::string const& type)
{
    models::event made;
    made.id = uuid::ordered();
    made.occurred = now();
    made.received = now();
    made.event = "prefect.block." + type + ".loaded";
    made.resource.labels = {{"prefect.resource.id", "prefect.block-document." + to_string(document.id)},
                            {"prefect.resource.name", document.name.value_or("")}};
    made.related.push_back(
        {{{"prefect.resource.id", "prefect.block-type." + type}, {"prefect.resource.role", "block-type"}}});
    return made;
}

// The document's data with its secrets, if its type is among those that can do this; else the failure is told.
task<std::optional<loaded_block>> load(action_tools with, prepared_action& on, uuid id,
                                       bool (*is_able)(std::string_view), std::string_view noun)
{
    auto const document = co_await with.runs.store.read(models::read_block_document,
                                                        models::block_cipher{with.runs.encryption_key, true}, id);
    if (!document) {
        on.outcome.failure = fmt::format("Unexpected status from '{}' action: 404", actions::type_of(on.of.what));
        co_return std::nullopt;
    }
    auto data = json::parse(document->data.text);
    if (!document->block_type || !data.is_object()) {
        on.outcome.failure = fmt::format("The {} block was invalid: ValueError('Unable to determine block schema for "
                                         "provided block document')",
                                         noun);
        co_return std::nullopt;
    }
    std::string type = document->block_type->slug;
    if (document->name)
        on.emitted.push_back(loaded_event(*document, type));
    if (!is_able(type)) {
        on.outcome.failure = fmt::format("The referenced block was not a {} block", noun);
        co_return std::nullopt;
    }
    on.outcome.relate("prefect.block-document." + to_string(id), "block", document->name);
    on.outcome.relate("prefect.block-type." + type, "block-type");
    co_return loaded_block{std::move(type), std::move(data.as_object())};
}

bool is_webhook(std::string_view type)
{
    return type == "webhook";
}

// The texts with their templates rendered; nothing, and the failure told, where one can not be.
task<std::optional<std::vector<std::string>>> render(action_tools with, prepared_action& on,
                                                     std::vector<std::string> texts)
{
    if (std::ranges::none_of(texts, actions::maybe_template))
        co_return texts;
    std::string all;
    for (auto const& one : texts)
        all += one + '\n';
    auto const objects =
        co_await with.runs.store.read(actions::read_template_objects, actions::triggered_action{on.of}, std::move(all));
    models::template_request request{texts, actions::template_context(on.of, objects, with.config.linked_ui_url())};
    std::vector<models::template_result> results;
    std::optional<std::string> too_much;
    try {
        results = co_await with.runs.templates.render(std::move(request));
    }
    catch (error const& refused) {
        if (refused.code() != errc::bad_request)
            throw;
        too_much = refused.text();
    }
    if (too_much)
        results.assign(texts.size(), {{}, models::template_error{*too_much}});
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (!results[i].failure) {
            texts[i] = std::move(results[i].text);
            continue;
        }
        auto const& why = results[i].failure->message;
        on.outcome.add_detail("template_error", {text("Failed to render template due to the following error: " + why)});
        on.outcome.add_detail("template_source", {text(texts[i])});
        on.outcome.failure = "Template rendering failed: " + why;
        co_return std::nullopt;
    }
    co_return texts;
}

// Nobody else does it meanwhile; false where somebody else does.
task<bool> lease(action_tools with, prepared_action& on)
{
    auto const is_mine = co_await with.runs.store.transaction(models::lease_action, on.of.id);
    on.is_left = !is_mine;
    co_return is_mine;
}

} // namespace

task<void> perform_outgoing(action_tools with, prepared_action& on, actions::send_notification const& what,
                            std::int64_t attempts)
{
    auto block = co_await load(with, on, what.block_document_id, outgoing::can_notify, "notification");
    if (!block)
        co_return;
    auto texts = co_await render(with, on, {what.subject->text, what.body.text});
    if (!texts)
        co_return;
    auto const is_mine = co_await lease(with, on);
    if (!is_mine)
        co_return;
    auto const result = co_await outgoing::send_notification(*with.outside, block->type, std::move(block->data),
                                                             std::move((*texts)[0]), std::move((*texts)[1]));
    if (result.sent)
        co_return;
    if (result.temporary && attempts + 1 < max_attempts)
        throw error{errc::unavailable, result.failure};
    if (!result.log.empty())
        on.outcome.add_detail("notification_log", {text(result.log)});
    on.outcome.failure = result.failure;
}

task<void> perform_outgoing(action_tools with, prepared_action& on, actions::call_webhook const& what, std::int64_t)
{
    auto block = co_await load(with, on, what.block_document_id, is_webhook, "webhook");
    if (!block)
        co_return;
    auto texts = co_await render(with, on, {what.payload->text});
    if (!texts)
        co_return;
    auto const is_mine = co_await lease(with, on);
    if (!is_mine)
        co_return;
    auto const result = co_await outgoing::call_webhook(*with.outside, std::move(block->data),
                                                        std::move(texts->front()), to_string(on.of.id));
    if (!result.answered) {
        on.outcome.failure = result.failure;
        co_return;
    }
    on.outcome.add_status(result.status);
    on.outcome.add_detail("response_body", {text(result.response_body)});
    on.outcome.add_detail("response_headers", {json::object_text([&](json::object_writer& headers) {
                              for (auto const& [name, value] : result.response_headers)
                                  headers.text(name, value);
                          })});
}

} // namespace praetor::services

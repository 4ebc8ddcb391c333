#include <server/services/services.hpp>

#include <server/services/automations/due_actions.hpp>
#include <server/services/cleanup_reconciler.hpp>
#include <server/services/lease_expiry.hpp>
#include <server/services/scheduler.hpp>
#include <server/services/service_list.hpp>
#include <server/services/service_reports.hpp>
#include <server/services/slot_settings.hpp>
#include <server/services/upkeep/cancellation_cleanup.hpp>
#include <server/services/upkeep/foreman.hpp>
#include <server/services/upkeep/late_runs.hpp>
#include <server/services/upkeep/pause_expirations.hpp>
#include <server/services/vacuum/coming_partitions.hpp>
#include <server/services/vacuum/event_vacuum.hpp>
#include <server/services/vacuum/flow_run_vacuum.hpp>
#include <server/services/vacuum/orphan_vacuum.hpp>

#include <models/events/event_store.hpp>
#include <models/streams/stream_listener.hpp>
#include <models/task_runs/task_run_record.hpp>

#include <server/base/task_group.hpp>

#include <boost/asio/this_coro.hpp>

#include <utility>

namespace praetor::services {
namespace {

// Both wait for what was enqueued: a COMMIT that takes it along can not be cancelled, and a stop has to be able to.
task<bool> persist(db::connection& conn, std::vector<models::event_ptr> events)
{
    models::enqueue_events(conn, events);
    return models::are_events_streamed(conn);
}

task<bool> record(db::connection& conn, std::vector<models::event_ptr> events)
{
    co_await models::record_task_runs(conn, std::move(events));
    co_await conn.execute(db::sql{"SELECT 1"});
    co_return false;
}

} // namespace

running::running(boost::asio::any_io_executor executor, db::database& store, event_bus& bus, service_helpers helpers,
                 settings::values const& config, bool with_services)
    : bus_(bus)
{
    auto const& given = config.server.services;
    if (with_services && given.event_persister.enabled)
        persister_ = add_batches(std::make_unique<event_batches>(
            executor, store, persist, models::check_event_tables,
            event_batches::options{.name = "event_persister",
                                   .max_batch = given.event_persister.batch_size,
                                   .flush_interval = given.event_persister.flush_interval,
                                   .queue_limit = given.event_persister.queue_max_size,
                                   .retries = given.event_persister.max_flush_retries,
                                   .workers = store.grammar().writes_in_parallel() ? 2U : 1U}));
    if (with_services && given.task_run_recorder.enabled)
        recorder_ = add_batches(std::make_unique<event_batches>(
            executor, store, record, models::check_task_run_tables,
            event_batches::options{.name = "task_run_recorder",
                                   .max_batch = given.task_run_recorder.batch_size,
                                   .flush_interval = given.task_run_recorder.flush_interval}));
    if (!with_services)
        return;
    if (given.repossessor.enabled)
        all_.push_back(std::make_unique<lease_expiry>(executor, store, given.repossessor.loop_seconds,
                                                      max_slot_waits(config.server)));
    if (given.cleanup_reconciler.enabled)
        all_.push_back(std::make_unique<cleanup_reconciler>(executor, store, given.cleanup_reconciler,
                                                            cleanup_policy_of(config.server.worker_channel)));
    if (given.foreman.enabled)
        all_.push_back(std::make_unique<foreman>(executor, store, bus, config.server));
    if (given.late_runs.enabled)
        all_.push_back(std::make_unique<late_runs>(executor, store, bus, config.server));
    if (given.pause_expirations.enabled)
        all_.push_back(std::make_unique<pause_expirations>(executor, store, bus, config.server));
    if (given.cancellation_cleanup.enabled)
        all_.push_back(std::make_unique<cancellation_cleanup>(executor, store, bus, config.server));
    all_.push_back(std::make_unique<coming_partitions>(executor, store, config.server));
    if (vacuums_events(given))
        all_.push_back(std::make_unique<event_vacuum>(executor, store, config.server));
    if (given.db_vacuum.enabled.flow_runs)
        all_.push_back(std::make_unique<flow_run_vacuum>(executor, store, config.server));
    if (given.db_vacuum.enabled.orphans)
        all_.push_back(std::make_unique<orphan_vacuum>(executor, store, config.server));
    if (given.triggers.enabled) {
        action_tools const with{{store, helpers.templates, helpers.threads, config.praetor.encryption_key.text},
                                config};
        auto inside = std::make_unique<due_actions>(executor, store, bus, with, models::action_place::inside);
        auto outside = std::make_unique<due_actions>(executor, store, bus, with, models::action_place::outside);
        auto made = std::make_unique<trigger_evaluation>(executor, store, bus, config.server.events);
        made->on_due_actions([inside = inside.get(), outside = outside.get()] {
            inside->look_for_actions();
            outside->look_for_actions();
        });
        triggers_ = made.get();
        all_.push_back(std::move(inside));
        all_.push_back(std::move(outside));
        all_.push_back(std::move(made));
    }
    if (given.scheduler.enabled)
        add_schedulers(executor, store, given.scheduler);
    all_.push_back(std::make_unique<service_reports>(executor, store, all_));
}

void running::add_schedulers(boost::asio::any_io_executor const& executor, db::database& store,
                             settings::scheduler_settings const& given)
{
    auto const maker = std::make_shared<scheduled_run_maker>(store, given);
    all_.push_back(std::make_unique<scheduler>(executor, maker, given.loop_seconds));
    all_.push_back(
        std::make_unique<recent_deployments_scheduler>(executor, maker, given.recent_deployments_loop_seconds));
}

event_batches* running::add_batches(std::unique_ptr<event_batches> made)
{
    auto* const added = made.get();
    added->on_progress([this] {
        bus_.notify_progress();
        if (triggers_ != nullptr)
            triggers_->look_for_events();
    });
    all_.push_back(std::move(made));
    return added;
}

void running::trace_with(tracing::tracer& by)
{
    for (auto const& one : all_)
        one->trace_with(by);
}

void running::start()
{
    for (auto const& one : all_)
        one->start();
    std::vector<event_recorder*> recorders;
    for (auto* one : {persister_, recorder_})
        if (one != nullptr)
            recorders.push_back(one);
    bus_.record_by(std::move(recorders));
    hears_ = bus_.subscribe([this](models::event_ptr const& one, event_origin from) {
        if (persister_ != nullptr && from == event_origin::received)
            persister_->push(one);
        if (recorder_ != nullptr && models::is_task_run_record(*one))
            recorder_->push(one);
        if (triggers_ != nullptr && from == event_origin::stored)
            triggers_->hear(*one);
    });
}

void running::look_at_automations()
{
    if (triggers_ != nullptr)
        triggers_->look_at_automations();
}

task<void> running::stop()
{
    auto const executor = co_await boost::asio::this_coro::executor;
    task_group ending{executor};
    for (auto const& one : all_)
        ending.spawn(one->stop());
    co_await ending.join();
}

} // namespace praetor::services

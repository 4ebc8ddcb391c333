#include <server/services/services.hpp>

#include <models/events/event_store.hpp>
#include <models/task_runs/task_run_record.hpp>

namespace praetor::services {
namespace {

task<void> persist(db::connection& conn, std::vector<models::event_ptr> events)
{
    std::vector<models::event> all;
    all.reserve(events.size());
    for (auto const& one : events)
        all.push_back(*one);
    models::enqueue_events(conn, all);
    co_return;
}

} // namespace

running::running(boost::asio::any_io_executor executor, db::database& store, event_bus& bus,
                 settings::values const& config, bool with_services)
    : bus_(bus)
{
    auto const enabled = [&](std::string_view path) { return with_services && config.boolean(path); };
    if (enabled("server.services.event_persister.enabled"))
        persister_ = std::make_unique<event_batches>(
            executor, store, persist,
            event_batches::options{
                .name = "event_persister",
                .queue_limit =
                    static_cast<std::size_t>(config.integer("server.services.event_persister.queue_max_size")),
                .retries = static_cast<int>(config.integer("server.services.event_persister.max_flush_retries")),
                .lanes = store.kind() == db::dialect::postgresql ? 2U : 1U});
    if (enabled("server.services.task_run_recorder.enabled"))
        recorder_ = std::make_unique<event_batches>(executor, store, models::record_task_runs,
                                                    event_batches::options{.name = "task_run_recorder"});
    if (enabled("server.services.repossessor.enabled"))
        expiry_ = std::make_unique<lease_expiry>(
            executor, store, config.seconds("server.services.repossessor.loop_seconds"),
            models::max_waits{config.number("server.tasks.tag_concurrency_slot_wait_seconds"),
                              config.number("server.concurrency.maximum_concurrency_slot_wait_seconds")});
}

void running::start()
{
    if (persister_)
        persister_->start();
    if (recorder_)
        recorder_->start();
    if (expiry_)
        expiry_->start();
    bus_.report_storing_by([this] {
        event_bus::storing far;
        for (auto const* one : {persister_.get(), recorder_.get()}) {
            if (one != nullptr) {
                far.taken += one->taken();
                far.settled += one->settled();
            }
        }
        return far;
    });
    hears_ = bus_.subscribe([this](models::event_ptr const& one, event_origin from) {
        if (persister_ && from == event_origin::received)
            persister_->push(one);
        if (recorder_ && models::is_task_run_record(*one))
            recorder_->push(one);
    });
}

task<void> running::stop()
{
    if (expiry_)
        co_await expiry_->stop();
    if (recorder_)
        co_await recorder_->stop();
    if (persister_)
        co_await persister_->stop();
}

} // namespace praetor::services

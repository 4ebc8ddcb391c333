// Evaluates the triggers of automations: events as they are stored, and time as it passes.
#pragma once

#include <models/automations/triggers/evaluation.hpp>

#include <server/services/event_bus.hpp>
#include <server/services/page_size.hpp>
#include <server/services/periodic_service.hpp>
#include <server/settings/server_settings.hpp>

#include <db/database.hpp>

#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace praetor::services {

// What it does is transactions of models/automations/triggers/evaluation.hpp: a kill loses and doubles nothing, and
// servers of one database take turns. The automations are kept, and read again when a transaction finds that they have
// changed. Without any, it looks at the database once an interval, and once a second while events come. References must
// outlive it.
class trigger_evaluation final : public periodic_service
{
public:
    trigger_evaluation(boost::asio::any_io_executor executor, db::database& store, event_bus& bus,
                       settings::server_events_settings const& config);

    // Events that were stored may be in the queue: there is something to look for.
    void look_for_events();
    // An event of this server that is stored: an automation may have changed, or the event may be one to look for.
    void hear(models::event const& one);

    // Another server has made, changed or deleted some.
    void look_at_automations();

    // `callback` is called whenever actions have become due; it must not throw or wait.
    void on_due_actions(std::function<void()> callback) { on_due_actions_ = std::move(callback); }

    // Looks at all there is.
    task<void> step() override;

private:
    bool is_worth_a_look() const;
    task<void> load_automations();
    task<void> drain_queue();
    task<void> take_lost_followers();
    task<void> pass_time();
    void finish(models::evaluation const& made, std::vector<models::event> events);
    void warn_of_cascade(models::evaluation const& made);

    db::database& store_;
    event_bus& bus_;
    settings::server_events_settings const& config_;
    std::function<void()> on_due_actions_;
    page_size queued_page_;
    models::loaded_automations_ptr known_ = std::make_shared<models::loaded_automations const>();
    // Of proactive triggers, when to look at them again.
    std::unordered_map<uuid, timestamp> next_;
    // Firings that were left out, since it was last warned of them, and when that may be done again.
    std::int64_t left_out_ = 0;
    timestamp next_warning_ = min_timestamp;
    timestamp next_whole_ = min_timestamp; // when to look at more than the queue again
    timestamp looked_ = min_timestamp;     // when more than the queue was looked at last
};

} // namespace praetor::services

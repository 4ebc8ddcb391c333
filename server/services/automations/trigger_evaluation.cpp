#include <server/services/automations/trigger_evaluation.hpp>

#include <server/base/log.hpp>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <unordered_set>

namespace praetor::services {
namespace {

constexpr std::size_t triggers_a_transaction = 200;
constexpr std::chrono::seconds between_warnings{10};

std::chrono::milliseconds interval_of(settings::server_events_settings const& config)
{
    using namespace std::chrono_literals;
    auto const wanted = std::chrono::ceil<std::chrono::milliseconds>(duration{config.proactive_granularity});
    return std::clamp<std::chrono::milliseconds>(wanted, 100ms, 1h);
}

// Where nobody else can write meanwhile, fewer.
std::int64_t events_a_transaction(db::database const& store)
{
    return store.grammar().writes_in_parallel() ? 500 : 100;
}

// Of an automation, that it was made, changed or deleted; what tells of firings and actions changes none.
bool is_automation_change(std::string_view event)
{
    constexpr std::string_view of_automations = "prefect.automation.";
    if (!event.starts_with(of_automations))
        return false;
    auto const what = event.substr(of_automations.size());
    return what == "created" || what == "updated" || what == "deleted";
}

// A page that was not full tells nothing of the next one.
void learn(page_size& page, models::evaluation const& made)
{
    if (made.has_more)
        page.learn(static_cast<std::size_t>(made.events), static_cast<std::size_t>(made.bytes));
}

} // namespace

trigger_evaluation::trigger_evaluation(boost::asio::any_io_executor executor, db::database& store, event_bus& bus,
                                       settings::server_events_settings const& config)
    : periodic_service(std::move(executor), "triggers", interval_of(config)), store_(store), bus_(bus), config_(config),
      queued_page_(events_a_transaction(store), models::max_evaluated_bytes)
{}

// Where none is known, a server that tells nothing (on SQLite, behind a pooler) may have made one.
bool trigger_evaluation::is_worth_a_look() const
{
    constexpr std::chrono::seconds between_looks{1};
    return !known_->index.triggers().empty() || now() - looked_ >= between_looks;
}

void trigger_evaluation::look_for_events()
{
    if (is_worth_a_look())
        wake();
}

void trigger_evaluation::look_at_automations()
{
    next_whole_ = min_timestamp;
    wake();
}

void trigger_evaluation::hear(models::event const& one)
{
    if (is_automation_change(one.event))
        look_at_automations();
    else
        look_for_events();
}

void trigger_evaluation::finish(models::evaluation const& made, std::vector<models::event> events)
{
    done_ += static_cast<std::uint64_t>(made.firings);
    for (auto& one : events)
        bus_.publish(std::make_shared<models::event const>(std::move(one)), event_origin::stored);
    if (made.actions > 0 && on_due_actions_)
        on_due_actions_();
    if (made.left_out > 0)
        warn_of_cascade(made);
}

void trigger_evaluation::warn_of_cascade(models::evaluation const& made)
{
    left_out_ += made.left_out;
    auto const when = now();
    if (when < next_warning_)
        return;
    log::warning(
        name(),
        "automations fire one another: {} more firings were left out, the last of automation {}; does it look for "
        "events of automations?",
        left_out_, to_string(made.left_out_of));
    left_out_ = 0;
    next_warning_ = when + between_warnings;
}

task<void> trigger_evaluation::load_automations()
{
    auto changes = co_await store_.read(models::read_automation_changes, known_);
    auto const changed = changes.changed.size();
    known_ = models::apply(std::move(changes), *known_);
    std::unordered_set<uuid> there;
    for (auto const& one : known_->index.triggers())
        there.insert(one.what().id);
    std::erase_if(next_, [&](auto const& one) { return !there.contains(one.first); });
    log::debug(name(), "{} of {} automations were loaded", changed, known_->index.automations().size());
}

task<void> trigger_evaluation::drain_queue()
{
    while (!is_stopping()) {
        auto made = co_await store_.transaction(models::evaluate_queue, known_, queued_page_.rows());
        finish(made.value, std::move(made.events));
        learn(queued_page_, made.value);
        if (made.value.is_stale)
            co_await load_automations();
        else if (!made.value.has_more)
            break;
    }
}

task<void> trigger_evaluation::take_lost_followers()
{
    page_size page{events_a_transaction(store_), models::max_evaluated_bytes};
    while (!is_stopping()) {
        auto made = co_await store_.transaction(models::evaluate_lost_followers, known_, page.rows());
        finish(made.value, std::move(made.events));
        learn(page, made.value);
        if (made.value.has_queued)
            co_await drain_queue();
        if (made.value.is_stale)
            co_await load_automations();
        else if (!made.value.has_more)
            break;
    }
}

task<void> trigger_evaluation::pass_time()
{
    auto const when = now();
    std::vector<std::size_t> due;
    auto const known = known_;
    auto const& triggers = known->index.triggers();
    for (std::size_t place = 0; place < triggers.size(); ++place) {
        if (!triggers[place].what().is_proactive())
            continue;
        auto const next = next_.find(triggers[place].what().id);
        if (next == next_.end() || next->second <= when)
            due.push_back(place);
    }
    for (std::size_t first = 0; first < due.size() && !is_stopping(); first += triggers_a_transaction) {
        std::vector<std::size_t> const some(
            due.begin() + static_cast<std::ptrdiff_t>(first),
            due.begin() + static_cast<std::ptrdiff_t>(std::min(first + triggers_a_transaction, due.size())));
        auto made = co_await store_.transaction(models::evaluate_time, known, some);
        if (made.value.is_stale) {
            next_whole_ = min_timestamp;
            wake();
            break;
        }
        for (std::size_t i = 0; i < some.size(); ++i)
            next_[triggers[some[i]].what().id] = made.value.next[i];
        finish(made.value, std::move(made.events));
    }
}

task<void> trigger_evaluation::step()
{
    auto const when = now();
    bool const is_whole = when >= next_whole_ || known_->index.triggers().empty();
    if (!is_whole) {
        co_await drain_queue();
        co_return;
    }
    looked_ = when;
    next_whole_ = when + interval_of(config_);
    auto const buffer = duration{config_.expired_bucket_buffer};
    auto const outlook = co_await store_.read(models::read_evaluation_outlook, buffer);
    if (outlook.version != known_->version)
        co_await load_automations();
    if (outlook.has_queue)
        co_await drain_queue();
    if (outlook.has_lost_followers)
        co_await take_lost_followers();
    co_await pass_time();
    if (outlook.has_closed_buckets)
        co_await store_.transaction(models::sweep_evaluation, buffer);
}

} // namespace praetor::services
